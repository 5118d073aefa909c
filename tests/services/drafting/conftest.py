"""A library with one book, and a model endpoint at a real server that follows a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.run import Endpoint
from studio.domain.work import finish
from studio.services.books import ingest
from studio.services.session import Session
from tests.http_server import PlayedServer
from tests.services.model_server import KEY, ModelServer

BOOK = """THE FIRST STEP

Begin with the smallest step that you can take today, and take it before you think about the next. \
Large plans frighten us, and what frightens us is put off until tomorrow.

Whoever waits for the right mood waits for ever, because the mood comes with the work and not \
before it. Sit down at the same hour each day, and the hour will do the rest for you.

Write down in the evening what you did, in one plain sentence and no more. In a month you will \
see a road behind you where you thought that you had been standing still.

Ask for help before you are desperate, since nobody can help a man who hides his trouble. A friend \
who knows early gives advice, and one who knows late can only give comfort.

Rest belongs to the work as silence belongs to music, and it must be planned like any task. Those \
who never rest do not do more, they only do it worse and for a shorter time.

Choose one aim and let the others wait, for two hares are never caught by one dog. An aim that is \
put aside is not given up, it is only given its turn.
"""


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with PlayedServer() as playing:
        yield ModelServer(playing)


@pytest.fixture
def shelf(
    session: Session, model: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Session:
    """A library with a book of six passages, and an endpoint ``desk`` at the server."""
    monkeypatch.setenv("DESK_KEY", KEY)
    session.settings.save_endpoint(Endpoint("desk", model.base_url, key_env="DESK_KEY"))
    session.settings.set("target_tokens", 40)
    session.settings.set("max_tokens", 60)
    path = tmp_path / "steps.txt"
    path.write_text(BOOK, encoding="utf-8")
    finish(ingest.add_books(session, [path]))
    return session
