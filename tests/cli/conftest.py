"""What tests of the command line stand on: a desk at which commands are given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli import main


class Desk:
    """Runs commands and gives back the exit status and the one JSON value."""

    def __init__(self, capsys: pytest.CaptureFixture[str], library: Path) -> None:
        self._capsys = capsys
        self.path = library
        self.library = str(library)
        self.messages = ""

    def __call__(self, *words: object) -> tuple[int, object]:
        status = main([*map(str, words), "--json"])
        out, self.messages = self._capsys.readouterr()
        return status, json.loads(out) if out else None

    def refused(self, *words: object) -> str:
        """The line a command that can't be done ends with on standard error."""
        status = main([*map(str, words), "--json"])
        out, self.messages = self._capsys.readouterr()
        assert (status, out) == (2, "")
        *_progress, last = self.messages.splitlines()
        assert "Traceback" not in self.messages and last.startswith("studio: ")
        return last


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Desk:
    """A desk without a library."""
    return Desk(capsys, tmp_path / "mentor.studio")


@pytest.fixture
def desk(shell: Desk) -> Desk:
    """A desk with an empty library."""
    assert shell("new", shell.library) == (0, {"library": shell.library})
    return shell
