"""Versions on the command line: what the window offers, with one JSON value."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from studio.cli import main
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing


@pytest.fixture
def library(tmp_path: Path) -> str:
    """Twenty accepted pairs, ten of them tagged, and two versions of them."""
    path = tmp_path / "mentor.studio"
    with Session.open(path, create=True) as session:
        for n in range(20):
            review.add(session, f"How do I reach goal {n}?", f"Take step {n} today.")
        review.tag(session, range(1, 11), "習慣")
        review.accept(session, session.library.pairs.ids())
        freezing.freeze(session, name="first", validation=0.2)
        review.edit(session, 3, answer="Take step 2 tomorrow.")
        freezing.freeze(session, name="second", validation=0.2, without="習慣")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, object]:
    status = main([*map(str, words), "--json"])
    out = capsys.readouterr().out
    return status, json.loads(out) if out else None


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main([*map(str, words), "--json"]) == 2
    out, said = capsys.readouterr()
    assert out == "" and "Traceback" not in said
    return said.splitlines()[-1]


def test_all_of_a_recipe_can_be_given(capsys: pytest.CaptureFixture[str], library: str) -> None:
    status, made = run(
        capsys,
        "freeze",
        library,
        "--name",
        "all",
        "--validation",
        0.25,
        "--group",
        "author",
        "--stratify",
        "--order",
        "length",
        "--seed",
        5,
        "--without",
        "none",
        "--cap",
        50,
    )
    assert status == 0 and isinstance(made, dict)
    assert (made["version"], made["train"], made["validation"]) == (3, 15, 5)
    assert (made["group"], made["leaks"], made["moved"]) == ("author", 0, 0)
    _status, listed = run(capsys, "versions", library)
    assert isinstance(listed, list) and listed[0]["recipe"] == {
        "validation": 0.25,
        "group": "author",
        "seed": 5,
        "stratify": True,
        "order": "length",
        "profile": "sft",
        "tag": "",
        "without": "none",
        "author": "",
        "cap": 50,
    }
    assert listed[0]["hash"] == made["hash"] and listed[0]["runs"] == []


def test_two_versions_differ_by_named_parts(
    capsys: pytest.CaptureFixture[str], library: str
) -> None:
    run(capsys, "freeze", library, "--validation", 0)
    status, found = run(capsys, "diff", library, 1, 3)
    assert status == 0 and isinstance(found, dict)
    changed = next(row for row in found["changed"] if "answer" in row["parts"])
    assert changed["pair"] == 3 and changed["after"]["answer"] == "Take step 2 tomorrow."
    assert {"kind": "insert", "text": "tomorrow"} in changed["words"]
    assert "no version 9" in refused(capsys, "diff", library, 1, 9)


def test_what_they_are_made_of_stands_side_by_side(
    capsys: pytest.CaptureFixture[str], library: str
) -> None:
    status, balance = run(capsys, "versions", library, "--balance", 1, 2)
    assert status == 0 and isinstance(balance, dict)
    assert set(balance) == {
        "versions",
        "effective_authors",
        "authors",
        "works",
        "tags",
        "languages",
        "lengths",
    }
    assert balance["tags"] == [{"name": "習慣", "1": 10, "2": 0}]
    assert balance["authors"] == [{"name": "", "1": 20, "2": 10}]


def test_deleting_has_to_be_said_where_nobody_can_be_asked(
    capsys: pytest.CaptureFixture[str], library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert "Confirm with --yes" in refused(capsys, "versions", library, "--delete", 2)
    status, gone = run(capsys, "versions", library, "--delete", 2, "--yes")
    assert status == 0 and isinstance(gone, dict) and gone["deleted"] == 2
    assert run(capsys, "freeze", library)[1]["version"] == 3  # type: ignore[index]
    assert "no version 2" in refused(capsys, "versions", library, "--delete", 2, "--yes")


class Terminal(io.StringIO):
    """Someone sits at it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "left"), [("y\n", 1), ("\n", 2), ("no\n", 2)])
def test_at_a_terminal_it_is_asked(
    capsys: pytest.CaptureFixture[str],
    library: str,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    left: int,
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert main(["versions", library, "--delete", "2"]) == (0 if left == 1 else 2)
    assert "Delete version 2 “second” with its 10 rows?" in capsys.readouterr().err
    _status, listed = run(capsys, "versions", library)
    assert isinstance(listed, list) and len(listed) == left


def test_one_that_a_run_refers_to_stays(capsys: pytest.CaptureFixture[str], library: str) -> None:
    with Session.open(Path(library)) as session:
        session.library.connection.execute(
            "INSERT INTO run(version, endpoint, model, hyperparameters, suffix, nonce, status, "
            "created) VALUES(1, 'local', 'm', '{}', '', 'n', 'failed', '2026-01-01')"
        )
    assert "run 1 refers to it" in refused(capsys, "versions", library, "--delete", 1, "--yes")
