"""A judgement is kept until the words it is about change, and undo knows nothing of it."""

from __future__ import annotations

from collections.abc import Callable

from studio.domain.pair_filter import PairFilter, Range, Sort
from studio.store.judgements import Judgement
from studio.store.library import Library

InsertPair = Callable[..., int]


def judge_all(library: Library) -> None:
    with library.transaction():
        library.judgements.insert(
            Judgement(number, number / 10, 10 * number, (f"code-{number}", "all"))
            for number in [*library.judgements.list_due(), 99]
        )


def test_changed_words_drop_a_judgement_and_undo_does_not_bring_an_old_one(
    library: Library, book: int, insert_pair: InsertPair
) -> None:
    passage = library.passages.ids(book=book)[0]
    ids = [insert_pair(passage=passage), insert_pair(), insert_pair()]
    assert list(library.judgements.list_due()) == ids
    judge_all(library)
    assert list(library.judgements.list_due()) == [] and library.pairs.get(1).grounding == 0.1
    with library.journal.edit("Edit"):
        library.pairs.update(2, prompt="How?", answer="End.", tokens=2, draft_prompt=False)
        library.pairs.set_flagged([3], True)
    assert list(library.judgements.list_due(5)) == [2]
    judge_all(library)
    library.journal.undo()
    assert list(library.judgements.list_due()) == [2]
    with library.journal.edit("Clean"):
        library.passages.set_texts([("Other words.", 2, passage)])
        library.pairs.delete([3])
    assert list(library.judgements.list_due()) == [1, 2]
    assert library.judgements.list_codes() == []


def test_pairs_are_found_and_ordered_by_what_was_found(
    library: Library, insert_pair: InsertPair
) -> None:
    for _number in range(3):
        insert_pair()
    judge_all(library)
    insert_pair()
    assert library.judgements.list_codes() == ["all", "code-1", "code-2", "code-3"]
    assert list(library.pairs.ids(PairFilter(finding="code-2"))) == [2]
    assert list(library.pairs.ids(PairFilter(grounding=Range(0.2, 0.3)))) == [2, 3]
    assert list(library.pairs.ids(PairFilter(sort=Sort.WORST))) == [3, 2, 1, 4]
    counts = library.pairs.facets().values["finding"]
    assert (counts[0].value, counts[0].pairs) == ("all", 3)


def test_near_copies_are_a_finding_that_comes_and_goes(
    library: Library, insert_pair: InsertPair
) -> None:
    for _number in range(4):
        insert_pair()
    judge_all(library)
    worst = list(library.pairs.ids(PairFilter(sort=Sort.WORST)))
    with library.transaction():
        assert library.judgements.set_copies([1, 4], "near-copy", 100) == 2
    assert list(library.pairs.ids(PairFilter(sort=Sort.WORST)))[:2] == [4, 1]
    assert list(library.pairs.ids(PairFilter(finding="near-copy"))) == [1, 4]
    with library.transaction():
        assert library.judgements.set_copies([1, 4], "near-copy", 100) == 0
        assert library.judgements.set_copies([], "near-copy", 100) == 2
    assert list(library.pairs.ids(PairFilter(sort=Sort.WORST))) == worst
