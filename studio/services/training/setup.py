"""What must be installed on this computer before a provider of it can train."""

from __future__ import annotations

from studio.domain.run import Endpoint
from studio.domain.work import Changes, Done, Job, Progress
from studio.providers.table import provider_of
from studio.services.settings.settings import data_folder


def is_set_up(endpoint: Endpoint, model: str = "") -> bool:
    """Whether nothing is missing, the weights of ``model`` included; a place elsewhere needs
    nothing here."""
    setup = provider_of(endpoint).setup
    return setup is None or setup.is_done(data_folder(), model)


def describe_setup(endpoint: Endpoint, model: str = "") -> str:
    """How much would be downloaded, in words; "" where there is nothing to set up."""
    setup = provider_of(endpoint).setup
    return setup.describe_size(data_folder(), model) if setup else ""


def set_up(endpoint: Endpoint, model: str = "") -> Job[None]:
    """Install and fetch what is wanted and missing, telling each step."""
    setup = provider_of(endpoint).setup
    if setup and not setup.is_done(data_folder(), model):
        for line in setup.run(data_folder(), model):
            yield Progress(line=line)
    return Done(Changes())
