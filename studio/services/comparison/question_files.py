"""Questions in files: taken from whatever rows people have, and written so that they come back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.atomic_file import write_text
from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.domain.conversation import read_texts
from studio.domain.errors import BookError, CuratorError, DiskError, NotText
from studio.domain.pair import build_messages
from studio.i18n import _, join_list
from studio.os_errors import explain_os_error
from studio.text import encoding
from studio.text.file_names import make_printable
from studio.text.languages import detect_script
from studio.text.readers import signatures
from studio.text.row_files import (
    CONTAINERS,
    Detected,
    RowFault,
    detect,
    read_detected,
    read_records,
)
from studio.text.row_files.instructions import COLUMNS

LOOKED_AT = 200
"""Records by which the form of a file is told."""
_LINES = (".jsonl", ".ndjson")
_TABLES = tuple(suffix for kind in CONTAINERS for suffix in kind.suffixes if suffix not in _LINES)
"""Files of records; any other is read line by line, a row or a bare question on each."""
SUFFIXES = (".txt", *_LINES, *_TABLES)
"""Of the files that questions are looked for in; what is in a file decides, not its name."""
_JSON_SIGNS = ("{", "}", "[", "]", '"')
_ABOUT = ("kind", "must", "author", "tags", "language")
"""What ``write_question_file`` says of a question beside its words."""
Value = Mapping[str, object]


@dataclass(frozen=True)
class QuestionFile:
    """What a file held: its questions, and how many records were none."""

    drafts: tuple[QuestionDraft, ...]
    skipped: int = 0


def read_question_file(path: Path) -> list[QuestionDraft]:
    """The questions of a file; ``CuratorError`` where it can't be read or holds none."""
    return list(read_questions(path).drafts)


def read_questions(path: Path) -> QuestionFile:
    """The questions of a file: any rows that the studio reads, or one a line.

    The last question of each row is asked, its answer is the reference. ``BookError`` where
    nothing in it is a question.
    """
    try:
        texts, values, broken = _read_file(path)
    except NotText as error:
        raise BookError(_describe_kind(path)) from error
    drafts = [_make_draft(text) for text in texts]
    detected = _detect(path, values[:LOOKED_AT]) if values else None
    for value in values:
        draft = _read_value(value, detected)
        if draft is not None:
            drafts.append(draft)
    if not drafts:
        raise BookError(
            _("There is no question in {name}. Choose another file.").format(
                name=make_printable(path.name)
            )
        )
    return QuestionFile(tuple(drafts), broken + len(texts) + len(values) - len(drafts))


def write_question_file(path: Path, questions: Sequence[QuestionDraft]) -> None:
    """Write questions as JSONL of chat rows that any program reads, with what the studio knows of
    each beside its messages; ``DiskError`` where the file can't be written."""
    lines = [json.dumps(_describe(draft), ensure_ascii=False) for draft in questions]
    write_text(path, "".join(f"{line}\n" for line in lines))


def _read_file(path: Path) -> tuple[list[str], list[Value], int]:
    """Bare questions, records, and how many were broken."""
    if path.is_dir() or (path.suffix.casefold() in _TABLES and not _is_empty(path)):
        records = list(read_records(path))
        values = [record.value for record in records if record.value is not None]
        return [], list(values), len(records) - len(values)
    texts: list[str] = []
    lines: list[Value] = []
    broken = 0
    for line in filter(None, map(str.strip, _read_text(path).splitlines())):
        value = _parse_object(line)
        if value is not None:
            lines.append(value)
        elif line.startswith(_JSON_SIGNS if path.suffix.casefold() in _LINES else "{"):
            # What is left of a broken row is asked of nobody.
            broken += 1
        else:
            # No JSON: a line is then a question as a person types it.
            texts.append(line)
    return texts, lines, broken


def _is_empty(path: Path) -> bool:
    return path.is_file() and not path.stat().st_size


def _describe_kind(path: Path) -> str:
    """What a file is that no questions can be read from, and what they can be read from."""
    kind = signatures.kind_of(path.read_bytes())
    return _(
        "{name} is {kind}: no questions can be read from it. Choose a text with a question on each "
        "line, or a file of rows ({kinds})."
    ).format(
        name=make_printable(path.name),
        kind=_(kind.title) if kind is not None else _("not text"),
        kinds=join_list(SUFFIXES[1:]),
    )


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if signatures.kind_of(raw) is not None:
            raise NotText
        return encoding.decode(raw)[0].lstrip("\ufeff")
    except OSError as error:
        raise DiskError(
            _("{path} can't be read: {why}.").format(path=path, why=explain_os_error(error))
        ) from error


def _parse_object(line: str) -> Value | None:
    if not line.startswith("{"):
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _detect(path: Path, values: Sequence[Value]) -> Detected | None:
    """What the records look like; None where a column of questions is all there is."""
    detected = detect([dict(value) for value in values])
    if "prompt" in detected.missing:
        raise CuratorError(
            _(
                "{name}: no column was found for the question. Call it “question”; its columns "
                "are: {columns}."
            ).format(
                name=make_printable(path.name),
                columns=join_list(map(make_printable, detected.columns[:20])),
            )
        )
    return None if detected.missing else detected


def _read_value(value: Value, detected: Detected | None) -> QuestionDraft | None:
    """The question of a record; None where it has none."""
    question, answer = _read_open_question(value)
    if not question and detected is not None:
        try:
            rows = read_detected(dict(value), detected)
        except RowFault:
            rows = []
        question, answer = read_texts(rows[0].row) if rows else ("", "")
    question = question or _find_column(value)
    return _make_draft(question, answer, value) if question.strip() else None


def _read_open_question(value: Value) -> tuple[str, str]:
    """The question of a chat row that nobody has answered yet, which is no row to train on."""
    turns = value.get("messages")
    if not isinstance(turns, list) or not turns or not isinstance(turns[-1], dict):
        return "", ""
    content = turns[-1].get("content")
    is_open = turns[-1].get("role") == "user" and isinstance(content, str)
    return (str(content), "") if is_open else ("", "")


def _find_column(value: Value) -> str:
    """What stands in a column that is called after questions."""
    for name, text in value.items():
        if name.strip().casefold() in COLUMNS["prompt"] and isinstance(text, str):
            return text
    return ""


def _make_draft(question: str, answer: str = "", value: Value | None = None) -> QuestionDraft:
    about = {name: (value or {}).get(name) for name in _ABOUT}
    author, kind = about["author"], about["kind"]
    return QuestionDraft(
        question.strip(),
        answer.strip(),
        QuestionKind(str(kind)) if kind in list(QuestionKind) else QuestionKind.WRITTEN,
        tuple(_list_texts(about["must"])),
        None,  # passages have other numbers in another library
        detect_script(question) or str(about["language"] or ""),
        author if isinstance(author, str) and author.strip() else None,
        tuple(_list_texts(about["tags"])),
    )


def _list_texts(value: object) -> Iterator[str]:
    """A list of phrases, or a cell with one on each line."""
    items = value.splitlines() if isinstance(value, str) else value
    if isinstance(items, list):
        yield from (item.strip() for item in items if isinstance(item, str) and item.strip())


def _describe(draft: QuestionDraft) -> dict[str, object]:
    turns = build_messages(draft.text, draft.reference)
    about = {name: getattr(draft, name) for name in _ABOUT}
    return {
        "messages": turns if draft.reference else turns[:-1],
        **{name: value for name, value in about.items() if value},
    }
