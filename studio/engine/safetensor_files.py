"""Weights in safetensors files: whether they are whole, how many numbers they hold."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

LONGEST_HEADER = 100_000_000
"""Bytes, the format's own limit: a file that claims more is not one."""


def read_header(file: Path) -> dict[str, Any]:
    """The names, shapes and places of a file's tensors; ValueError for what is no such file."""
    with file.open("rb") as content:
        length = int.from_bytes(content.read(8), "little")
        if length > LONGEST_HEADER:
            raise ValueError(f"{file.name} is no safetensors file")
        header = json.loads(content.read(length))
    if not isinstance(header, dict):
        raise ValueError(f"{file.name} is no safetensors file")
    header["__length__"] = length
    return header


def is_whole(file: Path) -> bool:
    """Whether a file is as long as its header says."""
    try:
        header = read_header(file)
        ends = [each["data_offsets"][1] for each in tensors_of(header).values()]
        length = 8 + int(header["__length__"]) + max(ends, default=0)
        return bool(file.stat().st_size == length)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def tensors_of(header: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in header.items() if not name.startswith("__")}


def count_parameters(folder: Path) -> int:
    """How many numbers the weights in a folder hold; 0 where there are none to be read."""
    total = 0
    for file in sorted(folder.glob("*.safetensors")):
        try:
            header = read_header(file)
            total += sum(math.prod(each["shape"]) for each in tensors_of(header).values())
        except (OSError, ValueError, KeyError, TypeError):
            return 0
    return total
