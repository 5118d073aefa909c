"""What a curator does to a hundred thousand imported pairs at once, and takes back again."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from studio.domain.work import finish
from studio.services.pairs import review, row_import
from studio.services.preflight.fix_plan import FixPlan, PairEdit, write_plan
from studio.services.session import Session
from tests.bench import rows


@dataclass(frozen=True)
class Timed:
    """Seconds of an action, its undo and its redo, and megabytes that they took beside the rest."""

    name: str
    done: float
    undone: float
    redone: float
    megabytes: float


def mend(session: Session) -> None:
    """Every answer another one, as a fix writes it."""
    pairs = session.library.pairs.list(session.library.pairs.ids())
    edits = [PairEdit(pair, replace(pair, answer=f"{pair.answer}。")) for pair in pairs]
    write_plan(session, FixPlan("Mend", "", "", "", edits))


ACTIONS: dict[str, Callable[[Session], object]] = {
    "tag": lambda session: review.tag(session, session.library.pairs.ids(), "goal"),
    "untag": lambda session: review.untag(session, session.library.pairs.ids(), "goal"),
    "accept": lambda session: review.accept(session, session.library.pairs.ids()),
    "reject": lambda session: review.reject(session, session.library.pairs.ids()),
    "system message": lambda session: review.set_system(session, "Be brief and kind."),
    "mend": mend,
    "remove": lambda session: review.remove(session, session.library.pairs.ids()),
}
"""Each is done, undone and redone, so that it stands before the next. To add one: a row."""


def timed(count: int) -> list[Timed]:
    """Import so many rows and do everything to them."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows.write_rows(folder / "rows.jsonl", count)
        with Session.open(folder / "rows.studio", create=True) as session:
            finish(row_import.import_rows(session, folder / "rows.jsonl"))
        with Session.open(folder / "rows.studio") as session:
            return [_time(session, name) for name in ACTIONS]


def _time(session: Session, name: str) -> Timed:
    before = rows.peak()
    done = _seconds(lambda: ACTIONS[name](session))
    undone = _seconds(lambda: review.undo(session))
    redone = _seconds(lambda: review.redo(session))
    return Timed(name, done, undone, redone, rows.peak() - before)


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def in_process(count: int) -> list[Timed]:
    """The same in a process of its own, which holds nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.actions", str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    return [Timed(**line) for line in json.loads(done.stdout)]


if __name__ == "__main__":
    print(json.dumps([asdict(line) for line in timed(int(sys.argv[1]))]))
