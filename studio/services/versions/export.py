"""Write a frozen version as files, in the form who trains on it wants."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from studio.atomic_file import write_pieces, write_together, write_with
from studio.domain.conversation import ChatRow, read_texts
from studio.domain.dataset import ExportedFile, Row, Severity, Split, Version
from studio.domain.errors import CuratorError, DiskError, InvalidDataset
from studio.domain.work import Change, Changes, Done
from studio.i18n import _, join_list
from studio.os_errors import explain_os_error
from studio.services.session import Session
from studio.services.versions import dataset_card
from studio.services.versions.formats import BY_NAME, COLUMNS, Format
from studio.services.versions.freezing import DriftCheck, refuse_drift
from studio.store.versions import RowCheck
from studio.text.excerpts import quote
from studio.text.row_files.arrow import write_parquet
from studio.text.rows.row_json import dump_row, load_row
from studio.text.rows.rules import RULES_VERSION
from studio.text.rows.validation import Limits, Validation, validate_lines
from studio.text.tokens import count_rows

BOM = b"\xef\xbb\xbf"
SPLITS = (Split.TRAIN, Split.VALIDATION)


def write(
    session: Session,
    version: int,
    folder: Path,
    *,
    form: str = "openai",
    bom: bool = False,
    most_tokens: int | None = None,
) -> Done[list[ExportedFile]]:
    """Write a version in one of ``FORMS``; the ``ExportedFile`` list is the result.

    Every row is validated first; where one would be refused, or has no place in the form,
    InvalidDataset names it and nothing is written; so does a LibraryError where the library is
    damaged. UTF-8, LF, no byte order mark unless ``bom``
    (Azure). Each file takes its name only when it is whole. Provenance stands in a file beside.
    ``most_tokens`` is what the model to be trained reads of a row; by default that of the settings.
    """
    chosen = _find_form(form)
    library = session.library
    frozen = library.versions.get(version)
    library.refuse_damage()
    kind = _profile_of(session, version)
    limit = most_tokens or _usual_limit(session)
    as_frozen = chosen.as_frozen == kind and _is_known_sound(session, frozen, limit)
    if not as_frozen:
        # SQLite keeps no checksums: the version's own hash tells whether its text is what it was.
        refuse_drift(session, frozen)
        _refuse_invalid(session, frozen, kind, limit)
        if chosen.as_frozen != kind:
            _refuse_misfits(session, version, chosen)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = (
            _write_as_frozen(session, frozen, folder, chosen, bom)
            if as_frozen
            else list(_write_files(session, frozen, folder, chosen, kind, bom))
        )
        if form == "parquet":
            card = dataset_card.write_card(session, frozen)
            write_pieces(folder / "README.md", [card.encode()])
    except OSError as error:
        raise DiskError(
            _("{folder} can't be written: {why}. Choose another folder.").format(
                folder=folder, why=explain_os_error(error)
            )
        ) from error
    with library.transaction():
        for file in files:
            library.exports.insert(version, file)
    return Done(Changes(Change.EXPORTS), files)


def _write_as_frozen(
    session: Session, version: Version, folder: Path, form: Format, bom: bool
) -> list[ExportedFile]:
    """Write the rows byte for byte, read once: they are held against the version's hash on their
    way, and the files take their names only where it is right."""
    sides = _list_sides(version)
    stems = [_name_file(session, version, split) for split, _rows, _tokens in sides]
    paths = [folder / f"{stem}{form.suffix}" for stem in stems]
    origins = [folder / f"{stem}.provenance.jsonl" for stem in stems]
    check = DriftCheck(version)
    with write_together([*paths, *origins]) as drafts:
        files, notes = drafts[: len(paths)], drafts[len(paths) :]
        for file in files if bom else ():
            file.write(BOM)
        for block in session.library.versions.frozen_rows(version.number):
            check.take([row[:2] for row in block])
            for (split, _rows, _tokens), file, note in zip(sides, files, notes, strict=True):
                side = split.value.encode()
                mine = [row for row in block if row[0] == side]
                file.write(b"".join([b"%b\n" % text for _side, text, _origin in mine]))
                note.write(b"".join([b"%b\n" % origin for _side, _text, origin in mine]))
        check.finish()
    return [
        ExportedFile(path, split, rows, tokens, file.sha256)
        for path, (split, rows, tokens), file in zip(paths, sides, files, strict=True)
    ]


def _list_sides(version: Version) -> list[tuple[Split, int, int]]:
    """The splits that have rows, with their rows and tokens."""
    sides = (
        (Split.TRAIN, version.train, version.train_tokens),
        (Split.VALIDATION, version.validation, version.validation_tokens),
    )
    return [side for side in sides if side[1]]


def _name_file(session: Session, version: Version, split: Split) -> str:
    return f"{session.library.name}-v{version.number}-{split}"


def _write_files(
    session: Session, version: Version, folder: Path, form: Format, kind: str, bom: bool
) -> Iterator[ExportedFile]:
    """Write the splits that have rows, each with its provenance beside it."""
    versions = session.library.versions
    for split, rows, tokens in _list_sides(version):
        stem = _name_file(session, version, split)
        path, sha256 = _write_split(session, version.number, split, folder, stem, form, kind, bom)
        write_pieces(
            folder / f"{stem}.provenance.jsonl", versions.provenance_lines(version.number, split)
        )
        yield ExportedFile(path, split, rows, tokens, sha256)


def _profile_of(session: Session, version: int) -> str:
    """Whether a version's rows are chats or preferences: all of them are of one kind."""
    first = next(iter(session.library.versions.rows(version)), None)
    return "dpo" if first is not None and "preferred_output" in _parse_row(first) else "sft"


