"""TOML written: a table as text that reads back as the same table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def format_toml(table: Mapping[str, object]) -> str:
    """The text of a table as ``tomllib`` reads it with ``parse_float=Decimal``."""
    return "\n".join(_format_lines(table, ())).strip("\n") + "\n"


def _format_lines(table: Mapping[str, object], path: tuple[str, ...]) -> list[str]:
    """A table's own values first: what stands below a heading belongs to the heading."""
    lines = [
        f"{_format_key(key)} = {_format_value(value)}"
        for key, value in table.items()
        if not isinstance(value, Mapping) and not _is_table_list(value)
    ]
    for key, value in table.items():
        heading = ".".join(map(_format_key, (*path, key)))
        if isinstance(value, Mapping):
            lines += ["", f"[{heading}]", *_format_lines(value, (*path, key))]
        elif isinstance(value, list) and _is_table_list(value):
            for row in value:
                lines += ["", f"[[{heading}]]", *_format_lines(row, (*path, key))]
    return lines


def _is_table_list(value: object) -> bool:
    return (
        isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) for row in value)
    )


def _format_key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _format_value(key)


def _format_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for one sign that JSON lets stand.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Decimal):
        return str(value) if value.is_finite() else _format_infinite(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{_format_key(k)} = {_format_value(v)}" for k, v in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_format_value, value)) + "]"
    return str(value)


def _format_infinite(value: Decimal) -> str:
    if value.is_nan():
        return "nan"
    return "inf" if value > 0 else "-inf"
