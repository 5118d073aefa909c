"""Votes from a sheet: kept for whoever stood there, and the verdict once they are closed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli import main
from studio.domain.comparison import Answer, Contestant, QuestionDraft
from studio.services.session import Session
from tests.services.scripted_model import Model

CONTESTANTS = [
    Contestant("base", "", "local", "tiny", is_base=True),
    Contestant("run-1", "", "local", "ft:tiny", run=1),
]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "mentor.studio"
    with Session.open(path, create=True) as session, session.library.transaction():
        comparisons = session.library.comparisons
        number = comparisons.insert(CONTESTANTS, [QuestionDraft(f"{n}?") for n in range(8)])
        for question in comparisons.get(number).questions:
            for contestant in CONTESTANTS:
                comparisons.insert_answer(Answer(question.id, contestant.key, contestant.key))
    return path


def vote(capsys: pytest.CaptureFixture[str], *words: object) -> dict:
    assert main(["vote", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_votes_of_a_sheet_say_nothing_before_they_are_closed(library: Path, capsys) -> None:
    assert vote(capsys, library, 1, "--votes", "1,2,0")["verdict"] is None
    verdict = vote(capsys, library, 1, "--votes", "1,2,0,9", "--close")["verdict"]
    assert "of 4 questions" in verdict[0]


def test_another_contestant_than_there_is_is_refused(library: Path, capsys) -> None:
    assert main(["vote", str(library), "1", "--votes", "1", "--contestant", "base"]) == 2
    assert "Choose one of: run-1." in capsys.readouterr().err


def test_a_vote_that_is_none_is_refused(library: Path, capsys) -> None:
    assert main(["vote", str(library), "1", "--votes", "1,x"]) == 2
    assert "Votes are 1, 2, 0" in capsys.readouterr().err


def test_a_comparison_that_was_broken_off_is_asked_to_its_end(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session.open(library) as session, session.library.transaction():
        question = session.library.comparisons.get(1).questions[0]
        session.library.comparisons.insert_answer(Answer(question.id, "base", "", error="gone"))
    model = Model()
    monkeypatch.setattr(Session, "chat_model", lambda _session, _endpoint: model)
    assert main(["compare", str(library), "--resume", "1", "--json"]) in (0, 1)
    assert model.asked == 1
    assert json.loads(capsys.readouterr().out)["answers"][0]["base"] == "Begin."


def show(capsys: pytest.CaptureFixture[str], *words: object) -> object:
    assert main(["comparisons", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_comparisons_are_listed_shown_and_written(library: Path, capsys, tmp_path: Path) -> None:
    (listed,) = show(capsys, library)  # type: ignore[misc]
    assert (listed["comparison"], listed["judged"], listed["open"]) == (1, 0, True)
    assert listed["verdict"] == ""
    vote(capsys, library, 1, "--votes", "1,2,0,9", "--close")
    (listed,) = show(capsys, library)  # type: ignore[misc]
    assert (listed["judged"], listed["open"]) == (4, False)
    assert "of 4 questions" in listed["verdict"]
    out = tmp_path / "answers.csv"
    shown = show(capsys, library, 1, "--out", out)
    assert isinstance(shown, dict) and shown["answers"][0]["base"] == "base"
    assert out.read_text(encoding="utf-8-sig").startswith("question,kind,")
    assert main(["comparisons", str(library), "--out", str(out)]) == 2
    assert "by its number" in capsys.readouterr().err
