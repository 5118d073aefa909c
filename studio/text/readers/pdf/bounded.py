"""PDFs that draw forms within forms, read in a process of their own and within bounded time.

A form of ten forms of ten forms is a small file and years of work for whoever lays out its page,
which is done where no clock can stop it but the end of the process.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import studio
from studio.domain.book import ReadBook
from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.readers.pdf import file, pdf

_ROOT = Path(studio.__file__).resolve().parents[1]
_PROCESS = "studio.text.readers.pdf.process"


def read(raw: bytes, *, ruby: bool = False) -> ReadBook:
    """As ``pdf.read``; a file that may draw forms within forms is read apart.

    A program packed into one file has no interpreter to start; it reads all of them here.
    """
    nested = b"/Form" in raw or b"/ObjStm" in raw  # the second may hide the first
    if not nested or getattr(sys, "frozen", False):
        return pdf.read(raw, ruby=ruby)
    search = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    try:
        done = subprocess.run(
            [sys.executable, "-m", _PROCESS, "ruby" if ruby else ""],
            input=raw,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=file.LONGEST_READING,
            env={**os.environ, "PYTHONPATH": search},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise BookError(file.too_long()) from error
    if done.returncode or not done.stdout:
        raise BookError(
            _(
                "This PDF can't be read: it is damaged, or would fill the memory. Get it again, or "
                "save it anew from another program."
            )
        )
    said = pickle.loads(done.stdout)  # what our own process wrote
    if isinstance(said, str):
        raise BookError(said)
    assert isinstance(said, ReadBook)
    return said
