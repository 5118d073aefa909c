"""Start a training: check, reserve its cost, export, upload, and create the job exactly once."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from dataclasses import dataclass
from decimal import Decimal

from studio.domain.dataset import ExportedFile
from studio.domain.errors import CuratorError, StudioError
from studio.domain.run import Endpoint, Hyperparameters, Method, RunStatus
from studio.domain.work import Change, Changes, Done, Job, Piece, Progress
from studio.i18n import _, join_list
from studio.providers.base import Trainer
from studio.providers.table import provider_of
from studio.services import budget, spending
from studio.services.comparison.before_training import ask_base, note_run
from studio.services.session import Session
from studio.services.training.creation import create_job
from studio.services.training.estimate import Estimate, estimate_run
from studio.services.training.files import write_files
from studio.services.training.job_state import (
    end_left_behind,
    end_without_job,
    in_hand,
    is_left_behind,
    note,
)
from studio.services.training.order import Order, complete_order, repeat_order
from studio.services.training.provider_price import refuse_dearer
from studio.services.training.setup import set_up
from studio.services.training.uploads import (
    delete_leftovers,
    delete_uploads,
    has_leftovers,
    upload_files,
)
from studio.services.training.wishes import check_wishes
from studio.services.versions import consent


@dataclass(frozen=True, kw_only=True)
class RunStep(Piece):
    """A step of a run that has just been made, so that it can be shown before it is under way."""

    run: int


@dataclass(frozen=True)
class Prepared:
    """What is at hand once a training may be sent."""

    trainer: Trainer
    files: list[ExportedFile]


def start_run(
    session: Session,
    version: int,
    endpoint: str,
    model: str,
    hyperparameters: Hyperparameters | None = None,
    *,
    automatic_epochs: bool = False,
    seed: int | None = None,
    suffix: str = "",
) -> Job[int]:
    """Export, upload and create the job; the run's id is the result.

    Whatever can't be, costs too much or is not agreed to is refused before anything is sent.
    ``automatic_epochs`` leaves their number to the provider, whatever the settings say.
    """
    wishes = hyperparameters or Hyperparameters()
    order = Order(version, endpoint, model, wishes, automatic_epochs, seed, suffix)
    return (yield from start_order(session, order))


def start_order(session: Session, order: Order) -> Job[int]:
    """As ``start_run``, for an order."""
    # What is doubtful or was left behind holds money that is free again once it is cleared up.
    _refuse_beside_uncertain(session, session.settings.endpoint(order.endpoint))
    _end_left_behind(session)
    order = check_order(session, order)
    prepared = yield from _prepare(session, order)
    cost = estimate_order(session, order).quote.usd or Decimal(0)
    # Before the run: an engine on this computer is free yet, and no base is switched off.
    answers = (
        yield from ask_base(session, order.version, order.endpoint, order.model, beside=cost)
    ).value
    run = insert_run(session, order)
    note_run(session, answers, run)
    yield from _send(session, run, prepared)
    return Done(Changes(Change.RUNS, Change.EXPORTS, Change.LEDGER), run)


def start_waiting(session: Session, number: int) -> Job[None]:
    """Start a run of the queue; its money was set aside when it came there."""
    run = session.library.runs.get(number)
    if run.after is not None:
        tuned = session.library.runs.get(run.after).fine_tuned_model
        assert tuned, "the queue starts a run after another once that has its model"
        note(session, number, model=tuned)
        run = session.library.runs.get(number)
    order = repeat_order(run)
    _refuse_beside_uncertain(session, session.settings.endpoint(run.endpoint))
    spending.refuse_overdrawn(session, run)
    prepared = yield from _prepare(session, order)
    questions = ask_base(session, run.version, run.endpoint, run.model)
    note_run(session, (yield from _go_on_while_waiting(session, number, questions)), number)
    if run.training_file or run.validation_file:  # left by a program that died over it
        delete_uploads(session, number, prepared.trainer)
    in_hand.add(run.nonce)
    # It may have been cancelled while its files were made and its base was asked.
    with session.library.transaction():
        is_wanted = session.library.runs.get(number).status is RunStatus.WAITING
        if is_wanted:
            session.library.runs.update(number, status=RunStatus.PREPARED)
    if is_wanted:
        yield from _send(session, number, prepared)
    return Done(Changes(Change.RUNS, Change.EXPORTS, Change.LEDGER))


def _go_on_while_waiting(
    session: Session, number: int, job: Job[int | None]
) -> Generator[Progress, None, int | None]:
    """A job's value; None, and it is left, once its run does not wait any more."""
    while session.library.runs.get(number).status is RunStatus.WAITING:
        try:
            yield next(job)
        except StopIteration as end:
            done: Done[int | None] = end.value
            return done.value
    # What it has kept so far stays; nothing further is asked and paid.
    job.close()
    return None


