"""Commands from the dataset version to the comparison."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import fields
from decimal import Decimal

from studio.cli.arguments import AUTO
from studio.cli.no_library import NoLibrary
from studio.cli.output import pick_fields, run_job, say, to_plain
from studio.cli.versions import warn_of_leaks
from studio.domain.errors import CuratorError, OverBudget, StudioError
from studio.domain.run import Hyperparameters, Run, RunStatus
from studio.i18n import _, join_list, join_sentences
from studio.services import budget
from studio.services import demo as demo_service
from studio.services.comparison import before_training
from studio.services.session import Session
from studio.services.training.again import start_again
from studio.services.training.estimate import Estimate, estimate_run, find_endpoint, note_on
from studio.services.training.follow import cancel_run, follow_run, pause_run, resume_run
from studio.services.training.setup import set_up
from studio.services.training.start import start_run
from studio.services.training.timing import measure_pace
from studio.services.versions import consent, freezing
from studio.services.versions import export as exports

Outcome = tuple[object, int]
GIGABYTE = 1_000_000_000


def validate_file(args: Namespace) -> Outcome:
    validation = freezing.validate(args.file, profile=args.profile, model=args.model or None)
    return {
        "verdict": "valid" if validation.valid else "invalid",
        "profile": args.profile,
        "rows": validation.rows,
        "tokens": validation.tokens,
        "findings": [
            pick_fields(finding, ("severity", "code", "line", "message"))
            for finding in validation.findings
        ],
    }, 0 if validation.valid else 1


def quote_training(args: Namespace) -> Outcome:
    with Session.open(args.library, read_only=True) as session:
        rows, tokens = session.library.pairs.accepted_tokens()
        if args.version is not None:
            version = session.library.versions.get(args.version)
            rows, tokens = version.train, version.train_tokens
        epochs, automatic = _epochs(args)
        endpoint = args.endpoint or find_endpoint(session, args.model)
        quoted = budget.quote_training(
            session,
            tokens=tokens,
            examples=rows,
            model=args.model,
            epochs=epochs,
            automatic=automatic,
            free=bool(endpoint) and session.capabilities(endpoint).free,
            endpoint=endpoint,
        )
        if quoted.usd is None:
            raise CuratorError(
                _("{why} Known models: {known}.").format(
                    why=budget.describe_missing_price(session, args.model, endpoint),
                    known=join_list(
                        p.model for p in session.prices.trainable(endpoint or "openai")
                    ),
                )
            )
        quote = {field.name: getattr(quoted, field.name) for field in fields(quoted)}
        return {**quote, **_quote_time(session, args, endpoint)}, 0


def _quote_time(session: Session, args: Namespace, endpoint: str) -> dict[str, object]:
    """How long it takes and how much memory, where that can be told of a version."""
    if args.version is None or not endpoint:
        return {}
    epochs, automatic = _epochs(args)

    def estimate() -> Estimate:
        return estimate_run(
            session,
            args.version,
            endpoint,
            args.model,
            Hyperparameters(epochs),
            automatic_epochs=automatic,
        )

    guess = estimate()
    # What is not on this computer yet is not fetched to know how long it would take.
    if guess.measurable and guess.engine_ready:
        try:
            run_job(measure_pace(session, args.version, endpoint, args.model))
        except StudioError as error:
            # A quote is a quote also of a model that could not be trained here.
            say(str(error))
        guess = estimate()
    if guess.warning:
        say(guess.warning)
    return {"seconds": guess.seconds and round(guess.seconds), "memory": guess.memory}


def export_version(args: Namespace) -> Outcome:
    with Session.open(args.library) as session:
        concerns = ask_consent(session, args)
        if concerns:
            return {"files": [], "verdict": "not_agreed", "concerns": concerns}, 1
        files = exports.write(session, args.version, args.out, form=args.format, bom=args.bom).value
    return {"files": files, "verdict": "valid"}, 0


def start_training(args: Namespace) -> Outcome:
    epochs, automatic = _epochs(args)
    hyperparameters = Hyperparameters(
        epochs,
        args.learning_rate_multiplier,
        args.batch_size,
        beta=args.beta,
        share=args.share,
        validation=not args.no_validation,
    )
    with Session.open(args.library) as session:
        estimate = estimate_run(
            session,
            args.version,
            args.endpoint,
            args.model,
            hyperparameters,
            automatic_epochs=automatic,
        )
        cost = estimate.quote.usd
        if args.budget is not None and cost is not None and cost > args.budget:
            line = _("It would cost {cost}; nothing was sent.")
            say(line.format(cost=budget.format_money(session, cost)))
            return _not_started("over_budget", estimate), 1
        # To the engine on this computer no words leave it, so there is nothing to agree to.
        away = not session.capabilities(args.endpoint).private
        if concerns := ask_consent(session, args) if away else []:
            return {**_not_started("not_agreed", estimate), "concerns": concerns}, 1
        _warn(estimate)
        warn_of_leaks(session, args.version)
        _warn_of_questions(session, args)
        number, comparison = _start(session, args, hyperparameters), None
        if args.wait:
            run_job(follow_run(session, number))
            comparison = _compare(session, number)
        run = session.library.runs.get(number)
    return {
        "run": number,
        "job": run.job,
        "status": run.status,
        "settings": run.settings,
        "estimate": estimate.quote,
        "cost": run.cost_usd,
        "fine_tuned_model": run.fine_tuned_model,
        "comparison": comparison,
    }, 1 if args.wait and not run.fine_tuned_model else 0


def _epochs(args: Namespace) -> tuple[int | None, bool]:
    """How many were asked for, if any, and whether the provider is to choose."""
    return (None, True) if args.epochs == AUTO else (args.epochs, False)


def _not_started(status: str, estimate: Estimate) -> dict[str, object]:
    """The keys of a run that was started, so that who reads them needs no second shape."""
    empty = dict.fromkeys(("run", "job", "settings", "cost", "fine_tuned_model", "comparison"))
    return {**empty, "status": status, "estimate": estimate.quote}


def _warn(estimate: Estimate) -> None:
    if estimate.warning and estimate.quote.usd is not None:  # without a price, starting says so
        say(estimate.warning)
    if not estimate.engine_ready:
        say(_("Fetched first: {size}").format(size=estimate.setup_size))
    if estimate.seconds:
        say(_describe_time(estimate))


def _describe_time(estimate: Estimate) -> str:
    """How long a run should take, with the memory it needs where that is known."""
    minutes, seconds = divmod(round(estimate.seconds or 0), 60)
    line = _("It should take about {minutes}:{seconds:02} minutes.")
    text = line.format(minutes=minutes, seconds=seconds)
    if estimate.memory:
        gigabytes = _("It needs {n:.1f} GB of memory.").format(n=estimate.memory / GIGABYTE)
        text = join_sentences(text, gigabytes)
    return text


def _warn_of_questions(session: Session, args: Namespace) -> None:
    """Say what is asked of the base before it is trained."""
    try:
        plan = before_training.plan_before(session, args.version, args.endpoint, args.model)
    except OverBudget as error:
        say(str(error))
        return
    if plan is not None:
        say(before_training.describe_before(session, plan))


def _compare(session: Session, run: int) -> int | None:
    """Ask the tuned model what its base was asked before; the comparison, where there is one."""
    try:
        return run_job(before_training.ask_tuned(session, run)).value
    except StudioError as error:
        # The model is there and paid for: that is what the command was for.
        say(str(error))
        return None


def _start(session: Session, args: Namespace, hyperparameters: Hyperparameters) -> int:
    number = run_job(
        start_run(
            session,
            args.version,
            args.endpoint,
            args.model,
            hyperparameters,
            automatic_epochs=_epochs(args)[1],
            seed=args.seed,
            suffix=args.suffix,
        )
    ).value
    return number


def ask_consent(session: Session, args: Namespace) -> list[dict[str, object]]:
    """What has to be agreed to before the version leaves; nothing once ``--agree`` was said."""
    concerns = run_job(consent.find_concerns(session, args.version)).value
    if args.agree:
        consent.agree(session, consent.keys_of(concerns))
        return []
    for concern in concerns:
        say(concern.message)
    if concerns:
        say(_("Nothing was written or sent. Add --agree to go ahead; your answer is remembered."))
    return [pick_fields(concern, ("code", "count", "message", "pairs")) for concern in concerns]


def list_runs(args: Namespace) -> Outcome:
    with Session.open(args.library, read_only=True) as session:
        return [describe_run(run) for run in session.library.runs.list(curves=True)], 0


def show_run(args: Namespace) -> Outcome:
    # Only who watches writes: a run can be looked at while the window has the library.
    writing = args.watch or args.again or args.pause or args.resume
    with Session.open(args.library, read_only=not writing) as session:
        number = run_job(start_again(session, args.run)).value if args.again else args.run
        if args.pause:
            pause_run(session, number)
        elif args.resume:
            resume_run(session, number)
        if args.watch:
            run_job(follow_run(session, number))
            _compare(session, number)
        run = session.library.runs.get(number)
    if args.watch and run.error:
        say(run.error)
    # Who waits for a model wants to know by the exit whether there is one.
    return describe_run(run), int(args.watch and run.status is not RunStatus.SUCCEEDED)


def stop_run(args: Namespace) -> Outcome:
    with Session.open(args.library) as session:
        cancel_run(session, args.run)
        return describe_run(session.library.runs.get(args.run)), 0


def show_ledger(args: Namespace) -> Outcome:
    with Session.open(args.library, read_only=True) as session:
        budget.check_readable(session)
        state = budget.read_month(session)
        entries = [
            {
                "at": payment.at,
                "what": payment.purpose,
                "usd": payment.usd,
                "run": payment.run,
                "estimate": _read_estimate(session, payment.run),
            }
            for payment in session.library.ledger.list()
        ]
        return {
            "entries": entries,
            "spent": state.spent_usd,
            "reserved": state.reserved_usd,
            "limit": state.limit_usd,
        }, 0


def _read_estimate(session: Session, run: int | None) -> Decimal | None:
    """What a training was thought to cost before it was started; None for anything else."""
    return None if run is None else session.library.runs.get(run).estimate_usd


def run_demo(args: Namespace) -> Outcome:
    report = run_job(demo_service.run(args.folder, args.books or (), args.model)).value
    if note := note_on(report.run.model):
        say(note)
    say(
        _("The results are in {folder}; open the library with: studio {library}").format(
            folder=args.folder, library=report.library
        )
    )
    return {
        "library": report.library,
        "pairs": report.pairs,
        "accepted": report.accepted,
        "export": report.export,
        "run": describe_run(report.run),
        "comparison": to_plain(report.comparison),
    }, 0


def describe_run(run: Run) -> dict[str, object]:
    """What other programs are told of a run."""
    names = (
        "id",
        "version",
        "endpoint",
        "model",
        "hyperparameters",
        "seed",
        "settings",
        "sweep",
        "after",
        "status",
        "job",
        "fine_tuned_model",
        "error",
        "metrics",
        "checkpoints",
        "trained_tokens",
    )
    last = run.metrics[-1] if run.metrics else None
    return {**pick_fields(run, names), "steps": last.step if last else 0, "cost": run.cost_usd}


def manage_engine(args: Namespace) -> Outcome:
    """Start (or stop) the local engine and say where it listens; its key stays in a file."""
    with NoLibrary() as session:
        local = session.engine(args.home)
        if args.stop:
            local.stop()
            return {"stopped": True}, 0
        run_job(set_up(session.settings.endpoint("local")))
        address = local.ensure_running(port=args.port)
        return {"base_url": address.base_url, "key_file": local.address_file}, 0
