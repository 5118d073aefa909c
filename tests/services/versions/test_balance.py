"""The balance of a version is of its own rows, as they were when it was frozen."""

from __future__ import annotations

import pytest

from studio.domain.errors import LibraryError
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from studio.services.versions.balance import balance_of


def test_it_says_whose_words_which_tags_and_how_long(accepted: Session) -> None:
    review.tag(accepted, [1, 2, 7], "習慣")
    freezing.freeze(accepted, validation=0.2)
    balance = balance_of(accepted, 1)
    assert [(share.name, share.pairs) for share in balance.authors] == [
        (f"Author {n}", 6) for n in range(5)
    ]
    assert balance.effective_authors == pytest.approx(5)
    assert [(share.name, share.pairs, share.share) for share in balance.tags] == [("習慣", 3, 0.1)]
    assert [(share.name, share.pairs) for share in balance.languages] == [("en", 30)]
    assert sum(pairs for _start, pairs in balance.lengths) == 30
    version = accepted.library.versions.get(1)
    assert sum(share.tokens for share in balance.works) == (
        version.train_tokens + version.validation_tokens
    )


def test_it_does_not_drift_with_the_pairs(accepted: Session) -> None:
    freezing.freeze(accepted)
    before = balance_of(accepted, 1)
    review.tag(accepted, [1], "later")
    review.reject(accepted, range(1, 20))
    assert balance_of(accepted, 1) == before


def test_one_voice_is_as_diverse_as_one_author(accepted: Session) -> None:
    freezing.freeze(accepted, author="Author 3")
    freezing.freeze(accepted, cap=1)
    assert balance_of(accepted, 1).effective_authors == pytest.approx(1)
    assert [share.pairs for share in balance_of(accepted, 2).authors] == [1, 1, 1, 1, 1]


def test_the_language_of_what_has_no_book_is_told_by_its_letters(session: Session) -> None:
    review.add(session, "何から？", "小さな一歩から始めます。")
    review.add(session, "How?", "Begin small.")
    review.accept(session, session.library.pairs.ids())
    freezing.freeze(session, validation=0)
    assert [(one.name, one.pairs) for one in balance_of(session, 1).languages] == [("ja", 1)]


def test_a_version_that_is_not_there_is_named(session: Session) -> None:
    with pytest.raises(LibraryError, match="no version 4"):
        balance_of(session, 4)
