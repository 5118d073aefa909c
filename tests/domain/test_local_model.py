"""A model's record, as the engine prints it."""

from __future__ import annotations

from studio.domain.local_model import LocalModel


def test_what_a_later_engine_says_besides_is_passed_over() -> None:
    assert LocalModel.read({"id": "m", "kind": "base", "colour": "red"}) == LocalModel("m", "base")
