"""Together: answers as OpenAI does, and trains over an API of its own (``/fine-tunes``).

After its API reference as of 2026-11; tried with a server that plays it, not yet with the live one.
It keeps no metadata with a job: the nonce travels at the end
of the suffix, where the job is found again. ``learning_rate`` is absolute, epochs left open are 1,
and rows that are measured on are charged for.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from studio.domain.run import Checkpoint, Event, Hyperparameters, JobState, Method, RunStatus
from studio.providers import replies
from studio.providers.errors import redact
from studio.providers.requests import Body, drop_unset, merge_bodies
from studio.providers.rest import Reply, RestProvider, read_rows, read_text, read_word, require_text

STATES = {
    "pending": RunStatus.QUEUED,
    "queued": RunStatus.QUEUED,
    "running": RunStatus.RUNNING,
    "compressing": RunStatus.RUNNING,
    "uploading": RunStatus.RUNNING,
    "cancel_requested": RunStatus.RUNNING,
    "completed": RunStatus.SUCCEEDED,
    "error": RunStatus.FAILED,
    "user_error": RunStatus.FAILED,
    "cancelled": RunStatus.CANCELLED,
}
"""Together's words for a job's states."""
MARK = 12
"""Letters of the nonce behind a suffix."""
LONGEST_SUFFIX = 64 - MARK - 1
WAITING, SPOILT = ("pending", "processing", "uploading", "running"), ("failed", "error", "invalid")


class Together(RestProvider):
    """Asks as its base does; files and jobs are Together's own."""

    def upload(self, path: Path, name: str) -> str:
        fields = {"file_name": name, "purpose": "fine-tune", "file_type": "jsonl"}
        file = self._read(lambda: self._send_file("/files/upload", path, name, fields))
        id = self._read(lambda: require_text(file, "id"))
        with self._deleting(f"/files/{id}"):
            self._wait_until(f"/files/{id}", waiting=WAITING, spoilt=SPOILT)
        return id

    def find_files(self, name: str) -> list[str]:
        rows = read_rows(self._get("/files"), "data")
        return [read_text(row, "id") for row in rows if row.get("filename") == name]

    def delete_file(self, id: str) -> None:
        self._delete(f"/files/{id}")

    def create(
        self,
        *,
        model: str,
        training_file: str,
        validation_file: str | None,
        hyperparameters: Hyperparameters,
        seed: int | None,
        suffix: str,
        nonce: str,
    ) -> JobState:
        body = {
            **self._build_job(model, training_file, validation_file, hyperparameters),
            "suffix": f"{suffix[:LONGEST_SUFFIX]}-{nonce[:MARK]}".strip("-"),
        }
        # Its own name for a seed; left out it draws one.
        if seed is not None:
            body["random_seed"] = seed
        return self._read_job(self._post("/fine-tunes", body))

    def quote(
        self,
        *,
        model: str,
        training_file: str,
        validation_file: str | None,
        hyperparameters: Hyperparameters,
    ) -> Decimal | None:
        body = self._build_job(model, training_file, validation_file, hyperparameters)
        reply = self._post("/fine-tunes/estimate-price", body)
        price = reply.get("estimated_total_price")
        if isinstance(price, bool) or not isinstance(price, int | float) or price < 0:
            return None
        return Decimal(str(price))

    def find(self, nonce: str, *, training_file: str | None = None) -> JobState | None:
        for job in read_rows(self._get("/fine-tunes"), "data"):
            mine = read_text(job, "suffix", "model_output_name").endswith(nonce[:MARK])
            if mine or (training_file and job.get("training_file") == training_file):
                return self._read_job(job)
        return None

    def state(self, job: str) -> JobState:
        return self._read_job(self._get(f"/fine-tunes/{job}"))

    def cancel(self, job: str) -> JobState:
        self._post(f"/fine-tunes/{job}/cancel")
        return self.state(job)

    def events(self, job: str, after: str | None = None) -> list[Event]:
        rows = read_rows(self._get(f"/fine-tunes/{job}/events"), "data")
        events = [_read_event(row, index, self._key) for index, row in enumerate(rows)]
        ids = [event.id for event in events]
        return events[ids.index(after) + 1 :] if after in ids else events

    def checkpoints(self, job: str) -> list[Checkpoint]:
        rows = read_rows(self._get(f"/fine-tunes/{job}/checkpoints"), "data")
        points = [
            Checkpoint(int(row.get("step") or 0), read_text(row, "path", "id")) for row in rows
        ]
        return sorted(points, key=lambda point: point.step)

    def _build_job(
        self, model: str, training_file: str, validation_file: str | None, wishes: Hyperparameters
    ) -> Body:
        """What a price is asked for and a job is made of, but for its name."""
        epochs = wishes.epochs or 1
        method: Body = {"method": "dpo" if wishes.method is Method.PREFERENCE else "sft"}
        if wishes.beta is not None:
            method["dpo_beta"] = wishes.beta
        body = {
            "model": model,
            "training_file": training_file,
            "validation_file": validation_file,
            "n_epochs": epochs,
            "n_checkpoints": epochs,
            "n_evals": epochs if validation_file else None,
            "batch_size": wishes.batch_size or "max",
            "learning_rate": wishes.learning_rate_multiplier,
            "training_method": method,
            "training_type": {"type": "Lora"},
        }
        return merge_bodies(drop_unset(body), self._extras)

    def _read_job(self, job: Reply) -> JobState:
        return self._read(lambda: _read_state(job, self._key))


def _read_state(job: Reply, key: str | None) -> JobState:
    word = read_word(job, "status")
    status = STATES.get(word, RunStatus.RUNNING)
    return JobState(
        job=require_text(job, "id"),
        status=status,
        model=read_text(job, "model"),
        fine_tuned_model=read_text(job, "model_output_name") or None,
        trained_tokens=_read_count(job.get("token_count")),
        error_message=redact(_read_reason(job), key) if status is RunStatus.FAILED else "",
        training_file=read_text(job, "training_file"),
        epochs=_read_count(job.get("n_epochs")),
        unknown_word="" if word in STATES else word or "null",
    )


def _read_reason(job: Reply) -> str:
    """Why a job failed: its own words, else the last of its events that is an error."""
    errors = [
        event
        for event in read_rows(job, "events")
        if read_word(event, "level") in ("error", "fatal") or "error" in read_word(event, "type")
    ]
    return read_text(job, "error", "message") or (
        read_text(errors[-1], "message") if errors else ""
    )


def _read_event(row: Reply, index: int, key: str | None) -> Event:
    data = row.get("data")
    figures = {**row, **data} if isinstance(data, dict) else row
    return Event(
        id=read_text(row, "hash", "id") or f"event-{index}",
        created=_read_moment(row.get("created_at")),
        level=read_word(row, "level") or "info",
        message=redact(read_text(row, "message"), key),
        metric=replies.read_metric(figures),
    )


def _read_moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
