"""Loading a model: weights that could run code are named and left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.engine.errors import JobFault
from studio.engine.model_loading import load


@pytest.mark.parametrize("name", ["pytorch_model.bin", "weights.pt", "model.pth"])
def test_weights_kept_as_a_pickle_are_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / name).write_bytes(b"\x80\x04.")
    with pytest.raises(JobFault) as caught:
        load([{"kind": "folder", "place": str(tmp_path)}], download=False)
    assert "are a pickle" in caught.value.message and name in caught.value.message
