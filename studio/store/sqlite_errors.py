"""SQLite's complaints in a curator's phrases: whose fault it is, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from studio.domain.errors import DiskError, LibraryError, StudioError
from studio.i18n import N_, _
from studio.os_errors import explain_os_error


class Complaint(NamedTuple):
    """Words in SQLite's message, whose fault that is, and the sentence for the curator."""

    phrases: tuple[str, ...]
    error: type[DiskError | LibraryError]
    sentence: str


DAMAGED = N_(
    "{path} is not a Passage Studio library, or it is damaged. It "
    "was left as it is; open another file or a backup."
)

COMPLAINTS = (
    Complaint(
        phrases=("full",),
        error=DiskError,
        sentence=N_(
            "The disk with {path} is full. The last edit was not saved; "
            "everything before it was. Free some space and repeat it."
        ),
    ),
    Complaint(
        phrases=("disk i/o",),
        error=DiskError,
        sentence=N_(
            "{path} could not be read or written: the disk reports an error. "
            "Copy the library to another disk."
        ),
    ),
    Complaint(
        phrases=("readonly", "read-only", "unable to open"),
        error=LibraryError,
        sentence=N_(
            "{path} can't be written: no permission. Copy it to a folder "
            "of your own, or change its permissions."
        ),
    ),
    Complaint(
        phrases=("not a database", "malformed", "encrypted", "could not decode"),
        error=LibraryError,
        sentence=DAMAGED,
    ),
    Complaint(
        phrases=("locked", "busy"),
        error=LibraryError,
        sentence=N_("{path} is being written by another program. Wait for it, or close it there."),
    ),
)
"""What SQLite says and what it means; the first row whose words stand in its message counts.

To add one: a row. SQLite has no finer code for most of these that Python would hand on.
"""


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise inside into one clear line about ``path``."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise translate_error(error, path) from error
    except UnicodeDecodeError as error:
        # SQLite quotes in its message what it could not read.
        raise LibraryError(_(DAMAGED).format(path=path)) from error


def translate_error(error: sqlite3.Error | OSError, path: Path) -> StudioError | Exception:
    """The studio's error for a foreign one; a fault of ours comes back as it is."""
    if isinstance(error, OSError):
        return DiskError(
            _(
                "{path}: {why}. Nothing was changed; check the disk and the folder's permissions."
            ).format(path=path, why=explain_os_error(error))
        )
    message = str(error).lower()
    for complaint in COMPLAINTS:
        if any(phrase in message for phrase in complaint.phrases):
            return complaint.error(_(complaint.sentence).format(path=path))
    return error
