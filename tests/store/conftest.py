"""A fresh library for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.store.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "mentor.studio") as made:
        yield made
