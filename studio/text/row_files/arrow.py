"""Parquet and Arrow files, and the folders Hugging Face's ``datasets`` saves and publishes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from studio.domain.errors import BookError
from studio.i18n import _
from studio.temporary_folder import TemporaryFolder
from studio.text.row_files.arrow_bounds import refuse_cut_parquet, refuse_lies
from studio.text.row_files.json_lines import find_unstorable
from studio.text.row_files.record import Fault, Record, Records
from studio.text.row_files.sandboxed import read_in_sandbox
from studio.text.rows.row_json import dump_row

LARGEST = 8 * 1024 * 1024
"""Bytes in a value that is no text, past which it is surely a picture or a sound."""

_DATA = frozenset({".parquet", ".arrow"})
_BESIDE = frozenset({".json", ".md", ".txt", ".lock", ""})
_BATCH = 16
"""Rows made at once: a packed text may stand for a thousand of its size."""
_LARGEST_ROW = 64 * 1024 * 1024
"""Characters of a row past which it is not taken, as with a line of JSONL."""
_LARGEST_DESCRIPTION = 16 * 1024 * 1024


def read(path: Path, encoding: str | None = None) -> Records:
    """Records of a Parquet or Arrow file."""
    yield from read_in_sandbox(read_rows, path)


def read_rows(path: Path) -> Records:
    """Records of a Parquet or Arrow file, a few at a time."""
    number = 0
    for batch in _batches(path):
        names = batch.column_names  # type: ignore[attr-defined]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise BookError(
                _("{name} has two columns called “{column}”. Give each its own name.").format(
                    name=path.name, column=twice
                )
            )
        columns = [batch.column(name).to_pylist() for name in names]  # type: ignore[attr-defined]
        for values in zip(*columns, strict=True):
            number += 1
            yield _record(number, dict(zip(names, values, strict=True)))


def read_folder(path: Path, encoding: str | None = None) -> Records:
    """Records of a folder of data files, each with the name of its file."""
    for file in files_of(path):
        section = file.relative_to(path).as_posix()
        for record in read(file):
            yield Record(record.line, record.value, record.fault, section)


def is_folder_of_rows(path: Path) -> bool:
    """Whether a folder is a data set, as ``save_to_disk`` writes it or a hub publishes it."""
    if not path.is_dir():
        return False
    if (path / "dataset_dict.json").is_file() or (path / "state.json").is_file():
        return True
    inside = [file for file in _near(path) if file.is_file() and not file.name.startswith(".")]
    suffixes = {file.suffix.lower() for file in inside}
    return bool(suffixes & _DATA) and suffixes <= _DATA | _BESIDE


def _near(path: Path) -> Iterator[Path]:
    """Files of a folder and of its ``data``."""
    for folder in (path, path / "data"):
        if folder.is_dir():
            yield from folder.iterdir()


def files_of(path: Path) -> list[Path]:
    """The data files of a folder, in order; BookError where it names one that is not there."""
    try:
        if (path / "dataset_dict.json").is_file():
            splits = dict.fromkeys(_read_description(path / "dataset_dict.json")["splits"])
            return [file for split in splits for file in files_of(_inside(path, split))]
        if (path / "state.json").is_file():
            named = _read_description(path / "state.json")["_data_files"]
            files = list(dict.fromkeys(_inside(path, entry["filename"]) for entry in named))
        else:
            files = sorted(f for f in _near(path) if f.suffix.lower() in _DATA)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BookError(
            _(
                "{name} is not a complete dataset folder: its description "
                "can't be read. Copy the folder again."
            ).format(name=path.name)
        ) from error
    gone = next((file for file in files if not file.is_file()), None)
    if gone is not None:
        raise BookError(
            _("{name} names the file {file}, which is not there. Copy the whole folder.").format(
                name=path.name, file=gone.name
            )
        )
    return files


def _read_description(file: Path) -> Any:
    """What a folder says of itself, whatever that is."""
    if file.stat().st_size > _LARGEST_DESCRIPTION:
        raise ValueError(file.name)
    return json.loads(file.read_text("utf-8"))


def _inside(path: Path, name: object) -> Path:
    """A file of the folder; one that climbs out of it is not followed."""
    file = path / str(name)
    if path.resolve() not in file.resolve().parents:
        raise ValueError(name)
    return file


def _batches(path: Path) -> Iterator[object]:
    from arro3 import io  # heavy: only where such a file is read

    try:
        if path.suffix.lower() == ".parquet" or _begins(path, b"PAR1"):
            refuse_cut_parquet(path)
            source = io.read_parquet(path, batch_size=_BATCH)
        else:
            refuse_lies(path)
            source = io.read_ipc(path) if _begins(path, b"ARROW1") else io.read_ipc_stream(path)
        for batch in source:
            for start in range(0, batch.num_rows, _BATCH):
                yield batch.slice(start, min(_BATCH, batch.num_rows - start))
    except Exception as error:  # the library raises its own, Rust's and Python's
        if isinstance(error, OSError) and error.errno:
            raise
        raise BookError(
            _(
                "{name} can't be read: it is damaged, cut off, or not a "
                "Parquet or Arrow file. Get it again."
            ).format(name=path.name)
        ) from error


def _begins(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _record(number: int, value: dict[str, object]) -> Record:
    try:
        plain = {name: _plain(inner) for name, inner in value.items()}
    except ValueError as error:
        return Record(number, None, Fault("not-text", str(error)))
    fault = find_unstorable(plain)
    if fault is None and _characters(plain) > _LARGEST_ROW:
        why = _("The row is larger than {size} MB.").format(size=_LARGEST_ROW // 1024 // 1024)
        fault = Fault("line-too-long", why)
    return Record(number, None, fault) if fault is not None else Record(number, plain)


def _characters(value: object) -> int:
    """Characters of all texts in a value."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_characters, value.values()))
    return sum(map(_characters, value)) if isinstance(value, list) else 0


def _plain(value: object) -> object:
    """What JSON can hold: dates by ISO 8601, bytes as text where they are text, NaN as null."""
    if isinstance(value, float) and value != value:
        # How tables write that a number is missing.
        return None
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8") if len(value) <= LARGEST else _no_text()
        except UnicodeDecodeError:
            return _no_text()
    return str(value)


def _no_text() -> str:
    raise ValueError(_("The row contains bytes that are not text (a picture or a sound)."))


def write_parquet(path: Path, values: Iterable[object]) -> None:
    """Write rows as a Parquet file; nested lists and objects keep their shape."""
    from arro3 import io  # heavy: only where such a file is written

    with TemporaryFolder() as folder:
        lines = folder / "rows.ndjson"
        with lines.open("w", encoding="utf-8") as file:
            for value in values:
                file.write(dump_row(value) + "\n")
        with lines.open("rb") as file:
            schema = io.infer_json_schema(file)
        io.write_parquet(io.read_json(str(lines), schema), str(path))
