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

Prepare = Callable[[Session], Callable[[], object]]
"""What makes an action ready that is to be timed."""


@dataclass(frozen=True)
class Timed:
    """Seconds of an action, its undo and its redo, and megabytes that they took beside the rest."""

    name: str
    done: float
    undone: float
    redone: float
    megabytes: float


def plan_to_mend(session: Session) -> Callable[[], object]:
    """Every answer another one, as a fix writes it; what it will do is known before, as there."""
    pairs = session.library.pairs.list(session.library.pairs.ids())
    edits = [PairEdit(pair, replace(pair, answer=f"{pair.answer}。")) for pair in pairs]
    return lambda: write_plan(session, FixPlan("Mend", "", "", "", edits))


def on_all(action: Callable[..., object], *arguments: object) -> Prepare:
    """Do this to every pair."""
    return lambda session: lambda: action(session, session.library.pairs.ids(), *arguments)


ACTIONS: dict[str, Prepare] = {
    "tag": on_all(review.tag, "goal"),
    "untag": on_all(review.untag, "goal"),
    "accept": on_all(review.accept),
    "reject": on_all(review.reject),
    "system message": lambda session: lambda: review.set_system(session, "Be brief and kind."),
    "mend": plan_to_mend,
    "remove": on_all(review.remove),
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
    action = ACTIONS[name](session)
    done = _seconds(action)
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
