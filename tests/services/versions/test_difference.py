"""What differs between two versions: which rows, in which parts, in which words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.domain.errors import LibraryError
from studio.domain.work import finish
from studio.services.pairs import review, row_import
from studio.services.session import Session
from studio.services.versions import freezing
from studio.services.versions.difference import difference


def test_equal_versions_differ_in_nothing_whatever_their_order(accepted: Session) -> None:
    freezing.freeze(accepted, validation=0)
    freezing.freeze(accepted, validation=0, order="length")
    assert difference(accepted, 1, 2).counts == (0, 0, 0)


def test_any_two_can_be_compared_in_either_direction(accepted: Session) -> None:
    freezing.freeze(accepted, validation=0)
    review.reject(accepted, [1, 2])
    freezing.freeze(accepted, validation=0)
    review.reject(accepted, [3])
    freezing.freeze(accepted, validation=0)
    assert difference(accepted, 1, 3).counts == (0, 3, 0)
    assert [row.pair for row in difference(accepted, 3, 1).added] == sorted(
        (row.pair for row in difference(accepted, 3, 1).added),
        key=lambda pair: [row.pair for row in accepted.library.versions.rows(1)].index(pair),
    )
    assert {row.pair for row in difference(accepted, 3, 1).added} == {1, 2, 3}


def test_what_changed_is_named_and_reworded_rows_stand_first(accepted: Session) -> None:
    freezing.freeze(accepted, validation=0.2, group="passage", seed=1)
    review.edit(accepted, 30, prompt="How do I reach the goal 4-5?")
    freezing.freeze(accepted, validation=0.2, group="passage", seed=2)
    found = difference(accepted, 1, 2)
    assert "prompt" in found.changed[0].parts and found.changed[0].after.pair == 30
    assert {row.parts for row in found.changed[1:]} == {("split",)}
    assert (
        "".join(piece.text for piece in found.changed[0].prompt if piece.kind == "insert") == "the "
    )


def test_a_new_system_message_changes_every_row_and_is_said(accepted: Session) -> None:
    freezing.freeze(accepted, validation=0)
    review.set_system(accepted, "簡潔に。")
    freezing.freeze(accepted, validation=0)
    found = difference(accepted, 1, 2)
    assert len(found.changed) == 30 and {row.parts for row in found.changed} == {("system",)}
    assert found.changed[0].after.system == "簡潔に。"


def test_what_neither_question_nor_answer_say_is_the_rest(session: Session, tmp_path: Path) -> None:
    turns = [
        {"role": role, "content": text}
        for role, text in (
            ("user", "Hi"),
            ("assistant", "Yes?"),
            ("user", "How?"),
            ("assistant", "So."),
        )
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"messages": turns}), encoding="utf-8")
    finish(row_import.import_rows(session, path))
    review.accept(session, [1])
    freezing.freeze(session, validation=0)
    with session.library.journal.edit("An earlier turn"):
        session.library.connection.execute(
            "UPDATE pair SET row_json = replace(row_json, 'Yes?', 'No?')"
        )
    freezing.freeze(session, validation=0)
    (changed,) = difference(session, 1, 2).changed
    assert changed.parts == ("rest",)


def test_a_version_that_is_not_there_is_named(accepted: Session) -> None:
    freezing.freeze(accepted)
    with pytest.raises(LibraryError, match="no version 7"):
        difference(accepted, 1, 7)
