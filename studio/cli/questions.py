"""Question sets on the command line: made, filled, named, asked before runs, written, let go."""

from __future__ import annotations

from argparse import Namespace

from studio.cli.output import run_job, say, to_plain
from studio.domain.comparison import QuestionDraft, SetQuestion
from studio.domain.errors import CuratorError
from studio.i18n import _
from studio.services.comparison import before_training, leaks, question_sets
from studio.services.comparison.question_files import read_questions, write_question_file
from studio.services.comparison.questions import choose_held_out
from studio.services.session import Session

CommandResult = tuple[object, int]


def manage_questions(args: Namespace) -> CommandResult:
    """Change what is to be changed, then list the sets; tell leaks."""
    with Session.open(args.library, read_only=not _writes(args)) as session:
        _change(session, args)
        if args.export:
            _write(session, args)
        sets = session.library.question_sets.list()
        regular = before_training.read_asked_set(session)
        drafts = [question.draft for question_set in sets for question in question_set.questions]
        leaking = run_job(leaks.find_leaks(session, drafts)).value if args.leaks else None
        return {
            "sets": [
                {
                    "id": question_set.id,
                    "name": question_set.name,
                    "asked": regular is not None and regular.id == question_set.id,
                    "questions": [_describe(question) for question in question_set.questions],
                }
                for question_set in sets
            ],
            "leaks": None if leaking is None else [to_plain(leak) for leak in leaking],
        }, 1 if leaking else 0


def _describe(question: SetQuestion) -> dict[str, object]:
    return {"id": question.id, **{name: to_plain(v) for name, v in vars(question.draft).items()}}


def _writes(args: Namespace) -> bool:
    numbers = (args.delete, args.rename, args.copy, args.ask, args.of_version)
    return bool(args.file or args.suggest) or any(number is not None for number in numbers)


def _change(session: Session, args: Namespace) -> None:
    if args.delete is not None:
        question_sets.delete_set(session, args.delete)
    if args.rename is not None:
        question_sets.rename_set(session, args.rename, args.name)
    if args.copy is not None:
        question_sets.copy_set(session, args.copy)
    if args.file or args.suggest or args.of_version is not None:
        _fill(session, args)
    if args.ask is not None:
        before_training.choose_asked_set(session, args.ask or None)


def _fill(session: Session, args: Namespace) -> None:
    """Make a set, or fill one, of what was named."""
    questions: list[QuestionDraft] = []
    if args.file:
        file = read_questions(args.file)
        questions += file.drafts
        if file.skipped:
            say(_("Rows without a question: {n}").format(n=f"{file.skipped:,}"))
    if args.of_version is not None:
        version = session.library.versions.get(args.of_version)
        questions += choose_held_out(session, version.number, version.validation)
    if args.suggest:
        job = question_sets.suggest_questions(session, args.suggest, seed=args.seed or 0)
        questions += run_job(job).value
    if args.into is not None:
        question_sets.add_to_set(session, args.into, questions)
    else:
        question_sets.make_set(session, args.name or _("Questions"), questions)


def _write(session: Session, args: Namespace) -> None:
    if args.set is None:
        raise CuratorError(_("Choose the set to write: --set with its number."))
    questions = session.library.question_sets.get(args.set).questions
    write_question_file(args.export, [question.draft for question in questions])
