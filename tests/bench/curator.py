"""A curator by script: the keys and milliseconds a pair takes, and how long a key is waited for.

``python -m tests.bench.curator LIBRARY PAIRS`` opens the window on a library, betters and accepts so
many pairs with real key events, and says in one JSON line what it saw.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from studio.domain.book import Chapter, ReadBook
from studio.domain.pair import Origin
from studio.services.session import Session
from studio.text import tokens
from tests.bench.rows import japanese

ROOT = Path(__file__).resolve().parents[2]
BOOKS = 100
PASSAGE = 240  # characters
QUESTION = "How do I keep at it?"
WORDS = (("きょうから", "今日から"), ("はじめる", "始める。"))
"""What is typed by an input method: as it sounds, and as it is written."""
CURATED = 40
"""Pairs the script goes through."""


@dataclass(frozen=True)
class Curated:
    """Of each pair: keys, and milliseconds on the window's thread; what keys and going on took."""

    keys: float
    milliseconds: float
    key_median: float
    key_99: float
    next_median: float
    next_worst: float
    key_work: float  # of the 99 %, what the window's thread itself worked
    next_work: float


def fill(path: Path, pairs: int, passages: int) -> None:
    """A library of so many passages of real Japanese text, a draft for every third."""
    text = japanese().replace("\n", "")
    each = passages // BOOKS
    with Session.open(path, create=True) as session:
        library = session.library
        drafts = 0
        for number in range(BOOKS):
            title = f"Book {number}"
            size = each * PASSAGE
            read = ReadBook(
                title, "A. Writer", "ja", "plain", "utf-8", "", (Chapter("One", 0, size),)
            )
            with library.journal.edit("A book"):
                book = library.books.insert(read, title.encode(), f"{title}.txt")
                rows = [
                    (0, n * PASSAGE, (n + 1) * PASSAGE, 200, _cut(text, n)) for n in range(each)
                ]
                library.passages.insert_many(book, rows)
                for at, passage in enumerate(library.passages.ids(book=book)):
                    if at % (passages // pairs) or drafts == pairs:
                        continue
                    drafts += 1
                    library.pairs.insert(
                        f"{drafts}番目の問いは何ですか。",
                        rows[at][4][:90],
                        origin=Origin.EXTRACTIVE,
                        tokens=120,
                        encoding=session.encoding(),
                        passage=passage,
                        book=book,
                        draft_prompt=True,
                    )
        library.journal.forget()


def _cut(text: str, number: int) -> str:
    at = number * 97 % (len(text) - PASSAGE)
    return text[at : at + PASSAGE]


def in_process(library: Path, pairs: int = CURATED) -> Curated:
    """The same in a process of its own, with settings of its own."""
    with TemporaryDirectory() as folder:
        surroundings = {
            **os.environ,
            "STUDIO_CONFIG_DIR": f"{folder}/config",
            "STUDIO_DATA_DIR": f"{folder}/data",
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        command = [sys.executable, "-m", "tests.bench.curator", str(library), str(pairs)]
        done = subprocess.run(
            command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
        )
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"the curator did not get through:\n{done.stderr}")
    return Curated(**json.loads(done.stdout.splitlines()[-1]))


def main(library: str, pairs: str) -> int:
    # The window is opened in the process that is measured.
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    from studio.ui import theme
    from studio.ui.main_window import MainWindow

    application = QApplication([])
    theme.apply(application, "light")
    session = Session.open(Path(library))
    tokens.load(session.encoding())

    def wait(milliseconds: int) -> None:
        """Leave the window alone; unlike QTest.qWait, the tasks beside it get Python's lock."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    window = MainWindow(session)
    window.show()
    window.activateWindow()
    window.start()
    window.go("review")
    wait(1500)
    control = Qt.KeyboardModifier.ControlModifier
    before_all = session.library.counts()["accepted"]
    keys: list[float] = []
    nexts: list[float] = []
    key_work: list[float] = []
    next_work: list[float] = []
    spent: list[float] = []

    def press(key: object, modifiers: object = Qt.KeyboardModifier.NoModifier) -> float:
        """Press a key and wait until the window has drawn what it did."""
        widget = window.focusWidget() or window
        assert isinstance(widget, QWidget)
        start, worked = time.perf_counter(), time.thread_time()
        QTest.keyClick(widget, key, modifiers)  # type: ignore[call-overload]
        application.processEvents()
        work = next_work if key is Qt.Key.Key_Return else key_work
        work.append((time.thread_time() - worked) * 1000)
        return (time.perf_counter() - start) * 1000

    def compose(reading: str, words: str) -> Iterator[float]:
        """What an input method sends: the reading grows a letter a key, then the words are
        decided on."""
        widget = window.focusWidget()
        for length in range(1, len(reading) + 1):
            start = time.perf_counter()
            application.sendEvent(widget, QInputMethodEvent(reading[:length], []))
            application.processEvents()
            yield (time.perf_counter() - start) * 1000
        decided = QInputMethodEvent("", [])
        decided.setCommitString(words)
        start = time.perf_counter()
        application.sendEvent(widget, decided)
        application.processEvents()
        yield (time.perf_counter() - start) * 1000

    first = 0
    for _pair in range(int(pairs)):
        start, before = time.perf_counter(), len(keys)
        keys.append(press(Qt.Key.Key_A, control))
        for letter in QUESTION:
            keys.append(press(letter))
        keys.append(press(Qt.Key.Key_Tab))
        keys.append(press(Qt.Key.Key_End, control))
        for reading, words in WORDS:
            keys.extend(compose(reading, words))
        nexts.append(press(Qt.Key.Key_Return, control))
        spent.append((time.perf_counter() - start) * 1000)
        first = len(keys) - before + 1
        wait(30)  # a hand is not faster; what is kept behind goes on
    while window.busy():
        wait(50)
    # The first pair loads what no pair after it waits for.
    seen = Curated(
        keys=float(first),
        milliseconds=statistics.median(spent),
        key_median=statistics.median(keys),
        key_99=statistics.quantiles(keys, n=100)[98],
        next_median=statistics.median(nexts),
        next_worst=max(nexts),
        key_work=statistics.quantiles(key_work, n=100)[98],
        next_work=statistics.median(next_work),
    )
    accepted = session.library.counts()["accepted"] - before_all
    window.close()
    session.close()
    if accepted != int(pairs):
        raise RuntimeError(f"{accepted} pairs were accepted, not {pairs}")
    print(json.dumps(asdict(seen)), flush=True)
    os._exit(0)  # Qt's own taking down is not measured


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
