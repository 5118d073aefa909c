"""A library with a book, and a model endpoint at a real server that follows a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from studio.domain.run import Endpoint
from studio.domain.work import finish
from studio.services.books import ingest
from tests.http_server import PlayedServer
from tests.services.model_server import KEY, MODEL, ModelServer


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with PlayedServer() as playing:
        yield ModelServer(playing)


@pytest.fixture
def session(empty_session, book_file, model, monkeypatch):
    monkeypatch.setenv("DESK_KEY", KEY)
    settings = empty_session.settings
    settings.save_endpoint(Endpoint("desk", model.base_url, key_env="DESK_KEY", title="Desk"))
    settings.set("target_tokens", 40)
    settings.set("max_tokens", 80)
    finish(ingest.add_books(empty_session, [book_file]))
    return empty_session


@pytest.fixture
def chosen(session):
    """The endpoint and model of the settings are those of the server."""
    session.settings.set("draft_endpoint", "desk")
    session.settings.set("draft_model", MODEL)
    return session
