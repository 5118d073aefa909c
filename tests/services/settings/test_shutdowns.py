"""The end of a model is told as its provider says it, else as the price table does."""

from __future__ import annotations

from dataclasses import replace

from studio.domain.work import finish
from studio.services.session import Session
from studio.services.settings.connection_test import check_connection
from studio.services.settings.shutdowns import describe_shutdown, find_shutdown
from tests.services.provider_server import MODEL, ProviderServer


def test_the_end_of_a_model_is_asked_for_and_remembered(
    desk: Session, server: ProviderServer
) -> None:
    openai = replace(desk.settings.endpoint("openai"), base_url=server.base_url, key_env="DESK_KEY")
    desk.settings.save_endpoint(openai)
    assert "2027-01-14" in describe_shutdown(desk, "openai", MODEL)
    server.models[MODEL]["shutdown_date"] = "2027-03-01"
    found = finish(check_connection(desk, openai)).value
    assert any("2027-03-01" in line for line in found.lines)
    tuned = find_shutdown(desk, "openai", f"ft:{MODEL}:desk::abc")
    assert tuned is not None and tuned.day.isoformat() == "2027-03-01"
    assert describe_shutdown(desk, "openai", "nobody-knows") == ""
