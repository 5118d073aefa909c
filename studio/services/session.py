"""A session: the open library with everything a deed needs beside it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from studio.domain.errors import CuratorError
from studio.domain.money import ModelPrice
from studio.domain.run import Endpoint
from studio.i18n import _
from studio.providers import engine_setup
from studio.providers.base import ChatModel, ProviderClient, Trainer
from studio.providers.batches import Batches
from studio.providers.endpoint_settings import restore_settings
from studio.providers.local_engine import LocalEngine
from studio.providers.table import Capabilities, capabilities_of, provider_of
from studio.services.settings.keys import KeyRing
from studio.services.settings.prices import Prices
from studio.services.settings.settings import Settings, data_folder
from studio.store.library import CHECKED_BYTES, Library
from studio.store.person_ledger import PersonLedger
from studio.text.tokens import find_encoding

FALLBACK_ENCODING = "o200k_base"
"""What an open model's tokens are estimated with: its own tokenizer is not at hand."""

LEDGER_NAME = "ledger.sqlite"

GONE = Capabilities(cancels=False, keeps_checkpoints=False, reports_metrics=False)
"""What an endpoint can do that was removed."""

ENGINE_SETTINGS = ("gently", "graphics_cards", "precision", "threads")
"""What a curator chooses for the local engine."""


@dataclass
class Session:
    """What a page or a command is given; it asks nobody else."""

    library: Library
    settings: Settings = field(default_factory=Settings)
    price_table: Prices = field(default_factory=Prices.load)
    keys: KeyRing = field(default_factory=KeyRing)
    _person_ledger: PersonLedger | None = field(default=None, init=False, repr=False)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = False,
        read_only: bool = False,
        prices: Prices | None = None,
        checked_bytes: int = CHECKED_BYTES,
    ) -> Session:
        """Open the library at ``path`` (or make it) with this computer's settings.

        ``prices`` where the curator's own table can't be read; else that is a CuratorError. A file
        larger than ``checked_bytes`` is not searched for damage yet.
        """
        settings, table = Settings(), prices or Prices.load()  # before the library is held
        library = (
            Library.create(path)
            if create
            else Library.open(path, read_only=read_only, checked_bytes=checked_bytes)
        )
        return cls(library, settings, table)

    def on_library(self, library: Library) -> Session:
        """The same session over another connection, for work on another thread."""
        session = copy(self)
        session.library = library
        # A connection belongs to who opened it: closing this session must not close the other's.
        session._person_ledger = None
        return session

    def close(self) -> None:
        self.close_ledger()
        self.library.close()

    def close_ledger(self) -> None:
        """Let go of the person's ledger; it is opened anew when it is asked."""
        if self._person_ledger is not None:
            self._person_ledger.close()
            self._person_ledger = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def prices(self) -> Prices:
        """The price table, at the curator's own exchange rate where there is one."""
        rate = self.settings.get("exchange_rate")
        return replace(self.price_table, usd_jpy=rate) if rate else self.price_table

    @property
    def person_ledger(self) -> PersonLedger:
        """What this person spends over all libraries; LibraryError where it can't be used."""
        if self._person_ledger is None:
            self._person_ledger = PersonLedger.open(data_folder() / LEDGER_NAME)
        return self._person_ledger

    def price(self, model: str, endpoint: str) -> ModelPrice | None:
        """What a model costs and when it ends at an endpoint; None where that is not known."""
        return self.prices.model(model, self._find_endpoint(endpoint))

    def training_price(
        self, model: str, endpoint: str, settings: Mapping[str, str] | None = None
    ) -> Decimal | None:
        """US dollars for a million trained tokens, with the ``settings`` a run was ordered with."""
        at = self._find_endpoint(endpoint)
        return self.prices.training_price(model, at and restore_settings(at, settings))

    def _find_endpoint(self, name: str) -> Endpoint | None:
        """An endpoint; None where it was removed since."""
        return next((each for each in self.settings.endpoints() if each.name == name), None)

    def model(self) -> str:
        """The model whose tokens and prices the status bar shows."""
        return str(self.settings.get("model"))

    def encoding(self, model: str = "") -> str:
        """The encoding to count with; open models are estimated with o200k_base.

        Without a model it is the chosen one's, that pairs are counted with.
        """
        return find_encoding(model or self.model()) or FALLBACK_ENCODING

    def chat_model(self, endpoint: str) -> ChatModel:
        """Whom to ask at an endpoint; the local engine is started when it is not running."""
        return self._connect(self.settings.endpoint(endpoint))

    def batches(self, endpoint: str) -> Batches:
        """The Batch API of an endpoint; CuratorError where it is known to have none."""
        client = self.chat_model(endpoint)
        batches = getattr(client, "batches", None)
        if not isinstance(batches, Batches):
            raise CuratorError(_("{name} takes no batches. Ask without one.").format(name=endpoint))
        return batches

    def client(self, endpoint: Endpoint, key: str = "") -> ProviderClient:
        """Both at once, for who wants to know whether an endpoint works before it is kept."""
        return self._connect(endpoint, key)

    def trainer(self, endpoint: str, settings: Mapping[str, str] | None = None) -> Trainer:
        """Where to train at an endpoint; with the ``settings`` that a run was ordered with."""
        chosen = self.settings.endpoint(endpoint)
        if not chosen.trains:
            raise CuratorError(
                _("{name} answers questions but does not train. Choose another endpoint.").format(
                    name=chosen.name
                )
            )
        return self._connect(restore_settings(chosen, settings))

    def capabilities(self, endpoint: str) -> Capabilities:
        """What an endpoint's provider can do and how it differs from others.

        Nothing can be asked of one that was removed; runs that were trained there stay.
        """
        at = self._find_endpoint(endpoint)
        return capabilities_of(at) if at else GONE

    def engine(self, home: Path | None = None) -> LocalEngine:
        """The studio's own training server; ``home`` is a folder other than its usual one."""
        data = data_folder()
        engine = LocalEngine(home or data / "engine", engine_setup.find_environment(data))
        engine.choose({name: str(self.settings.get(name)) for name in ENGINE_SETTINGS})
        return engine

    def _connect(self, endpoint: Endpoint, key: str = "") -> ProviderClient:
        provider = provider_of(endpoint)
        key = key or self.keys.get(endpoint) or ""
        if provider.capabilities.needs_key and not key:
            line = (
                _("There is no key for {name}. Add one in the settings, or set {variable}.")
                if endpoint.key_env
                else _("There is no key for {name}. Add one in the settings.")
            )
            name = _(endpoint.title) if endpoint.title else endpoint.name
            raise CuratorError(
                line.format(name=name, variable=endpoint.key_env), leads_to="settings"
            )
        if provider.setup is not None:
            self.engine()  # so that it reads what was chosen for it
        return provider.connect(endpoint, key, data_folder())
