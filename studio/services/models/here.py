"""The models on this computer: listed with their size, removed, saved to run them elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.domain.errors import CuratorError
from studio.domain.local_model import LocalModel, SavedModel
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import N_, _, join_list
from studio.providers.table import ModelShelf, provider_of
from studio.services.session import Session
from studio.services.settings.settings import data_folder
from studio.services.training.setup import set_up

KINDS = {
    "q8_0": N_("GGUF, 8 bits: for Ollama and LM Studio"),
    "f16": N_("GGUF, 16 bits: twice as large, as exact as it was trained"),
    "safetensors": N_("safetensors: for Python, vLLM and further training"),
}
"""What a model can be saved as. To add one: a row here, and what the engine writes for it."""
USUAL_KINDS = ("q8_0",)


def keeps_models(session: Session, endpoint: str) -> bool:
    """Whether an endpoint's models are files on this computer."""
    # One that was removed keeps nothing that could be reached.
    known = {each.name: each for each in session.settings.endpoints()}
    return endpoint in known and provider_of(known[endpoint]).shelf is not None


def list_models(session: Session, endpoint: str) -> list[LocalModel]:
    """The models an endpoint keeps on this computer; EngineError when nobody can tell."""
    return list(_shelf(session, endpoint).list(data_folder()))


def remove_model(session: Session, endpoint: str, model: str) -> Done[int]:
    """Take a model off the disk; the bytes that are free again are the result."""
    freed = _shelf(session, endpoint).remove(data_folder(), model)
    return Done(Changes(Change.RUNS), freed)


def fetch_model(session: Session, endpoint: str, model: str) -> Job[None]:
    """Fetch a model that is offered by name, so that it is there when there is no network."""
    yield from set_up(session.settings.endpoint(endpoint), model)
    return Done(Changes(Change.RUNS))


def save_model(
    session: Session,
    endpoint: str,
    model: str,
    folder: Path,
    kinds: Sequence[str] = USUAL_KINDS,
) -> Job[SavedModel]:
    """Save a model into a new folder, with the library's system message, and read it back.

    Each file was compared with the model before it is given: the same words, the same answer.
    """
    # Before anything is set up or loaded.
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds:
        raise CuratorError(_("A model can be saved as: {kinds}.").format(kinds=join_list(KINDS)))
    shelf = _shelf(session, endpoint)
    yield from set_up(session.settings.endpoint(endpoint))
    system = str(session.library.settings.get("system_message"))
    work = shelf.save(data_folder(), model, folder, kinds, system)
    # By hand: a job passes on lines, and the result comes with the end.
    while True:
        try:
            line = next(work)
        except StopIteration as end:
            return Done(Changes(), end.value)
        yield Progress(line=line)


def _shelf(session: Session, endpoint: str) -> ModelShelf:
    chosen = session.settings.endpoint(endpoint)
    shelf = provider_of(chosen).shelf
    if shelf is None:
        line = _("The models of {endpoint} are not on this computer.")
        raise CuratorError(line.format(endpoint=chosen.title or chosen.name))
    return shelf
