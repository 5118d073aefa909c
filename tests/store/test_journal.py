"""Undo and redo: recorded by the tables themselves, also after a restart."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.pair import Origin, Status
from studio.store.journal import Replay
from studio.store.library import Library


def write_pair(library: Library, prompt: str = "How?", answer: str = "Begin.") -> int:
    with library.journal.edit("Write a pair"):
        return library.pairs.insert(prompt, answer, origin=Origin.CURATOR, tokens=9, tags=["habit"])


def everything(library: Library) -> list[object]:
    return [
        library.pairs.list(library.pairs.ids()),
        library.pairs.accepted_tokens(),
        library.pairs.tags(),
    ]


def test_undo_puts_a_rejected_pair_back(library: Library) -> None:
    number = write_pair(library)
    before = everything(library)
    with library.journal.edit("Reject 1 pairs"):
        library.pairs.set_status([number], Status.REJECTED)
    undone = library.journal.undo()
    assert undone.value == Replay("Reject 1 pairs", (number,))
    changes = undone.changes
    assert changes is not None and changes.touches("pairs")
    assert everything(library) == before


def test_redo_brings_it_again(library: Library) -> None:
    number = write_pair(library)
    library.journal.undo()
    assert library.counts()["pairs"] == 0
    library.journal.redo()
    assert library.pairs.get(number).tags == ("habit",)


def test_a_new_edit_forgets_what_was_taken_back(library: Library) -> None:
    write_pair(library)
    library.journal.undo()
    write_pair(library, "Why?")
    assert library.journal.redo_label is None
    assert library.journal.redo().value is None


def test_undo_survives_a_restart(tmp_path: Path) -> None:
    with Library.create(tmp_path / "mentor.studio") as library:
        write_pair(library)
    with Library.open(tmp_path / "mentor.studio") as library:
        assert library.journal.undo_label == "Write a pair"
        library.journal.undo()
        assert library.counts()["pairs"] == 0


def test_an_exception_leaves_neither_the_edit_nor_its_step(library: Library) -> None:
    with pytest.raises(ZeroDivisionError), library.journal.edit("Fail"):
        library.pairs.insert("q", "a", origin=Origin.CURATOR, tokens=1)
        raise ZeroDivisionError
    assert library.counts()["pairs"] == 0
    assert library.journal.undo_label is None


def test_a_write_outside_an_edit_fails_in_the_database(library: Library) -> None:
    number = write_pair(library)
    with pytest.raises(sqlite3.IntegrityError, match="no edit is open"):
        library.connection.execute("UPDATE pair SET prompt = 'x' WHERE id = ?", [number])
    assert library.pairs.get(number).prompt == "How?"


def test_an_edit_that_changes_nothing_leaves_no_step(library: Library) -> None:
    number = write_pair(library)
    with library.journal.edit("Look"):
        pass
    with library.journal.edit("Save what was there"):
        library.pairs.update(number, prompt="How?", answer="Begin.", tokens=9, draft_prompt=False)
        library.pairs.add_tag([number], "habit")
        library.pairs.set_status([number], Status.DRAFT)
    assert library.journal.undo_label == "Write a pair"


def test_what_was_taken_back_outlives_an_edit_that_changes_nothing(library: Library) -> None:
    number = write_pair(library)
    with library.journal.edit("Edit"):
        library.pairs.update(number, prompt="How?", answer="Rest.", tokens=9, draft_prompt=False)
    library.journal.undo()
    with library.journal.edit("Look"):
        library.pairs.update(number, prompt="How?", answer="Begin.", tokens=9, draft_prompt=False)
    assert library.journal.redo_label == "Edit"
    library.journal.redo()
    assert library.pairs.get(number).answer == "Rest."


def test_typing_at_one_pair_is_one_step(library: Library) -> None:
    number = write_pair(library)
    for answer in ("S", "St", "Sta"):
        with library.journal.edit("Edit", merge_key="pair-1"):
            library.pairs.update(number, prompt="How?", answer=answer, tokens=9, draft_prompt=False)
    library.journal.undo()
    assert library.pairs.get(number).answer == "Begin."


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
deeds = st.lists(st.sampled_from(["write", "accept", "reject", "edit", "tag", "delete", "setting"]))


@settings(max_examples=30, deadline=None)
@given(deeds=deeds, text=words)
def test_undoing_all_gives_back_the_beginning_and_redoing_all_the_end(
    deeds: list[str], text: str
) -> None:
    with (
        TemporaryDirectory() as folder,
        Library.create(Path(folder) / "a.studio") as library,
    ):
        there_and_back(library, deeds, text)


def there_and_back(library: Library, deeds: list[str], text: str) -> None:
    start = everything(library)
    for deed in deeds:
        ids = library.pairs.ids()
        with library.journal.edit(deed):
            if deed == "write" or not ids:
                library.pairs.insert(text, text, origin=Origin.CURATOR, tokens=len(text))
            elif deed == "edit":
                library.pairs.update(ids[-1], prompt=text, answer="'", tokens=3, draft_prompt=True)
            elif deed == "tag":
                library.pairs.add_tag(ids, text)
            elif deed == "delete":
                library.pairs.delete(ids[:1])
            elif deed == "setting":
                library.settings.set("system_message", text)
            else:
                wanted = Status.ACCEPTED if deed == "accept" else Status.REJECTED
                library.pairs.set_status(ids, wanted)
    end = everything(library)
    while library.journal.undo().value is not None:
        pass
    assert everything(library) == start
    while library.journal.redo().value is not None:
        pass
    assert everything(library) == end
