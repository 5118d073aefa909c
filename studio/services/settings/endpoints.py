"""The endpoints that come with the studio, and what an endpoint must be to be of use."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from studio.domain.endpoint_setting import EndpointSetting
from studio.domain.errors import CuratorError
from studio.domain.run import Endpoint
from studio.i18n import _, join_list
from studio.providers.addresses import is_loopback
from studio.providers.endpoint_settings import check_settings, list_settings
from studio.providers.table import PROVIDERS, capabilities_of, provider_of
from studio.resources import RESOURCES

TABLE = RESOURCES / "endpoints.toml"
LONGEST_NAME = 60


STYLE_KINDS = {"method": "openai", "top-level": "nebius", "azure": "foundry"}
"""The kinds of endpoints that were kept before there were kinds, by what stood there instead."""


@cache
def list_shipped() -> tuple[Endpoint, ...]:
    """The table's endpoints, in its order. One without an address waits for the user's own."""
    return tuple(read_endpoint(row) for row in endpoint_rows())


def read_endpoint(row: Mapping[str, Any]) -> Endpoint:
    """An endpoint from its row; fields that this version does not know are passed over."""
    names = {field.name for field in fields(Endpoint)}
    values = {name: value for name, value in row.items() if name in names}
    # Settings of earlier versions know how hyperparameters are sent, but no kind of provider.
    values.setdefault("kind", STYLE_KINDS.get(str(row.get("style")), "openai"))
    values.setdefault("title", values.get("name", ""))
    return Endpoint(**values)


def list_free() -> frozenset[str]:
    """The names of the table's endpoints at which nothing is paid."""
    return frozenset(
        endpoint.name for endpoint in list_shipped() if provider_of(endpoint).capabilities.free
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


def check_endpoint(endpoint: Endpoint) -> Endpoint:
    """The endpoint with stray blanks gone, or ``CuratorError`` saying what to mend."""
    name, base_url = endpoint.name.strip(), endpoint.base_url.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise CuratorError(
            _("An endpoint needs a name of at most {n} characters.").format(n=LONGEST_NAME)
        )
    provider = PROVIDERS.get(endpoint.kind)
    if provider is None:
        raise CuratorError(
            _("There is no kind of endpoint “{kind}”; choose one of {kinds}.").format(
                kind=endpoint.kind, kinds=join_list(PROVIDERS)
            )
        )
    settings = check_settings(endpoint)
    if provider.capabilities.needs_address:
        _check_address(base_url)
    trains = endpoint.trains and provider.capabilities.trains
    variable = endpoint.key_env.strip()
    return replace(
        endpoint,
        trains=trains,
        name=name,
        base_url=base_url,
        key_env=variable,
        settings=settings,
    )


def list_own_settings(endpoint: Endpoint) -> tuple[EndpointSetting, ...]:
    """What its provider wants to know of a training besides; none where it does not train."""
    return list_settings(endpoint) if provider_of(endpoint).capabilities.trains else ()


def needs_address(endpoint: Endpoint) -> bool:
    """Whether a person says where it is; the studio's own engine is found without."""
    return provider_of(endpoint).capabilities.needs_address


def needs_key(endpoint: Endpoint) -> bool:
    """Whether nobody answers there without a key."""
    return provider_of(endpoint).capabilities.needs_key


def is_private(endpoint: Endpoint) -> bool:
    """Whether nothing that is sent to an endpoint leaves this computer."""
    return capabilities_of(endpoint).private


def may_have_key(endpoint: Endpoint) -> bool:
    """Whether the key in the endpoint's variable is for its address.

    The variable of an endpoint that ships belongs to its provider's hosts; this computer may have
    any: nothing leaves it that way.
    """
    # A variable that no shipped endpoint names is the user's own, to be given to whom they say.
    owners = [row for row in endpoint_rows() if endpoint.key_env == (row.get("key_env") or None)]
    host = urlsplit(endpoint.base_url).hostname or ""
    hosts = [name for row in owners for name in _hosts_of(row)]
    return not hosts or is_loopback(host) or any(is_below(host, name) for name in hosts)


def is_below(host: str, domain: str) -> bool:
    """Whether a host is a domain or one of its subdomains."""
    return host == domain or host.endswith(f".{domain}")


def _hosts_of(row: Mapping[str, Any]) -> list[str]:
    own = urlsplit(row["base_url"]).hostname
    return [*row.get("limits", {}).get("hosts", ()), *([own] if own else [])]


def _check_address(base_url: str) -> None:
    try:
        parts = urlsplit(base_url)
        complete = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        secret = parts.username is not None or bool(parts.query)
    except ValueError:
        complete, secret = False, False
    if not complete or any(sign.isspace() for sign in base_url):
        raise CuratorError(
            _("An endpoint needs a complete address, such as https://api.example.com/v1.")
        )
    # Addresses are shown, logged and written into settings; what stands in them is no secret.
    if secret:
        raise CuratorError(
            _("Leave user names, passwords and keys out of the address; a key is kept apart.")
        )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
