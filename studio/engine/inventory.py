"""The models on this computer: what they are, how much room they take, and taking them away.

``python -m studio.engine.inventory HOME`` prints a line of JSON; with a model's id behind it, that
model is removed first. Needs nothing but Python.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from studio.engine.catalogue import REHEARSAL, Catalogue, Model
from studio.engine.errors import JobFault
from studio.engine.home import CHECKPOINTS, FINAL, Home, Record, read_json
from studio.engine.jobs import ENDED
from studio.engine.unpacking import CARD

HUB_FOLDER = re.compile(r"models--([^-].*?)--(.+)")


def list_models(home: Home) -> list[Record]:
    """Every model here with its size, the rehearsal model first, the newest last."""
    catalogue = Catalogue(home)
    records = [_describe(home, catalogue, model) for model in catalogue.all()]
    return [*records, *_list_hub(catalogue)]


def remove_model(home: Home, id: str) -> int:
    """Take a model off the disk; the bytes that are free again. JobFault where it is needed.

    What a job said of itself stays: its curve and its events are history.
    """
    catalogue = Catalogue(home)
    # Hub models lie in a cache that other programs share, and have names of their own there.
    if id in (hub := {record["id"]: record for record in _list_hub(catalogue)}):
        shutil.rmtree(_hub_folder() / f"models--{id.replace('/', '--')}")
        return int(hub[id]["bytes"])
    model = next((each for each in catalogue.all() if each.id == id), None)
    if model is None:
        raise JobFault("model_not_found", f"The model {id} is not on this computer.", "model")
    _refuse_needed(home, catalogue, model)
    folder = _folder_of(home, model)
    freed = measure_folder(folder)
    shutil.rmtree(folder)
    return freed


def _refuse_needed(home: Home, catalogue: Catalogue, model: Model) -> None:
    if model.id == REHEARSAL:
        raise JobFault("model_in_use", "The rehearsal model is made anew whenever it is needed.")
    above = [each.id for each in catalogue.all() if each.base == model.id and each.kind != "full"]
    if above:
        raise JobFault(
            "model_in_use",
            f"{above[0]} was trained from {model.id} and needs its weights: remove that one first.",
        )
    for folder in home.jobs.iterdir():
        job = read_json(folder / "job.json")
        if job and job["status"] not in ENDED and job["model"] == model.id:
            raise JobFault("model_in_use", f"{model.id} is just being trained; cancel that first.")


def _describe(home: Home, catalogue: Catalogue, model: Model) -> Record:
    card = read_json(Path(model.weights) / CARD) or {}
    kind = {"rehearsal": "rehearsal", "folder": "base"}.get(model.kind, "tuned")
    if Path(model.weights).parent.name == CHECKPOINTS:
        kind = "checkpoint"
    root = catalogue.find_root(model)
    licence = (read_json(Path(root.weights) / CARD) or {}).get("licence", "") if root else ""
    return {
        "id": model.id,
        "kind": kind,
        "bytes": measure_folder(_folder_of(home, model)),
        "title": card.get("title", ""),
        "licence": licence,
        "base": model.base,
        "removable": kind != "rehearsal",
    }


def _folder_of(home: Home, model: Model) -> Path:
    """The folder that a model alone fills."""
    folder = Path(model.weights)
    assert home.folder in folder.parents, "nothing outside the engine's own folder is removed"
    assert folder.name == FINAL or folder.parent.name in (CHECKPOINTS, home.models.name)
    return folder


def _list_hub(catalogue: Catalogue) -> Iterator[Record]:
    """Models of the hub that were trained here, in the cache that all programs share."""
    bases = {model.base for model in catalogue.all()}
    folders = sorted(_hub_folder().glob("models--*")) if _hub_folder().is_dir() else []
    for folder in folders:
        match = HUB_FOLDER.fullmatch(folder.name)
        id = f"{match[1]}/{match[2]}" if match else ""
        base = catalogue.find_base(id)
        if id in bases or base:
            yield {
                "id": id,
                "kind": "hub",
                "bytes": measure_folder(folder),
                "title": base.title if base else "",
                "licence": base.licence if base else "",
                "base": "",
                "removable": id not in bases,
            }


def _hub_folder() -> Path:
    cache = os.environ.get("HF_HUB_CACHE")
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    return Path(cache) if cache else home / "hub"


def measure_folder(folder: Path) -> int:
    """The bytes of all files in a folder, links not counted twice."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files)


def main(arguments: list[str]) -> int:
    home = Home(Path(arguments[0]))
    home.make()
    try:
        freed = remove_model(home, arguments[1]) if len(arguments) > 1 else 0
        print(json.dumps({"models": list_models(home), "freed": freed}))
    except (JobFault, OSError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
