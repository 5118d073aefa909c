"""Rows in: what people already have becomes pairs, nothing dropped and nothing changed unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from studio.domain.conversation import ChatRow, get_tools, is_plain, list_messages, read_texts
from studio.domain.errors import BookError
from studio.domain.pair import Message
from studio.domain.row_import import ImportedRow, RowFile, RowNote
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _
from studio.services.pairs.review import system_tokens
from studio.services.session import Session
from studio.text.file_names import make_printable
from studio.text.row_files import (
    SHAPES,
    Detected,
    Record,
    RowFault,
    detect,
    read_records,
    read_rows,
)
from studio.text.rows.row_json import dump_row
from studio.text.rows.rules import find_row_faults
from studio.text.tokens import count_rows

BLOCK = 4_000
"""Rows made ready and written at once."""

LARGEST_BLOCK = 32_000_000
"""Characters at which such a block is full, however few its rows."""

LOOKED_AT = 200
"""Rows by which the format of a file is told."""

MOST_NOTES = 1_000
"""Rejected or faulty rows listed of a file; past it they are only counted."""


@dataclass(frozen=True)
class RowsLook:
    """What a file of rows holds: its format, a sample of its rows, and whether it can come in.

    ``missing`` names the roles ("prompt", "answer") for which no column was found: the curator
    has to choose them before anything is taken.
    """

    path: Path
    shape: str
    title: str
    columns: tuple[str, ...]
    mapping: dict[str, str]
    missing: tuple[str, ...]
    mappable: bool
    sample: tuple[tuple[str, str], ...]
    rejected: tuple[RowNote, ...]


@dataclass(frozen=True)
class _Way:
    """How rows of this file become pairs."""

    known: Detected
    encoding: str
    overhead: int  # tokens of the library's system message, which plain rows get


@dataclass(frozen=True)
class _Block:
    """Rows made ready: what is to be written, what can't be, what a provider would refuse."""

    records: int
    rows: list[ImportedRow]
    rejected: list[RowNote]
    faults: list[RowNote]


def shape_titles() -> list[tuple[str, str]]:
    """The formats of rows by name and title, for a list of them."""
    return [(shape.name, _(shape.title)) for shape in SHAPES]


def look(path: Path, *, shape: str = "auto", mapping: Mapping[str, str] | None = None) -> RowsLook:
    """What a file of rows holds; nothing is stored. Raises BookError when it holds no rows."""
    head = list(islice(read_records(path), LOOKED_AT))
    known = _known(path, head, shape, mapping)
    sample: list[tuple[str, str]] = []
    rejected: list[RowNote] = []
    for record in [] if known.missing else head:
        for row, _extra in _taken(record, known, rejected):
            sample.append(read_texts(row))
    return RowsLook(
        path,
        known.shape,
        known.title,
        tuple(known.columns),
        dict(known.mapping),
        tuple(known.missing),
        known.mappable,
        tuple(sample),
        tuple(rejected),
    )


def import_rows(
    session: Session,
    path: Path,
    *,
    shape: str = "auto",
    mapping: Mapping[str, str] | None = None,
) -> Job[RowFile]:
    """Take a file's rows in as draft pairs, each with its file and line; one undoable step.

    ``shape`` is a format's name or "auto"; ``mapping`` names the column of each role where the
    file has columns of its own. A row that says what an imported row said already is counted as
    a duplicate and not taken again. The result is a ``RowFile``. Cancelling keeps what was
    written.
    """
    head = list(islice(read_records(path), LOOKED_AT))
    known = _known(path, head, shape, mapping)
    name = make_printable(path.name)
    if known.missing:
        raise BookError(
            _("{name}: no column was found for {roles}. Say which column it is.").format(
                name=name, roles=", ".join(known.missing)
            )
        )
    library = session.library
    way = _Way(known, session.encoding(), system_tokens(session))
    with library.transaction():
        number = library.row_files.insert(name, known.shape, known.mapping)
    file = RowFile(number, name, known.shape, mapping=dict(known.mapping))
    for block in _blocks(iter(read_records(path)), way):
        file = _write(session, file, block)
        line = _("{rows} rows of {name}").format(rows=file.rows, name=name)
        yield Progress(file.rows, 0, line, Changes(Change.PAIRS))
    return Done(Changes(Change.PAIRS), file)


