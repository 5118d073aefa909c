"""Runs the jobs one after another, each in a training process of its own."""

from __future__ import annotations

import logging
import os
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.engine import parameters
from studio.engine.catalogue import Catalogue
from studio.engine.errors import ApiError, JobFault
from studio.engine.files import PURPOSE_OUT, FileStore
from studio.engine.hindrances import Hindrance, find_hindrance, miss_program
from studio.engine.home import CHECKPOINTS, Record, read_json, write_json
from studio.engine.jobs import ENDED, JobStore
from studio.engine.processes import build_environment
from studio.engine.rows import MIN_ROWS, Row, read_rows
from studio.engine.workers import add_studio_path, build_worker_command, choose_workers

AUTO_BATCH = 4
KILLED = 9
AUTO_BETA = 0.1
SECONDS_BETWEEN_TRIES = 5.0
"""Before what keeps a job from going on is looked at again."""
log = logging.getLogger(__name__)


def forget_progress(folder: Path) -> None:
    """Drop what only a training that goes on needs: most of the room of a checkpoint."""
    for name in ("optimizer.pt", "scheduler.pt", "rng_state.pth"):
        for file in folder.glob(f"{CHECKPOINTS}/*/{name}"):
            file.unlink(missing_ok=True)


class JobQueue:
    """One thread that validates, queues, runs and settles jobs, the oldest first."""

    def __init__(self, jobs: JobStore, files: FileStore, catalogue: Catalogue) -> None:
        self._jobs = jobs
        self._files = files
        self._catalogue = catalogue
        self._news = threading.Event()
        self._stopping = False
        self._running: tuple[str, subprocess.Popen[bytes]] | None = None
        self._guard = threading.Lock()
        # The workers are tied to the life of this thread, so it lives as long as the server.
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin, with the jobs a former engine left unfinished."""
        self._thread.start()

    def stop(self) -> None:
        """End the running worker; its job goes on at the next start."""
        self._stopping = True
        self._news.set()
        with self._guard:
            if self._running:
                self._running[1].kill()
        self._thread.join(timeout=10)

    @property
    def busy(self) -> bool:
        return bool(self._jobs.active())

    def create(self, body: object) -> Record:
        job = self._jobs.create(body)
        self._news.set()
        return job

    def cancel(self, id: str) -> Record:
        # Of a job that waits for room everything can go that only a training needs.
        if self._jobs.is_held(id):
            forget_progress(self._jobs.folder(id))
        ended = self._jobs.end(id, "cancelled")
        if ended is None:
            status = self._jobs.get(id)["status"]
            raise ApiError(
                400, f"Job has already ended: {id} is {status}.", code="invalid_state", param="id"
            )
        with self._guard:
            if self._running and self._running[0] == id:
                self._running[1].kill()
                return ended
        with suppress(OSError):
            self._jobs.say(id, "The job was cancelled")
        self._news.set()
        return ended

    def _work(self) -> None:
        while not self._stopping:
            self._news.clear()
            job = self._find_next()
            if job is None:
                self._news.wait()
                continue
            try:
                self._take_on(job)
            except Hindrance as hindrance:
                self._wait(job["id"], hindrance)
            except OSError as error:
                # The folder is full, locked or gone: nothing could be written down of the job, so
                # it is not over. It is tried again until that works, or it is cancelled.
                log.exception("job %s", job["id"])
                line = f"The engine's folder can't be used: {error.strerror or error}."
                self._wait(job["id"], Hindrance(f"{line} The job goes on once it can.", _at_once))
            else:
                self._jobs.let_go(job["id"])

    def _find_next(self) -> Record | None:
        """The oldest job whose files nobody has looked at, else the oldest of all."""
        try:
            jobs = self._jobs.active()
        except OSError:
            log.exception("jobs")
            self._news.wait(SECONDS_BETWEEN_TRIES)
            self._news.set()  # it is looked again at once, not when the next job comes
            return None
        # A training holds up the rest for hours; that a file is no good is said before.
        unread = [job for job in jobs if job["status"] == "validating_files"]
        return next(iter([*unread, *jobs]), None)

    def _take_on(self, job: Record) -> None:
        """A step of a job: from its files to the queue, or from there to its end."""
        try:
            if job["status"] == "validating_files":
                self._validate(job)
            else:
                self._run(job)
        except JobFault as fault:
            self._mark_failed(job["id"], fault)
        except (OSError, Hindrance):
            raise
        except Exception:  # one job's trouble must not stop those behind it
            log.exception("job %s", job["id"])
            why = JobFault("internal_error", "The engine failed; see engine.log.")
            self._mark_failed(job["id"], why)

    def _wait(self, id: str, hindrance: Hindrance) -> None:
        """Hold a job for a while, at most until it is cancelled; it is tried once more then."""
        self._jobs.hold(id, hindrance.message)
        self._news.wait(SECONDS_BETWEEN_TRIES)
        while not (self._stopping or self._has_ended(id) or hindrance.is_gone()):
            self._news.clear()
            self._news.wait(SECONDS_BETWEEN_TRIES)

    def _has_ended(self, id: str) -> bool:
        try:
            return self._jobs.get(id)["status"] in ENDED
        except ApiError:
            return True  # its folder is gone

    def _validate(self, job: Record) -> None:
        try:
            rows, _ = self._rows(job)
        except JobFault as fault:
            self._mark_failed(job["id"], fault)
            return
        wishes = job["hyperparameters"]
        chosen = {
            "n_epochs": parameters.choose_epochs(len(rows)),
            "batch_size": min(AUTO_BATCH, len(rows)),
            "learning_rate_multiplier": 1.0,
            "beta": AUTO_BETA,
        }
        settled = {
            name: automatic if wishes[name] == "auto" else wishes[name]
            for name, automatic in chosen.items()
            if name in wishes
        }
        if self._jobs.update(job["id"], *ENDED, status="queued", hyperparameters=settled):
            self._jobs.say(job["id"], "Files validated, moving job to queued state")

    def _rows(self, job: Record) -> tuple[list[Row], list[Row]]:
        row_lists: list[list[Row]] = []
        for param, least in (("training_file", MIN_ROWS), ("validation_file", 1)):
            if not job[param]:
                row_lists.append([])
                continue
            try:
                content = self._files.content(job[param])
            except ApiError as error:
                raise JobFault("file_not_found", error.message, param) from error
            method = job.get("_method", "supervised")
            row_lists.append(read_rows(content, param, least=least, method=method))
        return row_lists[0], row_lists[1]

    def _run(self, job: Record) -> None:
        id = job["id"]
        folder = self._jobs.folder(id)
        resumed, status = job["status"] == "running", 0
        if read_json(folder / "result.json") is None:
            write_json(folder / "spec.json", self._spec(job))
            if not self._jobs.update(id, *ENDED, status="running"):
                return
            was_held = self._jobs.is_held(id)
            self._jobs.let_go(id)
            why = "" if was_held else " after the engine was restarted"
            word = f"resumed{why}" if resumed else "started"
            self._jobs.say(id, f"Fine-tuning job {word}")
            status = self._train(id)
            if self._stopping:
                return
            hindrance = find_hindrance(folder, status)
            if hindrance and not self._has_ended(id) and not read_json(folder / "result.json"):
                raise hindrance
        if self._stopping:
            return
        self._settle(id, status)

    def _spec(self, job: Record) -> Record:
        model = self._catalogue.find(job["model"])
        if model is None:
            raise JobFault("model_not_available", f"The model {job['model']} is gone.", "model")
        spec: dict[str, Any] = {
            "job": job["id"],
            "mode": job["_mode"],
            "method": job.get("_method", "supervised"),
            "wishes": self._catalogue.read_wishes(),
            "paces": str(self._catalogue.paces),
            "chain": self._catalogue.chain(model),
            "name": job["_tuned_name"],
            "seed": job["seed"],
            "training_file": str(self._files.path(job["training_file"])),
            "validation_file": None,
            **job["hyperparameters"],
        }
        if job["validation_file"]:
            spec["validation_file"] = str(self._files.path(job["validation_file"]))
        return spec

    def _train(self, id: str) -> int:
        """Run the worker to its end, whatever that is; the status it ended with."""
        folder = self._jobs.folder(id)
        spec = read_json(folder / "spec.json") or {}
        offline = all(step["kind"] != "hub" for step in spec.get("chain", []))
        variables = build_environment(os.environ, offline=offline)
        workers = choose_workers(spec, variables)
        command = build_worker_command(folder, os.getpid(), workers)
        with (folder / "log.txt").open("ab") as output:
            try:
                worker = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=add_studio_path(variables) if workers > 1 else variables,
                )
            except FileNotFoundError as error:
                raise miss_program() from error
        with self._guard:
            self._running = (id, worker)
            if self._stopping or self._jobs.get(id)["status"] in ENDED:
                worker.kill()
        status = worker.wait()
        with self._guard:
            self._running = None
        return status

    def _settle(self, id: str, status: int) -> None:
        """Write down how the worker ended."""
        if self._jobs.get(id)["status"] == "cancelled":
            self._jobs.say(id, "The job was cancelled")
            forget_progress(self._jobs.folder(id))
            return
        result = read_json(self._jobs.folder(id) / "result.json")
        if result is None:
            self._mark_failed(id, JobFault("worker_died", _describe_death(status)))
        elif result["error"]:
            self._mark_failed(id, JobFault(**result["error"]))
        else:
            self._mark_succeeded(id, result)

    def _mark_succeeded(self, id: str, result: Record) -> None:
        table = self._files.add("step_metrics.csv", result["csv"].encode(), PURPOSE_OUT)
        job = self._jobs.get(id)
        self._jobs.say(id, f"New fine-tuned model created: {job['_tuned_name']}")
        self._jobs.say(id, "The job has successfully completed")
        forget_progress(self._jobs.folder(id))
        self._jobs.end(
            id,
            "succeeded",
            fine_tuned_model=job["_tuned_name"],
            trained_tokens=result["trained_tokens"],
            result_files=[table["id"]],
        )

    def _mark_failed(self, id: str, fault: JobFault) -> None:
        with suppress(OSError):
            self._jobs.say(id, f"The job failed: {fault.message}", "error")
        self._jobs.end(id, "failed", error=fault.error())
        with suppress(OSError):
            forget_progress(self._jobs.folder(id))


def _at_once() -> bool:
    """Nobody knows what stands in the way, so it is tried again after a pause."""
    return True


def _describe_death(status: int) -> str:
    # Nobody here sends this signal but to a job that is cancelled: it is the system's, when
    # memory runs out.
    if status == -KILLED:
        return (
            "The system ended the training process, most likely because memory ran out. Take a "
            "smaller model or shorter rows, or close other programs."
        )
    return "The training process died. Its last words are in the job's log.txt."
