"""The process that reads one file of rows apart from the program: ``reading KIND PATH``.

Writes a line of JSON for each record (line, value, fault), one with the error if there is one,
and ``null`` at the end.
"""

from __future__ import annotations

import signal
import sys
from itertools import islice
from pathlib import Path

from studio.domain.errors import BookError
from studio.text.row_files import arrow, workbook
from studio.text.row_files.record import Record
from studio.text.rows.row_json import written

if sys.platform != "win32":
    import resource

KINDS = {"arrow": arrow.rows, "workbook": workbook.rows}
MOST_MEMORY = 4 * 1024**3
"""Bytes this process may take; a file that needs more is no file of rows."""
LONGEST_WAIT = 120
"""Seconds within which the next records must be there."""
_BLOCK = 64


def main(kind: str, path: Path) -> None:
    """Write the records of a file to the standard output."""
    if sys.platform != "win32":
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(hard, MOST_MEMORY)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = KINDS[kind](path)
    try:
        while block := _next(found):
            sys.stdout.write("".join(map(_line, block)))
            sys.stdout.flush()
        end: object = None
    except BookError as error:
        end = {"error": str(error)}
    except OSError as error:
        end = {"error": error.strerror or str(error), "errno": error.errno or 0}
    sys.stdout.write(written(end) + "\n")


def _next(found: object) -> list[Record]:
    """The next records; a file that has none for minutes ends the process."""
    if sys.platform != "win32":
        signal.alarm(LONGEST_WAIT)
    block = list(islice(found, _BLOCK))  # type: ignore[call-overload]
    if sys.platform != "win32":
        signal.alarm(0)
    return block


def _line(record: Record) -> str:
    fault = [record.fault.code, record.fault.message] if record.fault else None
    return written([record.line, record.value, fault]) + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    main(sys.argv[1], Path(sys.argv[2]))
