"""It is remembered which files left the library."""

from __future__ import annotations

from pathlib import Path

from studio.domain.dataset import ExportedFile, Split
from studio.store.library import Library


def test_exports_of_a_version_are_listed_the_newest_first(library: Library) -> None:
    files = [
        ExportedFile(Path(f"/tmp/{split}.jsonl"), split, 3, 90, "ab" * 32)
        for split in (Split.TRAIN, Split.VALIDATION)
    ]
    with library.transaction():
        for file in files:
            library.exports.insert(2, file)
    assert library.exports.list(2) == files[::-1] and library.exports.list(1) == []
