"""Comparisons on the command line: ask, judge, vote, and the verdict."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from studio.cli.output import run_job, say
from studio.domain.comparison import Comparison, Contestant, QuestionDraft, Verdict
from studio.domain.errors import CuratorError
from studio.domain.run import Run
from studio.i18n import _, join_list
from studio.services import replay
from studio.services.comparison import asking
from studio.services.comparison.answer_files import write_answers
from studio.services.comparison.contestants import list_contestants, parse_contestant
from studio.services.comparison.judge import describe_trust, judge_answers, measure_trust
from studio.services.comparison.measures import MeasuredDifference, compare_measures
from studio.services.comparison.names import name_contestant
from studio.services.comparison.question_files import read_question_file
from studio.services.comparison.questions import choose_questions, has_held_out
from studio.services.comparison.verdict import Outcome, Standing, describe_verdict
from studio.services.comparison.voting import (
    choose_contestant,
    close_votes,
    count_judged,
    find_rival,
    judge_comparison,
    list_duels,
    vote_for,
)
from studio.services.experiments.experiments import join_sentences
from studio.services.session import Session
from studio.services.training.estimate import note_on

CommandResult = tuple[object, int]


def compare_models(args: Namespace) -> CommandResult:
    """Ask, judge where a judge is named, and say how it stands."""
    with Session.open(args.library) as session:
        number = _ask(session, args)
        record = session.library.comparisons.get(number)
        rival = find_rival(record).key
        judge: dict[str, object] | None = None
        if args.judge:
            endpoint = args.judge_endpoint or args.endpoint or record.contestants[0].endpoint
            judged = run_job(
                judge_answers(session, number, rival, endpoint=endpoint, model=args.judge)
            ).value
            record = session.library.comparisons.get(number)
            trust = describe_trust(measure_trust(record, args.judge))
            failures = [{"question": n, "why": why} for n, why in judged.failures]
            judge = {"model": args.judge, "trust": trust, "failures": failures}
        standings = judge_comparison(record, rival, judge=args.judge or "")
        answer = _describe(session, record, standings)
        return {**answer, "judge": judge}, _exit_code(standings)


def _ask(session: Session, args: Namespace) -> int:
    """Begin a comparison, or go on with one that was broken off; its number."""
    if args.resume is not None:
        return run_job(asking.resume_comparison(session, args.resume)).value
    run = session.library.runs.get(args.run) if args.run is not None else None
    contestants = _choose_contestants(session, args, run)
    question_set, questions = _choose_questions(session, args, run)
    return run_job(
        asking.start_comparison(
            session,
            contestants,
            questions,
            run=args.run,
            question_set=question_set,
            seed=args.seed,
        )
    ).value


def vote_on_sample(args: Namespace) -> CommandResult:
    """Keep votes on the first duels of a comparison, as a sheet prints them; say how it stands."""
    with Session.open(args.library) as session:
        record = session.library.comparisons.get(args.comparison)
        rival = find_rival(record).key
        contestant = args.contestant or choose_contestant(record).key
        if contestant == rival or contestant not in record.keys:
            others = join_list([key for key in record.keys if key != rival])
            raise CuratorError(_("Choose one of: {names}.").format(names=others))
        duels = list_duels(record, contestant, rival)
        for duel, sign in zip(duels, args.votes, strict=False):
            vote_for(session, record.id, duel, _SIGNS[sign])
        if args.close:
            close_votes(session, record.id)
        record = session.library.comparisons.get(record.id)
        standings = judge_comparison(record, rival) if not record.is_open else {}
        return _describe(session, record, standings), 0


def show_comparisons(args: Namespace) -> CommandResult:
    """List the comparisons, or tell one with its answers; write it as a table where wanted."""
    with Session.open(args.library, read_only=True) as session:
        comparisons = session.library.comparisons
        if args.comparison is None:
            if args.out:
                raise CuratorError(_("Choose the comparison to write, by its number."))
            return [_summarize(comparisons.get(each.id)) for each in comparisons.list()], 0
        record = comparisons.get(args.comparison)
        if args.out:
            write_answers(record, args.out)
        standings = judge_comparison(record, find_rival(record).key) if not record.is_open else {}
        return _describe(session, record, standings), 0


def _summarize(record: Comparison) -> dict[str, object]:
    rival = find_rival(record)
    standings = judge_comparison(record, rival.key) if not record.is_open else {}
    return {
        "comparison": record.id,
        "run": record.run,
        "created": record.created,
        "contestants": list(record.keys),
        "questions": len(record.questions),
        "judged": sum(count_judged(record).values()),
        "open": record.is_open,
        "verdict": join_sentences(*_list_verdicts(record, rival, standings)),
    }


def _list_verdicts(
    record: Comparison, rival: Contestant, standings: dict[str, Standing]
) -> list[str]:
    return [
        describe_verdict(
            standing,
            contestant=name_contestant(record.contestant(key)),
            rival=name_contestant(rival),
        )
        for key, standing in standings.items()
    ]


_SIGNS = {"1": Verdict.FIRST, "2": Verdict.SECOND, "0": Verdict.TIE, "9": Verdict.NEITHER}
"""What a curator writes on a sheet: the better answer's number, both good, both bad."""


