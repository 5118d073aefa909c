"""Rows in: what people already have becomes pairs, nothing dropped and nothing changed unsaid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from studio.domain.conversation import ChatRow, get_tools, is_plain, list_messages, read_texts
from studio.domain.errors import BookError
from studio.domain.pair import Message
from studio.domain.row_import import ImportedRow, RowFile, RowNote
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, join_list, join_title
from studio.services.pairs.review import system_tokens
from studio.services.session import Session
from studio.text.encoding import CHOICES as ENCODINGS
from studio.text.file_names import make_printable
from studio.text.row_files import (
    SHAPES,
    Detected,
    Record,
    RowFault,
    SourceRow,
    detect,
    read_detected,
    read_records,
)
from studio.text.row_files.mending import MENDS
from studio.text.row_files.verdicts import (
    ALL_GOOD,
    Rule,
    Verdicts,
    find_verdicts,
    get_column,
    parse_rule,
    write_value,
)
from studio.text.rows.row_json import dump_row
from studio.text.rows.rules import find_row_faults
from studio.text.tokens import count_rows

__all__ = ["ALL_GOOD", "ENCODINGS", "Choices", "RowsPreview", "import_rows", "preview_rows"]

BLOCK = 4_000
"""Rows made ready and written at once."""

LARGEST_BLOCK = 32_000_000
"""Characters at which such a block is full, however few its rows."""

LOOKED_AT = 200
"""Rows by which the format of a file is told."""

MOST_COLUMNS = 20
"""Columns named where the curator has to choose among them."""

MOST_NOTES = 1_000
"""Rejected or faulty rows listed of a file; past it they are only counted."""


@dataclass(frozen=True)
class Choices:
    """How a file is to be read; what is left alone is found by looking.

    ``shape`` is a format's name or "auto"; ``mapping`` names the column of each role where the
    file has columns of its own. ``good`` is a rule that tells good answers from bad ones
    (``label=true``, ``score>=4``, ``all``). Without ``mend``, rows come in exactly as they are.
    """

    shape: str = "auto"
    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    good: str = ""
    mend: bool = True


@dataclass(frozen=True)
class RowsPreview:
    """What a file of rows holds: its format, a sample of its rows, and whether it can come in.

    ``missing`` names the roles ("prompt", "answer") for which no column was found: the curator
    has to choose them before anything is taken. ``verdicts`` is the column that says which answers
    are good, where there is one; ``good`` the rule that is kept to, "" where the curator has to
    choose one. ``mended`` counts the rows of the sample by what was mended in them.
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
    verdicts: Verdicts | None = None
    good: str = ""
    mended: Mapping[str, int] = field(default_factory=dict)

    @property
    def undecided(self) -> bool:
        """Whether it has to be said first which answers are good."""
        return self.verdicts is not None and not self.good


@dataclass(frozen=True)
class _Format:
    """How rows of this file become pairs."""

    detected: Detected
    rule: Rule | None  # which rows are good answers; None where all are
    mend: bool = True
    encoding: str = ""  # of tokens
    overhead: int = 0  # tokens of the library's system message, which plain rows get


@dataclass(frozen=True)
class _Block:
    """Rows made ready: what is to be written, what can't be, what a provider would refuse."""

    records: int
    rows: list[ImportedRow]
    rejected: list[RowNote]
    faults: list[RowNote]
    mended: Counter[str] = field(default_factory=Counter)


def shape_titles() -> list[tuple[str, str]]:
    """The formats of rows by name and title, for a list of them."""
    return [(shape.name, _(shape.title)) for shape in SHAPES]


def describe_mends(mended: Mapping[str, int]) -> list[str]:
    """What was mended in how many rows, a sentence for each kind."""
    return [
        _("{n} rows: {what}").format(n=f"{count:,}", what=_(MENDS[code]))
        for code, count in mended.items()
    ]


