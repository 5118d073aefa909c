"""Grabs the window's pages as PNG files; called by ``build/screenshots``.

``SHOTS`` are the pictures of the guide and the README: each page, light and dark, in English and
Japanese. ``--every`` makes all pages in each scheme, size and language instead, to look through
before a release.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sqlite3
import struct
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from studio.domain.pair_filter import PairFilter
from studio.i18n import LANGUAGES, use_language
from studio.services.session import Session
from studio.ui import theme
from studio.ui.main_window import MainWindow
from studio.ui.pages import PAGES

NAMES = tuple(page.name for page in PAGES)
DESK, WIDE = (1280, 800), (1920, 1080)
SETTLE_MS, COUNTED_S = 600, 10
RGB = QImage.Format.Format_RGB32


COLOURS = 256
"""A picture of a window has few: with a palette it is a third as large."""


@dataclass(frozen=True)
class Shot:
    """Pages in one scheme, size and language, a book of which is open; ``suffix`` tells them
    apart."""

    suffix: str
    scheme: str
    size: tuple[int, int]
    language: str
    pages: tuple[str, ...] = NAMES


SHOTS = tuple(
    Shot(f"-{scheme}-{language}", scheme, DESK, language)
    for scheme, language in product(("light", "dark"), LANGUAGES)
)


def every() -> Iterator[Shot]:
    """All schemes, sizes and languages."""
    for scheme, size, language in product(theme.SCHEMES, (DESK, WIDE), LANGUAGES):
        yield Shot(f"-{scheme}-{size[0]}-{language}", scheme, size, language)


def main() -> None:
    parser = argparse.ArgumentParser(description="Grab the window's pages as PNG files.")
    parser.add_argument("library", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", action="store_true")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    with tempfile.TemporaryDirectory() as work:
        os.environ["STUDIO_CONFIG_DIR"] = work  # the pictures show nobody's own settings
        copy = Path(work) / args.library.name
        shutil.copy(args.library, copy)
        _move_files(copy, args.library.resolve().parent)
        for shot in every() if args.every else SHOTS:
            use_language(shot.language)
            theme.apply(application, shot.scheme)
            _grab(shot, copy, args.folder)


def _move_files(copy: Path, home: Path) -> None:
    """Files beside the library are beside its copy: pictures show no folder of this computer."""
    with contextlib.closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(
            "UPDATE export SET path = replace(path, ?, ?)", [str(home), str(copy.parent)]
        )


def _grab(shot: Shot, library: Path, folder: Path) -> None:
    session = Session.open(library)
    window = MainWindow(session)
    window.resize(*shot.size)
    window.show()
    window.start()
    for name in shot.pages:
        window.go(name)
        _turn_to(window, name, shot.language)
        # What is counted behind a page belongs in its picture.
        wait(SETTLE_MS)
        until = time.monotonic() + COUNTED_S
        while window.pages[name].busy() and time.monotonic() < until:
            wait(50)
        wait(SETTLE_MS)  # what was counted takes its place
        write_small(window.grab().toImage(), folder / f"{name}{shot.suffix}.png")
    window.close()
    # Gone before the next scheme is put on: it would look into a library that is closed.
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    session.close()


def wait(milliseconds: int) -> None:
    """Leave the window alone; unlike QTest.qWait, the tasks beside it get Python's lock."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def write_small(image: QImage, path: Path) -> None:
    """Write a picture with a palette of the colours that it has most of."""
    plain_image = image.convertToFormat(RGB)  # held, as its bits are read
    pixels = Counter(pixel for (pixel,) in struct.iter_unpack("=I", plain_image.constBits()))
    # Edges of letters have thousands of shades: those that are alike share a place.
    alike: dict[int, int] = {}
    for pixel, _times in pixels.most_common():
        alike.setdefault(pixel & 0xFFF0F0F0, pixel)
    table = list(alike.values())[:COLOURS]
    plain = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    image.convertToFormat(QImage.Format.Format_Indexed8, table, plain).save(str(path), "PNG", 0)


def _turn_to(window: MainWindow, name: str, language: str) -> None:
    """Open something of the wanted language on the pages that show a book's text."""
    library = window.session.library
    books = [book for book in library.books.list() if book.language == language]
    if not books:
        return
    book = max(books, key=lambda book: book.tokens).id
    if name == "books":
        window.pages["books"].choose(book)
    elif name == "review":
        pairs = library.pairs.ids(PairFilter(book=book))
        window.pages["review"].open_pair(pairs[len(pairs) // 2])  # the first is often a title page
    elif name == "passages":
        passages = library.passages.ids(book=book)
        row = library.passages.ids().index(passages[len(passages) // 2])
        window.pages["passages"].table.selectRow(row)


if __name__ == "__main__":
    main()
