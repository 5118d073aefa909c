"""What must be installed on this computer before a provider of it can train."""

from __future__ import annotations

from studio.domain.run import Endpoint
from studio.domain.work import Changes, Done, Job, Progress
from studio.providers.table import provider_of
from studio.services.settings.settings import data_folder


def is_set_up(endpoint: Endpoint) -> bool:
    """Whether nothing is missing; a place elsewhere needs nothing here."""
    setup = provider_of(endpoint).setup
    return setup is None or setup.is_done(data_folder())


def describe_setup(endpoint: Endpoint) -> str:
    """How much would be downloaded, in words; "" where there is nothing to set up."""
    setup = provider_of(endpoint).setup
    return setup.describe_size() if setup else ""


def set_up(endpoint: Endpoint) -> Job[None]:
    """Install what is wanted and missing, telling each step."""
    setup = provider_of(endpoint).setup
    if setup and not setup.is_done(data_folder()):
        for line in setup.run(data_folder()):
            yield Progress(line=line)
    return Done(Changes())
