"""A connection is tested with requests that cost nothing, and every fault is a line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.domain.run import Endpoint
from studio.domain.work import finish
from studio.services.session import Session
from studio.services.settings.connection_test import Connection, check_connection
from tests.services.provider_server import MODEL, ProviderServer, lose, say, status


def check(session: Session, endpoint: Endpoint, key: str = "") -> Connection:
    return finish(check_connection(session, endpoint, key)).value


def test_what_works_is_said_and_nothing_is_created(desk: Session, server: ProviderServer) -> None:
    found = check(desk, desk.settings.endpoint("custom"))
    assert found.works and found.models == (MODEL,)
    assert "1 model" in found.lines[0]
    assert {method for method, _route in server.asked} == {"GET"}


@pytest.mark.parametrize(
    ("route", "fault", "line"),
    [
        ("/models", status(401), "refused the key"),
        ("/models", status(500), "failed (500)"),
        ("/models", say("<html>"), "not the OpenAI API"),
        pytest.param(
            "/models", lose(acting=False), "did not answer", marks=pytest.mark.slow, id="silence"
        ),
        ("/fine_tuning/jobs", status(403), "can't be listed"),
    ],
)
def test_every_fault_is_a_line(
    desk: Session, server: ProviderServer, route: str, fault: object, line: str
) -> None:
    server.lasting[("GET", route)] = fault  # type: ignore[assignment]
    found = check(desk, desk.settings.endpoint("custom"))
    assert not found.works
    assert line in " ".join(found.lines)
    assert "sk-desk" not in " ".join(found.lines)


def test_an_endpoint_is_tested_before_it_is_saved(desk: Session, server: ProviderServer) -> None:
    mine = Endpoint("mine", server.base_url)
    assert "no key" in check(desk, mine).lines[0]
    assert check(desk, mine, "sk-typed-0123456789").works
    assert "mine" not in [endpoint.name for endpoint in desk.settings.endpoints()]
    assert "complete address" in check(desk, Endpoint("mine", "nowhere")).lines[0]


def test_a_server_of_ones_own_needs_no_key_and_is_asked_for_no_trainings(
    desk: Session, server: ProviderServer
) -> None:
    ollama = replace(desk.settings.endpoint("ollama"), base_url=server.base_url)
    desk.settings.save_endpoint(ollama)
    found = check(desk, desk.settings.endpoint("ollama"))
    assert found.works and not any("raining" in line for line in found.lines)
    assert desk.capabilities("ollama").private and desk.capabilities("ollama").free
    away = replace(ollama, base_url="http://models.example.com/v1")
    desk.settings.save_endpoint(away)
    assert not desk.capabilities("ollama").private
