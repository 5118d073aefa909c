"""Write a frozen version as files, in the form who trains on it wants."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from studio.domain.conversation import ChatRow
from studio.domain.dataset import ExportedFile, Row, Severity, Split, Version
from studio.domain.errors import CuratorError, DiskError, InvalidDataset
from studio.domain.work import Changes
from studio.i18n import _
from studio.services import data_card
from studio.services.session import Session
from studio.text.row_files import Taken, give
from studio.text.row_files.arrow import write_parquet
from studio.text.row_json import parsed, written
from studio.text.rows import Validation, validate_lines
from studio.text.tokens import count_rows

BOM = b"\xef\xbb\xbf"
_COLUMN_ROLES = {"system", "user", "assistant"}
COLUMNS = ("system", "prompt", "answer")


@dataclass(frozen=True)
class Form:
    """A row: its name and title, the suffix, and what a row becomes in it (None: it can't)."""

    name: str
    title: str
    suffix: str
    give: Callable[[ChatRow, dict[str, object]], object | None]


def _as_it_is(row: ChatRow, _extra: dict[str, object]) -> object | None:
    return row if "messages" in row else None


def _preference(row: ChatRow, _extra: dict[str, object]) -> object | None:
    return row if "preferred_output" in row else None


def _shaped(row: ChatRow, extra: dict[str, object], *, shape: str) -> object | None:
    return give(Taken(row, extra), shape)


def _columns(row: ChatRow, extra: dict[str, object]) -> object | None:
    """System message, question and answer; a row that says more has no place in three columns."""
    turns = row.get("messages")
    if not isinstance(turns, list) or len(row) > 1:
        return None
    said = [(turn["role"], turn.get("content")) for turn in turns if len(turn) == 2]
    texts = {role: words for role, words in said if isinstance(words, str)}
    if len(said) != len(turns) or len(texts) != len(turns):
        return None
    if [role for role, _words in said][-2:] != ["user", "assistant"] or set(texts) - _COLUMN_ROLES:
        return None
    system = texts.get("system", "")
    return {"system": system, "prompt": texts["user"], "answer": texts["assistant"]}


FORMS = (
    Form("openai", _("OpenAI chat"), ".jsonl", _as_it_is),
    Form("dpo", _("OpenAI preference"), ".jsonl", _preference),
    Form("prompt-completion", _("Prompt and completion"), ".jsonl",
         partial(_shaped, shape="prompt-completion")),
    Form("alpaca", _("Alpaca"), ".jsonl", partial(_shaped, shape="alpaca")),
    Form("sharegpt", _("ShareGPT"), ".jsonl", partial(_shaped, shape="sharegpt")),
    Form("csv", _("CSV"), ".csv", _columns),
    Form("parquet", _("Parquet, with a data set card"), ".parquet", _as_it_is),
)  # fmt: skip
_BY_NAME = {form.name: form for form in FORMS}


def write(
    session: Session, version: int, folder: Path, *, form: str = "openai", bom: bool = False
) -> Changes:
    """Write a version in one of ``FORMS``; the ``ExportedFile`` list is the result.

    Every row is validated first; where one would be refused, or has no place in the form,
    InvalidDataset names it and nothing is written. UTF-8, LF, no byte order mark unless ``bom``
    (Azure). Each file takes its name only when it is whole. Provenance stands in a file beside.
    """
    chosen = _BY_NAME.get(form)
    if chosen is None:
        raise CuratorError(_("There is no form {form}. Choose one of: {forms}.").format(
            form=form, forms=", ".join(_BY_NAME)))  # fmt: skip
    library = session.library
    frozen = library.version(version)
    _refuse_invalid(session, version)
    _refuse_misfits(session, version, chosen)
    files = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for split in Split:
            if not (frozen.train if split is Split.TRAIN else frozen.validation):
                continue
            stem = f"{library.name}-v{version}-{split}"
            files.append(_write_split(session, version, split, folder, stem, chosen, bom))
            _whole(folder / f"{stem}.provenance.jsonl", _lines(library.provenance(version, split)))
        if form == "parquet":
            card = data_card.card(session, frozen)
            _whole(folder / "README.md", iter([card.encode()]))
    except OSError as error:
        raise DiskError(
            _("{folder} can't be written: {why}. Choose another folder.").format(
                folder=folder, why=error.strerror or error
            )
        ) from error
    with library.record():
        for file in files:
            library.insert_export(version, file)
    return Changes.of("exports", result=files)


def _refuse_invalid(session: Session, version: int) -> None:
    validation = _validated(session, session.library.version(version))
    if validation.findings and not validation.valid:
        first = next(f for f in validation.findings if f.severity is Severity.ERROR)
        where = _("line {line}: ").format(line=first.line) if first.line else ""
        raise InvalidDataset(
            _("Version {version} would be refused: {where}{message} Nothing was written.").format(
                version=version, where=where, message=first.message
            )
        )


def _profile(session: Session, version: int) -> str:
    """Whether a version's rows are chats or preferences: all of them are of one kind."""
    first = next(iter(session.library.rows(version)), None)
    return "dpo" if first is not None and "preferred_output" in _object(first) else "sft"


def _validated(session: Session, version: Version) -> Validation:
    """The verdict on both splits; the provider's minimum of rows holds for training only."""
    price = session.prices.model(session.model())
    limit = price.max_tokens if price else None
    counter = partial(count_rows, encoding=session.encoding())
    rows = session.library.rows
    profile = _profile(session, version.number)
    checked = [
        validate_lines(
            (row.json.encode() for row in rows(version.number, split)),
            profile=profile, max_tokens=limit, count=counter,
        )
        for split in Split
    ]  # fmt: skip
    findings = tuple(checked[0].findings) + tuple(
        finding
        for finding in checked[1].findings
        if finding.line is not None and finding.severity is Severity.ERROR
    )
    return replace(checked[0], findings=findings)


def _refuse_misfits(session: Session, version: int, form: Form) -> None:
    """Before anything is written: the first row that has no place in the form."""
    if (form.name, _profile(session, version)) in (("openai", "sft"), ("dpo", "dpo")):
        return  # as it was frozen
    for number, (row, value) in enumerate(_given(session, version, None, form), 1):
        if value is None:
            raise InvalidDataset(
                _("Row {n} (pair {pair}) can't be written as {form}: it says more than that form "
                  "holds. Nothing was written.").format(n=number, pair=row.pair, form=form.title)
            )  # fmt: skip


def _given(
    session: Session, version: int, split: Split | None, form: Form
) -> Iterator[tuple[Row, object | None]]:
    """Rows with what they are in a form, in their order."""
    library = session.library
    splits = [split] if split is not None else list(Split)
    for one in splits:
        pairs = zip(library.rows(version, one), library.provenance(version, one), strict=True)
        for row, provenance in pairs:
            extra = json.loads(provenance).get("extra") or {}
            yield row, form.give(_object(row), extra)


def _object(row: Row) -> ChatRow:
    value = parsed(row.json)
    return value if isinstance(value, dict) else {}


def _write_split(
    session: Session, version: int, split: Split, folder: Path, stem: str, form: Form, bom: bool
) -> ExportedFile:
    rows = tokens = 0

    def values() -> Iterator[tuple[Row, object]]:
        nonlocal rows, tokens
        for row, value in _given(session, version, split, form):
            rows, tokens = rows + 1, tokens + row.tokens
            yield row, value

    if form.name == "parquet":
        path = folder / "data" / f"{split}-00000-of-00001.parquet"
        path.parent.mkdir(exist_ok=True)
        sha256 = _in_place(path, lambda passing: write_parquet(
            passing, (value for _row, value in values())))  # fmt: skip
    else:
        path = folder / f"{stem}{form.suffix}"
        if form.name == "csv":
            pieces = _csv(value for _row, value in values())
        elif form.name == "openai":
            # Byte for byte as it was frozen and validated.
            pieces = _lines(row.json for row, _value in values())
        else:
            pieces = _lines(written(value) for _row, value in values())
        sha256 = _whole(path, pieces, bom=bom)
    return ExportedFile(path, split, rows, tokens, sha256)


def _lines(texts: Iterable[str]) -> Iterator[bytes]:
    return (text.encode() + b"\n" for text in texts)


def _csv(values: Iterable[object]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for value in values:
        writer.writerow(value)  # type: ignore[arg-type]
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _whole(path: Path, pieces: Iterable[bytes], *, bom: bool = False) -> str:
    """Write a file that is whole or not there; its SHA-256."""

    def write_pieces(passing: Path) -> None:
        with passing.open("wb") as file:
            if bom:
                file.write(BOM)
            file.writelines(pieces)

    return _in_place(path, write_pieces)


def _in_place(path: Path, write_to: Callable[[Path], None]) -> str:
    """Write under a passing name, flush to the disk, then take the final name."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    passing = Path(name)
    try:
        write_to(passing)
        digest = hashlib.sha256()
        with passing.open("rb+") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
            os.fsync(file.fileno())
        passing.chmod(0o644)
        os.replace(passing, path)
    except BaseException:
        passing.unlink(missing_ok=True)
        raise
    return digest.hexdigest()
