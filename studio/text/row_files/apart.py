"""Records read in a process of their own: libraries that a broken file can kill die there alone.

Arrow, Parquet and workbooks are read by libraries that end the whole program at some damages (a
panic they can't unwind, memory they can't get). In the other process that is one line about one
file. It is ``reading.py``; it writes a JSON line for each record and says when it is through.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson

import studio
from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.row_files.record import Fault, Record, Records

_ROOT = Path(studio.__file__).resolve().parents[1]


def read_apart(kind: str, read: Callable[[Path], Records], path: Path) -> Records:
    """Records of a file as ``read`` gives them, from a process of its own.

    Raises what ``read`` raises, and BookError where the process died of the file. A program
    packed into one file has no interpreter to start; it reads here.
    """
    if getattr(sys, "frozen", False):
        yield from read(path)
        return
    search = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    process = subprocess.Popen(
        [sys.executable, "-m", "studio.text.row_files.reading", kind, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": search, "RUST_BACKTRACE": "0"},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if not line.endswith(b"\n"):
                break
            said = orjson.loads(line)
            if said is None:
                return
            yield _record(said)
    finally:
        process.kill()
        process.stdout.close()
        process.wait()
    raise BookError(
        _(
            "{name} can't be read: it is damaged, or would fill the memory. Get it again, or save it "
            "as JSONL or CSV."
        ).format(name=path.name)
    )


def _record(said: dict[str, object] | list[object]) -> Record:
    if isinstance(said, dict):
        if "errno" in said:
            raise OSError(said["errno"], said["error"])
        raise BookError(said["error"])
    line, value, fault = said
    assert isinstance(line, int) and (value is None or isinstance(value, dict))
    return Record(line, value, Fault(*fault) if isinstance(fault, list) else None)
