"""A session over a fresh library, with settings and data of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.dataset import Version
from studio.domain.pair import Origin
from studio.domain.run import Endpoint
from studio.providers.table import PROVIDERS
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.training import search
from studio.services.versions import freezing
from tests.services.provider_server import ProviderServer


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


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    playing = ProviderServer()
    yield playing
    playing.shutdown()
    playing.server_close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks follow each other at once."""
    for kind, provider in PROVIDERS.items():
        quick = replace(provider.capabilities, seconds_between_looks=0.001)
        monkeypatch.setitem(PROVIDERS, kind, replace(provider, capabilities=quick))
    monkeypatch.setattr(search, "LOOK_PAUSES", (0.001,) * 4)


@pytest.fixture
def desk(
    accepted: Session, server: ProviderServer, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> Session:
    """A session with thirty accepted pairs and an endpoint ``custom`` at the server."""
    monkeypatch.setenv("DESK_KEY", "sk-desk-0123456789")
    accepted.settings.save_endpoint(Endpoint("custom", server.base_url, key_env="DESK_KEY"))
    return accepted


@pytest.fixture
def version(accepted: Session) -> int:
    """A frozen version of 24 rows to train on and six to validate with."""
    made = freezing.freeze(accepted, validation=0.2).value
    assert isinstance(made, Version)
    return made.number
