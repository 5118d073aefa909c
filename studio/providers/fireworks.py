"""Fireworks: answers as OpenAI does, and trains over an API of its own (``/v1/accounts/…``).

After its API reference as of 2026-11; tried with a server that plays it, not yet with the live one.
The caller names a job itself: the nonce is its name, so that
a second creation is refused by the provider, and a job that may exist is found by its name.
``learningRate`` is absolute; a tuned model answers once it was deployed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.domain.errors import EndpointError
from studio.domain.run import Checkpoint, Event, Hyperparameters, JobState, Method, RunStatus
from studio.i18n import _
from studio.providers.errors import redact
from studio.providers.requests import Body, drop_unset, merge_bodies
from studio.providers.rest import Reply, RestProvider, read_rows, read_text, read_word, require_text

STATES = {
    "creating": RunStatus.QUEUED,
    "pending": RunStatus.QUEUED,
    "re_queueing": RunStatus.QUEUED,
    "creating_input_dataset": RunStatus.VALIDATING_FILES,
    "validating": RunStatus.VALIDATING_FILES,
    "running": RunStatus.RUNNING,
    "evaluation": RunStatus.RUNNING,
    "writing_results": RunStatus.RUNNING,
    "cancelling": RunStatus.RUNNING,
    "paused": RunStatus.PAUSED,
    "completed": RunStatus.SUCCEEDED,
    "early_stopped": RunStatus.SUCCEEDED,
    "failed": RunStatus.FAILED,
    "failed_cleaning_up": RunStatus.FAILED,
    "expired": RunStatus.FAILED,
    "deleting": RunStatus.FAILED,
    "cancelled": RunStatus.CANCELLED,
}
"""Fireworks' words for a job's states, without their ``JOB_STATE_``."""
KINDS = {Method.SUPERVISED: "supervisedFineTuningJobs", Method.PREFERENCE: "dpoJobs"}
"""Where jobs stand, by how a model learns."""
WAITING, SPOILT = ("state_unspecified", "uploading"), ("failed", "error")
ASKING = "/inference/v1"
"""What the address for questions ends in; that for jobs stands beside it."""
LONGEST_NAME = 63


class Fireworks(RestProvider):
    """Asks as its base does; data sets and jobs are Fireworks' own.

    ``account`` is whose they are; "" takes the first that the key may see.
    """

    def __init__(self, base_url: str, key: str | None, *, account: str = "", **more: Any) -> None:
        super().__init__(base_url, key, **more)
        self._root = self._base_url.rstrip("/").removesuffix(ASKING) + "/v1"
        self._account = account and f"accounts/{account.removeprefix('accounts/')}"

    def upload(self, path: Path, name: str) -> str:
        account = self._find_account()
        set_id = _name(name)
        url = f"{self._root}/{account}/datasets"
        with path.open("rb") as lines:
            rows = sum(1 for _line in lines)
        body = {"userUploaded": {}, "exampleCount": str(rows), "displayName": name}
        self._post(url, {"datasetId": set_id, "dataset": body})
        with self._deleting(f"{url}/{set_id}"):
            self._send_file(f"{url}/{set_id}:upload", path, name, {})
            self._wait_until(f"{url}/{set_id}", waiting=WAITING, spoilt=SPOILT)
        return f"{account}/datasets/{set_id}"

    def find_files(self, name: str) -> list[str]:
        id = f"{self._find_account()}/datasets/{_name(name)}"
        return [id] if self._find(f"{self._root}/{id}") else []

    def delete_file(self, id: str) -> None:
        self._delete(f"{self._root}/{id}")

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
        account, method = self._find_account(), hyperparameters.method
        training = drop_unset(
            {
                "baseModel": model,
                "outputModel": f"{account}/models/{_name(suffix or 'studio')}-{nonce[:8]}",
                "epochs": hyperparameters.epochs,
                "learningRate": hyperparameters.learning_rate_multiplier,
                "batchSizeSamples": hyperparameters.batch_size,
            }
        )
        training = merge_bodies(training, self._extras)
        body: Body = drop_unset(
            {
                "displayName": suffix or None,
                "dataset": training_file,
                "evaluationDataset": validation_file,
            }
        )
        # A supervised job says it all at one level, a preference job keeps the training apart.
        supervised = method is Method.SUPERVISED
        body = {**body, **training} if supervised else {**body, "trainingConfig": training}
        named = {f"{KINDS[method].removesuffix('s')}Id": _job_id(nonce)}
        return self._read_job(self._post(f"{self._root}/{account}/{KINDS[method]}", body, named))

    def find(self, nonce: str, *, training_file: str | None = None) -> JobState | None:
        for kind in KINDS.values():
            job = self._find(f"{self._root}/{self._find_account()}/{kind}/{_job_id(nonce)}")
            if job is not None:
                return self._read_job(job)
        return None

    def state(self, job: str) -> JobState:
        return self._read_job(self._get(f"{self._root}/{job}"))

    def cancel(self, job: str) -> JobState:
        self._post(f"{self._root}/{job}:cancel")
        return self.state(job)

    def events(self, job: str, after: str | None = None) -> list[Event]:
        """How far a job is, as one line: it keeps no list of what happened."""
        reply = self._get(f"{self._root}/{job}")
        progress = reply.get("jobProgress")
        percent = progress.get("percent") if isinstance(progress, Mapping) else None
        if not isinstance(percent, int) or f"progress-{percent}" == after:
            return []
        line = _("{n}% done").format(n=percent)
        return [Event(f"progress-{percent}", datetime.now(UTC), "info", line)]

    def checkpoints(self, job: str) -> list[Checkpoint]:
        return []

    def _find_account(self) -> str:
        """Whose data sets and jobs these are, asked once."""
        if not self._account:
            accounts = read_rows(self._get(f"{self._root}/accounts"), "accounts")
            names = [name for account in accounts if (name := read_text(account, "name"))]
            if not names:
                raise EndpointError(
                    _("{host} shows no account to this key; name yours in the settings.").format(
                        host=self._host
                    ),
                    leads_to="settings",
                )
            self._account = names[0]
        return self._account

    def _read_job(self, job: Reply) -> JobState:
        return self._read(lambda: _read_state(job, self._key))


def _read_state(job: Reply, key: str | None) -> JobState:
    word = read_word(job, "state").removeprefix("job_state_")
    status, fault = STATES.get(word, RunStatus.RUNNING), job.get("status")
    training = job.get("trainingConfig")
    both = {**training, **job} if isinstance(training, dict) else job
    reason = read_text(fault, "message") if isinstance(fault, Mapping) else ""
    epochs = both.get("epochs")
    return JobState(
        job=require_text(job, "name"),
        status=status,
        model=read_text(both, "baseModel"),
        fine_tuned_model=read_text(both, "outputModel") or None,
        error_message=redact(reason, key) if status is RunStatus.FAILED else "",
        training_file=read_text(job, "dataset"),
        epochs=epochs if isinstance(epochs, int) and epochs > 0 else None,
        unknown_word="" if word in STATES else word or "null",
    )


def _job_id(nonce: str) -> str:
    return f"studio-{nonce}"


def _name(text: str) -> str:
    """A name as Fireworks takes it: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST_NAME].strip("-") or "data"
