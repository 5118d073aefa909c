"""The fine-tuning jobs, as they stand on disk and as the API shows them."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.engine import parameters
from studio.engine.catalogue import Catalogue, Model, build_tuned_name, read_checkpoints
from studio.engine.errors import ApiError
from studio.engine.files import FileStore
from studio.engine.home import Home, Record, append, new_id, read_json, read_lines, write_json
from studio.engine.model_faults import describe_folder

ENDED = frozenset({"succeeded", "failed", "cancelled"})
WAITING = frozenset({"validating_files", "queued"})
DEFAULT_SEED = 42  # so that two runs of the same job agree to the last digit


class JobStore:
    """``jobs/<id>/job.json``; fields that begin with an underscore are the engine's own."""

    def __init__(self, home: Home, files: FileStore, catalogue: Catalogue) -> None:
        self._folder = home.jobs
        self._files = files
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._held: dict[str, Record] = {}

    def folder(self, id: str) -> Path:
        return self._folder / id

    def create(self, body: object) -> Record:
        fields = parameters.check_fields(body, parameters.JOB, "model", "training_file")
        method = parameters.read_method(fields)
        model = self._trainable(fields["model"])
        for param in ("training_file", "validation_file"):
            if param in fields:
                self._require_file(fields[param], param)
        job = self._record(fields, method, model)
        folder = self.folder(job["id"])
        folder.mkdir()
        try:
            write_json(folder / "job.json", job)
        except BaseException:
            # Refused, there is nothing of it that a later start could take for a job.
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self.say(job["id"], f"Created fine-tuning job: {job['id']}")
        names = f"Validating training file: {job['training_file']}"
        if job["validation_file"]:
            names += f" and validation file: {job['validation_file']}"
        self.say(job["id"], names)
        return job

    def _trainable(self, id: str) -> Model:
        model = self._catalogue.find(id)
        if model is None:
            base = self._catalogue.find_base(id)
            line = f"Model {id} is not available for fine-tuning or does not exist."
            if base:
                line = (
                    f"Model {id} is not on this computer yet: fetch it first ({base.download} MB)."
                )
            elif (path := Path(id).expanduser()).is_absolute():
                line = describe_folder(path)
            raise ApiError(
                400,
                line,
                code="model_not_available",
                param="model",
            )
        return model

    def _require_file(self, id: str, param: str) -> None:
        try:
            self._files.get(id)
        except ApiError as error:
            raise ApiError(
                400, f"invalid {param}: {id}", code=f"invalid_{param}", param=param
            ) from error

    def _record(self, fields: Mapping[str, Any], method: parameters.Method, model: Model) -> Record:
        id = new_id("ftjob")
        mode = "rehearsal" if self._catalogue.chain(model)[0]["kind"] == "rehearsal" else "lora"
        if model.kind == "full":
            mode = "rehearsal"
        return {
            "id": id,
            "object": "fine_tuning.job",
            "created_at": int(time.time()),
            "model": fields["model"],
            "status": "validating_files",
            "training_file": fields["training_file"],
            "validation_file": fields.get("validation_file"),
            "seed": fields.get("seed", DEFAULT_SEED),
            "metadata": fields.get("metadata", {}),
            "organization_id": "org-local",
            "hyperparameters": method.settings(),
            "fine_tuned_model": None,
            "finished_at": None,
            "trained_tokens": None,
            "result_files": [],
            "error": None,
            "estimated_finish": None,
            "integrations": [],
            "user_provided_suffix": fields.get("suffix"),
            "_mode": mode,
            "_method": method.kind,
            "_tuned_name": build_tuned_name(model, fields.get("suffix"), id),
            "_order": time.time_ns(),
        }

    def get(self, id: str) -> Record:
        valid = id.replace("-", "").isalnum()
        job = read_json(self.folder(id) / "job.json") if valid else None
        if job is None:
            raise ApiError(
                404, f"Could not find fine tune: {id}", code="fine_tune_not_found", param="id"
            )
        return job

    def all(self) -> list[Record]:
        """Every job, newest first."""
        jobs = [read_json(folder / "job.json") for folder in self._folder.iterdir()]
        return sorted((job for job in jobs if job), key=lambda job: -job["_order"])

    def active(self) -> list[Record]:
        """The jobs that have not ended, oldest first."""
        return [job for job in reversed(self.all()) if job["status"] not in ENDED]

    def update(self, id: str, *unless: str, **fields: Any) -> Record | None:
        """Change a job; None, and nothing is changed, when its status is one of ``unless``."""
        with self._lock:
            job = self.get(id)
            # Cancelling and ending race with each other; who comes first has said the end.
            if job["status"] in unless:
                return None
            job.update(fields)
            write_json(self.folder(id) / "job.json", job)
            return job

    def end(self, id: str, status: str, **fields: Any) -> Record | None:
        """End a job once: a job that has ended stays as it is."""
        return self.update(id, *ENDED, status=status, finished_at=int(time.time()), **fields)

    def say(self, id: str, message: str, level: str = "info") -> None:
        append(self.folder(id) / "events.jsonl", build_event(message, level))

    def hold(self, id: str, message: str) -> None:
        """Say why a job can't go on for now. In memory: the disk may be what is in its way."""
        held = self._held.get(id)
        if held is None or held["message"] != message:
            self._held[id] = build_event(message, "warn")

    def is_held(self, id: str) -> bool:
        return id in self._held

    def let_go(self, id: str) -> None:
        """What was in the way of a job is gone."""
        held = self._held.pop(id, None)
        if held is not None:
            with suppress(OSError):
                append(self.folder(id) / "events.jsonl", held)

    def events(self, id: str) -> list[Record]:
        """What happened, newest first."""
        self.get(id)
        events = read_lines(self.folder(id) / "events.jsonl")[::-1]
        return [self._held[id], *events] if id in self._held else events

    def checkpoints(self, id: str) -> list[Record]:
        """The checkpoints still kept, newest first."""
        self.get(id)
        return [record for record, _, _ in read_checkpoints(self.folder(id))][::-1]

    def public(self, job: Record) -> Record:
        """A job as the API shows it."""
        record = {name: value for name, value in job.items() if not name.startswith("_")}
        kind = job.get("_method", "supervised")
        record["method"] = {"type": kind, kind: {"hyperparameters": job["hyperparameters"]}}
        record["hyperparameters"] = {
            name: value for name, value in job["hyperparameters"].items() if name != "beta"
        }
        if job["id"] in self._held and job["status"] not in ENDED:
            record["status"] = "paused"
        elif job["status"] == "running":
            record["estimated_finish"] = self._estimate(job["id"])
        return record

    def _estimate(self, id: str) -> int | None:
        """When training should end (Unix seconds): as measured, then from the pace so far."""
        steps = [
            each for each in read_lines(self.folder(id) / "events.jsonl") if "step" in each["data"]
        ]
        if len(steps) < 2:
            outlook = read_json(self.folder(id) / "outlook.json")
            return int(outlook["finish"]) if outlook else None
        first, last = steps[0], steps[-1]
        done = last["data"]["step"] - first["data"]["step"]
        if done <= 0:
            return None
        pace = (last["created_at"] - first["created_at"]) / done
        left = last["data"]["total_steps"] - last["data"]["step"]
        return int(last["created_at"] + pace * left) + 1


def build_event(message: str, level: str = "info", data: Record | None = None) -> Record:
    """A line of a job's history, in the API's shape."""
    return {
        "id": new_id("ftevent"),
        "object": "fine_tuning.job.event",
        "created_at": int(time.time()),
        "level": level,
        "message": message,
        "type": "metrics" if data else "message",
        "data": data or {},
    }
