"""Who can be compared: a base, alone or with a prompt or passages, tuned models, checkpoints."""

from __future__ import annotations

from dataclasses import replace

from studio.domain.comparison import Contestant
from studio.domain.errors import CuratorError
from studio.domain.run import Run
from studio.i18n import _, join_list
from studio.services.session import Session
from studio.services.training.estimate import list_models

BASE = "base"
MOST_PASSAGES = 5
"""Shown before a question: more of them would fill the room that the answer needs."""


def make_base(run: Run) -> Contestant:
    """The model that a run began from."""
    return Contestant(BASE, "", run.endpoint, run.model, is_base=True)


def make_untrained(endpoint: str, model: str) -> Contestant:
    """A model before any training: the base of whatever is tried on it."""
    return Contestant(BASE, "", endpoint, model, is_base=True)


def suggest_untrained(session: Session) -> Contestant | None:
    """The model that a training would begin from, where nothing else is chosen; None: there is
    none at the endpoint one trains at."""
    endpoint = str(session.settings.get("endpoint"))
    models = list_models(session, endpoint)
    return make_untrained(endpoint, models[0]) if models else None


def make_tuned(run: Run) -> Contestant:
    """The model that a run made; ``CuratorError`` where it made none (yet)."""
    if not run.fine_tuned_model:
        raise CuratorError(
            _("Run {n} has no trained model yet ({status}).").format(n=run.id, status=run.status)
        )
    return Contestant(f"run-{run.id}", "", run.endpoint, run.fine_tuned_model, run=run.id)


def make_checkpoint(run: Run, step: int) -> Contestant:
    """The model as it was at a step of a run."""
    for checkpoint in run.checkpoints:
        if checkpoint.step == step:
            key = f"run-{run.id}@{step}"
            return Contestant(key, "", run.endpoint, checkpoint.model, run=run.id, step=step)
    steps = join_list(str(checkpoint.step) for checkpoint in run.checkpoints) or "–"
    raise CuratorError(
        _("Run {n} kept no model at step {step}. It kept: {steps}.").format(
            n=run.id, step=step, steps=steps
        )
    )


def make_model(endpoint: str, model: str) -> Contestant:
    """Any model at any endpoint."""
    return Contestant(f"{model}@{endpoint}", "", endpoint, model)


def add_system(contestant: Contestant, system: str) -> Contestant:
    """The same model with a system message of its own: is training needed at all?"""
    return replace(contestant, key=f"{contestant.key}+prompt", system=system, is_base=False)


def add_passages(contestant: Contestant, passages: int = 2) -> Contestant:
    """The same model, shown the passages that suit a question: is training needed at all?"""
    key = f"{contestant.key}+passages"
    return replace(contestant, key=key, passages=min(passages, MOST_PASSAGES), is_base=False)


def list_contestants(session: Session, run: Run, *, checkpoints: bool = False) -> list[Contestant]:
    """The base of a run and what the run made of it, its checkpoints in their order."""
    steps = [make_checkpoint(run, checkpoint.step) for checkpoint in run.checkpoints]
    return [make_base(run), *(steps if checkpoints else []), make_tuned(run)]


def parse_contestant(session: Session, text: str, run: Run | None, endpoint: str) -> Contestant:
    """A contestant from its words on the command line; ``CuratorError`` says what can stand there.

    ``base``, ``base+passages``, ``base+prompt:TEXT``, ``run-3``, ``run-3@40`` (a checkpoint),
    ``MODEL@ENDPOINT``, or a bare model at ``endpoint``.
    """
    name, plus, addition = text.partition("+")
    contestant = _parse_model(session, name.strip(), run, endpoint)
    if not plus:
        return contestant
    word, _colon, value = addition.partition(":")
    if word.strip() == "passages":
        return add_passages(contestant)
    if word.strip() == "prompt" and value.strip():
        return add_system(contestant, value.strip())
    raise CuratorError(
        _("“{text}”: after a +, write passages, or prompt: and a system message.").format(text=text)
    )


def _parse_model(session: Session, name: str, run: Run | None, endpoint: str) -> Contestant:
    if name == BASE:
        if run is None:
            raise CuratorError(_("“base” is the base of a run: choose the run as well."))
        return make_base(run)
    if name.startswith("run-"):
        number, _at, step = name.removeprefix("run-").partition("@")
        if number.isdecimal() and (not step or step.isdecimal()):
            trained = session.library.runs.get(int(number))
            return make_checkpoint(trained, int(step)) if step else make_tuned(trained)
    model, at, where = name.rpartition("@")
    if at and model:
        session.settings.endpoint(where)  # raises for one that there is not
        return make_model(where, model)
    if not endpoint:
        raise CuratorError(_("Choose the endpoint to ask."))
    return replace(make_model(endpoint, name), key=name)
