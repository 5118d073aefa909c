"""A server that plays the OpenAI API, and a client that talks to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from studio.providers.openai_compatible import OpenAICompatible
from tests.providers.scripted_api import KEY, SCHEMAS, Schemas, ScriptedApi


@pytest.fixture(scope="session")
def published() -> Schemas | None:
    """The published schemas, where they are at hand."""
    return Schemas(SCHEMAS) if SCHEMAS.exists() else None


@pytest.fixture
def schemas(published: Schemas | None) -> Schemas:
    """For tests whose point is that both sides keep to the published schemas."""
    if published is None:
        pytest.skip(f"the published schemas of the API are not at {SCHEMAS}")
    return published


@pytest.fixture
def server(httpserver: HTTPServer, published: Schemas | None) -> Iterator[ScriptedApi]:
    scripted = ScriptedApi(httpserver, published)
    yield scripted
    assert scripted.faults == []


@pytest.fixture
def client(server: ScriptedApi) -> Iterator[OpenAICompatible]:
    with OpenAICompatible(server.base_url, KEY, timeout=5, poll=0.01) as one:
        yield one
