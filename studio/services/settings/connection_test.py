"""Tests a connection without paying: is somebody there, is the key taken, what is offered."""

from __future__ import annotations

from dataclasses import dataclass

from studio.domain.errors import StudioError
from studio.domain.run import Endpoint
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, plural
from studio.providers.base import ProviderClient
from studio.providers.table import capabilities_of, provider_of
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of
from studio.services.settings.endpoints import check_endpoint
from studio.services.settings.settings import data_folder
from studio.services.settings.shutdowns import describe_shutdown, refresh_shutdowns

NOBODY = "studio-connection-test"
"""A nonce that no job has: to look for it lists the jobs, which costs nothing."""
MOST_MODELS = 10
"""Models whose end is asked for."""


@dataclass(frozen=True)
class Connection:
    """What was found of an endpoint, line by line; ``works`` when it can be used as it stands."""

    endpoint: str
    works: bool
    lines: tuple[str, ...]
    models: tuple[str, ...] = ()


def check_connection(session: Session, endpoint: Endpoint, key: str = "") -> Job[Connection]:
    """Ask an endpoint for its models and, where it trains, for its jobs; nothing is created.

    Neither it nor its ``key`` ("": the one that is kept) has to be saved before. What fails is a
    line, never an error: the curator wants to know, and to try again.
    """
    name = endpoint.name
    setup = provider_of(endpoint).setup
    if setup and not setup.is_done(data_folder(), ""):
        line = _("It is set up when it is first needed: {size}.")
        return Done(
            Changes(),
            Connection(name, True, (line.format(size=setup.describe_size(data_folder(), "")),)),
        )
    yield Progress(line=_("Asking {endpoint}").format(endpoint=endpoint.title or name))
    try:
        client = session.client(check_endpoint(endpoint), key)
        models = client.models()
    except StudioError as error:
        return Done(Changes(), Connection(name, False, (str(error),)))
    lines = [_describe_models(endpoint, models)]
    works = True
    if endpoint.trains and capabilities_of(endpoint).trains:
        works = _look_at_training(session, endpoint, client, lines)
    return Done(Changes(Change.SETTINGS), Connection(name, works, tuple(lines), tuple(models)))


def _describe_models(endpoint: Endpoint, models: list[str]) -> str:
    line = plural(
        "It answers and accepts the key: {n} model.",
        "It answers and accepts the key: {n} models.",
        len(models),
    ).format(n=len(models))
    if endpoint.default_model and models and endpoint.default_model not in models:
        line += " " + _("{model} is not among them.").format(model=endpoint.default_model)
    return line


def _look_at_training(
    session: Session, endpoint: Endpoint, client: ProviderClient, lines: list[str]
) -> bool:
    """Whether jobs may be listed; what is known of the place is said beside."""
    try:
        client.find(NOBODY)
    except StudioError as error:
        lines.append(_("Trainings can't be listed there: {why}").format(why=error))
        return False
    lines.append(
        _("Trainings can be listed. Whether one may be started is only known when you start it.")
    )
    limits = limits_of(endpoint)
    if limits.status:
        lines.append(f"{_(limits.status)} ({limits.cited})")
    models = [price.model for price in session.prices.trainable(endpoint.name)][:MOST_MODELS]
    if capabilities_of(endpoint).tells_shutdowns:
        refresh_shutdowns(endpoint.name, client, models)
    lines += filter(None, (describe_shutdown(session, endpoint.name, model) for model in models))
    return True
