"""What is known of asking at an endpoint is data, and what is found out is remembered."""

from __future__ import annotations

from decimal import Decimal

from studio.domain.run import Endpoint
from studio.services.session import Session
from studio.services.settings.chat_facts import (
    chat_facts_of,
    may_think,
    note_without_schema,
    takes_schema,
)


def test_a_shipped_endpoint_has_its_facts(session: Session) -> None:
    facts = chat_facts_of(session.settings.endpoint("openai"))
    assert facts.structured and facts.at_once > 1 and facts.batch is not None
    assert (facts.batch.share, facts.batch.hours) == (Decimal("0.5"), 24)
    assert facts.effort_of("gpt-6-luna") == "none"
    assert facts.effort_of("gpt-6.2-astra") == "low" and facts.effort_of("gpt-4o-mini") == ""


def test_an_endpoint_of_the_curators_own_is_known_by_its_address() -> None:
    own = Endpoint("mine", "https://api.openai.com/v1")
    assert chat_facts_of(own).batch is not None
    elsewhere = Endpoint("openai", "https://proxy.example.com/v1")
    facts = chat_facts_of(elsewhere)
    assert (facts.batch, facts.structured, facts.effort_of("gpt-6-luna")) == (None, None, "")


def test_that_a_model_refused_a_schema_is_remembered_for_it_alone(session: Session) -> None:
    assert takes_schema(session, "custom", "small") and not takes_schema(session, "local", "any")
    note_without_schema(session, "custom", "small")
    note_without_schema(session, "custom", "small")
    assert not takes_schema(session, "custom", "small") and takes_schema(session, "custom", "big")
    assert session.settings.get("without_schema") == ["custom small"]


def test_a_model_that_may_think_has_room_for_it() -> None:
    own = Endpoint("mine", "http://127.0.0.1:11434/v1")
    assert may_think(own, "qwen3:8b") and not may_think(own, "gpt-4o-mini-2024-07-18")
    assert not may_think(own, "ft:gpt-4.1-mini:desk::a")
    assert not may_think(Endpoint("openai", "https://api.openai.com/v1"), "gpt-6-luna")
