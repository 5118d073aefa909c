"""A scripted model in place of an endpoint, and a comparison of two contestants."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain.comparison import Contestant, QuestionDraft
from studio.domain.work import finish
from studio.services.books import ingest
from studio.services.comparison.asking import start_comparison
from studio.services.session import Session
from tests.services.scripted_model import Model

BASE = Contestant("base", "", "local", "rehearsal-tiny", is_base=True)
TUNED = Contestant("run-1", "", "local", "ft:rehearsal-tiny:desk", run=1)
QUESTIONS = [QuestionDraft(f"How do I take step {n}?", "Slowly.") for n in range(8)]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    model = Model()
    monkeypatch.setattr(Session, "chat_model", lambda _session, _endpoint: model)
    return model


@pytest.fixture
def book(session: Session, tmp_path: Path) -> int:
    """A book of three passages: of a garden, of a ship, of a wall."""
    path = tmp_path / "book.txt"
    paragraphs = (
        "A garden is tended a little every day, and the garden repays it in its season. ",
        "A ship that is to cross the ocean first leaves the harbour, whatever the weather. ",
        "A wall is raised brick by brick; nobody raises it in a night, and it stands. ",
    )
    path.write_text("\n\n".join(text * 8 for text in paragraphs), encoding="utf-8")
    finish(ingest.add_books(session, [path]))
    return session.library.books.list()[0].id


@pytest.fixture
def comparison(session: Session, model: Model) -> int:
    """Eight questions, all of them answered by both."""
    return finish(start_comparison(session, [BASE, TUNED], QUESTIONS, seed=5)).value