def _find_form(name: str) -> Format:
    """The row of ``FORMS`` with this name."""
    form = BY_NAME.get(name)
    if form is None:
        raise CuratorError(
            _("There is no format {form}. Choose one of: {forms}.").format(
                form=name, forms=join_list(BY_NAME)
            )
        )
    return form


def _usual_limit(session: Session) -> int | None:
    """How many tokens of a row the model of the settings reads, where that is known."""
    price = session.prices.model(session.model())
    return price.max_tokens if price else None


def _is_known_sound(session: Session, version: Version, limit: int | None) -> bool:
    """Whether the rows were found sound before: a version never changes."""
    check = session.library.versions.row_check(version.number)
    if check is None or (check.rules, check.encoding) != (RULES_VERSION, session.encoding()):
        return False
    return limit is None or check.longest <= limit


def _refuse_invalid(session: Session, version: Version, kind: str, limit: int | None) -> None:
    """Judge the rows, unless they were found sound already."""
    if _is_known_sound(session, version, limit):
        return
    verdict = _validate(session, version, kind, limit)
    if not verdict.valid:
        first = next(f for f in verdict.findings if f.severity is Severity.ERROR)
        where = _("line {line}: ").format(line=first.line) if first.line else ""
        raise InvalidDataset(
            _("Version {version} would be refused: {where}{message} Nothing was written.").format(
                version=version.number, where=where, message=first.message
            )
        )
    with session.library.transaction():
        session.library.versions.set_row_check(
            version.number, RowCheck(RULES_VERSION, session.encoding(), verdict.longest)
        )


def _validate(session: Session, version: Version, kind: str, limit: int | None) -> Validation:
    """The verdict on both splits; the provider's minimum of rows holds for training only."""
    counter = partial(count_rows, encoding=session.encoding())
    checked = [
        validate_lines(
            chain.from_iterable(
                piece.splitlines()
                for piece in session.library.versions.row_lines(version.number, split)
            ),
            profile=kind,
            limits=Limits(model=limit),
            count=counter,
        )
        for split in SPLITS
    ]
    findings = tuple(checked[0].findings) + tuple(
        finding
        for finding in checked[1].findings
        if finding.line is not None and finding.severity is Severity.ERROR
    )
    longest = max(validation.longest for validation in checked)
    return replace(checked[0], findings=findings, longest=longest)


def _refuse_misfits(session: Session, version: int, form: Format) -> None:
    """Before anything is written: the first row that has no place in the form."""
    rows = chain.from_iterable(_convert_rows(session, version, split, form) for split in SPLITS)
    for number, (row, value) in enumerate(rows, 1):
        if value is None:
            raise InvalidDataset(
                _(
                    "Row {n} (“{prompt}”) can't be written as {form}: it contains "
                    "more than that format holds. Nothing was written."
                ).format(n=number, prompt=quote(read_texts(_parse_row(row))[0]), form=_(form.title))
            )


def _convert_rows(
    session: Session, version: int, split: Split, form: Format
) -> Iterator[tuple[Row, object | None]]:
    """Rows with what they are in a form, in their order."""
    library = session.library
    pairs = zip(
        library.versions.rows(version, split),
        library.versions.provenance(version, split),
        strict=True,
    )
    for row, provenance in pairs:
        extra = json.loads(provenance).get("extra") or {}
        yield row, form.give(_parse_row(row), extra)


def _parse_row(row: Row) -> ChatRow:
    value = load_row(row.json)
    return value if isinstance(value, dict) else {}


def _write_split(
    session: Session,
    version: int,
    split: Split,
    folder: Path,
    stem: str,
    form: Format,
    kind: str,
    bom: bool,
) -> tuple[Path, str]:
    """Where a split's file is, and its SHA-256."""
    path = folder / f"{stem}{form.suffix}"
    head = [BOM] if bom else []
    if form.as_frozen == kind:
        # Byte for byte as it was frozen and validated.
        return path, write_pieces(
            path, chain(head, session.library.versions.row_lines(version, split))
        )
    values = (value for _row, value in _convert_rows(session, version, split, form))
    if form.name == "parquet":
        path = folder / "data" / f"{split}-00000-of-00001.parquet"
        path.parent.mkdir(exist_ok=True)
        return path, write_with(path, lambda passing: write_parquet(passing, values))
    lines = (dump_row(value).encode() + b"\n" for value in values)
    return path, write_pieces(
        path, chain(head, _write_csv(values) if form.name == "csv" else lines)
    )


def _write_csv(values: Iterable[object]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for value in values:
        writer.writerow(value)  # type: ignore[arg-type]
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