def replay_failed_run(args: Namespace) -> CommandResult:
    """Train on raw prose and on curated pairs, and say which is better."""
    job = replay.replay(args.folder, model=args.model, questions=args.questions, epochs=args.epochs)
    made = run_job(job).value
    if note := note_on(args.model):
        say(note)
    return {
        "library": made.library,
        "comparison": made.comparison,
        "minutes": round(made.minutes, 1),
        "differences": [
            {"contestants": pair, **_describe_difference(row)}
            for pair, rows in made.differences.items()
            for row in rows
        ],
    }, 0


def _choose_questions(
    session: Session, args: Namespace, run: Run | None
) -> tuple[int | None, list[QuestionDraft]]:
    """A set's number, where one was chosen, and the questions to ask."""
    if args.set is not None:
        question_set = session.library.question_sets.get(args.set)
        return question_set.id, [question.draft for question in question_set.questions]
    if args.questions:
        return None, read_question_file(args.questions)[: args.limit]
    if run is not None and not has_held_out(session, run):
        say(
            _(
                "Its training held nothing out: these questions were trained on, and prove "
                "nothing. A question set does."
            )
        )
    return None, choose_questions(session, run, args.limit)


def _describe(
    session: Session, record: Comparison, standings: dict[str, Standing]
) -> dict[str, object]:
    rival = find_rival(record)
    best = max(standings.values(), key=lambda standing: standing.votes.rate, default=None)
    return {
        "comparison": record.id,
        "questions": len(record.questions),
        "answers": [
            {
                "id": question.id,
                "question": question.text,
                "reference": question.reference,
                **{answer.model: answer.text or answer.error for answer in question.answers},
            }
            for question in record.questions
        ],
        "contestants": [
            {
                "key": contestant.key,
                "name": name_contestant(contestant),
                "model": contestant.model,
                "endpoint": contestant.endpoint,
                "measures": _describe_measures(record, contestant, rival),
            }
            for contestant in record.contestants
        ],
        "win_rate": best.votes.rate if best else None,
        "interval": [best.votes.interval.low, best.votes.interval.high] if best else None,
        "verdict": _list_verdicts(record, rival, standings) or None,
        "cost": asking.read_cost(session, record.id),
    }


def _describe_measures(
    record: Comparison, contestant: Contestant, rival: Contestant
) -> list[dict[str, object]]:
    if contestant.key == rival.key:
        return []
    rows = compare_measures(record, contestant.key, rival.key)
    return [_describe_difference(row) for row in rows]


def _describe_difference(row: MeasuredDifference) -> dict[str, object]:
    return {
        "measure": row.measure.name,
        "questions": row.questions,
        "contestant": row.contestant,
        "rival": row.rival,
        "difference": row.difference,
        "interval": [row.interval.low, row.interval.high],
        "chance": row.chance,
        "better": row.is_better,
    }


def _choose_contestants(session: Session, args: Namespace, run: Run | None) -> Sequence[Contestant]:
    if args.models:
        endpoint = args.endpoint or (run.endpoint if run else "")
        return [parse_contestant(session, text, run, endpoint) for text in args.models]
    if run is None:
        raise CuratorError(_("Choose the models to compare, or a run."))
    return list_contestants(session, run, checkpoints=args.checkpoints)


def _exit_code(standings: dict[str, Standing]) -> int:
    """1 where a judge has found none of them better than the rival."""
    if not standings:
        return 0
    return 0 if any(s.outcome is Outcome.BETTER for s in standings.values()) else 1