def check_order(session: Session, order: Order) -> Order:
    """The order, complete; ``CuratorError`` where it can't be, ``OverBudget`` too much for it."""
    endpoint = session.settings.endpoint(order.endpoint)
    check_wishes(endpoint, order.wishes, seed=order.seed, suffix=order.suffix)
    order = complete_order(session, order)
    _check_method(session, order, endpoint)
    budget.require(session, estimate_order(session, order).quote)
    return order


def insert_run(session: Session, order: Order, status: RunStatus = RunStatus.PREPARED) -> int:
    """Reserve what a run will cost, then write it down."""
    library = session.library
    with library.transaction():
        number = library.runs.insert(
            version=order.version,
            endpoint=order.endpoint,
            model=order.model,
            hyperparameters=order.wishes,
            seed=order.seed,
            suffix=order.suffix,
            nonce=secrets.token_hex(16),
            estimate_usd=budget.require(session, estimate_order(session, order).quote),
            status=status,
            sweep=order.sweep,
            after=order.after,
            settings=order.settings,
        )
        # Refused, the run is taken back with it: nothing was sent, so there is nothing to list.
        spending.reserve_run(session, library.runs.get(number))
    return number


def _prepare(session: Session, order: Order) -> Generator[Progress, None, Prepared]:
    """Consent, files, set-up and key: what is missing is said before there is a run to fail."""
    endpoint = session.settings.endpoint(order.endpoint)
    if not session.capabilities(order.endpoint).private:
        yield from consent.require(session, order.version)
    files = write_files(session, order)
    yield from set_up(endpoint, order.model)
    return Prepared(session.trainer(order.endpoint, order.settings), files)


def estimate_order(session: Session, order: Order) -> Estimate:
    """What an order that is complete would take."""
    return estimate_run(
        session,
        order.version,
        order.endpoint,
        order.model,
        order.wishes,
        automatic_epochs=order.wishes.epochs is None,
        settings=order.settings,
    )


def _check_method(session: Session, order: Order, endpoint: Endpoint) -> None:
    """``CuratorError`` where a place, or a model, does not learn from the rows of a version."""
    method, price = order.wishes.method, session.prices.model(order.model)
    if method is Method.PREFERENCE and not provider_of(endpoint).capabilities.trains_preferences:
        line = _("Version {n} holds preference rows, and {endpoint} does not train on these.")
        raise CuratorError(line.format(n=order.version, endpoint=endpoint.title or endpoint.name))
    if price and price.methods and method not in price.methods:
        raise CuratorError(
            _(
                "{model} is not trained by this method: it takes {methods}. Choose another model, "
                "or a version of the other kind."
            ).format(model=order.model, methods=join_list(price.methods))
        )


def _refuse_beside_uncertain(session: Session, endpoint: Endpoint) -> None:
    """A run that may exist is cleared up first: starting again is how one pays twice."""
    private = provider_of(endpoint).capabilities.private
    for run in session.library.runs.list():
        if run.status is not RunStatus.UNCERTAIN:
            continue
        # To train on this computer costs nothing, so a doubt elsewhere is no hindrance.
        if run.endpoint == endpoint.name or not private:
            raise CuratorError(
                _(
                    "Run {n} may exist at {endpoint}: watch run {n} first, to know whether it "
                    "does. Nothing was sent."
                ).format(n=run.id, endpoint=run.endpoint)
            )


def _end_left_behind(session: Session) -> None:
    """Runs that a program was preparing when it died: what they had set aside is free again."""
    for run in filter(is_left_behind, session.library.runs.list()):
        end_left_behind(session, run)


def _send(session: Session, run: int, prepared: Prepared) -> Job[None]:
    """Upload and create; a run that is left before its job was asked for is over."""
    library, trainer = session.library, prepared.trainer
    nonce = library.runs.get(run).nonce
    in_hand.add(nonce)
    try:
        yield RunStep(line=_("Uploading"), changes=Changes(Change.RUNS, Change.EXPORTS), run=run)
        delete_leftovers(session, trainer, library.runs.get(run).endpoint)
        upload_files(session, run, trainer, prepared.files)
        refuse_dearer(session, run, trainer)
        yield RunStep(line=_("Creating the job"), changes=Changes(Change.RUNS), run=run)
        create_job(session, run, trainer)
    except (StudioError, GeneratorExit, KeyboardInterrupt) as error:
        if library.runs.get(run).status is RunStatus.PREPARED:
            failed = isinstance(error, StudioError)
            status = RunStatus.FAILED if failed else RunStatus.CANCELLED
            end_without_job(session, run, status, str(error) if failed else "")
        if has_leftovers(library.runs.get(run)):
            delete_uploads(session, run, trainer)
        raise
    finally:
        in_hand.discard(nonce)
    return Done(Changes(Change.RUNS))
