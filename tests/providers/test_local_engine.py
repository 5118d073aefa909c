"""Setting up the engine, starting it on demand, and finding it again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from studio.domain.errors import EngineError
from studio.engine.hardware import Wishes, read_wishes
from studio.providers.engine_process import ROOT, python_of
from studio.providers.engine_setup import (
    STAMP,
    describe_size,
    find_environment,
    install,
    is_installed,
    read_megabytes,
)
from studio.providers.local_engine import LocalEngine, drop_secrets


@pytest.fixture
def installed_engine() -> Path:
    env = find_environment()
    if not is_installed(env):
        pytest.skip(f"the engine's environment is not installed at {env}")
    return env


def test_the_size_is_known_before_anything_is_fetched() -> None:
    assert read_megabytes() >= 1000
    assert "GB" in describe_size()


def test_the_environment_is_where_the_curator_says(tmp_path: Path) -> None:
    assert find_environment(tmp_path, {}) == tmp_path / "engine-env"
    assert find_environment(tmp_path, {"STUDIO_ENGINE_ENV": "/elsewhere"}) == Path("/elsewhere")


def test_an_environment_of_another_version_does_not_count(tmp_path: Path) -> None:
    assert not is_installed(tmp_path)
    (tmp_path / STAMP).write_text("made from other requirements\n")
    assert not is_installed(tmp_path)


def test_a_folder_that_can_not_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EngineError, match="can't be written"):
        list(install(tmp_path / "file" / "env"))


def test_an_engine_that_is_not_set_up_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="not set up"):
        LocalEngine(tmp_path / "home", tmp_path / "env").ensure_running()


def test_what_was_chosen_is_kept_for_the_next_training(tmp_path: Path) -> None:
    local = LocalEngine(tmp_path / "home", tmp_path / "env")
    local.choose({"precision": "float32", "gently": "yes"})
    kept = json.loads((tmp_path / "home" / "wishes.json").read_text())
    assert read_wishes(kept) == Wishes(precision="float32", gently=True)
    (tmp_path / "file").write_text("in the way")
    LocalEngine(tmp_path / "file", tmp_path / "env").choose({"gently": "no"})  # said at the start


def test_an_old_address_is_not_believed(tmp_path: Path) -> None:
    record = {"base_url": "http://127.0.0.1:9/v1", "key": "k", "pid": os.getpid()}
    (tmp_path / "engine.json").write_text(json.dumps(record))
    local = LocalEngine(tmp_path, tmp_path / "env")
    assert local.running() is None
    local.stop()  # must not end the process that has this number now


def test_one_engine_serves_a_folder_and_shows_nobody_its_key(
    tmp_path: Path, installed_engine: Path
) -> None:
    local = LocalEngine(tmp_path, installed_engine)
    found = []
    starts = [
        threading.Thread(target=lambda: found.append(local.ensure_running())) for _ in range(3)
    ]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(found) == 3
    address = local.ensure_running()
    assert found.count(address) == 3
    local.stop()
    assert address.key not in repr(address)
    assert address.key not in (tmp_path / "engine.log").read_text()
    assert local.running() is None
    assert not (tmp_path / "engine.json").exists()


@pytest.mark.slow
def test_an_idle_engine_ends_by_itself(tmp_path: Path, installed_engine: Path) -> None:
    asked = f"-m studio.engine --idle-minutes 0.005 --home {tmp_path}".split()
    ended = subprocess.run(
        [str(python_of(installed_engine)), *asked],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert json.loads(ended.stdout).keys() == {"base_url", "pid"}


def test_the_window_never_loads_what_trains() -> None:
    code = "import sys, studio.providers.local_engine; print('torch' in sys.modules)"
    made = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert made.stdout.strip() == "False"


def test_the_engine_is_given_no_key_of_a_provider() -> None:
    kept = {"PATH": "/bin", "HF_TOKEN": "hf_mine", "CUDA_VISIBLE_DEVICES": "0"}
    secrets = {
        "OPENAI_API_KEY": "x",
        "NEBIUS_API_KEY": "x",
        "DESK_KEY": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "MY_DESK": "sk-0123456789",
    }
    assert drop_secrets({**kept, **secrets}) == kept
