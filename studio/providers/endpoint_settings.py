"""The settings of providers: what each knows, what may be typed, and how it goes out with a job."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from studio.domain.endpoint_setting import EndpointSetting, SettingKind
from studio.domain.errors import CuratorError
from studio.domain.run import Endpoint
from studio.i18n import N_, _, join_list
from studio.providers.requests import Body, merge_bodies
from studio.resources import RESOURCES

TABLE = RESOURCES / "endpoints.toml"
SWITCH = {"on": True, "off": False}
LONGEST = 200
"""Letters of a value."""

READERS: Mapping[SettingKind, Callable[[str], object]] = {
    SettingKind.TEXT: str,
    SettingKind.CHOICE: str,
    SettingKind.WHOLE: int,
    SettingKind.NUMBER: float,
    SettingKind.SWITCH: SWITCH.__getitem__,
}
"""From what was typed to what is sent. To add one: a kind in the domain, its reader here and its
sentence in ``REFUSALS``."""

REFUSALS: Mapping[SettingKind, str] = {
    SettingKind.TEXT: N_("“{title}” takes one line of at most {most} letters."),
    SettingKind.CHOICE: N_("“{title}” is one of {choices}, not “{value}”."),
    SettingKind.WHOLE: N_("“{title}” is a whole number{range}, not “{value}”."),
    SettingKind.NUMBER: N_("“{title}” is a number{range}, not “{value}”."),
    SettingKind.SWITCH: N_("“{title}” is one of {choices}, not “{value}”."),
}


def list_settings(endpoint: Endpoint) -> tuple[EndpointSetting, ...]:
    """The settings of an endpoint, in the table's order: those of its row, or of its kind.

    To add one: a ``[[endpoint.setting]]`` in ``resources/endpoints.toml``, with the ``path`` at
    which the provider reads it; the form, the command and the job have it then.
    """
    of_kind = _read_table().get(endpoint.kind, {})
    if endpoint.name in of_kind:
        return of_kind[endpoint.name]
    return next((settings for settings in of_kind.values() if settings), ())


def settings_of(endpoint: Endpoint) -> dict[str, str]:
    """What an endpoint says of each setting, or what holds where it does not."""
    defaults = {setting.name: setting.default for setting in list_settings(endpoint)}
    return {**defaults, **endpoint.settings}


def record_settings(endpoint: Endpoint) -> dict[str, str]:
    """What a training that is ordered now is ordered with: what is left to the provider is not in.

    Defaults are in, as the table's may be others by the time the run is looked at.
    """
    ordered = {setting.name for setting in list_settings(endpoint) if setting.ordered}
    settings = settings_of(endpoint)
    return {name: value for name, value in settings.items() if value and name in ordered}


def restore_settings(endpoint: Endpoint, recorded: Mapping[str, str] | None) -> Endpoint:
    """The endpoint as it was when this was recorded; as it is now for a run without a record."""
    if recorded is None:
        return endpoint
    # What was left to the provider then is left to it again, whatever the endpoint says by now.
    ordered = {
        setting.name: recorded.get(setting.name, "")
        for setting in list_settings(endpoint)
        if setting.ordered
    }
    return replace(endpoint, settings={**endpoint.settings, **ordered})


def check_settings(endpoint: Endpoint) -> dict[str, str]:
    """The settings an endpoint really says, tidy; ``CuratorError`` names what can't be."""
    settings = {setting.name: setting for setting in list_settings(endpoint)}
    if strange := sorted(set(endpoint.settings) - set(settings)):
        raise CuratorError(
            _("{provider} has no setting “{name}”. It has: {names}.").format(
                provider=_(endpoint.title) if endpoint.title else endpoint.name,
                name=strange[0],
                names=join_list(settings) if settings else _("none"),
            )
        )
    checked = {
        name: _check(settings[name], value.strip()) for name, value in endpoint.settings.items()
    }
    return {name: value for name, value in checked.items() if value != settings[name].default}


def build_extras(endpoint: Endpoint) -> Body:
    """What goes out with each job of an endpoint, in the provider's words and levels."""
    chosen, body = settings_of(endpoint), Body()
    for setting in list_settings(endpoint):
        value = chosen[setting.name]
        # Left to the provider, or used by the module that speaks to it.
        if not value or not setting.path:
            continue
        branch: Any = READERS[setting.kind](value)
        for level in reversed(setting.path.split(".")):
            branch = {level: branch}
        body = merge_bodies(body, branch)
    return body


def _check(setting: EndpointSetting, value: str) -> str:
    if not value:
        return setting.default
    try:
        number = READERS[setting.kind](value)
        fits = _is_within(setting, number) and len(value) <= LONGEST and value.isprintable()
    except (ValueError, KeyError):
        fits = False
    if fits and (setting.kind is not SettingKind.CHOICE or value in setting.choices):
        return value
    line = _(REFUSALS[setting.kind])
    raise CuratorError(
        line.format(
            title=_(setting.title),
            value=value[:LONGEST],
            choices=join_list(setting.options),
            range=_describe_range(setting),
            most=LONGEST,
        )
    )


def _is_within(setting: EndpointSetting, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    least = float("-inf") if setting.least is None else setting.least
    most = float("inf") if setting.most is None else setting.most
    # Not a number is within nothing, and infinity is nothing that could be sent.
    return least <= value <= most and abs(value) != float("inf")


def _describe_range(setting: EndpointSetting) -> str:
    if setting.least is None or setting.most is None:
        return ""
    return _(" between {least} and {most}").format(
        least=f"{setting.least:g}", most=f"{setting.most:g}"
    )


@cache
def _read_table() -> dict[str, dict[str, tuple[EndpointSetting, ...]]]:
    """By kind and name of the endpoint."""
    table: dict[str, dict[str, tuple[EndpointSetting, ...]]] = {}
    for row in tomllib.loads(TABLE.read_text(encoding="utf-8"))["endpoint"]:
        settings = tuple(_read_setting(setting) for setting in row.get("setting", ()))
        table.setdefault(row["kind"], {})[row["name"]] = settings
    return table


def _read_setting(row: Mapping[str, Any]) -> EndpointSetting:
    kind = SettingKind(row.get("kind", SettingKind.TEXT))
    return EndpointSetting(**{**row, "kind": kind, "choices": tuple(row.get("choices", ()))})
