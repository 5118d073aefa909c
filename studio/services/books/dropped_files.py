"""What lies in the files and folders a curator drops: books, rows, and what is neither."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.domain.errors import BookError, DiskError, StudioError
from studio.i18n import _
from studio.os_errors import explain_os_error
from studio.text.file_names import make_printable
from studio.text.readers import READERS
from studio.text.row_files import CONTAINERS, is_folder_of_rows

MOST_FILES = 10_000
"""Files of a folder past which it is surely not the folder that was meant."""

BOOK_SUFFIXES = frozenset(suffix for row in READERS for suffix in row.suffixes)
ROW_SUFFIXES = frozenset(suffix for row in CONTAINERS for suffix in row.suffixes)


@dataclass(frozen=True)
class DroppedFiles:
    """Files by what they are, each in the order of its path.

    ``others`` lie in a folder and are of no kind that is read here, or are links that lead out of
    the folder; a file that was named itself is never among them, so that its reader can say what
    is wrong with it.
    """

    books: tuple[Path, ...] = ()
    rows: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()
    refused: tuple[tuple[Path, StudioError], ...] = ()


def sort_files(paths: Sequence[Path]) -> DroppedFiles:
    """Files by what they are; folders are looked through, without following links to folders."""
    books: list[Path] = []
    rows: list[Path] = []
    others: list[Path] = []
    refused: list[tuple[Path, StudioError]] = []
    for path in paths:
        try:
            inside = list(_list_files(path))
        except StudioError as error:
            refused.append((path, error))
            continue
        except OSError as error:
            why = _(
                "{path} can't be read: {why}. Choose another, or ask for permission to read it."
            )
            line = why.format(path=make_printable(str(path)), why=explain_os_error(error))
            refused.append((path, DiskError(line)))
            continue
        for file in inside:
            kinds = {"books": books, "rows": rows, "others": others}
            kinds[_find_kind(file, path)].append(file)
    return DroppedFiles(tuple(books), tuple(rows), tuple(others), tuple(refused))


def _find_kind(file: Path, named: Path) -> str:
    """The list of ``DroppedFiles`` for a file that lies in the folder ``named``, or is it."""
    suffix = file.suffix.lower()
    if file != named and _leads_outside(file, named):
        return "others"
    if file.is_dir() or suffix in ROW_SUFFIXES:  # a folder here is one of Arrow files
        return "rows"
    return "books" if suffix in BOOK_SUFFIXES or file == named else "others"


def _leads_outside(file: Path, folder: Path) -> bool:
    """Whether a link leads out of the folder: whoever packed it may have aimed it at any file of
    this computer, and a book's words are sent to a provider in the end."""
    return not file.resolve().is_relative_to(folder.resolve())


def _list_files(path: Path) -> Iterator[Path]:
    if not path.is_dir() or is_folder_of_rows(path):
        yield path
        return
    count = 0

    def unreadable(error: OSError) -> None:
        raise DiskError(
            _("{path} can't be read: {why}.").format(
                path=make_printable(str(error.filename or path)), why=explain_os_error(error)
            )
        ) from error

    for folder, folders, files in os.walk(path, onerror=unreadable):
        # In place, so that hidden folders are not entered; sorted, so that two runs agree.
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in list(folders):
            if is_folder_of_rows(Path(folder) / name):
                folders.remove(name)
                yield Path(folder) / name
        for name in sorted(files):
            file = Path(folder) / name
            if name.startswith(".") or not file.is_file():
                continue  # hidden, a broken link, a pipe: nothing a curator means
            count += 1
            if count > MOST_FILES:
                raise BookError(
                    _(
                        "{folder} holds more than {most} files. Choose the folder of the books."
                    ).format(folder=make_printable(path.name), most=MOST_FILES)
                )
            yield file
