"""A library whose version can be trained at a provider on this computer that can fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from studio.domain.dataset import Version
from studio.domain.run import Endpoint
from studio.providers.table import PROVIDERS
from studio.services.session import Session
from studio.services.training import search
from studio.services.versions import freezing
from tests.services.training.provider_server import ProviderServer


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    playing = ProviderServer()
    yield playing
    playing.shutdown()
    playing.server_close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks follow each other at once."""
    for kind, provider in PROVIDERS.items():
        quick = replace(provider.capabilities, seconds_between_looks=0.001)
        monkeypatch.setitem(PROVIDERS, kind, replace(provider, capabilities=quick))
    monkeypatch.setattr(search, "LOOK_PAUSES", (0.001,) * 4)


@pytest.fixture
def desk(
    accepted: Session, server: ProviderServer, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> Session:
    """A session with thirty accepted pairs and an endpoint ``custom`` at the server."""
    monkeypatch.setenv("DESK_KEY", "sk-desk-0123456789")
    accepted.settings.save_endpoint(Endpoint("custom", server.base_url, key_env="DESK_KEY"))
    return accepted


@pytest.fixture
def version(accepted: Session) -> int:
    """A frozen version of 24 rows to train on and six to validate with."""
    made = freezing.freeze(accepted, validation=0.2).value
    assert isinstance(made, Version)
    return made.number
