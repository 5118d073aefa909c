"""What a curator wishes of a training, held against what can be before anything is sent."""

from __future__ import annotations

import math

from studio.domain.errors import CuratorError
from studio.domain.run import Endpoint, Hyperparameters
from studio.i18n import _
from studio.providers.table import provider_of

MOST_EPOCHS, MOST_BATCH, MOST_SEED = 50, 256, 2**31 - 1
HIGHEST_MULTIPLIER, HIGHEST_RATE = 100.0, 0.1
"""Of the learning rate: a multiple of the provider's own, or the rate itself (Nebius)."""
HIGHEST_BETA = 2.0
LONGEST_SUFFIX = 64
"""Letters; all from OpenAI's description of the API (2026-08-21)."""


def check_wishes(
    endpoint: Endpoint, wishes: Hyperparameters, *, seed: int | None = None, suffix: str = ""
) -> None:
    """``CuratorError`` for the first wish that no provider, or not this one, could fulfil."""
    capabilities = provider_of(endpoint).capabilities
    _check_whole(_("Epochs"), wishes.epochs, 1, MOST_EPOCHS)
    _check_whole(_("The batch size"), wishes.batch_size, 1, MOST_BATCH)
    _check_whole(_("The seed"), seed, 0, MOST_SEED)
    if seed is not None and not capabilities.takes_seed:
        line = _("{endpoint} takes no seed; leave it empty.")
        raise CuratorError(line.format(endpoint=endpoint.title or endpoint.name))
    highest = HIGHEST_RATE if capabilities.absolute_learning_rate else HIGHEST_MULTIPLIER
    rate = wishes.learning_rate_multiplier
    if rate is not None and not (math.isfinite(rate) and 0 < rate <= highest):
        raise CuratorError(
            _("The learning rate must be above 0 and at most {highest} at {endpoint}.").format(
                highest=highest, endpoint=endpoint.title or endpoint.name
            )
        )
    if wishes.beta is not None and not 0 < wishes.beta <= HIGHEST_BETA:
        raise CuratorError(_("Beta must be above 0 and at most {n}.").format(n=HIGHEST_BETA))
    if not 0 < wishes.share <= 1:
        raise CuratorError(_("The share of the rows must be above 0 and at most 1."))
    _check_suffix(suffix, dots=capabilities.dots_in_suffix)


def _check_whole(name: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise CuratorError(
            _("{name} must be a whole number from {least} to {most}.").format(
                name=name, least=least, most=most
            )
        )


def _check_suffix(suffix: str, *, dots: bool) -> None:
    if len(suffix) > LONGEST_SUFFIX or (suffix and not suffix.isprintable()):
        raise CuratorError(
            _("The suffix of a model has at most {n} letters.").format(n=LONGEST_SUFFIX)
        )
    if "." in suffix and not dots:
        raise CuratorError(_("The suffix of a model has no dots at this endpoint."))
