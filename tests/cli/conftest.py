"""What tests of the command line stand on: a desk at which commands are given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli import main
from studio.domain.comparison import Answer, Contestant, QuestionDraft, Verdict, Vote
from studio.services.comparison import question_sets
from studio.services.session import Session
from tests.services.trained_run import insert_trained_run


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


def insert_judged(path: Path, version: int = 1) -> None:
    """Into a library with a version: a run on it, and its comparison with the base over a set of
    two questions, of which it lost the first; the votes are closed."""
    drafts = [QuestionDraft("How do I begin?", "Begin small."), QuestionDraft("And then?")]
    with Session.open(path) as session:
        kept = question_sets.make_set(session, "Held out", drafts).value
        library = session.library
        with library.transaction():
            run = insert_trained_run(library, version)
            base = Contestant("base", "", "local", "rehearsal-tiny", is_base=True)
            tuned = Contestant(f"run-{run}", "", "local", "ft:tiny", run=run)
            number = library.comparisons.insert([base, tuned], drafts, run=run, question_set=kept)
            verdicts = (Verdict.FIRST, Verdict.SECOND)
            for question, verdict in zip(
                library.comparisons.get(number).questions, verdicts, strict=True
            ):
                for key in (base.key, tuned.key):
                    library.comparisons.insert_answer(Answer(question.id, key, f"So, {key}."))
                library.comparisons.set_vote(Vote(question.id, base.key, tuned.key, verdict))
            library.comparisons.set_open(number, False)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Desk:
    """A desk without a library."""
    return Desk(capsys, tmp_path / "mentor.studio")


@pytest.fixture
def desk(shell: Desk) -> Desk:
    """A desk with an empty library."""
    assert shell("new", shell.library) == (0, {"library": shell.library})
    return shell
