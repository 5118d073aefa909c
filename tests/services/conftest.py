"""A session over a fresh library, with settings and data of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.pair import Origin
from studio.services.pairs import review
from studio.services.session import Session


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("STUDIO_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("STUDIO_DATA_DIR", str(tmp_path / "data"))
    with Session.open(tmp_path / "mentor.studio", create=True) as made:
        yield made


@pytest.fixture
def accepted(session: Session) -> Session:
    """Thirty accepted pairs of five books by five authors, six each."""
    library = session.library
    with library.journal.edit("Books and pairs"):
        for book in range(5):
            source = library.connection.execute(
                "INSERT INTO book_source(text, raw, sha256) VALUES('', x'', ?)", [str(book)]
            )
            number = library.connection.execute(
                "INSERT INTO book(source, title, author, language, format, encoding, rights, "
                "characters, chapters, dropped, source_name) "
                "VALUES(?, ?, ?, 'en', 'plain', 'utf-8', 'own', 0, '[]', '[]', 'b.txt')",
                [source, f"Book {book}", f"Author {book}"],
            )
            for pair in range(6):
                prompt, answer = f"How do I reach goal {book}-{pair}?", f"Do step {book}-{pair}."
                library.pairs.insert(
                    prompt,
                    answer,
                    origin=Origin.CURATOR,
                    book=number,
                    tokens=review.row_tokens(session, prompt, answer),
                    encoding=session.encoding(),
                )
    review.accept(session, library.pairs.ids())
    return session
