"""Where and how a run was ordered, in the words that stand beside it."""

from __future__ import annotations

from studio.domain.run import Method, Run
from studio.i18n import _, plural
from studio.services.session import Session
from studio.services.training.run_settings import describe_settings
from studio.ui.training.run_options import Options


def describe_choices(run: Run) -> str:
    """What of a run differs from the usual, in a line; "" where nothing does."""
    wishes = run.hyperparameters
    preferences = _("preferences") if wishes.method is Method.PREFERENCE else ""
    return " · ".join(filter(None, (preferences, Options(wishes, run.seed, run.suffix).describe())))


def describe_order(session: Session, run: Run) -> str:
    """The endpoint of a run, its epochs, and whatever else it was ordered with."""
    titles = {endpoint.name: endpoint.title for endpoint in session.settings.endpoints()}
    epochs = run.hyperparameters.epochs
    parts = [
        _(titles.get(run.endpoint, "") or run.endpoint),
        plural("{n} epoch", "{n} epochs", epochs).format(n=epochs) if epochs else "",
        describe_choices(run),
        *(
            _("{name}: {value}").format(name=name, value=value)
            for name, value in describe_settings(session, run)
        ),
    ]
    return " · ".join(filter(None, parts))
