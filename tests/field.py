"""Inputs after what people reported in public, each folder with a README that says what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

FIELD = Path(__file__).resolve().parents[2] / "shared" / "field"


def find_field_file(name: str) -> Path:
    """An input by folder and name; the test is skipped where these inputs are not."""
    path = FIELD / name
    if not path.exists():
        pytest.skip(f"the field's input is not at {path}")
    return path
