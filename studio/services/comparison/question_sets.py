"""Question sets: written, imported or suggested, and kept away from what a model is trained on."""

from __future__ import annotations

import random
import tomllib
import unicodedata
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from studio.domain.book import Passage, PassageStatus
from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.domain.errors import CuratorError
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, plural
from studio.resources import RESOURCES
from studio.services.comparison.leaks import find_leaks
from studio.services.pairs.drafting_methods import Draft, draft_extract
from studio.services.session import Session

MOST_TRIES = 8
"""Passages looked at for each question that is wanted: many hold nothing to ask about."""


def make_set(session: Session, name: str, questions: Sequence[QuestionDraft]) -> Done[int]:
    """Keep questions as a set; its number. ``CuratorError`` without a name or a question."""
    name = _check_name(name)
    if not questions:
        raise CuratorError(_("There is no question to keep."))
    with session.library.journal.edit(_("Make the question set “{name}”").format(name=name)):
        number = session.library.question_sets.insert(name)
        session.library.question_sets.add_questions(number, questions)
    return Done(Changes(Change.COMPARISONS), number)


def begin_set(session: Session, name: str) -> Done[int]:
    """Make a set that questions are yet to be written into; its number."""
    name = _check_name(name)
    with session.library.journal.edit(_("Make the question set “{name}”").format(name=name)):
        number = session.library.question_sets.insert(name)
    return Done(Changes(Change.COMPARISONS), number)


def rename_set(session: Session, number: int, name: str) -> Done[None]:
    """Give a set another name."""
    name = _check_name(name)
    label = _("Name a question set “{name}”").format(name=name)
    with session.library.journal.edit(label, merge_key=f"question-set-{number}"):
        session.library.question_sets.rename(number, name)
    return Done(Changes(Change.COMPARISONS))


def copy_set(session: Session, number: int) -> Done[int]:
    """Make a second set of the same questions; its number."""
    question_set = session.library.question_sets.get(number)
    name = _("{name} (copy)").format(name=question_set.name)
    with session.library.journal.edit(_("Copy a question set: “{name}”").format(name=name)):
        copy = session.library.question_sets.insert(name)
        drafts = [question.draft for question in question_set.questions]
        session.library.question_sets.add_questions(copy, drafts)
    return Done(Changes(Change.COMPARISONS), copy)


def add_question(session: Session, number: int, draft: QuestionDraft) -> Done[int]:
    """Write a new question into a set; its own number. ``CuratorError`` where it has no word."""
    if not draft.text.strip():
        raise CuratorError(_("A question has at least one word."))
    with session.library.journal.edit(_("Write a question")):
        question = session.library.question_sets.add_question(number, draft)
    return Done(Changes(Change.COMPARISONS), question)


def add_to_set(session: Session, number: int, questions: Sequence[QuestionDraft]) -> Done[int]:
    """Put questions into a set; how many were new to it."""
    present = session.library.question_sets.get(number).questions
    texts = {_fold(question.draft.text) for question in present}
    fresh = [draft for draft in questions if _fold(draft.text) not in texts]
    label = plural("Add {n} question", "Add {n} questions", len(fresh)).format(n=len(fresh))
    with session.library.journal.edit(label):
        session.library.question_sets.add_questions(number, fresh)
    return Done(Changes(Change.COMPARISONS), len(fresh))


def write_question(session: Session, question: int, draft: QuestionDraft) -> Done[None]:
    """Write a question of a set anew."""
    if not draft.text.strip():
        raise CuratorError(_("A question has at least one word."))
    with session.library.journal.edit(_("Write a question"), merge_key=f"question-{question}"):
        session.library.question_sets.update_question(question, draft)
    return Done(Changes(Change.COMPARISONS))


def remove_from_set(session: Session, questions: Sequence[int]) -> Done[int]:
    """Take questions out of their set; how many."""
    label = plural("Remove {n} question", "Remove {n} questions", len(questions))
    with session.library.journal.edit(label.format(n=len(questions))):
        session.library.question_sets.remove_questions(questions)
    return Done(Changes(Change.COMPARISONS), len(questions))


