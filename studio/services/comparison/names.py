"""What a contestant is called where its name may be read."""

from __future__ import annotations

from studio.domain.comparison import Contestant
from studio.i18n import _


def name_contestant(contestant: Contestant) -> str:
    """Its own name, or what it is: the base, a run, a checkpoint, and what stands before it."""
    if contestant.name:
        return contestant.name
    name = _name_model(contestant)
    if contestant.system:
        name = _("{name} with a prompt").format(name=name)
    if contestant.passages:
        name = _("{name} with passages").format(name=name)
    return name


def describe_contestant(contestant: Contestant) -> str:
    """Its name with the model behind it."""
    return f"{name_contestant(contestant)} · {contestant.model}"


def _name_model(contestant: Contestant) -> str:
    if contestant.run is not None and contestant.step is not None:
        return _("run {n}, step {step}").format(n=contestant.run, step=contestant.step)
    if contestant.run is not None:
        return _("run {n}").format(n=contestant.run)
    if contestant.key.split("+")[0] == "base":
        return _("the base")
    return contestant.model
