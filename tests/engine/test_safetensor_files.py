"""Weights on disk: what is whole, and how many there are."""

from __future__ import annotations

import json
from pathlib import Path

from studio.engine.safetensor_files import count_parameters, is_whole


def write_weights(file: Path, *, cut: int = 0) -> None:
    header = json.dumps(
        {
            "__metadata__": {"format": "pt"},
            "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        }
    ).encode()
    content = len(header).to_bytes(8, "little") + header + bytes(24)
    file.write_bytes(content[: len(content) - cut])


def test_a_file_that_a_kill_cut_short_is_not_whole(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    write_weights(file)
    assert is_whole(file) and count_parameters(tmp_path) == 6
    write_weights(file, cut=1)
    assert not is_whole(file)


def test_what_is_no_such_file_is_not_whole(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    for content in (b"", b"\xff" * 16, (2).to_bytes(8, "little") + b"[]"):
        file.write_bytes(content)
        assert not is_whole(file) and count_parameters(tmp_path) == 0
