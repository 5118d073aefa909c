"""Fetches a model of the Hugging Face hub into the cache that all programs of this computer share.

The library of the hub begins a file anew whenever it broke off in another run of the program; here
a break costs nothing, and every file is held against the hash that the hub names.
The cache: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.domain.errors import EngineError
from studio.i18n import _
from studio.providers.downloads import MEGABYTE, Download, download, explain, fetch_small

HUB_ID = re.compile(r"[\w.-]+/(?=[^/]*\w)[\w.-]+", re.ASCII)
"""``owner/name``, as the hub writes its models."""
ENDPOINT = "https://huggingface.co"
NEEDED = re.compile(r"[^/]+\.(?:safetensors|json|jinja|txt|model)")
"""The files at the root that a model is loaded from; pickles run code and are left there."""
UNNEEDED = re.compile(r"(?:consolidated|pytorch_model|tf_model|flax_model|onnx).*")
COMMIT, DIGEST = re.compile(r"[0-9a-f]{40}"), re.compile(r"[0-9a-f]{40,64}")
WEIGHTS = ".safetensors"
SPARE_MEGABYTES = 200
REFUSED = frozenset({401, 403, 404})


@dataclass(frozen=True)
class HubFile:
    """A file of a model. ``digest`` is its SHA-256 where the hub keeps it apart (``large``), else
    the SHA-1 that git gives it."""

    name: str
    size: int
    digest: str
    large: bool


@dataclass(frozen=True)
class HubModel:
    """A model as the hub lists it, at one commit."""

    id: str
    commit: str
    files: tuple[HubFile, ...]

    @property
    def megabytes(self) -> int:
        return round(sum(file.size for file in self.files) / MEGABYTE)


@dataclass(frozen=True)
class Hub:
    """Where the hub is, and who asks: some models are shown to those only who agreed to terms."""

    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def endpoint(self) -> str:
        return self.variables.get("HF_ENDPOINT", ENDPOINT).rstrip("/")

    @property
    def headers(self) -> dict[str, str]:
        token = self.variables.get("HF_TOKEN", "") or _read_token(self.home / "token")
        return {"Authorization": f"Bearer {token}"} if token else {}

    @property
    def home(self) -> Path:
        return Path(self.variables.get("HF_HOME") or Path.home() / ".cache" / "huggingface")

    @property
    def cache(self) -> Path:
        return Path(self.variables.get("HF_HUB_CACHE") or self.home / "hub")

    def folder(self, id: str) -> Path:
        """Where a model's files are kept."""
        return self.cache / f"models--{id.replace('/', '--')}"


def is_hub_id(model: str) -> bool:
    """Whether a name can only be one of the hub's."""
    return bool(HUB_ID.fullmatch(model)) and not Path(model).expanduser().exists()


def is_there(id: str, hub: Hub) -> bool:
    """Whether the weights of a model are in the cache."""
    return any(hub.folder(id).glob(f"snapshots/*/*{WEIGHTS}"))


def fetch_from_hub(id: str, hub: Hub) -> Iterator[str]:
    """Fetch a model, telling each step in a line; raises EngineError in one line.

    It stands in the cache once all of its files are there and are the right ones.
    """
    model = look_up(id, hub)
    folder = hub.folder(id)
    _check_room(model, folder)
    yield _("Fetching {model} from the Hugging Face hub: {n} MB").format(
        model=id, n=model.megabytes
    )
    for file in model.files:
        blob = folder / "blobs" / file.digest
        # It has its name only since its hash was right.
        if not blob.exists():
            yield from _fetch_file(model, file, blob, hub)
    with explain(id, folder):
        _show(model, folder)
    yield _("{model} is ready.").format(model=id)


