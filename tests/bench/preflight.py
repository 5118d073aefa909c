"""Preflight over many pairs with passages of real books: the first look, and the next after an edit.

``python -m tests.bench.preflight PAIRS`` makes such a library, looks three times in a process of its
own and prints the seconds of the looks (the first, after an edit, after a question set was written),
the peak of memory in MB and what of it the looks took.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from studio.domain.comparison import QuestionDraft
from studio.domain.pair import Origin, Status
from studio.domain.preflight import Report
from studio.domain.work import Job, finish
from studio.services.books import ingest
from studio.services.comparison import question_sets
from studio.services.pairs import review
from studio.services.preflight import inspection
from studio.services.session import Session
from studio.text import tokens
from studio.text.sentences.boundaries import split_sentences
from tests.bench.books import real_books
from tests.bench.rows import peak

QUESTIONS = 1_000
SENTENCES = 3  # of an answer: about 300 characters in English, 120 in Japanese


@dataclass(frozen=True)
class Looked:
    """Seconds of the first look, of one after an edit of one pair, and of one after a question set
    was written; the peak of memory in MB, and how much of it came with the looks."""

    first: float
    again: float
    asked: float
    megabytes: float
    grown: float


def fill(session: Session, count: int) -> None:
    """So many accepted pairs over the passages of real books, no two alike.

    Every second answer is made of its own passage's sentences, the others of sentences from
    anywhere, so that what compares an answer with its passage has both to do.
    """
    finish(ingest.add_books(session, real_books()))
    library, chance = session.library, random.Random(7)
    passages = library.passages.list(library.passages.ids())
    of = [_sentences(passage.text, passage.language) for passage in passages]
    anywhere = [sentence for found in of for sentence in found]
    with library.journal.edit("Fill"):
        for number in range(count):
            place = number % len(passages)
            pool = of[place] if number % 2 and len(of[place]) > SENTENCES else anywhere
            answer = " ".join(chance.sample(pool, min(SENTENCES, len(pool))))
            about = " ".join(chance.choice(anywhere).split()[:9])
            library.pairs.insert(
                f"What follows from “{about}”, question {number}?",
                answer,
                origin=Origin.EXTRACTIVE,
                tokens=len(answer) // 4,
                passage=passages[place].id,
                book=passages[place].book,
            )
        library.pairs.set_status(library.pairs.ids(), Status.ACCEPTED)


def _sentences(text: str, language: str) -> list[str]:
    spans = split_sentences(text, language)
    return [text[span.start : span.end].strip() for span in spans if span.end - span.start > 12]


def looked(count: int) -> Looked:
    """Fill a library and look at it twice."""
    with (
        TemporaryDirectory() as folder,
        Session.open(Path(folder) / "many.studio", create=True) as session,
    ):
        fill(session, count)
        tokens.load()
        before = peak()
        cache = inspection.Cache()
        first = _seconds(inspection.check(session, cache), count)
        one = session.library.pairs.ids()[count // 2]
        review.edit(session, one, answer="Begin with the smallest part of it today.")
        again = _seconds(inspection.check(session, cache), count)
        question_sets.make_set(session, "Held", _draw_questions(session))
        asked = _seconds(inspection.check(session, cache), count)
        most = peak()
    return Looked(first, again, asked, most, most - before)


def _draw_questions(session: Session) -> list[QuestionDraft]:
    """Questions of which every tenth is one of the pairs', and every tenth has its answer."""
    pairs = session.library.pairs
    numbers = pairs.ids()
    chosen = pairs.list(numbers[:: max(1, len(numbers) // QUESTIONS)][:QUESTIONS])
    return [
        QuestionDraft(
            pair.prompt if place % 10 == 0 else f"{pair.answer[:40]}, and what of it?",
            pair.answer if place % 10 == 1 else pair.answer[::-1],
        )
        for place, pair in enumerate(chosen)
    ]


def _seconds(job: Job, count: int) -> float:
    start = time.perf_counter()
    report = finish(job).value
    seconds = time.perf_counter() - start
    if not isinstance(report, Report) or report.pairs != count:
        raise RuntimeError(f"not all of {count} pairs were looked at")
    return seconds


def in_process(count: int) -> Looked:
    """The same in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.preflight", str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    return Looked(*map(float, done.stdout.split()))


def main() -> None:
    done = looked(int(sys.argv[1]))
    print(
        f"{done.first:.3f} {done.again:.3f} {done.asked:.3f} {done.megabytes:.0f} {done.grown:.0f}"
    )


if __name__ == "__main__":
    main()
