"""A garbled library never passes for a whole one, whatever is asked of it."""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from studio.cli import COMMANDS, main
from studio.domain.comparison import Answer, Contestant, QuestionDraft, Verdict, Vote
from studio.domain.run import Hyperparameters
from studio.resources import RESOURCES
from studio.services.pairs import review
from studio.services.session import Session

BOOK = RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt"
PAGE = 4096
LONG_ROW = {
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What did you think?"},
        {"role": "assistant", "content": "A long thought. " * 800},
    ]
}
"""More than a page of the file holds: the rest stands in pages of text alone."""
QUESTIONS = (
    ("books",),
    ("passages", "--text"),
    ("pairs",),
    ("pairs", "--search", "thought"),
    ("clean", "--dry-run"),
    ("quote", "--model", "gpt-4o-mini"),
    ("versions",),
    ("versions", "--balance", "1", "2"),
    ("diff", "1", "2"),
    ("check",),
    ("runs",),
    ("run", "1"),
    ("ledger",),
    ("history",),
    ("history", "--pair", "1"),
    ("trash",),
    ("jobs",),
    ("questions", "--leaks"),
    ("experiments",),
    ("why", "1", "--question", "1"),
    ("comparisons",),
    ("comparisons", "1"),
)
"""Every command that reads a library; `test_every_reading_command_is_asked` holds it to that."""

