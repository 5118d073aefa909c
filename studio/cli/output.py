"""What commands print: one JSON value, or lines for a person; progress on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path

from studio.cli.tables import format_value
from studio.domain.work import Done, Job, T
from studio.text.file_names import make_printable


def to_plain(value: object) -> object:
    """A value as JSON can carry it: dataclasses as objects, money as numbers, times as ISO text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(item) for item in value]
    return value


def print_json(value: object) -> None:
    """Exactly one JSON value on standard output."""
    text = json.dumps(to_plain(value), ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        # A terminal without Japanese, or a file's name with bytes that are no text.
        text = json.dumps(to_plain(value))
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def print_table(value: object) -> None:
    """The same value for a person."""
    encoding = sys.stdout.encoding
    for line in format_value(to_plain(value)):
        sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def say(line: str) -> None:
    """A message, on standard error, so that standard output stays one value.

    It is one line whatever it tells of: a file's name may hold line breaks and controls.
    """
    sys.stderr.write(make_printable(line) + "\n")
    sys.stderr.flush()


def warn(line: str) -> None:
    """A message that has to be seen first: in red on a terminal that shows colours.

    The words say it without the colour, too (https://no-color.org).
    """
    colored = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    if not colored:
        say(line)
        return
    sys.stderr.write(f"\033[31m{make_printable(line)}\033[0m\n")
    sys.stderr.flush()


def run_job(job: Job[T]) -> Done[T]:
    """Run a job with its progress on standard error: a bar on a terminal, new lines elsewhere."""
    bar = sys.stderr.isatty()
    last = ""
    try:
        while True:
            progress = next(job)
            if bar and progress.total:
                share = f"{progress.done}/{progress.total} "
                sys.stderr.write(f"\r\033[K{share}{progress.line or last}"[:200])
                sys.stderr.flush()
            elif progress.line and progress.line != last:
                say(progress.line)
            last = progress.line or last
    except StopIteration as end:
        done: Done[T] = end.value
        return done
    finally:
        if bar:
            sys.stderr.write("\r\033[K")
        job.close()


def pick_fields(item: object, names: Iterable[str]) -> dict[str, object]:
    """Some fields of a thing."""
    return {name: to_plain(getattr(item, name)) for name in names}
