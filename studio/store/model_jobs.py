"""The shelf of model jobs: what is asked of models, so that nothing is asked or paid for twice."""

from __future__ import annotations

import builtins
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from studio.domain.errors import LibraryError
from studio.domain.model_job import JobKind, JobState, ModelJob, Request, RequestState
from studio.i18n import _
from studio.store.connection import Row, Shelf, parse_time

UNDER_WAY = (JobState.OPEN, JobState.SENDING, JobState.SENT)


class ModelJobs(Shelf):
    """Jobs and their requests. They are history, not curated: undo leaves them alone."""

    def list(self) -> builtins.list[ModelJob]:
        """All jobs, the newest first."""
        rows = self._connection.select("SELECT * FROM model_job ORDER BY id DESC")
        return self._parse_rows(_parse_job, rows)

    def under_way(self) -> builtins.list[ModelJob]:
        """Jobs that have not ended, the oldest first."""
        return [job for job in reversed(self.list()) if job.state in UNDER_WAY]

    def get(self, number: int) -> ModelJob:
        """One job; LibraryError when it is not there."""
        row = self._connection.select_first("SELECT * FROM model_job WHERE id = ?", [number])
        if row is None:
            raise LibraryError(_("There is no job {number} in this library.").format(number=number))
        return self._parse_rows(_parse_job, [row])[0]

    def insert(
        self,
        kind: JobKind,
        *,
        endpoint: str,
        model: str,
        plan: str,
        passages: Sequence[int] = (),
        pairs: Sequence[int] = (),
        is_batch: bool = False,
    ) -> int:
        """Add a job that asks about each of the passages or pairs; its id."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        state = JobState.SENDING if is_batch else JobState.OPEN
        number = self._connection.execute(
            "INSERT INTO model_job(kind, endpoint, model, plan, nonce, created, state, is_batch) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            [kind, endpoint, model, plan, secrets.token_hex(8), now, state, int(is_batch)],
        )
        subjects = [(passage, None) for passage in passages] + [(None, pair) for pair in pairs]
        self._connection.execute_many(
            f"INSERT INTO model_request(job, position, passage, pair) VALUES({number}, ?, ?, ?)",
            ((position, *subject) for position, subject in enumerate(subjects)),
        )
        return number

    def set_state(self, number: int, state: JobState, error: str = "") -> None:
        """Say where a job stands; one that has ended says when."""
        ended = None if state in UNDER_WAY else datetime.now(UTC).isoformat(timespec="seconds")
        self._connection.execute(
            "UPDATE model_job SET state = ?, error = ?, ended = ? WHERE id = ?",
            [state, error, ended, number],
        )

    def set_batch(
        self,
        number: int,
        *,
        file: str | None = None,
        batch: str | None = None,
        reservation: int | None = None,
    ) -> None:
        """Note what the provider, or the ledger, calls a job's batch; None leaves it as it is."""
        self._connection.execute(
            "UPDATE model_job SET file = coalesce(?, file), batch = coalesce(?, batch), "
            "reservation = coalesce(?, reservation) WHERE id = ?",
            [file, batch, reservation, number],
        )

    def requests(
        self, number: int, states: Iterable[RequestState] = tuple(RequestState)
    ) -> builtins.list[Request]:
        """A job's requests in these states, in their order."""
        names = tuple(states)
        rows = self._connection.select(
            "SELECT * FROM model_request WHERE job = ? "
            f"AND state IN ({','.join('?' * len(names))}) ORDER BY position",
            [number, *names],
        )
        return self._parse_rows(_parse_request, rows)

    def count(self, number: int) -> dict[RequestState, int]:
        """How many of a job's requests are in each state."""
        rows = self._connection.select(
            "SELECT state, count(*) FROM model_request WHERE job = ? GROUP BY state", [number]
        )
        counts = {RequestState(row[0]): row[1] for row in rows}
        return {state: counts.get(state, 0) for state in RequestState}

    def set_request(self, number: int, positions: Iterable[int], state: RequestState) -> None:
        """Set the state of some of a job's requests; why they failed before is forgotten."""
        self._connection.execute_many(
            "UPDATE model_request SET state = ?, reason = '' WHERE job = ? AND position = ?",
            ((state, number, position) for position in positions),
        )

    def hand_over(self, number: int, without: Iterable[int] = ()) -> None:
        """Take what a new job asks for off the stopped jobs that wanted it too, so that going on
        with one of those asks for nothing again; jobs ``without`` are under way themselves."""
        excluded = ",".join(str(int(job)) for job in without)
        self._connection.execute(
            "UPDATE model_request SET state = ?1 WHERE state IN (?2, ?3, ?4) "
            f"AND job IN (SELECT id FROM model_job WHERE id < ?5 AND id NOT IN ({excluded}) "
            "AND state NOT IN (?6, ?7) AND kind = (SELECT kind FROM model_job WHERE id = ?5)) "
            "AND (passage IN (SELECT passage FROM model_request WHERE job = ?5) "
            "OR pair IN (SELECT pair FROM model_request WHERE job = ?5))",
            [
                RequestState.MOVED,
                RequestState.WAITING,
                RequestState.FAILED,
                RequestState.LOST,
                number,
                JobState.SENDING,
                JobState.SENT,
            ],
        )

    def keep_reply(self, number: int, request: Request) -> None:
        """Keep what a request came to: its state, reply, reason and price.

        What it cost before, when it was asked in vain, stays counted.
        """
        self._connection.execute(
            "UPDATE model_request SET state = ?, reply = ?, reason = ?, "
            "tokens_in = tokens_in + ?, tokens_out = tokens_out + ?, usd = ? "
            "WHERE job = ? AND position = ?",
            [
                request.state,
                request.reply,
                request.reason,
                request.tokens_in,
                request.tokens_out,
                str(request.usd + self._read_paid(number, request.position)),
                number,
                request.position,
            ],
        )

    def lost_passages(self) -> set[int]:
        """Passages that were asked about, and whose reply never came; nobody asks again unasked."""
        rows = self._connection.select(
            "SELECT passage FROM model_request WHERE state = ? AND passage IS NOT NULL",
            [RequestState.LOST],
        )
        return {row[0] for row in rows}

    def count_unanswered(self) -> int:
        """How many requests of jobs that were broken off have no answer."""
        row = self._connection.select_first(
            "SELECT count(*) FROM model_request JOIN model_job ON model_job.id = job "
            "WHERE model_job.state = ? AND model_request.state IN (?, ?)",
            [JobState.STOPPED, RequestState.WAITING, RequestState.LOST],
        )
        return int(row[0]) if row else 0

    def mean_reply(self, model: str) -> float | None:
        """Tokens that a reply of a model had on average here; None where it gave none."""
        row = self._connection.select_first(
            "SELECT avg(tokens_out) FROM model_request JOIN model_job ON model_job.id = job "
            "WHERE model = ? AND model_request.state = ?",
            [model, RequestState.ANSWERED],
        )
        return float(row[0]) if row and row[0] is not None else None

    def spent(self, number: int) -> Decimal:
        """US dollars that a job's replies cost so far."""
        rows = self._connection.select("SELECT usd FROM model_request WHERE job = ?", [number])
        return sum((Decimal(row["usd"]) for row in rows), Decimal(0))

    def _read_paid(self, number: int, position: int) -> Decimal:
        row = self._connection.select_first(
            "SELECT usd FROM model_request WHERE job = ? AND position = ?", [number, position]
        )
        return Decimal(row["usd"]) if row else Decimal(0)


def _parse_job(row: Row) -> ModelJob:
    return ModelJob(
        id=row["id"],
        kind=JobKind(row["kind"]),
        endpoint=row["endpoint"],
        model=row["model"],
        plan=row["plan"],
        nonce=row["nonce"],
        created=datetime.fromisoformat(row["created"]),
        state=JobState(row["state"]),
        is_batch=bool(row["is_batch"]),
        file=row["file"],
        batch=row["batch"],
        reservation=row["reservation"],
        error=row["error"],
        ended=parse_time(row["ended"]),
    )


def _parse_request(row: Row) -> Request:
    return Request(
        position=row["position"],
        passage=row["passage"],
        pair=row["pair"],
        state=RequestState(row["state"]),
        reply=row["reply"],
        reason=row["reason"],
        tokens_in=row["tokens_in"],
        tokens_out=row["tokens_out"],
        usd=Decimal(row["usd"]),
    )
