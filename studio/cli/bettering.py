"""From a bad answer back to the data: the rows that taught it, and a better answer instead."""

from __future__ import annotations

from argparse import Namespace

from studio.cli.output import pick_fields, say
from studio.domain.book import Passage
from studio.domain.comparison import Comparison, Contestant, Question
from studio.domain.errors import CuratorError, DiskError
from studio.i18n import _, join_list
from studio.os_errors import explain_os_error
from studio.services.comparison import rewriting
from studio.services.comparison.names import name_contestant
from studio.services.comparison.rewriting import Rewriting
from studio.services.comparison.voting import choose_contestant, list_lost
from studio.services.comparison.why import NearRow, find_near_rows, find_passages, mark_to_fix
from studio.services.session import Session
from studio.text import encoding

CommandResult = tuple[object, int]


def explain_answers(args: Namespace) -> CommandResult:
    """The training rows nearest to a bad answer, or to each that lost, with their passages."""
    with Session.open(args.library, read_only=not args.flag) as session:
        comparison = session.library.comparisons.get(args.comparison)
        contestant = _read_contestant(comparison, args.contestant)
        rewritten = rewriting.list_rewritten(session, comparison.id)
        rows: list[dict[str, object]] = []
        answers, pairs = [], list[int]()
        for question in _choose_questions(comparison, contestant, args.question):
            near = find_near_rows(session, comparison, contestant, question.id, args.limit)
            passages = find_passages(session, near)
            pairs += [row.pair for row in near]
            rows += [_describe_row(question, row, passages.get(row.pair)) for row in near]
            pair = rewritten.get((question.id, contestant.key))
            answers.append(_describe_answer(question, contestant, pair))
        if not answers:
            name = name_contestant(contestant)
            say(_("No answer of {name} was judged to be bad.").format(name=name))
        return {
            "comparison": comparison.id,
            "contestant": contestant.key,
            "answers": answers,
            "rows": rows,
            "flagged": mark_to_fix(session, list(dict.fromkeys(pairs))).value if args.flag else 0,
        }, 0


def rewrite_answer(args: Namespace) -> CommandResult:
    """Make an accepted pair of a better answer; the bad one is refused for it."""
    with Session.open(args.library) as session:
        comparison = session.library.comparisons.get(args.comparison)
        contestant = _read_contestant(comparison, args.contestant)
        question = rewriting.find_question(comparison, args.question)
        better = Rewriting(
            args.prompt or question.text,
            args.answer or _read_answer(args),
            fixed=tuple(rewriting.list_flagged(session, args.fixed)),
            leaves_set=not args.keep_question,
        )
        leaving = rewriting.find_in_set(session, comparison, question.text)
        pair = rewriting.write_anew(session, comparison, question.id, contestant, better).value
        return {
            "pair": pair,
            "prompt": better.prompt,
            "answer": better.answer.strip(),
            "refused": rewriting.read_answer(question, contestant.key),
            "fixed": better.fixed,
            "questions_removed": len(leaving) if better.leaves_set else 0,
        }, 0


def _read_contestant(comparison: Comparison, key: str | None) -> Contestant:
    if key is None:
        return choose_contestant(comparison)
    if key not in comparison.keys:
        raise CuratorError(_("Choose one of: {names}.").format(names=join_list(comparison.keys)))
    return comparison.contestant(key)


def _choose_questions(
    comparison: Comparison, contestant: Contestant, number: int | None
) -> list[Question]:
    """The one that is named, or all that the contestant lost."""
    if number is not None:
        return [rewriting.find_question(comparison, number)]
    if comparison.is_open:
        raise CuratorError(
            _(
                "Which answers are bad is shown once the votes are closed: "
                "close them, or name a --question."
            )
        )
    return list_lost(comparison, contestant.key)


def _read_answer(args: Namespace) -> str:
    try:
        return encoding.decode(args.answer_from.read_bytes())[0]
    except OSError as error:
        raise DiskError(
            _("{path} can't be read: {why}.").format(
                path=args.answer_from, why=explain_os_error(error)
            )
        ) from error


def _describe_answer(
    question: Question, contestant: Contestant, pair: int | None
) -> dict[str, object]:
    return {
        "id": question.id,
        "question": question.text,
        "answer": rewriting.read_answer(question, contestant.key),
        "reference": question.reference,
        "rewritten": pair,
    }


def _describe_row(question: Question, row: NearRow, passage: Passage | None) -> dict[str, object]:
    return {
        "question": question.id,
        **pick_fields(row, ("pair", "prompt", "answer", "by_question", "by_answer")),
        "book": passage.book if passage else None,
        "passage": passage.id if passage else None,
        "chapter": passage.chapter_title if passage else None,
        "text": passage.text if passage else None,
    }
