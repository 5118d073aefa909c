"""The table of providers: every endpoint that ships has its row, and says how it differs."""

from __future__ import annotations

import pytest

from studio.providers.table import PROVIDERS, provider_of, rehearsal_of
from studio.services.settings.endpoints import list_shipped


@pytest.mark.parametrize("endpoint", list_shipped(), ids=lambda endpoint: endpoint.name)
def test_every_endpoint_that_ships_has_a_provider_and_a_title(endpoint):
    assert provider_of(endpoint).kind == endpoint.kind
    assert endpoint.title


def test_only_the_local_engine_keeps_everything_on_this_computer():
    private = [kind for kind, provider in PROVIDERS.items() if provider.capabilities.private]
    assert private == ["engine"]
    assert PROVIDERS["engine"].capabilities.free
    assert not PROVIDERS["engine"].capabilities.needs_key


def test_a_model_trained_from_the_rehearsal_model_rehearses_too():
    assert rehearsal_of("ft:rehearsal-tiny:studio::abc") is rehearsal_of("rehearsal-tiny")
    assert rehearsal_of("gpt-4.1-mini-2025-04-14") is None
