"""What became of a pair is read backwards out of the recordings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.history import PairState, Who
from studio.domain.pair import Origin, Status
from studio.store.library import Library


def describe(states: list[PairState]) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [
        (state.step.label if state.step else "", state.pair and state.pair.answer, state.changed)
        for state in states
    ]


def test_each_step_that_changed_a_pair_is_a_state(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    number, other = insert_pair(tags=["habit"]), insert_pair()
    with library.journal.edit("Edit", who=Who.MODEL, agent="gpt-5"):
        library.pairs.update(number, prompt="How?", answer="A", tokens=2, draft_prompt=False)
    with library.journal.edit("Accept both"):
        library.pairs.set_status([number, other], Status.ACCEPTED)
    with library.journal.edit("The other"):
        library.pairs.set_flagged([other], True)
    with library.journal.edit("Retag"):
        library.pairs.remove_tag([number], "habit")
        library.pairs.add_tag([number, other], "will")
    with library.journal.edit("Remove"):
        library.pairs.delete([number])
    states = library.journal.history_of_pair(number)
    assert describe(states) == [
        ("Remove", None, ("pair",)),
        ("Retag", "A", ("tags",)),
        ("Accept both", "A", ("status", "decided_at")),
        ("Edit", "A", ("answer", "tokens")),
        ("Write a pair", "Begin.", ("pair",)),
    ]
    assert [state.pair.tags for state in states if state.pair] == [
        ("will",),
        ("habit",),
        ("habit",),
        ("habit",),
    ]
    assert states[3].step and (states[3].step.who, states[3].step.agent) == (Who.MODEL, "gpt-5")


def test_what_was_before_anything_is_recorded_has_no_step(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    number = insert_pair(tags=["habit"])
    library.journal.forget()
    with library.journal.edit("Untag"):
        library.pairs.remove_tag([number], "habit")
    after, before = library.journal.history_of_pair(number)
    assert after.pair and after.pair.tags == () and after.changed == ("tags",)
    assert before.pair and before.pair.tags == ("habit",) and before.step is None


def test_what_was_taken_back_is_no_history(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    number = insert_pair()
    with library.journal.edit("Reject"):
        library.pairs.set_status([number], Status.REJECTED)
    library.journal.undo()
    assert [label for label, *_rest in describe(library.journal.history_of_pair(number))] == [
        "Write a pair"
    ]
    assert library.journal.history_of_pair(99) == []


deeds = st.lists(
    st.sampled_from(["edit", "tag", "untag", "accept", "remove", "undo", "redo", "back"]),
    max_size=12,
)


@settings(max_examples=settings().max_examples // 3, deadline=None)
@given(deeds=deeds)
def test_states_are_what_the_pair_was(deeds: list[str]) -> None:
    with TemporaryDirectory() as folder, Library.create(Path(folder) / "a.studio") as library:
        with library.journal.edit("Write"):
            library.pairs.insert("?", "!", origin=Origin.CURATOR, tokens=1, tags=["a"])
        past = [library.pairs.list([1])]
        future: list[object] = []
        for turn, deed in enumerate(deeds):
            act(library, deed, turn)
            now = library.pairs.list([1])
            if deed == "undo" and len(past) > 1:
                future.append(past.pop())
            elif deed == "redo" and future:
                past.append(future.pop())  # type: ignore[arg-type]
            elif deed not in ("undo", "redo") and now != past[-1]:
                past.append(now)
                future.clear()
        states = library.journal.history_of_pair(1)
        assert [[state.pair] if state.pair else [] for state in reversed(states)] == past


def act(library: Library, deed: str, turn: int) -> None:
    if deed == "undo":
        if len(library.journal.history_of_pair(1)) > 1:
            library.journal.undo()
        return
    if deed == "redo":
        library.journal.redo()
        return
    with library.journal.edit(deed):
        if deed == "edit" and library.pairs.list([1]):
            library.pairs.update(1, prompt="?", answer=str(turn), tokens=turn, draft_prompt=False)
        elif deed == "tag" and library.pairs.list([1]):
            library.pairs.add_tag([1], "ab"[turn % 2])
        elif deed == "untag":
            library.pairs.remove_tag([1], "a")
        elif deed == "accept":
            library.pairs.set_flagged([1], bool(turn % 2))
        elif deed == "remove":
            library.pairs.delete([1])
        elif deed == "back" and library.trash.pairs():
            library.trash.bring_back_pairs(library.trash.pairs())
