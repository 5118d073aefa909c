"""Keys: in the environment, in the system's keyring, or for this session only; nowhere else."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Mapping
from enum import Enum
from typing import Protocol
from urllib.parse import urlsplit

from studio.domain.errors import CuratorError
from studio.domain.run import Endpoint
from studio.i18n import _
from studio.services.settings.endpoints import may_have_key

SERVICE = "Passage Studio"


class Kept(Enum):
    """Where a key is. The window says so: one kept for the session is gone at its end."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    SESSION_ONLY = "session"


class Keyring(Protocol):
    """The part of the ``keyring`` package that is used here."""

    def get_password(self, service_name: str, username: str) -> str | None: ...
    def set_password(self, service_name: str, username: str, password: str) -> None: ...
    def delete_password(self, service_name: str, username: str) -> None: ...


class KeyRing:
    """The keys of endpoints. It never shows one: not in its ``repr``, not in an error.

    A keyring that is missing, locked or broken is no error: the key is kept in memory instead.
    """

    def __init__(
        self,
        keyring: Keyring | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._keyring = keyring
        self._environment = os.environ if environment is None else environment
        self._session: dict[str, str] = {}
        self._lock = threading.Lock()

    def get(self, endpoint: Endpoint) -> str | None:
        """The key for an endpoint, or None."""
        return self._look_up(endpoint)[0]

    def where(self, endpoint: Endpoint) -> Kept | None:
        """Where ``get`` finds the key, or None where there is none."""
        return self._look_up(endpoint)[1]

    def set(self, endpoint: Endpoint, key: str) -> Kept:
        """Keep a key in the keyring or, where that can't be, for this session only.

        ``CuratorError`` for what can't be a key. A key in the environment still goes first.
        """
        key = key.strip()
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise CuratorError(
                _("This can't be a key; copy it again, the whole key and nothing else.")
            )
        account = _account(endpoint)
        with self._lock:
            # A copy in memory would go before the keyring's, and outlive a change there.
            if self._put(account, key):
                self._session.pop(account, None)
                return Kept.KEYRING
            self._session[account] = key
            return Kept.SESSION_ONLY

    def forget(self, endpoint: Endpoint) -> None:
        """Take the key out of keyring and session; the environment is the user's own."""
        account = _account(endpoint)
        with self._lock:
            self._session.pop(account, None)
            with contextlib.suppress(Exception):  # none there, or no keyring: forgotten as well
                self._ring().delete_password(SERVICE, account)

    def _look_up(self, endpoint: Endpoint) -> tuple[str | None, Kept | None]:
        key = self._environment.get(endpoint.key_env, "").strip() if endpoint.key_env else ""
        # A variable that everybody knows by its provider's name is that provider's key: an
        # endpoint that was given another address, or names it, must not get it.
        if key and may_have_key(endpoint):
            return key, Kept.ENVIRONMENT
        account = _account(endpoint)
        with self._lock:
            # Only a key the keyring would not take is here: it is newer than what is there.
            if account in self._session:
                return self._session[account], Kept.SESSION_ONLY
            key = self._take(account) or ""
        return (key, Kept.KEYRING) if key else (None, None)

    def _put(self, account: str, key: str) -> bool:
        """Whether the keyring has it now; the "null" keyring takes all and keeps nothing."""
        try:
            self._ring().set_password(SERVICE, account, key)
        except Exception:  # every back-end has errors of its own
            return False
        return self._take(account) == key

    def _take(self, account: str) -> str | None:
        try:
            return self._ring().get_password(SERVICE, account)
        except Exception:  # every back-end has errors of its own
            return None

    def _ring(self) -> Keyring:
        if self._keyring is None:
            import keyring  # it looks for back-ends when loaded: only once a key is needed

            self._keyring = keyring
        return self._keyring


def _account(endpoint: Endpoint) -> str:
    """What a key is kept under: name and host, so that a changed address never gets the key."""
    return f"{endpoint.name} @ {urlsplit(endpoint.base_url).netloc.lower()}"
