"""What a place takes is data, found by its name or its address."""

from __future__ import annotations

from studio.domain.run import Endpoint
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of, planned_limits
from studio.services.settings.endpoints import list_shipped


def test_every_shipped_limit_names_its_source() -> None:
    for endpoint in list_shipped():
        limits = limits_of(endpoint)
        told = endpoint.name == "custom" or not endpoint.trains
        assert told or (limits.source and limits.confidence in "ABC")
        assert not limits.source or f"{limits.as_of:%Y-%m-%d}" in limits.cited


def test_a_user_s_own_endpoint_is_known_by_its_address() -> None:
    mine = Endpoint("work", "https://mine.openai.azure.com/openai/v1/")
    assert limits_of(mine).bom is True and limits_of(mine).endpoint == "work"
    shelf = Endpoint("shelf", "http://192.168.0.7:8000/v1")
    assert limits_of(shelf).fewest_rows is None and limits_of(shelf).preference == ""


def test_a_shipped_name_at_another_address_is_another_place() -> None:
    assert limits_of(Endpoint("openai", "https://proxy.example/v1")).fewest_rows is None


def test_the_plan_is_the_endpoint_of_the_settings(session: Session) -> None:
    assert [place.endpoint for place in planned_limits(session)] == [
        "local",
        "openai",
    ]  # rehearsed, priced
    session.settings.set("endpoint", "nebius")
    assert [place.endpoint for place in planned_limits(session)] == ["nebius"]
