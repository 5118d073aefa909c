"""A job outlives a full disk and a program that is gone: it waits, says why, and goes on."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.engine import hindrances, job_queue
from studio.engine.catalogue import Catalogue
from studio.engine.errors import ApiError
from studio.engine.files import FileStore
from studio.engine.hindrances import NO_PROGRAM, NO_ROOM, classify, find_hindrance
from studio.engine.home import Home, Record
from studio.engine.job_queue import JobQueue
from studio.engine.jobs import JobStore
from studio.engine.room import SPARE, measure_need, remove_torn
from tests.engine.driving import training_rows

WORKER = """
import json, sys, pathlib
folder, tries = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[1]) / "tries"
tries.write_text(tries.read_text() + "x" if tries.exists() else "x")
statuses = json.loads(sys.argv[2])
status = statuses[min(len(tries.read_text()), len(statuses)) - 1]
if status == 0:
    result = {"error": None, "trained_tokens": 10, "csv": "step"}
    (folder / "result.json").write_text(json.dumps(result))
sys.exit(status)
"""
"""Ends with the given statuses, one after another; with 0 it has trained."""


class Desk:
    """A queue in a folder of its own, whose training process is played."""

    def __init__(self, home: Home) -> None:
        home.make()
        self.files, self.catalogue = FileStore(home), Catalogue(home)
        self.jobs = JobStore(home, self.files, self.catalogue)
        self.queue = JobQueue(self.jobs, self.files, self.catalogue)

    def create(self) -> str:
        rows = self.files.add("rows.jsonl", training_rows(12), "fine-tune")
        return str(
            self.queue.create({"model": "rehearsal-tiny", "training_file": rows["id"]})["id"]
        )

    def state(self, job: str) -> str:
        return str(self.jobs.public(self.jobs.get(job))["status"])

    def says(self, job: str) -> list[str]:
        return [event["message"] for event in self.jobs.events(job)]

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Until it is so; a machine that is busy may take its time."""
        deadline = time.monotonic() + 60
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.005)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(job_queue, "SECONDS_BETWEEN_TRIES", 0.01)
    made = Desk(Home(tmp_path))
    yield made
    if made.queue._thread.is_alive():
        made.queue.stop()


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def play(*statuses: int) -> None:
        def build(folder: Path, _parent: int, _workers: int) -> list[str]:
            return [sys.executable, "-c", WORKER, str(folder), str(list(statuses))]

        monkeypatch.setattr(job_queue, "build_worker_command", build)

    return play


