"""What a provider wants to know besides an address and a key: its own settings of a training."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SettingKind(StrEnum):
    """What can be typed; the empty text always leaves it to the provider."""

    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole"
    NUMBER = "number"
    SWITCH = "switch"


@dataclass(frozen=True)
class EndpointSetting:
    """A row of ``resources/endpoints.toml``.

    ``path`` is where its value stands in the request for a job, with dots between the levels; ""
    where the provider's own module uses it. ``least`` and ``most`` bound numbers. ``title`` and
    ``note`` are marked sentences. What is not ``ordered`` belongs to no training: it may change
    between one and the next look at it.
    """

    name: str
    title: str
    kind: SettingKind = SettingKind.TEXT
    default: str = ""
    choices: tuple[str, ...] = ()
    note: str = ""
    path: str = ""
    least: float | None = None
    most: float | None = None
    ordered: bool = True

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen, where one does not type."""
        return ("on", "off") if self.kind is SettingKind.SWITCH else self.choices
