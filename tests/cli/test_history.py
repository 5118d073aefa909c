"""The past on the command line: steps, states of a pair, the trash."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from studio.domain.pair import Origin
from studio.services.pairs import review
from studio.services.session import Session
from tests.cli.conftest import Desk


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Three pairs; the second was edited, tagged and removed."""
    with Session.open(desk.path) as session:
        with session.library.journal.edit("Write"):
            for number in range(3):
                session.library.pairs.insert(
                    f"Why {number}?", "So.", origin=Origin.CURATOR, tokens=9
                )
        review.edit(session, 2, answer="Because.")
        review.tag(session, [2], "habit")
        review.remove(session, [2])
    return desk


def get(value: object, *path: str | int) -> object:
    for key in path:
        assert isinstance(value, dict | Sequence)
        value = value[key]  # type: ignore[index]
    return value


def test_steps_are_listed_and_gone_to(filled: Desk) -> None:
    status, steps = filled("history", filled.library)
    assert status == 0 and isinstance(steps, list)
    assert [(step["label"], step["things"], step["undone"]) for step in steps] == [
        ("Remove 1 pair", 1, False),
        ("Tag 1 pair “habit”", 1, False),
        ("Edit “Why 1?”", 1, False),
        ("Write", 3, False),
    ]
    first = steps[-1]["step"]
    assert filled("history", filled.library, "--go-to", first) == (
        0,
        {"label": "Edit “Why 1?”", "steps": 3},
    )
    assert filled("history", filled.library, "--go-to", first)[0] == 1, "it is there already"
    _status, pairs = filled("pairs", filled.library)
    assert get(pairs, 1, "messages", 1, "content") == "So."
    assert "no such step" in filled.refused("history", filled.library, "--go-to", 99)


def test_a_pair_tells_what_became_of_it_and_goes_back(filled: Desk) -> None:
    _status, states = filled("history", filled.library, "--pair", 2)
    assert isinstance(states, list)
    assert [(state["answer"], state["changed"]) for state in states] == [
        (None, ["pair"]),
        ("Because.", ["tags"]),
        ("Because.", ["answer", "tokens", "is_read"]),
        ("So.", ["pair"]),
    ]
    assert filled("history", filled.library, "--pair", 2, "--back-to", 3) == (0, {"pair": 2})
    _status, pairs = filled("pairs", filled.library)
    assert get(pairs, 1, "messages", 1, "content") == "So." and get(pairs, 1, "tags") == []
    assert "removed then" in filled.refused("history", filled.library, "--pair", 2, "--back-to", 1)
    assert "0 to 4" in filled.refused("history", filled.library, "--pair", 2, "--back-to", 5)
    assert "never been a pair 9" in filled.refused("history", filled.library, "--pair", 9)
    assert "--pair N" in filled.refused("history", filled.library, "--back-to", 1)


def test_the_trash_gives_back_what_was_removed(filled: Desk) -> None:
    _status, content = filled("trash", filled.library)
    assert get(content, "pairs", 0, "id") == 2 and get(content, "pairs", 0, "tags") == ["habit"]
    assert get(content, "books") == []
    assert "no pair 1 in the trash" in filled.refused("trash", filled.library, "--restore", "1")
    assert filled("trash", filled.library, "--restore", 2) == (0, {"pairs": [2], "book": None})
    assert filled("trash", filled.library) == (0, {"pairs": [], "books": []})


def test_emptying_has_to_be_said_twice(filled: Desk) -> None:
    assert "1 pair" in filled.refused("trash", filled.library, "--empty")
    assert filled("trash", filled.library, "--empty", "--yes") == (0, {"pairs": 1, "books": 0})
    assert "no pair 2 in the trash" in filled.refused("trash", filled.library, "--restore", 2)
    assert "no book 2 in the trash" in filled.refused("trash", filled.library, "--restore-book", 2)


def test_pairs_are_removed_by_a_filter_and_brought_back(filled: Desk) -> None:
    assert filled("review", filled.library, "--remove", "--where", "all") == (0, {"changed": 2})
    assert filled("pairs", filled.library) == (0, [])
    assert filled("trash", filled.library, "--restore", "1-3") == (
        0,
        {"pairs": [1, 2, 3], "book": None},
    )
