"""Files that hold rows: a table of kinds; a file's bytes say which, its name only hints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from studio.domain.errors import BookError, DiskError, NotText, StudioError
from studio.i18n import N_, _, join_list
from studio.os_errors import explain_os_error
from studio.text.file_names import make_printable
from studio.text.readers import signatures
from studio.text.row_files import arrow, json_documents, json_lines, tables, workbook
from studio.text.row_files.arrow import is_folder_of_rows
from studio.text.row_files.record import Fault, Record, Records


@dataclass(frozen=True)
class Container:
    """A kind of file: its name and title, its suffixes, what reads records from it."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, str | None], Records]


CONTAINERS = (
    Container("jsonl", N_("JSON lines"), (".jsonl", ".ndjson"), json_lines.read),
    Container("json", N_("JSON"), (".json",), json_documents.read),
    Container("csv", N_("CSV"), (".csv", ".tsv"), tables.read_csv),
    Container("xlsx", N_("Workbook"), (".xlsx",), workbook.read),
    Container("parquet", N_("Parquet or Arrow"), (".parquet", ".arrow"), arrow.read),
    Container("folder", N_("Dataset folder"), (), arrow.read_folder),
)
"""Every kind of file that rows come in.

To add one: write a ``read`` that yields records, put a row here, and teach ``find_container`` how
such a file begins. What a broken file could kill is read through ``sandboxed.py``.
"""
_BY_NAME = {container.name: container for container in CONTAINERS}
_HEAD = 64 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_WIDE = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""Byte order marks of the texts that hold NUL bytes, and their encodings."""


def read_records(path: Path, *, container: str = "auto", encoding: str | None = None) -> Records:
    """Every record of a file or data set folder, in order.

    Raises ``BookError`` where it holds no rows at all, ``DiskError`` where it can't be read. What
    breaks off later ends with a record whose fault says so: the rows before it are good.
    """
    line, section = 0, ""
    try:
        for record in _translate_errors(path, container, encoding):
            line, section = record.line, record.part
            yield record
    except StudioError as error:
        why = make_printable(str(error))
        if not line:
            raise type(error)(why) from error
        yield Record(line + 1, None, Fault("broken-off", why), section)


def _translate_errors(path: Path, container: str, encoding: str | None) -> Records:
    try:
        if not path.is_dir():
            # Reading a pipe or a device would never end.
            _refuse_no_file(path)
        kind = _BY_NAME[container] if container != "auto" else find_container(path)
        yield from kind.read(path, encoding)
    except OSError as error:
        raise DiskError(
            _("{path} can't be read: {why}.").format(path=path, why=explain_os_error(error))
        ) from error
    except UnicodeError as error:
        raise BookError(
            _("{name} is not in the encoding it seems to be in. Save it as UTF-8.").format(
                name=path.name
            )
        ) from error


def find_container(path: Path) -> Container:
    """What kind of file this is, by its first bytes."""
    if is_folder_of_rows(path):
        return _BY_NAME["folder"]
    _refuse_no_file(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise BookError(_("{name} is empty. Choose a file with rows in it.").format(name=path.name))
    if head.startswith((b"PAR1", b"ARROW1")) or path.suffix.lower() == ".arrow":
        return _BY_NAME["parquet"]
    if head.startswith(b"PK\x03\x04"):
        return _BY_NAME["xlsx"]
    if head.startswith(_OLE):
        raise BookError(
            _(
                "{name} is protected by a password, or a workbook in the old "
                "XLS format. Save it as XLSX without a password, or as CSV."
            ).format(name=path.name)
        )
    return _of_text(path, head)


def _refuse_no_file(path: Path) -> None:
    if path.is_file():
        return
    if path.is_dir():
        why = _("{name} is a folder without a dataset in it. Choose the files.")
        raise BookError(why.format(name=path.name))
    if path.exists():
        raise BookError(
            _("{path} is a pipe or a device, not a file. Choose a file.").format(path=path)
        )
    raise BookError(_("there is no file {path}.").format(path=path))


def _of_text(path: Path, head: bytes) -> Container:
    is_complete = len(head) < _HEAD
    encoding = next((name for mark, name in _WIDE if head.startswith(mark)), "")
    encoding = encoding or json_lines.find_wide(head)
    text = head.decode(encoding or "utf-8", "replace").lstrip("\ufeff").lstrip()
    if text.startswith(("{", "[")):
        if text.startswith("{") and not is_complete and "\n" not in text:
            # One line longer than what was looked at: it is told by the file's name.
            return _BY_NAME["json" if path.suffix.lower() == ".json" else "jsonl"]
        return _BY_NAME["json" if json_documents.is_document(text) else "jsonl"]
    _refuse_other_kind(path, head, wide=bool(encoding))
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson", ".json"):
        return _BY_NAME["jsonl"]
    return _BY_NAME["csv"]


def _refuse_other_kind(path: Path, head: bytes, *, wide: bool) -> None:
    """Say what a file is that holds no rows: a book, a page, something packed, a picture."""
    kinds = join_list(suffix for container in CONTAINERS for suffix in container.suffixes)
    kind = signatures.kind_of(head)
    if kind is not None:
        advice = _(kind.advice) if kind.advice else _("Choose one of: {kinds}.").format(kinds=kinds)
        raise NotText(
            _("{name} is {kind}; rows can't be read from it. {advice}").format(
                name=path.name, kind=_(kind.title), advice=advice
            )
        )
    if b"\0" in head and not wide:
        raise NotText(
            _(
                "{name} is not a kind of file that rows can be read from. Choose one of: {kinds}."
            ).format(name=path.name, kinds=kinds)
        )