def look_up(id: str, hub: Hub) -> HubModel:
    """What the hub says of a model: its commit and the files it is loaded from."""
    url = f"{hub.endpoint}/api/models/{id}?blobs=true"
    record = fetch_small(url, id, hub.headers, refusals=_refuse(id, hub))
    try:
        facts = json.loads(record)
        files = tuple(_read_files(facts["siblings"]))
        # It becomes the name of a folder.
        if not COMMIT.fullmatch(commit := str(facts["sha"])):
            raise ValueError("no commit")
        model = HubModel(id, commit, files)
    except (ValueError, LookupError, TypeError) as error:
        raise EngineError(
            _("{model} can't be fetched: the hub's answer can't be read.").format(model=id)
        ) from error
    if not any(file.name.endswith(WEIGHTS) for file in model.files):
        raise EngineError(
            _(
                "{model} can't be fetched: it has no weights as safetensors, and others could run "
                "code when they are read. Take another model, or a conversion of this one."
            ).format(model=id)
        )
    return model


def _read_files(siblings: list[dict[str, Any]]) -> Iterator[HubFile]:
    for row in siblings:
        name = str(row["rfilename"])
        if NEEDED.fullmatch(name) and not UNNEEDED.fullmatch(name):
            apart = row.get("lfs")
            digest = str(apart["sha256"] if apart else row["blobId"])
            if not DIGEST.fullmatch(digest):
                raise ValueError("no digest")
            yield HubFile(name, int(row["size"]), digest, bool(apart))


def _fetch_file(model: HubModel, file: HubFile, blob: Path, hub: Hub) -> Iterator[str]:
    url = f"{hub.endpoint}/{model.id}/resolve/{model.commit}/{file.name}"
    title = f"{model.id} ({file.name})"
    # Weights are worth going on with; the rest is a few kilobytes.
    if file.large:
        wish = Download(url, title, file.digest, file.size + 1, headers=hub.headers)
        yield from download(wish, blob)
        return
    content = fetch_small(url, title, hub.headers, refusals=_refuse(model.id, hub))
    # As git names a file: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
    framed = b"blob %d\0" % len(content) + content
    if hashlib.sha1(framed, usedforsecurity=False).hexdigest() != file.digest:
        raise EngineError(
            _("{model} can't be fetched: {file} is not the file that the hub lists.").format(
                model=model.id, file=file.name
            )
        )
    with explain(title, blob.parent):
        blob.parent.mkdir(parents=True, exist_ok=True)
        draft = blob.with_name(f"{blob.name}.part")
        draft.write_bytes(content)
        os.replace(draft, blob)


def _show(model: HubModel, folder: Path) -> None:
    """Give the files their names, all at once: half a model would be taken for one."""
    snapshot = folder / "snapshots" / model.commit
    draft = snapshot.with_name(f".{model.commit}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for file in model.files:
        _link(folder / "blobs" / file.digest, draft / file.name)
    if snapshot.exists():  # of another program, and perhaps half of it
        shutil.rmtree(snapshot)
    os.replace(draft, snapshot)
    # By this file the hub's own library finds the commit when nobody is asked.
    reference = folder / "refs" / "main"
    reference.parent.mkdir(parents=True, exist_ok=True)
    reference.write_text(model.commit, encoding="utf-8")


def _link(blob: Path, name: Path) -> None:
    """A link, or the file itself where links are not to be had (Windows)."""
    try:
        name.symlink_to(Path("..") / ".." / "blobs" / blob.name)
    except OSError:
        shutil.copyfile(blob, name)


def _check_room(model: HubModel, folder: Path) -> None:
    blobs = folder / "blobs"
    with explain(model.id, folder):
        blobs.mkdir(parents=True, exist_ok=True)
        have = sum(file.stat().st_size for file in blobs.iterdir()) // MEGABYTE
        free = shutil.disk_usage(blobs).free // MEGABYTE
    needed = max(0, model.megabytes - have) + SPARE_MEGABYTES
    if free < needed:
        raise EngineError(
            _("{model} needs {n} MB in {folder}, and {free} MB are free.").format(
                model=model.id, n=needed, folder=folder, free=free
            )
        )


def _refuse(id: str, hub: Hub) -> Mapping[int, str]:
    """What the hub's refusals mean."""
    line = _(
        "{model} can't be fetched: the hub does not show it. Check the "
        "name; where it asks you to agree to terms, do so at {url} and "
        "put your token into HF_TOKEN."
    ).format(model=id, url=f"{hub.endpoint}/{id}")
    return dict.fromkeys(REFUSED, line)


def _read_token(path: Path) -> str:
    """The token that the hub's own program keeps."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
