"""The settings that travel with a library: its system message, its cleaning rules."""

from __future__ import annotations

from studio.store.connection import Shelf


class LibrarySettings(Shelf):
    """Settings by name, as text."""

    def get(self, name: str, default: str = "") -> str:
        """A setting: ``system_message``, ``rules`` …; ``default`` where it was never set."""
        row = self._connection.select_first("SELECT value FROM setting WHERE name = ?", [name])
        return row["value"] if row else default

    def set(self, name: str, value: str) -> None:
        """Set a setting."""
        self._connection.execute(
            "INSERT INTO setting(name, value) VALUES(?1, ?2) "
            "ON CONFLICT(name) DO UPDATE SET value = ?2",
            [name, value],
        )
