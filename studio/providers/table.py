"""The providers: a row for each kind of place that trains and answers.

To add one: write a module with a class that is a ``ProviderClient`` (``base.py``; every failure an
``EndpointError``), add a row to ``PROVIDERS`` here, an endpoint with its ``kind`` to
``resources/endpoints.toml`` (with its own settings) and its models to ``resources/prices.toml``.
Nothing else knows kinds: services, pages and commands ask for capabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from studio.domain.local_model import LocalModel, SavedModel
from studio.domain.pace import Pace
from studio.domain.run import Endpoint
from studio.i18n import N_, _
from studio.providers import engine_setup, local_models, local_paces, local_setup, requests
from studio.providers.addresses import is_here
from studio.providers.base import ProviderClient
from studio.providers.base_models import list_base_models
from studio.providers.endpoint_settings import build_extras, settings_of
from studio.providers.fireworks import Fireworks
from studio.providers.local_client import LocalClient
from studio.providers.local_engine import LocalEngine
from studio.providers.openai_compatible import OpenAICompatible
from studio.providers.rehearsal import TINY, Rehearsal
from studio.providers.together import Together


@dataclass(frozen=True)
class Capabilities:
    """What distinguishes providers for those who use them. The defaults are OpenAI's."""

    private: bool = False
    """Nothing leaves this computer, so nobody has to agree to it."""
    needs_address: bool = True
    own_server: bool = False
    """The curator runs it: nothing leaves this computer where its address is this one."""
    trains: bool = True
    """Has an API for trainings; others only answer."""
    free: bool = False
    """Nothing is paid, whatever the price table says."""
    needs_key: bool = True
    cancels: bool = True
    pauses: bool = False
    """Stops a training for a while, and goes on with it."""
    keeps_checkpoints: bool = True
    reports_metrics: bool = True
    """Tells what happens, line by line."""
    reports_losses: bool = True
    """Tells the losses, so that there is a curve."""
    takes_seed: bool = True
    tells_shutdowns: bool = False
    """Says of each model when it ends."""
    trains_preferences: bool = True
    """Takes rows of two answers (DPO)."""
    quotes: bool = False
    """Says itself what a training will cost, once it has the file."""
    bills_validation: bool = False
    """Charges for the rows it measures on, too."""
    absolute_learning_rate: bool = False
    """Takes the learning rate multiplier for the learning rate itself."""
    scores: bool = False
    """Tells how likely a model finds an answer: its client is a ``Scorer``."""
    needs_deployment: bool = False
    """A tuned model answers only after it was deployed in the provider's own portal."""
    dots_in_suffix: bool = True
    """Takes suffixes with dots."""
    seconds_between_looks: float = 15.0
    """How long to wait before a job is looked at again."""


@dataclass(frozen=True)
class Setup:
    """What must be on this computer first; each is given the studio's data folder and a model,
    "" where none is wanted yet."""

    is_done: Callable[[Path, str], bool]
    run: Callable[[Path, str], Iterator[str]]
    describe_size: Callable[[Path, str], str]


@dataclass(frozen=True)
class Timing:
    """How long a training takes and how much memory, where that can be measured.

    ``find`` gives the pace of a model that was measured before, by the studio's data folder, the
    model and the method; ``measure`` measures it, on a file of rows of so many tokens.
    """

    find: Callable[[Path, str, str], Pace | None]
    measure: Callable[[Path, str, Path, int, str], Iterator[str]]
    read_free_memory: Callable[[], int | None]


@dataclass(frozen=True)
class ModelShelf:
    """The models of a provider that are files on this computer; each is given the data folder."""

    list: Callable[[Path], Sequence[LocalModel]]
    remove: Callable[[Path, str], int]
    save: Callable[[Path, str, Path, Sequence[str], str], Generator[str, None, SavedModel]]


FOUNDRY_TUNED = ".ft-"
"""What the name of every model holds that was tuned at Microsoft Foundry."""
Connect = Callable[[Endpoint, str, Path], ProviderClient]
"""Makes a client from an endpoint, its key ("" where none is needed) and the data folder."""


@dataclass(frozen=True)
class Provider:
    """A kind of place that trains and answers."""

    kind: str
    label: str
    connect: Connect
    capabilities: Capabilities = Capabilities()
    setup: Setup | None = None
    timing: Timing | None = None
    shelf: ModelShelf | None = None
    offers: Callable[[], Sequence[str]] = tuple
    """Models that it is known to train, beside those of the price table."""
    rehearsal: Rehearsal | None = None

    @property
    def title(self) -> str:
        return _(self.label)


def _connect_openai(endpoint: Endpoint, key: str, data: Path) -> ProviderClient:
    chosen = settings_of(endpoint)
    return OpenAICompatible(
        endpoint.base_url,
        key,
        extras=build_extras(endpoint),
        organization=chosen.get("organization", ""),
        project=chosen.get("project", ""),
    )


