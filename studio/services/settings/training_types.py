"""Places where one model has several prices of training, by a setting of the endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from studio.domain.run import Endpoint
from studio.i18n import _, join_list
from studio.providers.endpoint_settings import settings_of
from studio.services.settings.price_fields import BY_NAME

HIGHEST_SHARE = Decimal(100)


@dataclass(frozen=True)
class TrainingTypes:
    """A ``[[training_type]]`` of ``resources/prices.toml``.

    To add one: a row there for the ``kind`` of endpoint, with the ``setting`` that chooses, the
    value that a model's price is ``priced`` for, and every value's share of that price.
    """

    kind: str
    setting: str
    priced: str
    shares: Mapping[str, Decimal]
    as_of: date
    source: str

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> TrainingTypes:
        """From a table; one of another shape is a ``KeyError``, ``TypeError`` or ``ValueError``."""
        as_of = BY_NAME["as_of"].check(row["as_of"])
        shares = {str(name): _read_share(share) for name, share in row["shares"].items()}
        if not isinstance(as_of, date) or row["priced"] not in shares:
            raise ValueError(_("a training type has no date, or no share of its own"))
        return cls(
            kind=str(row["kind"]),
            setting=str(row["setting"]),
            priced=str(row["priced"]),
            shares=shares,
            as_of=as_of,
            source=str(row.get("source", "")),
        )

    def choose(self, endpoint: Endpoint) -> str:
        """The type that an endpoint's settings choose."""
        return settings_of(endpoint).get(self.setting, "")

    def ask(self) -> str:
        """Which price is to be entered."""
        return _("Enter the price of {priced}; the others follow from it.").format(
            priced=self.priced
        )

    def describe(self) -> str:
        """What a price that one enters is for, and what the other types are taken as."""
        others = [
            _("{name} × {share}").format(name=name, share=f"{share.normalize():f}")
            for name, share in self.shares.items()
            if name != self.priced
        ]
        return _(
            "The price of {priced}. The others follow from it: {others} (as of {as_of}, {source})."
        ).format(priced=self.priced, others=join_list(others), as_of=self.as_of, source=self.source)


def _read_share(value: object) -> Decimal:
    share = Decimal(str(value))
    if not (share.is_finite() and 0 < share <= HIGHEST_SHARE):
        raise ValueError(_("a share must be above 0 and at most {n}").format(n=HIGHEST_SHARE))
    return share