def preview_rows(path: Path, choices: Choices | None = None) -> RowsPreview:
    """What a file of rows holds; nothing is stored. Raises BookError when it holds no rows."""
    choices = choices or Choices()
    head = _read_head(path, choices)
    detected = _detect(path, head, choices)
    verdicts, rule = _decide(detected, head, choices)
    way = _Format(detected, rule, choices.mend)
    sample: list[tuple[str, str]] = []
    block = _Block(0, [], [], [])
    for record in [] if detected.missing else head:
        for row in _read_record(record, way, block):
            sample.append(read_texts(row.row))
    return RowsPreview(
        path,
        detected.shape,
        detected.title,
        tuple(detected.columns),
        dict(detected.mapping),
        tuple(detected.missing),
        detected.mappable,
        tuple(sample),
        tuple(block.rejected),
        verdicts,
        choices.good or (str(rule) if rule is not None else ""),
        dict(block.mended),
    )


def import_rows(session: Session, path: Path, choices: Choices | None = None) -> Job[RowFile]:
    """Take a file's rows in as draft pairs, each with its file and line; one undoable step.

    A row that says what an imported row said already is counted as a duplicate and not taken
    again; one that is marked as a bad answer is not taken. The result is a ``RowFile``. Cancelling
    keeps what was written. Raises ``BookError`` where the curator has to choose first: the columns,
    or which answers are good.
    """
    choices = choices or Choices()
    head = _read_head(path, choices)
    detected = _detect(path, head, choices)
    name = make_printable(path.name)
    _refuse_unknown_columns(name, detected)
    verdicts, rule = _decide(detected, head, choices)
    if verdicts is not None and rule is None and not choices.good:
        raise BookError(_ask_for_rule(name, verdicts))
    library = session.library
    way = _Format(detected, rule, choices.mend, session.encoding(), system_tokens(session))
    # Noted before its first row: rows of an import that is killed still say where they are from.
    with library.transaction():
        number = library.row_files.insert(name, detected.shape, detected.mapping)
    file = RowFile(
        number,
        name,
        detected.shape,
        mapping=dict(detected.mapping),
        good=str(rule) if rule is not None else "",
    )
    for block in _blocks(iter(read_records(path, encoding=choices.encoding or None)), way):
        file = _write(session, file, block)
        line = _("{rows} rows of {name}").format(rows=file.rows, name=name)
        yield Progress(file.rows, 0, line, Changes(Change.PAIRS))
    return Done(Changes(Change.PAIRS), file)


def _read_head(path: Path, choices: Choices) -> list[Record]:
    return list(islice(read_records(path, encoding=choices.encoding or None), LOOKED_AT))


def _detect(path: Path, head: Sequence[Record], choices: Choices) -> Detected:
    values = _values_of(head)
    if not values:
        first = next((record.fault for record in head if record.fault is not None), None)
        why = first.message if first else _("there is nothing under its column names.")
        raise BookError(
            _("{name} contains no rows: {why} Choose another file.").format(
                name=make_printable(path.name), why=make_printable(why)
            )
        )
    return detect(values, shape=choices.shape, mapping=choices.mapping)


def _values_of(head: Sequence[Record]) -> list[dict[str, object]]:
    return [record.value for record in head if record.value is not None]


def _decide(
    detected: Detected, head: Sequence[Record], choices: Choices
) -> tuple[Verdicts | None, Rule | None]:
    """The column that says which answers are good, and the rule that is kept to.

    Two answers to one question say by themselves which is the better one.
    """
    values = _values_of(head)
    if choices.good:
        return find_verdicts(values, list(detected.mapping.values())), parse_rule(
            choices.good, detected.columns
        )
    # A column beside two answers says something of both, and no rule could keep one of them.
    if "preference" in detected.shape:
        return None, None
    verdicts = find_verdicts(values, list(detected.mapping.values()))
    return verdicts, verdicts.rule if verdicts is not None else None


