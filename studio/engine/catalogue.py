"""The models one can ask and train: the rehearsal model, what jobs made, and open weights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from studio.domain.base_model import BaseModel, read_base_models
from studio.engine.home import CHECKPOINTS, FINAL, Home, Record, read_json, read_lines
from studio.engine.model_loading import HUB, PACKED, name_unpacked
from studio.engine.unpacking import CARD
from studio.resources import RESOURCES

REHEARSAL = "rehearsal-tiny"
HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/(?=[^/]*\w)[\w.-]+", re.ASCII)
STARTED = 1_700_000_000  # a creation time for models that never say theirs


@dataclass(frozen=True)
class Model:
    """A model and where its weights are.

    ``kind`` is "rehearsal" (the random base, made on the spot), "full" (a folder of weights the
    engine trained in full), "adapter" (a LoRA folder on top of ``base``), "folder", "gguf" or "hub"
    (open weights). ``weights`` is a folder, a GGUF file, or the id on the hub.
    """

    id: str
    kind: str
    weights: str
    base: str = ""
    created: int = STARTED

    @property
    def short_name(self) -> str:
        """The base's name as it stands in the name of a tuned model; never nested."""
        if self.id.startswith("ft:"):
            return self.id.split(":")[1]
        path = Path(self.weights)
        return re.sub(r"[^\w.-]+", "-", path.stem if self.kind == PACKED else path.name)

    def public(self) -> Record:
        return {
            "id": self.id,
            "object": "model",
            "created": self.created,
            "owned_by": "local-engine",
        }


def build_tuned_name(base: Model, suffix: str | None, job: str) -> str:
    """``ft:<base>:studio:<suffix>:<id>``, as OpenAI builds its names."""
    clean = re.sub(r"[^a-z0-9-]+", "-", (suffix or "").lower()).strip("-")
    return f"ft:{base.short_name}:studio:{clean}:{job.split('-')[-1][:8]}"


class Catalogue:
    """Finds models by their id; reads what the jobs left on disk, keeps nothing itself."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def all(self) -> list[Model]:
        """Every model one can ask without a download, the newest last."""
        rehearsal = Model(REHEARSAL, "rehearsal", str(self._home.models / REHEARSAL))
        return [
            rehearsal,
            *self._list_fetched(),
            *sorted(self._list_tuned(), key=lambda model: model.created),
        ]

    def find(self, id: str) -> Model | None:
        """The model with this id, be it a name, a folder, or an id on the hub."""
        for model in self.all():
            if model.id == id:
                return model
        path = Path(id).expanduser()
        if path.is_absolute():
            return _find_folder(id, path)
        return Model(id, HUB, id) if HUB_ID.fullmatch(id) else None

    def find_base(self, id: str) -> BaseModel | None:
        """The row of the table of models with this name, be it on this computer or not."""
        table = read_base_models((RESOURCES / "models.toml").read_text(encoding="utf-8"))
        return next((base for base in table if base.name == id), None)

    def read_wishes(self) -> Record:
        """What the curator chose for the engine on this computer."""
        return read_json(self._home.wishes) or {}

    @property
    def paces(self) -> Path:
        return self._home.paces

    def chain(self, model: Model) -> list[Record]:
        """The steps to load a model: its weights first, then the adapters on top of them."""
        step = {"kind": model.kind, "place": model.weights}
        if model.kind != "adapter":
            step["name"] = model.id
        if model.kind == PACKED:
            step["unpacked"] = str(self._home.unpacked / name_unpacked(Path(model.weights)))
        if model.kind != "adapter":
            return [step]
        base = self.find(model.base)
        return [*(self.chain(base) if base else []), step]

    def find_root(self, model: Model) -> Model | None:
        """What a model goes back to: the base that all that is tuned on the way began with."""
        while model.base:
            base = self.find(model.base)
            if base is None:
                return None
            model = base
        return model

    def _list_fetched(self) -> list[Model]:
        """The bases that were fetched by name: those with their card are whole."""
        return [
            Model(folder.name, "folder", str(folder))
            for folder in sorted(self._home.models.iterdir())
            if (folder / CARD).is_file() and not folder.name.startswith(".")
        ]

    def _list_tuned(self) -> list[Model]:
        models = []
        for folder in self._home.jobs.iterdir():
            job = read_json(folder / "job.json")
            if not job or not job.get("_tuned_name"):
                continue
            kind = "full" if job["_mode"] == "rehearsal" else "adapter"
            if job["status"] == "succeeded" and (folder / FINAL).is_dir():
                weights = str(folder / FINAL)
                name, ended = job["fine_tuned_model"], job["finished_at"]
                models.append(Model(name, kind, weights, job["model"], ended))
            models += [
                Model(each["fine_tuned_model_checkpoint"], kind, str(weights), job["model"], made)
                for each, weights, made in read_checkpoints(folder)
            ]
        return models


def _find_folder(id: str, path: Path) -> Model | None:
    """The model in a folder of the curator's, be it safetensors or one GGUF file."""
    if (path / "config.json").is_file():
        return Model(id, "folder", str(path))
    if path.is_file() and path.suffix.lower() == ".gguf":
        return Model(id, PACKED, str(path))
    packed = sorted(path.glob("*.gguf")) if path.is_dir() else []
    return Model(id, PACKED, str(packed[0])) if len(packed) == 1 else None


def read_checkpoints(folder: Path) -> list[tuple[Record, Path, int]]:
    """The checkpoints of a job that are still on disk, by step."""
    checkpoints = []
    # The trainer removes old ones by itself, so the list may name more than there are.
    for record in read_lines(folder / "checkpoints.jsonl"):
        weights = folder / CHECKPOINTS / f"checkpoint-{record['step_number']}"
        if (weights / "trainer_state.json").is_file():
            checkpoints.append((record, weights, record["created_at"]))
    return checkpoints