def test_a_job_waits_while_the_disk_is_full_and_goes_on_by_itself(
    desk: Desk, play: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    play(NO_ROOM, 0)
    free = [0]
    monkeypatch.setattr(hindrances, "count_free", lambda _folder: free[0])
    desk.queue.start()
    job = desk.create()
    desk.wait(lambda: desk.state(job) == "paused")
    assert "Free 16 MB" in desk.says(job)[0]
    free[0] = SPARE
    desk.wait(lambda: desk.state(job) == "succeeded")
    said = desk.says(job)
    assert sum("The disk is full" in line for line in said) == 1
    assert "Fine-tuning job resumed" in said


def test_a_job_that_waits_can_be_cancelled_and_the_next_one_comes(
    desk: Desk, play: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    play(NO_ROOM)
    monkeypatch.setattr(hindrances, "count_free", lambda _folder: 0)
    desk.queue.start()
    first = desk.create()
    desk.wait(lambda: desk.state(first) == "paused")
    play(0)
    second = desk.create()
    desk.queue.cancel(first)
    assert desk.state(first) == "cancelled"
    desk.wait(lambda: desk.state(second) == "succeeded")


def test_a_folder_that_can_t_be_written_stops_no_queue(
    desk: Desk, play: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    play(0)
    real = desk.jobs.update

    def refuse(*_: Any, **__: Any) -> Record:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(desk.jobs, "update", refuse)
    desk.queue.start()
    job = desk.create()
    desk.wait(lambda: desk.state(job) == "paused")
    # Said once, however often it is tried in vain.
    (event, *_) = desk.jobs.events(job)
    assert "No space left on device" in event["message"]
    monkeypatch.setattr(desk.jobs, "update", real)
    desk.wait(lambda: desk.state(job) == "succeeded")
    assert sum("can't be used" in line for line in desk.says(job)) == 1


def test_a_job_waits_for_an_environment_that_is_gone(
    desk: Desk, play: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    play(NO_PROGRAM, 0)
    real = sys.executable
    monkeypatch.setattr(hindrances.sys, "executable", str(tmp_path / "gone" / "python"))
    desk.queue.start()
    job = desk.create()
    desk.wait(lambda: desk.state(job) == "paused")
    assert "Set the engine up again" in desk.says(job)[0]
    monkeypatch.setattr(hindrances.sys, "executable", real)
    desk.wait(lambda: desk.state(job) == "succeeded")


@pytest.mark.parametrize(("status", "line"), [(1, "log.txt"), (-9, "memory ran out")])
def test_a_training_process_that_died_is_said_to_have(
    desk: Desk, play: Callable[..., None], monkeypatch: pytest.MonkeyPatch, status: int, line: str
) -> None:
    play(0)
    train = desk.queue._train
    monkeypatch.setattr(desk.queue, "_train", lambda job: status if train(job) == 0 else 1)
    monkeypatch.setattr(job_queue, "read_json", lambda _path: None)
    desk.queue.start()
    job = desk.create()
    desk.wait(lambda: desk.state(job) == "failed")
    assert line in desk.jobs.get(job)["error"]["message"]


def test_what_could_not_be_written_down_is_no_job_and_no_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = desk.files.add("rows.jsonl", training_rows(12), "fine-tune")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("studio.engine.jobs.write_json", refuse)
    monkeypatch.setattr("studio.engine.files.write_json", refuse)
    with pytest.raises(OSError, match="No space"):
        desk.queue.create({"model": "rehearsal-tiny", "training_file": rows["id"]})
    with pytest.raises(OSError, match="No space"):
        desk.files.add("rows.jsonl", b"", "fine-tune")
    assert desk.jobs.all() == [] and [file["id"] for file in desk.files.all()] == [rows["id"]]
    assert len(list((desk.jobs.folder("x").parent).iterdir())) == 0


def test_an_error_of_any_library_that_means_a_full_disk_is_known() -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert classify(full) == classify(OSError(errno.EDQUOT, "quota")) == NO_ROOM
    try:
        raise RuntimeError("torch could not save") from full
    except RuntimeError as error:
        assert classify(error) == NO_ROOM
    # As safetensors (Rust) and torch say it.
    assert classify(Exception("I/O error: No space left on device (os error 28)")) == NO_ROOM
    assert classify(RuntimeError("PytorchStreamWriter failed writing file data/3")) == NO_ROOM
    assert classify(ValueError("a row is wrong")) == 0


def test_a_torn_checkpoint_goes_and_a_whole_one_says_what_is_needed(tmp_path: Path) -> None:
    whole, torn = tmp_path / "ckpt/checkpoint-10", tmp_path / "ckpt/checkpoint-20"
    for folder in (whole, torn):
        folder.mkdir(parents=True)
        (folder / "model.safetensors").write_bytes(b"0" * 1000)
    (whole / "trainer_state.json").write_text("{}")
    assert measure_need(tmp_path) == SPARE + 2 * 1002
    remove_torn(tmp_path)
    assert whole.is_dir() and not torn.exists()
    assert find_hindrance(tmp_path, 0) is None and find_hindrance(tmp_path, 1) is None


def test_a_job_that_nobody_knows_is_not_found(desk: Desk) -> None:
    with pytest.raises(ApiError, match="Could not find"):
        desk.jobs.events("ftjob-x")
