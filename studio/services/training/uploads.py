"""The files a run leaves at its provider: written down before they are sent, deleted if unused."""

from __future__ import annotations

from studio.domain.dataset import ExportedFile, Split
from studio.domain.errors import StudioError
from studio.domain.run import Run
from studio.providers.base import Trainer
from studio.services.session import Session
from studio.services.training.job_state import note

NAME_MARK = "name:"
"""Before the name of a file that was sent and whose id never came."""
FIELDS = {Split.TRAIN: "training_file", Split.VALIDATION: "validation_file"}


def upload_files(
    session: Session, number: int, trainer: Trainer, files: list[ExportedFile]
) -> None:
    """Upload the files of a run, each under a name that only this run has."""
    nonce = session.library.runs.get(number).nonce
    for file in files:
        name = f"{nonce[:16]}-{file.path.name}"
        # The name first: should the program die before the id comes, the file is found by it.
        note(session, number, **{FIELDS[file.split]: NAME_MARK + name})
        note(session, number, **{FIELDS[file.split]: trainer.upload(file.path, name)})


def has_leftovers(run: Run) -> bool:
    """Whether a run that ended without a job has files at its provider."""
    return run.status.ended and run.job is None and bool(run.training_file or run.validation_file)


def delete_uploads(session: Session, number: int, trainer: Trainer) -> None:
    """Delete what a run without a job left; what can't be is tried again at the next start."""
    run = session.library.runs.get(number)
    for field in FIELDS.values():
        file = getattr(run, field)
        try:
            for id in _find_ids(trainer, file):
                trainer.delete_file(id)
        except StudioError:
            continue
        if file:
            note(session, number, **{field: ""})


def delete_leftovers(session: Session, trainer: Trainer, endpoint: str) -> None:
    """Delete what earlier runs at an endpoint could not."""
    for run in session.library.runs.list():
        if run.endpoint == endpoint and has_leftovers(run):
            delete_uploads(session, run.id, trainer)


def _find_ids(trainer: Trainer, file: str) -> list[str]:
    if file.startswith(NAME_MARK):
        return trainer.find_files(file.removeprefix(NAME_MARK))
    return [file] if file else []
