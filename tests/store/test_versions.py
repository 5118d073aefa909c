"""Versions are frozen by SQLite itself: never changed, and gone only whole and unused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from studio.domain.dataset import Recipe, Row, Split, SplitReport, Version
from studio.store.library import Library

RECIPE = Recipe(validation=0.2, group="author", order="length", stratify=True, without="draft")


@pytest.fixture
def kept(library: Library) -> Iterator[Library]:
    """A library with version 1, of two rows."""
    add(library, 1)
    yield library


def add(library: Library, number: int) -> Version:
    version = Version(
        number,
        "first",
        "h",
        datetime(2026, 1, 1, tzinfo=UTC),
        1,
        1,
        9,
        8,
        "author",
        0,
        recipe=RECIPE,
        report=SplitReport(2, "book", "習慣", 0.01),
        system="簡潔に。",
    )
    rows = [(0, "train", "{}", 9, 5, "g", "{}"), (1, "validation", "[]", 8, 6, "h", "{}")]
    with library.transaction():
        library.versions.insert(version, rows)
    return version


def trained(library: Library, number: int) -> None:
    library.connection.execute(
        "INSERT INTO run(version, endpoint, model, hyperparameters, suffix, nonce, status, created)"
        f" VALUES({number}, 'local', 'm', '{{}}', '', 'n', 'failed', '2026-01-01')"
    )


def test_a_version_is_read_as_it_was_kept(library: Library) -> None:
    version = add(library, 1)
    assert library.versions.get(1) == version
    assert list(library.versions.rows(1)) == [
        Row("{}", Split.TRAIN, 9, 5, "g"),
        Row("[]", Split.VALIDATION, 8, 6, "h"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE version SET name = 'b'",
        "UPDATE version_row SET json = ''",
        "DELETE FROM version_row WHERE position = 1",
    ],
)
def test_nothing_of_a_version_can_be_changed(kept: Library, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        kept.connection.execute(statement)


def test_one_that_nobody_trained_on_goes_with_its_rows(kept: Library) -> None:
    with kept.transaction():
        kept.versions.delete(1)
    assert kept.versions.list() == [] and list(kept.versions.rows(1)) == []


def test_one_that_a_run_refers_to_stays_whole(kept: Library) -> None:
    trained(kept, 1)
    with pytest.raises(sqlite3.IntegrityError, match="trained on"):
        with kept.transaction():
            kept.versions.delete(1)
    assert len(list(kept.versions.rows(1))) == 2 and kept.versions.get(1).name == "first"
    assert kept.runs.ids(version=1) == [1]


def test_a_version_can_not_go_and_leave_its_rows(kept: Library) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        kept.connection.execute("DELETE FROM version")
    assert kept.versions.get(1).number == 1


def test_a_number_never_comes_again(kept: Library) -> None:
    add(kept, 2)
    assert kept.versions.next_number() == 3
    with kept.transaction():
        kept.versions.delete(2)
    assert kept.versions.next_number() == 3
    with pytest.raises(sqlite3.IntegrityError, match="never comes again"):
        add(kept, 2)
    with pytest.raises(sqlite3.IntegrityError, match="never comes again"):
        kept.connection.execute("DELETE FROM version_gone")


def test_a_version_of_an_older_studio_has_the_recipe_it_was_made_with(library: Library) -> None:
    library.connection.execute(
        "INSERT INTO version VALUES(1,'a','h','2026-01-01T00:00:00+00:00',1,0,9,0,'chapter',7,0,"
        '\'{"group": "chapter", "seed": 7, "system": "s", "validation": 0.2}\', \'{}\')'
    )
    version = library.versions.get(1)
    assert version.recipe == Recipe(group="chapter", seed=7, validation=0.2)
    assert (version.system, version.report) == ("s", SplitReport())
