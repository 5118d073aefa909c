"""A version of many pairs written out, first judged and counted anew, then as it was judged."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from studio.domain.conversation import list_messages, read_text
from studio.domain.dataset import Split, Version
from studio.services.session import Session
from studio.services.versions import export, freezing
from studio.text import tokens
from studio.text.rows.validation import validate_file
from tests.bench.preflight import fill

TRIES = 3


@dataclass(frozen=True)
class Written:
    """Seconds, each beside what has to be done anyway."""

    first: float  # validated, every token counted, written
    tiktoken: float  # over the same words
    again: float  # validated and counted before
    orjson: float  # the same lines, dumped and written
    validated: float  # the file, without tokens
    parsed: float  # its lines by orjson alone


def written(count: int) -> Written:
    """Freeze so many pairs and write them out."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with Session.open(folder / "many.studio", create=True) as session:
            fill(session, count)
            version = freezing.freeze(session).value
            assert isinstance(version, Version)
            tokens.load()
            first = _seconds(lambda: export.write(session, version.number, folder))
            again = _least(lambda: export.write(session, version.number, folder))
            rows = [
                orjson.loads(row.json)
                for split in Split
                for row in session.library.versions.rows(version.number, split)
            ]
            origins = [
                orjson.loads(line)
                for split in Split
                for line in session.library.versions.provenance(version.number, split)
            ]
        bare = _least(lambda: _dump(rows, folder / "rows") or _dump(origins, folder / "origins"))
        texts = [read_text(turn) for row in rows for turn in list_messages(row)]
        file = folder / "rows"
        return Written(
            first,
            _seconds(lambda: _encode(texts)),
            again,
            bare,
            _least(lambda: validate_file(file)),
            _least(lambda: _parse(file)),
        )


def _dump(values: list[object], path: Path) -> None:
    with path.open("wb") as file:
        for value in values:
            file.write(orjson.dumps(value) + b"\n")


def _encode(texts: list[str]) -> None:
    encoding = tokens.load()
    for text in texts:
        len(encoding.encode_ordinary(text))


def _parse(path: Path) -> None:
    with path.open("rb") as file:
        for line in file:
            orjson.loads(line)


def _seconds(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def _least(deed: Callable[[], object]) -> float:
    return min(_seconds(deed) for _try in range(TRIES))
