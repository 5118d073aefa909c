"""Before words leave the library it is asked, once; the answer can be undone and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studio.domain.dataset import Version
from studio.domain.errors import ConsentNeeded
from studio.domain.pair import Origin
from studio.domain.preflight import Concern
from studio.domain.work import finish
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.training.start import start_run
from studio.services.versions import consent, freezing

LONG = (
    "What a man keeps before his eyes in the morning he has in his hands by night, and more. " * 3
)
Shelve = Callable[[str, str], int]


@pytest.fixture
def shelve(session: Session) -> Shelve:
    """A book with these rights and one passage, from which twelve answers are made; its id."""

    def shelved(title: str, rights: str, answer: str = "") -> int:
        library = session.library
        with library.journal.edit("Book"):
            source = library.connection.execute(
                "INSERT INTO book_source(text, raw, sha256) VALUES('', x'', ?)", [title]
            )
            book = library.connection.execute(
                "INSERT INTO book(source, title, author, language, format, encoding, rights, "
                "characters, chapters, dropped, source_name) "
                "VALUES(?, ?, '', 'en', 'plain', 'utf-8', ?, 0, '[]', '[]', 'b.txt')",
                [source, title, rights],
            )
            passage = library.passages.insert(book, 0, 0, 0, 99, LONG * 3)
            ids = [
                library.pairs.insert(
                    f"What is number {n} of {title}?",
                    answer or f"It is {n}, as {title} says.",
                    origin=Origin.CURATOR,
                    book=book,
                    passage=passage,
                    tokens=20,
                )
                for n in range(12)
            ]
        review.accept(session, ids)
        return book

    return shelved


def freeze(session: Session) -> int:
    version = freezing.freeze(session, validation=0).value
    assert isinstance(version, Version)
    return version.number


def asked(session: Session, version: int) -> tuple[Concern, ...]:
    return finish(consent.find_concerns(session, version)).value


def test_nothing_is_asked_about_free_books(session: Session, shelve: Shelve) -> None:
    shelve("Smiles", "public_domain")
    shelve("Mine", "own")
    assert asked(session, freeze(session)) == ()


def test_unknown_rights_and_long_stretches_are_asked_about_book_by_book(
    session: Session, shelve: Callable[..., int]
) -> None:
    shelve("Smiles", "public_domain", LONG)
    unknown = shelve("Nobody", "unknown")
    licensed = shelve("Somebody", "licensed", LONG)
    concerns = asked(session, freeze(session))
    assert [(one.code, one.count) for one in concerns] == [
        ("rights-unknown", 12),
        ("rights-verbatim", 12),
    ]
    assert concerns[0].keys == (f"rights-unknown-{unknown}",) and "(Nobody)" in concerns[0].message
    assert concerns[1].keys == (f"rights-verbatim-{licensed}",)
    assert len(concerns[0].pairs) == 12


def test_personal_data_is_asked_about_pair_by_pair(session: Session, shelve: Shelve) -> None:
    shelve("Mine", "own")
    first = session.library.pairs.ids()[0]
    review.edit(session, first, answer="Write to taro@mail.or.jp about it.")
    (mail,) = asked(session, freeze(session))
    assert (mail.code, mail.pairs) == ("private-mail", (first,))
    consent.agree(session, mail.keys)
    assert asked(session, 1) == ()
    second = session.library.pairs.ids()[1]
    review.edit(session, second, answer="Or write to hanako@mail.or.jp instead.")
    (again,) = asked(session, freeze(session))
    assert again.pairs == (second,)


def test_an_answer_is_remembered_undone_and_taken_back(session: Session, shelve: Shelve) -> None:
    shelve("Nobody", "unknown")
    version = freeze(session)
    consent.agree(session, consent.keys_of(asked(session, version)))
    assert asked(session, version) == ()
    review.undo(session)
    assert len(asked(session, version)) == 1
    review.redo(session)
    assert asked(session, version) == ()
    assert consent.take_back(session).value == 1
    assert len(asked(session, version)) == 1 and consent.take_back(session).value == 0


def test_nothing_is_sent_before_it_was_agreed_to(session: Session, shelve: Shelve) -> None:
    shelve("Nobody", "unknown")
    version = freeze(session)
    with pytest.raises(ConsentNeeded, match="Nobody"):
        finish(start_run(session, version, "openai", "gpt-4o-mini-2024-07-18"))
    assert session.library.runs.list() == []
