"""Names of contestants: their own, or what they are."""

from __future__ import annotations

from dataclasses import replace

from studio.services.comparison.names import describe_contestant, name_contestant
from tests.services.comparison.conftest import BASE, TUNED


def test_a_name_of_ones_own_stands_before_all() -> None:
    assert name_contestant(replace(TUNED, name="Mentor")) == "Mentor"


def test_described_it_has_its_model_beside_it() -> None:
    assert describe_contestant(BASE) == "the base · rehearsal-tiny"
