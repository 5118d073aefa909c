"""A session for commands that need settings and endpoints but no library."""

from __future__ import annotations

from studio.services.session import Session
from studio.temporary_folder import TemporaryFolder


class NoLibrary:
    """Settings, keys and prices come with a session, and a session with a library: one that nobody
    sees is simpler than a second way to them."""

    def __enter__(self) -> Session:
        self._folder = TemporaryFolder()
        self._session = Session.open(self._folder.path / "none.studio", create=True)
        return self._session

    def __exit__(self, *_error: object) -> None:
        self._session.close()
        self._folder.remove()
