"""How a version was made is said in words a curator reads."""

from __future__ import annotations

from datetime import UTC, datetime

from studio.domain.dataset import Recipe, SplitReport, Version
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from studio.services.versions.recipe import (
    describe_leaks,
    describe_order,
    describe_rows,
    describe_split,
    describe_tags,
)


def test_which_rows_were_taken() -> None:
    assert describe_rows(Recipe()) == "all accepted pairs"
    assert describe_rows(Recipe(tag="習慣", without="draft", author="漱石", cap=1000)) == (
        "accepted pairs, tagged “習慣”, not tagged “draft”, by 漱石, at most 1,000 of an author"
    )
    assert describe_rows(Recipe(profile="dpo")) == "preferences"


def test_what_was_held_out_and_what_came_of_it(accepted: Session) -> None:
    review.tag(accepted, range(1, 16), "habit")
    version = freezing.freeze(accepted, author="Author 1", group="book", stratify=True).value
    assert isinstance(version, Version)
    assert describe_split(version) == (
        "17% by passages, asked for 10%, as there are too few books, tags as evenly as that allows"
    )
    assert describe_tags(version).startswith("“habit” is furthest from even")


def test_a_share_that_whole_books_do_not_come_to_is_said_beside_what_was_asked_for() -> None:
    recipe = Recipe(validation=0.1, group="book")
    now = datetime(2026, 11, 27, tzinfo=UTC)
    version = Version(1, "", "", now, 313, 21, 0, 0, "book", 0, recipe=recipe)
    assert describe_split(version) == "6% by whole books, asked for 10%"


def test_copies_that_were_put_back_are_counted(accepted: Session) -> None:
    for number in accepted.library.pairs.ids():
        review.edit(accepted, number, prompt="The same question to all?")
    version = freezing.freeze(accepted, validation=0.2).value
    assert isinstance(version, Version) and version.report == SplitReport(moved=6)
    assert describe_leaks(version) == "none; 6 near copies were moved to training"


def test_the_order_has_its_seed() -> None:
    assert describe_order(Recipe(order="book", seed=3)) == "as in the books, seed 3"