def delete_set(session: Session, number: int) -> Done[None]:
    """Take a set out; what was asked with it stays in its comparisons."""
    name = session.library.question_sets.get(number).name
    with session.library.journal.edit(_("Remove the question set “{name}”").format(name=name)):
        session.library.question_sets.delete(number)
    return Done(Changes(Change.COMPARISONS))


def suggest_questions(
    session: Session, number: int = 24, *, seed: int = 0
) -> Job[list[QuestionDraft]]:
    """Questions nobody has trained on: of passages that gave no pair, and of what is in no book.

    Half ask for a passage's advice, a quarter for what it says, the rest for what the library is
    silent about and for everyday things. A passage that gave no pair may have been trained on
    all the same, as raw prose or in other words: such questions are left out.
    """
    others = yield from _keep_untrained(session, _choose_others(session, seed))
    others = others[: number // 4]
    of_book = number - len(others)
    drafts = _draft_questions(session, of_book * MOST_TRIES, seed)
    questions: list[QuestionDraft] = []
    while len(questions) < of_book:
        yield Progress(len(questions), of_book, _("Looking for questions"))
        drawn = list(islice(drafts, of_book - len(questions)))
        if not drawn:
            break
        questions += yield from _keep_untrained(session, drawn)
    kinds = (QuestionKind.ADVICE, QuestionKind.ADVICE, QuestionKind.FACT)
    questions = [replace(each, kind=kinds[n % 3]) for n, each in enumerate(questions)]
    return Done(Changes(), [*questions, *others])


@cache
def read_general_questions() -> tuple[tuple[QuestionDraft, tuple[str, ...]], ...]:
    """The questions of ``resources/questions.toml``, each with the words it must not meet."""
    tables = tomllib.loads((RESOURCES / "questions.toml").read_text(encoding="utf-8"))
    return tuple(
        (
            QuestionDraft(
                row["text"],
                kind=kind,
                must=tuple(row.get("must", ())),
                language=row["language"],
            ),
            tuple(row.get("words", ())),
        )
        for kind in (QuestionKind.SILENT, QuestionKind.EVERYDAY)
        for row in tables[kind.value]
    )


def _check_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise CuratorError(_("Give the question set a name."))
    return name


def _keep_untrained(
    session: Session, drafts: list[QuestionDraft]
) -> Generator[Progress, None, list[QuestionDraft]]:
    """Those that no version, and no accepted pair, gives away."""
    leaking = {leak.question for leak in (yield from find_leaks(session, drafts)).value}
    return [draft for draft in drafts if draft.text not in leaking]


def _draft_questions(session: Session, most: int, seed: int) -> Iterator[QuestionDraft]:
    """A question of each of so many passages, of those that give one."""
    drafted = set[str]()
    for passage in _draw_passages(session, most, seed):
        # Two passages of one topic would be asked about in the same words.
        draft = draft_extract(passage, avoid=drafted)
        if isinstance(draft, Draft):
            drafted.add(draft.prompt)
            yield QuestionDraft(
                draft.prompt,
                draft.answer,
                passage=passage.id,
                language=passage.language,
                author=passage.author or None,
                tags=draft.tags,
            )


def _choose_others(session: Session, seed: int) -> list[QuestionDraft]:
    """Questions of what no book here speaks of, in the languages of the library."""
    languages = {book.language for book in session.library.books.list()} or {"en"}
    fitting = [
        draft
        for draft, terms in read_general_questions()
        if draft.language in languages
        and not any(len(session.library.passages.ids(search=word)) for word in terms)
    ]
    random.Random(seed).shuffle(fitting)
    return fitting


def _draw_passages(session: Session, number: int, seed: int) -> Iterator[Passage]:
    """Passages that gave no pair, in an order drawn by ``seed``."""
    passages = session.library.passages
    unused = [
        *passages.ids(status=PassageStatus.SKIPPED),
        *passages.ids(status=PassageStatus.NEW),
    ]
    random.Random(seed).shuffle(unused)
    for passage in unused[:number]:
        yield passages.get(passage)


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
