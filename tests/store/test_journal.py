"""Undo and redo: recorded by the tables themselves, also after a restart."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.errors import LibraryError
from studio.domain.history import Replay, Who
from studio.domain.pair import Origin, Status
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


def test_steps_say_who_when_and_how_much(library: Library) -> None:
    number = write_pair(library)
    with library.journal.edit("Shorten", who=Who.MODEL, agent="gpt-5"):
        library.pairs.update(number, prompt="How?", answer="So.", tokens=9, draft_prompt=False)
    library.journal.undo()
    first, second = library.journal.steps()
    assert (first.label, first.who, first.agent, first.undone) == (
        "Shorten",
        Who.MODEL,
        "gpt-5",
        True,
    )
    assert (second.label, second.who, second.things) == ("Write a pair", Who.PERSON, 1)
    assert datetime.now(UTC) - second.at < timedelta(minutes=1)
    assert library.journal.steps(1) == [first]
    assert library.journal.steps(before=first.id) == [second]


def test_one_call_goes_to_any_step_and_back(library: Library) -> None:
    states = [everything(library)]
    for n in range(5):
        write_pair(library, f"{n}?")
        states.append(everything(library))
    steps = [step.id for step in reversed(library.journal.steps())]
    for target in (1, 4, 0, 5, 2, 3):
        replay = library.journal.go_to(steps[target - 1] if target else 0).value
        assert replay is not None and everything(library) == states[target]
        assert [step.id for step in reversed(library.journal.steps())] == steps
    assert library.journal.go_to(steps[2]).value is None, "it is there already"
    library.journal.go_to(0)
    replay = library.journal.go_to(steps[1]).value
    assert replay == Replay("Write a pair", (1, 2), 2)


def test_a_step_that_is_not_there_can_not_be_gone_to(library: Library) -> None:
    write_pair(library)
    with pytest.raises(LibraryError, match="no such step"):
        library.journal.go_to(99)
    assert library.counts()["pairs"] == 1


def test_steps_that_are_cut_off_leave_nothing_behind(library: Library) -> None:
    write_pair(library)
    write_pair(library, "Why?")
    library.journal.go_to(0)
    write_pair(library, "When?")
    assert [step.label for step in library.journal.steps()] == ["Write a pair"]
    kept = library.connection.select("SELECT DISTINCT id >> 32 FROM pair_before")
    assert [row[0] for row in kept] == [
        row[0] for row in library.connection.select("SELECT recording FROM step")
    ]


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
deeds = st.lists(st.sampled_from(["write", "accept", "reject", "edit", "tag", "delete", "setting"]))


@settings(max_examples=settings().max_examples // 3, deadline=None)
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
