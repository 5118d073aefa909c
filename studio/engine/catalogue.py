"""The models one can ask and train: the rehearsal model, what jobs made, and open weights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from studio.engine.home import Home, Record, read_json, read_lines

REHEARSAL = "rehearsal-tiny"
HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
STARTED = 1_700_000_000  # a creation time for models that never say theirs


@dataclass(frozen=True)
class Model:
    """A model and where its weights are.

    ``kind`` is "rehearsal" (the random base, made on the spot), "full" (a folder of weights the
    engine trained in full), "adapter" (a LoRA folder on top of ``base``), "folder" or "hub" (open
    weights). ``place`` is a folder, or the id on the hub.
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
        return re.sub(r"[^\w.-]+", "-", Path(self.weights).name if self.weights else self.id)

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
        base = Model(REHEARSAL, "rehearsal", str(self._home.models / REHEARSAL))
        return [base, *sorted(self._list_tuned(), key=lambda model: model.created)]

    def find(self, id: str) -> Model | None:
        """The model with this id, be it a name, a folder, or an id on the hub."""
        for model in self.all():
            if model.id == id:
                return model
        folder = Path(id).expanduser()
        if folder.is_absolute() and (folder / "config.json").is_file():
            return Model(id, "folder", str(folder))
        return Model(id, "hub", id) if HUB_ID.fullmatch(id) else None

    def chain(self, model: Model) -> list[Record]:
        """The steps to load a model: its weights first, then the adapters on top of them."""
        step = {"kind": model.kind, "place": model.weights}
        if model.kind != "adapter":
            return [step]
        base = self.find(model.base)
        return [*(self.chain(base) if base else []), step]

    def _list_tuned(self) -> list[Model]:
        models = []
        for folder in self._home.jobs.iterdir():
            job = read_json(folder / "job.json")
            if not job or not job.get("_tuned_name"):
                continue
            kind = "full" if job["_mode"] == "rehearsal" else "adapter"
            if job["status"] == "succeeded" and (folder / "final").is_dir():
                weights = str(folder / "final")
                name, ended = job["fine_tuned_model"], job["finished_at"]
                models.append(Model(name, kind, weights, job["model"], ended))
            models += [
                Model(each["fine_tuned_model_checkpoint"], kind, str(weights), job["model"], made)
                for each, weights, made in read_checkpoints(folder)
            ]
        return models


def read_checkpoints(folder: Path) -> list[tuple[Record, Path, int]]:
    """The checkpoints of a job that are still on disk, by step."""
    checkpoints = []
    # The trainer removes old ones by itself, so the list may name more than there are.
    for record in read_lines(folder / "checkpoints.jsonl"):
        weights = folder / "ckpt" / f"checkpoint-{record['step_number']}"
        if (weights / "trainer_state.json").is_file():
            checkpoints.append((record, weights, record["created_at"]))
    return checkpoints
