"""The shelf of runs and their events."""

from __future__ import annotations

import builtins
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from decimal import Decimal

from studio.domain.errors import LibraryError
from studio.domain.run import Checkpoint, Event, Hyperparameters, Metric, Run, RunStatus
from studio.i18n import _
from studio.store.connection import Row, Shelf, parse_time

_FIELDS = frozenset(
    {
        "status",
        "job",
        "fine_tuned_model",
        "error",
        "trained_tokens",
        "cost_usd",
        "training_file",
        "validation_file",
        "started",
        "ended",
        "checkpoints",
        "hyperparameters",
        "model",
    }
)


class Runs(Shelf):
    """Trainings, as far as their provider has told of them."""

    def list(self, *, curves: bool = False) -> builtins.list[Run]:
        """All runs, the newest first; with their ``curves`` where somebody wants to see them."""
        rows = self._connection.select("SELECT * FROM run ORDER BY id DESC")
        runs = self._parse_rows(_parse_run, rows)
        if not curves:
            return runs
        metrics = self._select_metrics()
        return [replace(run, metrics=_order_curve(metrics[run.id])) for run in runs]

    def ids(self, *, version: int) -> builtins.list[int]:
        """The runs that trained on a version, or tried to; comparisons refer to it by them."""
        return [
            *self._connection.select_numbers(
                "SELECT id FROM run WHERE version = ? ORDER BY id", [version]
            )
        ]

    def get(self, number: int) -> Run:
        """One run with its curve and checkpoints; LibraryError when it is not there."""
        row = self._connection.select_first("SELECT * FROM run WHERE id = ?", [number])
        if row is None:
            raise LibraryError(_("There is no run {number} in this library.").format(number=number))
        metrics = [event.metric for event in self.events(number) if event.metric]
        (run,) = self._parse_rows(_parse_run, [row])
        return replace(run, metrics=_order_curve(metrics))

    def _select_metrics(self) -> defaultdict[int, builtins.list[Metric]]:
        """The points of the curves of all runs, in the order in which they came."""
        metrics = defaultdict[int, list[Metric]](list)
        rows = self._connection.select(
            "SELECT run, metric FROM run_event WHERE metric != '' ORDER BY rowid"
        )
        for run, metric in self._parse_rows(lambda row: (row["run"], _parse_metric(row)), rows):
            metrics[run].append(metric)
        return metrics

    def events(self, number: int) -> builtins.list[Event]:
        """What the provider said of a run, the oldest first."""
        rows = self._connection.select(
            "SELECT * FROM run_event WHERE run = ? ORDER BY rowid", [number]
        )
        return self._parse_rows(_parse_event, rows)

    def insert(
        self,
        *,
        version: int,
        endpoint: str,
        model: str,
        hyperparameters: Hyperparameters,
        seed: int | None,
        suffix: str,
        nonce: str,
        estimate_usd: Decimal,
        status: RunStatus = RunStatus.PREPARED,
        sweep: int | None = None,
        after: int | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> int:
        """Add a run that is prepared, or waits in the queue: nothing has been sent yet."""
        return self._connection.execute(
            "INSERT INTO run(version, endpoint, model, hyperparameters, seed, suffix, nonce, "
            "status, created, estimate_usd, sweep, after, settings) "
            "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [
                version,
                endpoint,
                model,
                json.dumps(asdict(hyperparameters)),
                seed,
                suffix,
                nonce,
                status,
                datetime.now(UTC).isoformat(),
                str(estimate_usd),
                sweep,
                after,
                None if settings is None else json.dumps(dict(settings)),
            ],
        )

    def next_sweep(self) -> int:
        """A number that no sweep of this library has had."""
        row = self._connection.select_first("SELECT MAX(sweep) AS last FROM run", [])
        return ((row["last"] if row else None) or 0) + 1

    def update(self, number: int, **fields: object) -> None:
        """Note what became known of a run."""
        for name, value in fields.items():
            # Column names can't be bound as values, so only these may come into the statement.
            if name not in _FIELDS:
                raise ValueError(name)
            self._connection.execute(
                f"UPDATE run SET {name} = ? WHERE id = ?", [_to_column(value), number]
            )

    def insert_events(self, number: int, events: Iterable[Event]) -> int:
        """Add events; those already known are left as they are. How many were new."""
        return self._connection.execute_many(
            "INSERT OR IGNORE INTO run_event(run, id, created, level, message, metric) "
            "VALUES(?,?,?,?,?,?)",
            (
                (
                    number,
                    event.id,
                    event.created.isoformat(),
                    event.level,
                    event.message,
                    json.dumps(asdict(event.metric)) if event.metric else None,
                )
                for event in events
            ),
        )


def _to_column(value: object) -> object:
    """A value of a run as its column holds it."""
    match value:
        case datetime():
            return value.isoformat()
        case Decimal():
            return str(value)  # a float would round the money
        case Hyperparameters():
            return json.dumps(asdict(value))
        case list() | tuple():
            return json.dumps([asdict(checkpoint) for checkpoint in value])
    return value


def _order_curve(metrics: Iterable[Metric]) -> tuple[Metric, ...]:
    """The points by step. Steps that were taken again after a crash count as they came last."""
    latest = {metric.step: metric for metric in metrics}
    return tuple(latest[step] for step in sorted(latest))


def _parse_metric(row: Row) -> Metric:
    return Metric(**json.loads(row["metric"]))


def _parse_event(row: Row) -> Event:
    return Event(
        row["id"],
        datetime.fromisoformat(row["created"]),
        row["level"],
        row["message"],
        _parse_metric(row) if row["metric"] else None,
    )


def _parse_run(row: Row) -> Run:
    cost = row["cost_usd"]
    return Run(
        id=row["id"],
        version=row["version"],
        endpoint=row["endpoint"],
        model=row["model"],
        hyperparameters=Hyperparameters.of(json.loads(row["hyperparameters"])),
        seed=row["seed"],
        suffix=row["suffix"],
        nonce=row["nonce"],
        status=RunStatus(row["status"]),
        created=datetime.fromisoformat(row["created"]),
        job=row["job"],
        fine_tuned_model=row["fine_tuned_model"],
        error=row["error"],
        trained_tokens=row["trained_tokens"],
        estimate_usd=Decimal(row["estimate_usd"]),
        cost_usd=None if cost is None else Decimal(cost),
        training_file=row["training_file"],
        validation_file=row["validation_file"],
        started=parse_time(row["started"]),
        ended=parse_time(row["ended"]),
        checkpoints=tuple(Checkpoint(**point) for point in json.loads(row["checkpoints"])),
        sweep=row["sweep"],
        after=row["after"],
        settings=json.loads(row["settings"]) if row["settings"] else None,
    )
