"""The files a client uploaded, and the result files the engine adds."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from studio.engine.errors import ApiError, refuse_value
from studio.engine.home import Home, Record, new_id, read_json, write_bytes, write_json

PURPOSE_IN = "fine-tune"
PURPOSE_OUT = "fine-tune-results"


class FileStore:
    """``files/<id>/``; an upload exists once its ``file.json`` is written, not before."""

    def __init__(self, home: Home) -> None:
        self._folder = home.files

    def add(self, filename: str, content: bytes, purpose: str) -> Record:
        if purpose not in (PURPOSE_IN, PURPOSE_OUT):
            raise refuse_value("purpose", f"The purpose must be {PURPOSE_IN!r}, not {purpose!r}.")
        id = new_id("file")
        record = {
            "id": id,
            "object": "file",
            "bytes": len(content),
            "created_at": int(time.time()),
            "filename": filename,
            "purpose": purpose,
            "status": "processed",
        }
        folder = self._folder / id
        folder.mkdir()
        try:
            # The record last: a half upload, left by a kill, is then no file at all.
            write_bytes(folder / "content", content)
            write_json(folder / "file.json", record)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return record

    def all(self) -> list[Record]:
        """Every file, newest first."""
        records = [read_json(folder / "file.json") for folder in self._folder.iterdir()]
        files = [record for record in records if record]
        return sorted(files, key=lambda record: (-record["created_at"], record["id"]))

    def get(self, id: str) -> Record:
        record = read_json(self._folder / id / "file.json") if _is_id(id) else None
        if record is None:
            raise ApiError(404, f"No such File object: {id}", param="id", code="file_not_found")
        return record

    def content(self, id: str) -> bytes:
        return self.path(id).read_bytes()

    def path(self, id: str) -> Path:
        self.get(id)
        return self._folder / id / "content"

    def delete(self, id: str) -> Record:
        self.get(id)
        shutil.rmtree(self._folder / id)
        return {"id": id, "object": "file", "deleted": True}


def _is_id(id: str) -> bool:
    """Guards the path: an id never leads out of the folder."""
    return id.replace("-", "").isalnum()
