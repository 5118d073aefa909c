"""A model on this computer: what it is, how much room it takes, under which licence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True)
class LocalModel:
    """A model that the local engine can ask and train.

    ``kind`` is "rehearsal", "base" (fetched by name), "tuned", "checkpoint" or "hub". ``bytes`` is
    the room on the disk that removing it would free, ``base`` what a tuned one was trained from.
    """

    id: str
    kind: str
    bytes: int = 0
    title: str = ""
    licence: str = ""
    base: str = ""
    removable: bool = True

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """The model in a record of the engine's."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in record.items() if name in names})


@dataclass(frozen=True)
class SavedModel:
    """What a model was saved as, in a folder of the curator's: kinds and their bytes."""

    folder: Path
    files: tuple[tuple[str, Path, int], ...]
    """Kind ("safetensors", "f16", "q8_0"), file or folder, bytes."""
