"""What a run was ordered with at its endpoint, by the names that the endpoint's form has."""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.endpoint_setting import EndpointSetting
from studio.domain.run import Run
from studio.i18n import N_, _
from studio.providers.endpoint_settings import list_settings
from studio.services.session import Session

OPTION_WORDS = {"on": N_("On"), "off": N_("Off")}
"""What options are called; a provider's own words stay as they are."""


def name_option(option: str) -> str:
    """An option as a person reads it."""
    return _(OPTION_WORDS.get(option, option))


def describe_settings(session: Session, run: Run) -> list[tuple[str, str]]:
    """The name and the value of each setting that a run was ordered with, in the form's order.

    Empty for a run from before they were kept, and where all was left to the provider.
    """
    titles = _find_titles(session, run)
    recorded = run.settings or {}
    # Of an endpoint that is gone, or a setting the table no longer has, the name is all there is.
    names = [*(name for name in titles if name in recorded), *(set(recorded) - set(titles))]
    return [(titles.get(name, name), name_option(recorded[name])) for name in names]


def compare_settings(session: Session, first: Run, second: Run) -> Iterator[tuple[str, str, str]]:
    """Each setting that either was ordered with: its name, and what both said of it."""
    titles = {**_find_titles(session, second), **_find_titles(session, first)}
    names = dict.fromkeys([*(first.settings or ()), *(second.settings or ())])
    for name in names:
        yield titles.get(name, name), _say(session, first, name), _say(session, second, name)


def list_sent(session: Session, run: Run) -> dict[str, str]:
    """The settings that stood in the request for the job: how it was trained, not whose it is."""
    sent = {setting.name for setting in _list_known(session, run) if setting.path}
    return {name: value for name, value in (run.settings or {}).items() if name in sent}


def _find_titles(session: Session, run: Run) -> dict[str, str]:
    return {setting.name: _(setting.title) for setting in _list_known(session, run)}


def _list_known(session: Session, run: Run) -> tuple[EndpointSetting, ...]:
    """The settings of a run's endpoint; none of one that was removed since."""
    endpoints = {endpoint.name: endpoint for endpoint in session.settings.endpoints()}
    return list_settings(endpoints[run.endpoint]) if run.endpoint in endpoints else ()


def _say(session: Session, run: Run, name: str) -> str:
    if run.settings is None:
        return _("not recorded")
    if name in run.settings:
        return name_option(run.settings[name])
    # Where there is such a setting and nothing was said, the provider has decided.
    return _("automatic") if name in _find_titles(session, run) else "–"