def _known(
    path: Path, head: Sequence[Record], shape: str, mapping: Mapping[str, str] | None
) -> Detected:
    values = [record.value for record in head if record.value is not None]
    if not values:
        first = next((record.fault for record in head if record.fault is not None), None)
        why = first.message if first else _("there is nothing under its column names.")
        raise BookError(
            _("{name} holds no rows: {why} Choose another file.").format(
                name=make_printable(path.name), why=make_printable(why)
            )
        )
    return detect(values, shape=shape, mapping=mapping)


def _blocks(source: Iterator[Record], way: _Way) -> Iterator[_Block]:
    while (block := _ready(source, way)) is not None:
        yield block


def _ready(source: Iterator[Record], way: _Way) -> _Block | None:
    """The next rows, taken, checked and counted; None where the file ends."""
    block = _Block(0, [], [], [])
    number = characters = 0
    turns: list[list[Message]] = []
    while number < BLOCK and characters < LARGEST_BLOCK:
        record = next(source, None)
        if record is None:
            break
        number += 1
        for row, extra in _taken(record, way.known, block.rejected):
            profile = "dpo" if "preferred_output" in row else "sft"
            for code, message in find_row_faults(row, profile)[:1]:
                block.faults.append(RowNote(record.line, code, message, record.part))
            ready = _row(row, extra, record.line)
            characters += sum(map(len, (ready.prompt, ready.answer, ready.row, ready.extra)))
            block.rows.append(ready)
            turns.append(_counted(row))
    if not number:
        return None
    for at, tokens in enumerate(count_rows(turns, way.encoding)):
        row_in = block.rows[at]
        block.rows[at] = row_in._replace(tokens=tokens + (0 if row_in.row else way.overhead))
    return replace(block, records=number)


def _taken(
    record: Record, known: Detected, rejected: list[RowNote]
) -> Iterator[tuple[ChatRow, dict[str, object]]]:
    if record.value is None:
        if record.fault is not None:
            fault = record.fault
            rejected.append(RowNote(record.line, fault.code, fault.message, record.part))
        return
    try:
        found = read_rows(record.value, known.shape, known.mapping)
    except RowFault as fault:
        rejected.append(RowNote(record.line, fault.code, fault.message, record.part))
        return
    for taken in found:
        yield taken.row, taken.extra


def _row(row: ChatRow, extra: dict[str, object], line: int) -> ImportedRow:
    prompt, answer = read_texts(row)
    whole = "" if is_plain(row) else dump_row(row)
    said = whole or f"{prompt}\0{answer}"
    digest = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return ImportedRow(
        prompt,
        answer,
        whole,
        dump_row(extra) if extra else "",
        line,
        0,
        int.from_bytes(digest, signed=True),
    )


def _counted(row: ChatRow) -> list[Message]:
    """The messages a row is counted by; the tools it offers count as one of them."""
    turns, tools = list_messages(row), get_tools(row)
    return [*turns, {"role": "system", "content": dump_row(tools)}] if tools else turns


def _write(session: Session, file: RowFile, block: _Block) -> RowFile:
    """Add a block's new rows as pairs; what is now known of its file."""
    library = session.library
    digests = library.pairs.find_digests([row.digest for row in block.rows])
    new: list[ImportedRow] = []
    for row in block.rows:
        if row.digest not in digests:
            digests.add(row.digest)
            new.append(row)
    file = _add_block(file, block, len(new))
    label = _("Import {name}").format(name=file.name)
    with library.journal.edit(label, merge_key=f"import-{file.id}", within=3600):
        library.pairs.insert_rows(file.id, new, encoding=session.encoding())
        # With the rows, so that an import that is killed has brought what its file says.
        library.row_files.update(file)
    return file


def _add_block(file: RowFile, block: _Block, imported: int) -> RowFile:
    """What is known of a file when one more block of it has come in."""
    return replace(
        file,
        rows=file.rows + len(block.rows) + len(block.rejected),
        imported=file.imported + imported,
        duplicates=file.duplicates + len(block.rows) - imported,
        rejected=(*file.rejected, *block.rejected)[:MOST_NOTES],
        rejected_rows=file.rejected_rows + len(block.rejected),
        faults=(*file.faults, *block.faults)[:MOST_NOTES],
        faulty_rows=file.faulty_rows + len(block.faults),
    )
