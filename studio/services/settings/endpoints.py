"""The endpoints that come with the studio, and what an endpoint must be to be of use."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from studio.domain.errors import CuratorError
from studio.domain.run import Endpoint
from studio.i18n import _
from studio.providers.requests import STYLES
from studio.resources import RESOURCES

TABLE = RESOURCES / "endpoints.toml"
LOCAL = "local"
LONGEST_NAME = 60


def shipped_endpoints() -> tuple[Endpoint, ...]:
    """The table's endpoints, in its order. One without an address waits for the user's own."""
    known = {field.name for field in fields(Endpoint)}
    return tuple(
        Endpoint(**{key: value for key, value in row.items() if key in known})
        for row in endpoint_rows()
    )


def endpoint_rows() -> list[dict[str, Any]]:
    """The table's rows with all that stands in them."""
    rows: list[dict[str, Any]] = _table()["endpoint"]
    return rows


def endpoints_as_of() -> date:
    """The day on which the table's notes were true."""
    day = _table()["as_of"]
    assert isinstance(day, date)
    return day


def checked_endpoint(endpoint: Endpoint) -> Endpoint:
    """The endpoint with stray blanks gone, or ``CuratorError`` saying what to mend."""
    name, base_url = endpoint.name.strip(), endpoint.base_url.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise CuratorError(
            _("An endpoint needs a name of at most {n} characters.").format(n=LONGEST_NAME)
        )
    if endpoint.style not in STYLES:
        raise CuratorError(
            _("“{style}” is no way to send hyperparameters; choose one of {these}.").format(
                style=endpoint.style, these=", ".join(STYLES)
            )
        )
    if name != LOCAL:
        _check_address(base_url)
    return replace(endpoint, name=name, base_url=base_url, key_env=endpoint.key_env.strip())


def _check_address(base_url: str) -> None:
    try:
        parts = urlsplit(base_url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        secret = parts.username is not None or bool(parts.query)
    except ValueError:
        whole, secret = False, False
    if not whole or any(sign.isspace() for sign in base_url):
        raise CuratorError(
            _("An endpoint needs a whole address, such as https://api.example.com/v1.")
        )
    if secret:
        raise CuratorError(
            _("Leave user names, passwords and keys out of the address; a key is kept apart.")
        )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
