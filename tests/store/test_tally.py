"""The tally is what counting would give, whoever writes."""

from __future__ import annotations

import pytest

from studio.domain.pair import Origin, Status
from studio.store.library import Library


def count(library: Library) -> list[tuple[str, int, int]]:
    sql = (
        "SELECT status, pairs, tokens FROM tally WHERE pairs EXCEPT "
        "SELECT status, count(*), sum(tokens) FROM pair GROUP BY status"
    )
    return [tuple(row) for row in library.connection.select(sql)]


@pytest.mark.parametrize("share", [1, 30], ids=["many", "few"])
def test_it_is_right_after_a_change_of_many_and_of_few(library: Library, share: int) -> None:
    with library.journal.edit("Write"):
        for tokens in range(90):
            library.pairs.insert("?", "!", origin=Origin.CURATOR, tokens=tokens)
    ids = library.pairs.ids()[::share]
    for action in (
        lambda: library.pairs.set_status(ids, Status.ACCEPTED),
        lambda: library.pairs.shift_tokens(3),
        lambda: library.pairs.delete(ids),
    ):
        with library.journal.edit("Change"):
            action()
        assert count(library) == []
        library.journal.undo()
        assert count(library) == []
        library.journal.redo()
        assert count(library) == []
