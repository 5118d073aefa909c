"""A line of a file of rows: the JSON value it holds, or why it holds none."""

from __future__ import annotations

import codecs
import json

from studio.i18n import _
from studio.text.rows.faults import Fault, explain_json_error

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of a line past which it is not read at all: no provider takes such a row."""
BOM = codecs.BOM_UTF8
_UTF_16_FROM = 0.25
"""Share of NUL bytes from which a line is UTF-16 without a mark: in Western text it is a half."""


def parse_line(line: bytes) -> tuple[object, list[Fault]]:
    """The row of a line, or why it is none; ``RecursionError`` where it is nested too deeply."""
    if len(line) > LONGEST_LINE:
        size = LONGEST_LINE // 1024 // 1024
        return None, [("line-too-long", _("The line is larger than {size} MB.").format(size=size))]
    if line.startswith(BOM):
        message = _(
            "There is a byte order mark before this row, as where files "
            "were joined: take it out, or import the file, which leaves it "
            "out."
        )
        return None, [("bom-in-line", message)]
    if line.count(0) > _UTF_16_FROM * len(line):
        return None, [("not-utf-8", _("The line is UTF-16; save the file as UTF-8."))]
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return None, [("not-utf-8", _("The line is not UTF-8; save the file as UTF-8."))]
    if "\0" in text:
        return None, [("nul", _("The line contains a NUL character."))]
    return _parse_text(text)


def _parse_text(text: str) -> tuple[object, list[Fault]]:
    faults: list[Fault] = []

    def make_object(items: list[tuple[str, object]]) -> dict[str, object]:
        # Which of the two values counts is told differently by every program that reads it.
        value = dict(items)
        if len(value) != len(items):
            faults.append(("duplicate-key", _("A key appears twice in one object.")))
        return value

    def refuse_constant(word: str) -> object:
        faults.append(("not-json", _("{word} is not JSON.").format(word=word)))
        return None

    try:
        row = json.loads(text, object_pairs_hook=make_object, parse_constant=refuse_constant)
    except ValueError as error:
        return None, [("invalid-json", _("Not JSON: {why}.").format(why=explain_json_error(error)))]
    if "\\u" in text and _has_lone_surrogate(row):
        faults.append(
            ("lone-surrogate", _("The line contains half of a character (a lone surrogate)."))
        )
    return row, list(dict.fromkeys(faults))


def _has_lone_surrogate(row: object) -> bool:
    try:
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
