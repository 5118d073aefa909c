"""Contestants: the base, with a prompt or passages, tuned models, checkpoints, any model."""

from __future__ import annotations

import pytest

from studio.domain.errors import CuratorError
from studio.domain.run import Checkpoint
from studio.services.comparison.contestants import list_contestants, parse_contestant
from studio.services.comparison.names import name_contestant
from studio.services.session import Session
from tests.services.trained_run import insert_trained_run


@pytest.fixture
def run(session: Session):
    """A run that kept models at steps 20 and 40."""
    runs = session.library.runs
    with session.library.transaction():
        number = insert_trained_run(
            session.library,
            checkpoints=[Checkpoint(20, "ft:tiny:20"), Checkpoint(40, "ft:tiny:40")],
        )
    return runs.get(number)


def test_a_run_is_held_against_its_base(session: Session, run) -> None:
    names = [name_contestant(contestant) for contestant in list_contestants(session, run)]
    assert names == ["the base", "run 1"]


def test_its_checkpoints_stand_between_in_their_order(session: Session, run) -> None:
    contestants = list_contestants(session, run, checkpoints=True)
    assert [c.key for c in contestants] == ["base", "run-1@20", "run-1@40", "run-1"]


@pytest.mark.parametrize(
    ("text", "name", "model"),
    [
        ("base", "the base", "rehearsal-tiny"),
        ("run-1", "run 1", "ft:tiny"),
        ("run-1@40", "run 1, step 40", "ft:tiny:40"),
        ("base+passages", "the base with passages", "rehearsal-tiny"),
        ("base+prompt:Be brief.", "the base with a prompt", "rehearsal-tiny"),
        ("gpt-4.1@openai", "gpt-4.1", "gpt-4.1"),
        ("llama3", "llama3", "llama3"),
    ],
)
def test_a_contestant_is_read_from_its_words(
    session: Session, run, text: str, name: str, model: str
) -> None:
    contestant = parse_contestant(session, text, run, "local")
    assert (name_contestant(contestant), contestant.model) == (name, model)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("run-1@30", "kept no model at step 30. It kept: 20, 40."),
        ("base+garlic", "after a +, write passages, or prompt:"),
        ("base+prompt:", "after a +, write passages, or prompt:"),
        ("gpt@nowhere", "no endpoint “nowhere”"),
        ("run-9", "no run 9"),
    ],
)
def test_what_is_none_is_said(session: Session, run, text: str, line: str) -> None:
    with pytest.raises(Exception, match=line.replace("+", r"\+")):
        parse_contestant(session, text, run, "local")


def test_a_base_without_a_run_is_none(session: Session) -> None:
    with pytest.raises(CuratorError, match="choose the run as well"):
        parse_contestant(session, "base", None, "local")
