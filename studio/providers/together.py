"""Together: answers as OpenAI does, and trains over an API of its own (``/fine-tunes``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from studio.domain.errors import EndpointError
from studio.domain.run import Checkpoint, Event, Hyperparameters, JobState, RunStatus
from studio.i18n import _
from studio.providers.openai_compatible import OpenAICompatible

SECONDS = 120.0
# Together's words for a job's states, from its API reference.
STATES = {
    "pending": RunStatus.QUEUED,
    "queued": RunStatus.QUEUED,
    "running": RunStatus.RUNNING,
    "compressing": RunStatus.RUNNING,
    "uploading": RunStatus.RUNNING,
    "completed": RunStatus.SUCCEEDED,
    "error": RunStatus.FAILED,
    "cancelled": RunStatus.CANCELLED,
}


class Together(OpenAICompatible):
    """Asks and uploads as its base does; jobs are Together's own."""

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
        # There is no metadata: the nonce travels in the suffix, where it can be found again.
        body = {
            "model": model,
            "training_file": training_file,
            "validation_file": validation_file,
            "n_epochs": hyperparameters.epochs,
            "batch_size": hyperparameters.batch_size or "max",
            "suffix": f"{suffix}-{nonce[:12]}".strip("-"),
        }
        sent = {key: value for key, value in body.items() if value is not None}
        return _state(self._send("POST", "/fine-tunes", sent))

    def find(self, nonce: str, *, training_file: str | None = None) -> JobState | None:
        jobs = self._send("GET", "/fine-tunes").get("data", [])
        match = [job for job in jobs if str(job.get("suffix", "")).endswith(nonce[:12])]
        return _state(match[0]) if match else None

    def state(self, job: str) -> JobState:
        return _state(self._send("GET", f"/fine-tunes/{job}"))

    def cancel(self, job: str) -> JobState:
        return _state(self._send("POST", f"/fine-tunes/{job}/cancel"))

    def events(self, job: str, after: str | None = None) -> list[Event]:
        rows = self._send("GET", f"/fine-tunes/{job}/events").get("data", [])
        events = [
            Event(
                str(row["hash"]),
                datetime.fromisoformat(row["created_at"]),
                str(row.get("level") or "info"),
                str(row.get("message", "")),
            )
            for row in rows
        ]
        ids = [event.id for event in events]
        return events[ids.index(after) + 1 :] if after in ids else events

    def checkpoints(self, job: str) -> list[Checkpoint]:
        rows = self._send("GET", f"/fine-tunes/{job}/checkpoints").get("data", [])
        return [Checkpoint(int(row["step"]), str(row["path"])) for row in rows]

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        import httpx2  # heavy: only where it is asked

        headers = {"Authorization": f"Bearer {self._key}"}
        url = self._base_url.rstrip("/") + path
        reply = httpx2.request(method, url, json=body, headers=headers, timeout=SECONDS)
        if reply.status_code >= 400:
            line = _("{host} refused: {reason}").format(host=self._host, reason=reply.text[:300])
            raise EndpointError(line, status=reply.status_code)
        return reply.json()


def _state(job: Mapping[str, Any]) -> JobState:
    return JobState(
        job=str(job["id"]),
        status=STATES.get(str(job.get("status")), RunStatus.RUNNING),
        model=str(job.get("model", "")),
        fine_tuned_model=job.get("model_output_name"),
        trained_tokens=job.get("token_count"),
        epochs=job.get("n_epochs"),
    )