def _connect_nebius(endpoint: Endpoint, key: str, data: Path) -> ProviderClient:
    extras = build_extras(endpoint)
    return OpenAICompatible(endpoint.base_url, key, style=requests.put_at_top, extras=extras)


def _connect_foundry(endpoint: Endpoint, key: str, data: Path) -> ProviderClient:
    deployment = settings_of(endpoint)["deployment"]

    def name_model(model: str) -> str:
        return deployment if deployment and FOUNDRY_TUNED in model else model

    extras = build_extras(endpoint)
    return OpenAICompatible(endpoint.base_url, key, extras=extras, name_model=name_model)


def _connect_together(endpoint: Endpoint, key: str, data: Path) -> ProviderClient:
    return Together(endpoint.base_url, key, extras=build_extras(endpoint))


def _connect_fireworks(endpoint: Endpoint, key: str, data: Path) -> ProviderClient:
    account, extras = settings_of(endpoint)["account"], build_extras(endpoint)
    return Fireworks(endpoint.base_url, key, account=account, extras=extras)


def _connect_own_server(endpoint: Endpoint, key: str, data: Path) -> ProviderClient:
    # Such a server loads a model before its first word; on a small computer that takes minutes.
    return OpenAICompatible(endpoint.base_url, key, silence=600)


def _connect_engine(endpoint: Endpoint, key: str, data: Path) -> ProviderClient:
    """The engine is started when it is not running; its key is its own."""
    engine = LocalEngine(data / "engine", engine_setup.find_environment(data))
    address = engine.ensure_running()
    # Loading real weights on a small computer takes minutes before the first word.
    return LocalClient(address.base_url, address.key, silence=600)


PROVIDERS: Mapping[str, Provider] = {
    provider.kind: provider
    for provider in (
        Provider(
            kind="engine",
            label=N_("Local engine"),
            connect=_connect_engine,
            capabilities=Capabilities(
                private=True,
                needs_address=False,
                free=True,
                needs_key=False,
                scores=True,
                seconds_between_looks=0.5,
            ),
            setup=Setup(
                is_done=local_setup.is_done,
                run=local_setup.run,
                describe_size=local_setup.describe_size,
            ),
            timing=Timing(local_paces.find_pace, local_paces.measure, local_paces.read_free_memory),
            shelf=ModelShelf(
                local_models.list_models, local_models.remove_model, local_models.save_model
            ),
            offers=lambda: [model.name for model in list_base_models()],
            rehearsal=TINY,
        ),
        Provider(
            kind="openai",
            label=N_("OpenAI API"),
            connect=_connect_openai,
            capabilities=Capabilities(pauses=True, tells_shutdowns=True),
        ),
        Provider(
            kind="nebius",
            label=N_("Nebius Token Factory"),
            connect=_connect_nebius,
            capabilities=Capabilities(
                absolute_learning_rate=True, needs_deployment=True, trains_preferences=False
            ),
        ),
        Provider(
            kind="foundry",
            label=N_("Microsoft Foundry"),
            connect=_connect_foundry,
            capabilities=Capabilities(
                needs_deployment=True, dots_in_suffix=False, keeps_checkpoints=True, pauses=True
            ),
        ),
        Provider(
            kind="together",
            label=N_("Together"),
            connect=_connect_together,
            capabilities=Capabilities(
                absolute_learning_rate=True,
                quotes=True,
                bills_validation=True,
                needs_deployment=True,
                reports_losses=False,
            ),
        ),
        Provider(
            kind="fireworks",
            label=N_("Fireworks"),
            connect=_connect_fireworks,
            capabilities=Capabilities(
                absolute_learning_rate=True,
                keeps_checkpoints=False,
                needs_deployment=True,
                reports_losses=False,
                takes_seed=False,
            ),
        ),
        Provider(
            kind="chat",
            label=N_("Answers only"),
            connect=_connect_openai,
            capabilities=Capabilities(trains=False),
        ),
        Provider(
            kind="own-server",
            label=N_("Model server of your own"),
            connect=_connect_own_server,
            capabilities=Capabilities(trains=False, own_server=True, free=True, needs_key=False),
        ),
    )
}


def provider_of(endpoint: Endpoint) -> Provider:
    """The row that speaks to an endpoint."""
    return PROVIDERS[endpoint.kind]


def capabilities_of(endpoint: Endpoint) -> Capabilities:
    """What an endpoint can do; a server of one's own is private where it is on this computer."""
    capabilities = provider_of(endpoint).capabilities
    if capabilities.own_server and is_here(endpoint.base_url):
        return replace(capabilities, private=True)
    return capabilities


def rehearsal_of(model: str) -> Rehearsal | None:
    """The rehearsal that a model is, or was trained from; None for a real one."""
    rehearsals = (provider.rehearsal for provider in PROVIDERS.values() if provider.rehearsal)
    return next((rehearsal for rehearsal in rehearsals if rehearsal.is_of(model)), None)