def _refuse_unknown_columns(name: str, detected: Detected) -> None:
    if detected.missing:
        raise BookError(
            _(
                "{name}: no column was found for {roles}. Its columns are: {columns}. Say which is "
                "which, for instance --columns prompt={first},answer={last}."
            ).format(
                name=name,
                roles=join_list(detected.missing),
                columns=join_list(map(make_printable, detected.columns[:MOST_COLUMNS])),
                first=make_printable(detected.columns[0]),
                last=make_printable(detected.columns[-1]),
            )
        )


def _ask_for_rule(name: str, verdicts: Verdicts) -> str:
    counts = sorted(verdicts.counts.items(), key=lambda item: -item[1])
    return _(
        "{name}: the column “{column}” says how good an answer is ({values}). Say which are good "
        'enough, for instance --good "{rule}", or --good all to take every row.'
    ).format(
        name=name,
        column=make_printable(verdicts.column),
        values=join_list(join_title(str(value), count) for value, count in counts[:5]),
        rule=make_printable(str(verdicts.rules[len(verdicts.rules) // 2])),
    )


def _blocks(source: Iterator[Record], way: _Format) -> Iterator[_Block]:
    while (block := _read_block(source, way)) is not None:
        yield block


def _read_block(source: Iterator[Record], way: _Format) -> _Block | None:
    """The next rows, taken, checked and counted; None where the file ends."""
    block = _Block(0, [], [], [])
    number = characters = 0
    turns: list[list[Message]] = []
    while number < BLOCK and characters < LARGEST_BLOCK:
        record = next(source, None)
        if record is None:
            break
        number += 1
        for source_row in _read_record(record, way, block):
            row, extra = source_row.row, source_row.extra
            profile = "dpo" if "preferred_output" in row else "sft"
            # One fault a row is enough to look at it; a broken row has many that follow from one.
            for code, message in find_row_faults(row, profile)[:1]:
                block.faults.append(RowNote(record.line, code, message, record.part))
            ready = _make_row(row, extra, record.line)
            characters += sum(map(len, (ready.prompt, ready.answer, ready.row, ready.extra)))
            block.rows.append(ready)
            turns.append(_turns_to_count(row))
    if not number:
        return None
    for at, tokens in enumerate(count_rows(turns, way.encoding)):
        # A row kept whole has its own system message; only a plain one gets the library's.
        row_in = block.rows[at]
        block.rows[at] = row_in._replace(tokens=tokens + (0 if row_in.row else way.overhead))
    return replace(block, records=number)


def _read_record(record: Record, way: _Format, block: _Block) -> Iterator[SourceRow]:
    """The rows of a record; why it has none goes to the block."""
    if record.value is None:
        if record.fault is not None:
            fault = record.fault
            block.rejected.append(RowNote(record.line, fault.code, fault.message, record.part))
        return
    if way.rule is not None and not way.rule.accepts(record.value):
        block.rejected.append(
            RowNote(record.line, "bad-answer", _explain_bad(record.value, way.rule), record.part)
        )
        return
    try:
        rows = read_detected(record.value, way.detected, mended=way.mend)
    except RowFault as fault:
        block.rejected.append(RowNote(record.line, fault.code, fault.message, record.part))
        return
    block.mended.update(code for row in rows[:1] for code in row.mends)
    yield from rows


def _explain_bad(value: dict[str, object], rule: Rule) -> str:
    stated = make_printable(write_value(get_column(value, rule.column)))[:40]
    return _("The row is marked as a bad answer ({column}: {value}).").format(
        column=make_printable(rule.column), value=stated
    )


def _make_row(row: ChatRow, extra: dict[str, object], line: int) -> ImportedRow:
    prompt, answer = read_texts(row)
    json_text = "" if is_plain(row) else dump_row(row)
    content = json_text or f"{prompt}\0{answer}"
    digest = blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return ImportedRow(
        prompt,
        answer,
        json_text,
        dump_row(extra) if extra else "",
        line,
        0,
        int.from_bytes(digest, signed=True),
    )


def _turns_to_count(row: ChatRow) -> list[Message]:
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
        mended=dict(Counter(file.mended) + block.mended),
    )
