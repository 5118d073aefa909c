"""The models on this computer, through the engine: listed, removed, saved to take along."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Sequence
from pathlib import Path

from studio.domain.errors import EngineError
from studio.domain.local_model import LocalModel, SavedModel
from studio.i18n import N_, _
from studio.providers.engine_process import build_command, iterate_lines, python_of, read_json
from studio.providers.engine_setup import find_environment, is_installed
from studio.providers.local_setup import home_of

REMOVED = N_("The model can't be removed: {why}")
LISTED = N_("The models can't be listed: {why}")
SAVED = N_("The model can't be saved: {why}")


def list_models(data: Path) -> list[LocalModel]:
    """Every model the engine has here, with its size; EngineError when nobody can tell."""
    command = build_command(Path(sys.executable), "studio.engine.inventory", str(home_of(data)))
    records = read_json(command, LISTED)["models"]
    return [LocalModel.read(record) for record in records]


def remove_model(data: Path, id: str) -> int:
    """Take a model off the disk; the bytes that are free again. EngineError where it is needed."""
    home = str(home_of(data))
    command = build_command(Path(sys.executable), "studio.engine.inventory", home, id)
    return int(read_json(command, REMOVED)["freed"])


def save_model(
    data: Path, id: str, folder: Path, kinds: Sequence[str], system: str
) -> Generator[str, None, SavedModel]:
    """Save a model into a new folder, telling what is done; takes a minute for a small one."""
    env = find_environment(data)
    if not is_installed(env):
        raise EngineError(_("The local engine is not set up yet: set it up first."))
    home = str(home_of(data))
    arguments = home, id, str(folder.absolute()), ",".join(kinds), system
    yield _("Saving {model} and reading it back").format(model=id)
    record: dict[str, list[dict[str, object]]] = {}
    command = build_command(python_of(env), "studio.engine.exporting", *arguments)
    for line in iterate_lines(command, SAVED):
        if line.startswith("{"):
            record = json.loads(line)
        yield ""
    files = record.get("files", [])
    return SavedModel(
        folder,
        tuple(
            (str(file["kind"]), folder / str(file["file"]), int(str(file["bytes"])))
            for file in files
        ),
    )