Damage = Callable[[bytearray], object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A closed library with something of each kind in it."""
    folder = tmp_path_factory.mktemp("sound")
    path = folder / "mentor.studio"
    rows = folder / "rows.jsonl"
    rows.write_text("".join(json.dumps(LONG_ROW | {"number": n}) + "\n" for n in range(3)))
    for words in (
        ("new", path),
        ("import", path, rows),
        ("ingest", path, BOOK),
        ("draft", path, "--limit", 40),
        ("review", path, "--accept", "--where", "all"),
        ("freeze", path, "--validation", 0.2),
        ("freeze", path, "--validation", 0.1),
    ):
        assert main([*map(str, words), "--json"]) == 0
    with Session.open(path) as session:
        _insert_run_and_comparison(session)
        review.remove(session, [session.library.pairs.ids()[-1]])
    return path.read_bytes()


def _insert_run_and_comparison(session: Session) -> None:
    library = session.library
    with library.transaction():
        run = library.runs.insert(
            version=1,
            endpoint="openai",
            model="gpt-4o-mini",
            hyperparameters=Hyperparameters(),
            seed=None,
            suffix="",
            nonce="n",
            estimate_usd=Decimal(1),
        )
        library.ledger.insert("train", Decimal("0.5"), run)
        number = library.comparisons.insert(
            [Contestant(name, "", "openai", name, run=run) for name in "ab"],
            [QuestionDraft("What is the thought of a man?", "r")],
            run=run,
        )
        (question,) = library.comparisons.get(number).questions
        library.comparisons.insert_answer(Answer(question.id, "a", "x"))
        library.comparisons.set_vote(Vote(question.id, "a", "b", Verdict.FIRST))


def ask(
    capsys: pytest.CaptureFixture[str], path: Path, question: tuple[str, ...]
) -> tuple[int, str]:
    """The exit status of a command, and what it prints; an exception goes through."""
    name, *words = question
    status = main([name, str(path), *words, "--json"])
    out, line = capsys.readouterr()
    out = without_time(out)
    if status == 2:
        last = line.splitlines()[-1]
        assert out == "" and last.startswith("studio: ") and "Traceback" not in line
    return status, out


def without_time(out: str) -> str:
    """What is printed, but for when a report was made."""
    return re.sub(r'"made": *"[^"]*"', "", out)


def zero_page(number: int) -> Damage:
    return lambda data: data.__setitem__(slice(number * PAGE, (number + 1) * PAGE), bytes(PAGE))


def fill_page(number: int) -> Damage:
    noise = random.Random(number).randbytes(PAGE)
    return lambda data: data.__setitem__(slice(number * PAGE, (number + 1) * PAGE), noise)


def cut_to(share: float) -> Damage:
    return lambda data: data.__delitem__(slice(int(len(data) * share), None))


def swap_pages(first: int, second: int) -> Damage:
    def swap(data: bytearray) -> None:
        a, b = (slice(n * PAGE, (n + 1) * PAGE) for n in (first, second))
        data[a], data[b] = data[b], data[a]

    return swap


DAMAGES: dict[str, Damage] = {
    **{f"page {n} of noise": fill_page(n) for n in (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 60)},
    **{f"page {n} of zeros": zero_page(n) for n in (0, 1, 2, 4, 7, 11, 18, 29, 47)},
    **{f"cut to {share}": cut_to(share) for share in (0, 0.001, 0.02, 0.3, 0.5, 0.9, 0.999)},
    "two pages changed places": swap_pages(6, 40),
    "a header of noise": lambda data: data.__setitem__(slice(20, 60), b"\xff" * 40),
    "ends in noise": lambda data: data.__setitem__(slice(-3 * PAGE, None), b"\xaa" * 3 * PAGE),
}


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_garbled_library_is_refused_or_answers_as_before(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    sound: bytes,
    answers: dict[tuple[str, ...], str],
    damage: Damage,
) -> None:
    data = bytearray(sound)
    damage(data)
    path = tmp_path / "mentor.studio"
    path.write_bytes(data)
    for question in QUESTIONS:
        status, out = ask(capsys, path, question)
        assert status == 2 or out == answers[question], question
    assert path.read_bytes() == data


@pytest.mark.slow
@pytest.mark.parametrize("make", [zero_page, fill_page])
def test_no_page_at_all_can_be_lost_unnoticed(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    sound: bytes,
    answers: dict[tuple[str, ...], str],
    make: Callable[[int], Damage],
) -> None:
    path = tmp_path / "mentor.studio"
    for number in range(len(sound) // PAGE):
        data = bytearray(sound)
        make(number)(data)
        path.write_bytes(data)
        # What is found at opening is found by every command: the test above asks them all.
        if ask(capsys, path, QUESTIONS[0])[0] == 2:
            continue
        for question in QUESTIONS:
            status, out = ask(capsys, path, question)
            assert status == 2 or out == answers[question], (number, question)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, sound: bytes) -> dict[tuple[str, ...], str]:
    """What a sound library answers."""
    path = tmp_path_factory.mktemp("answers") / "mentor.studio"
    path.write_bytes(sound)
    answers = {}
    for name, *words in QUESTIONS:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with contextlib.redirect_stdout(out):
            assert main([name, str(path), *words, "--json"]) in (0, 1)
        out.seek(0)
        answers[name, *words] = without_time(out.read())
    return answers


@pytest.mark.parametrize("damage", list(DAMAGES.values())[::4], ids=list(DAMAGES)[::4])
def test_nothing_leaves_a_garbled_library(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sound: bytes, damage: Damage
) -> None:
    path, out = tmp_path / "mentor.studio", tmp_path / "out"
    data = bytearray(sound)
    damage(data)
    for question in (
        ("freeze",),
        ("export", "--version", "1", "--out", str(out)),
        ("backup", str(tmp_path / "copy.studio")),
    ):
        path.write_bytes(data)
        status, _out = ask(capsys, path, question)
        assert status == 2, question
    assert not out.exists() and not (tmp_path / "copy.studio").exists()


def test_a_version_whose_text_changed_is_not_exported(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sound: bytes
) -> None:
    """SQLite keeps no checksums, so it can't tell; the version's own hash can."""
    path, out = tmp_path / "mentor.studio", tmp_path / "out"
    with_hole = sound.replace(b'"user"', b'"uper"')
    assert with_hole != sound
    path.write_bytes(with_hole)
    assert main(["export", str(path), "--version", "1", "--out", str(out)]) == 2
    assert "no longer what was frozen" in capsys.readouterr().err
    assert not out.exists()


def test_a_copy_of_an_open_library_without_its_last_changes_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sound: bytes
) -> None:
    path, copy = tmp_path / "mentor.studio", tmp_path / "copy.studio"
    path.write_bytes(sound)
    with Session.open(path) as session:
        with session.library.journal.edit("Reject all"):
            session.library.pairs.set_status(session.library.pairs.ids(), "rejected")
        shutil.copyfile(path, copy)
    for question in QUESTIONS:
        assert ask(capsys, copy, question)[0] == 2
    assert main(["freeze", str(copy)]) == 2
    assert "last changes are missing" in capsys.readouterr().err
    assert ask(capsys, path, ("pairs", "--status", "draft"))[0] == 0


def test_what_such_a_copy_holds_is_saved_by_a_backup(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sound: bytes, answers: object
) -> None:
    path, copy = tmp_path / "mentor.studio", tmp_path / "copy.studio"
    path.write_bytes(sound)
    with Session.open(path) as session:
        with session.library.journal.edit("Reject all"):
            session.library.pairs.set_status(session.library.pairs.ids(), "rejected")
        shutil.copyfile(path, copy)
    assert ask(capsys, copy, ("backup", str(tmp_path / "saved.studio")))[0] == 0
    assert ask(capsys, tmp_path / "saved.studio", ("pairs",))[1] == answers[("pairs",)]  # type: ignore[index]


def test_every_reading_command_is_asked() -> None:
    writing = {
        *("new", "backup", "ingest", "reread", "import", "draft", "suggest", "review", "undo"),
        *("freeze", "export", "train", "sweep", "bundle", "cancel", "compare", "redo", "vote"),
        "rewrite",
    }
    reading = {command.name for command in COMMANDS if command.library} - writing
    assert reading == {question[0] for question in QUESTIONS}
