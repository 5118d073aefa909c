"""What a run would take, in the words that stand beside the button."""

from __future__ import annotations

from studio.i18n import _, join_sentences
from studio.services import budget
from studio.services.session import Session
from studio.services.training.estimate import Estimate
from studio.ui.training.run_card import clock

GIGABYTE = 1_000_000_000


def describe_no_price(session: Session, endpoint: str, model: str) -> str:
    """What has to be done before a model can be trained whose price nobody knows."""
    line = _(
        "There is no price for training {model}, so the budget can't be checked. "
        "Enter a price (0 if it is free)."
    ).format(model=model)
    return join_sentences(line, budget.ask_for_type(session, endpoint))


def describe_estimate(
    session: Session, endpoint: str, guess: Estimate
) -> tuple[str, str, str, str]:
    """Tokens, cost and time of a run, and what must be done before it ("" when all is ready)."""
    quote = guess.quote
    tokens = _("{tokens:,} × {epochs} = {billed:,}").format(
        tokens=quote.tokens, epochs=guess.epochs, billed=quote.billed_tokens
    )
    cost = budget.format_money(session, quote.usd)
    if quote.training_type:
        cost += f" · {quote.training_type}"
    if session.capabilities(endpoint).private:
        cost += " · " + _("local")
    time = _("about {time}").format(time=clock(guess.seconds)) if guess.seconds else _("unknown")
    if guess.memory:
        time += " · " + _("{n:.1f} GB of memory").format(n=guess.memory / GIGABYTE)
    first = _("Fetched first: {size}").format(size=guess.setup_size)
    return tokens, cost, time, "" if guess.engine_ready else first


def describe_left(session: Session, guess: Estimate) -> tuple[str, bool]:
    """What a run leaves of the month's budget, and whether that is enough for it."""
    state, usd = budget.read_month(session), guess.quote.usd
    if usd is None:
        return _("unknown"), True
    left = state.left_usd - usd
    if left < 0:
        line = _("{amount} more than is left this month")
        return line.format(amount=budget.format_short(session, -left)), not usd
    line = _("then {left} of {limit} left this month")
    return line.format(left=budget.format_short(session, left), limit=state.limit_text), True
