"""A sample of drafts: passages of the real books drawn by lot, and what is made of them offline."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.domain.book import Matter, SkipReason
from studio.services.settings.options import BY_NAME
from studio.text import readers
from studio.text.drafting.condensing import condense
from studio.text.drafting.draft_questions import draft_question
from studio.text.passages.cutting import cut
from studio.text.sentences.boundaries import split_sentences

BOOKS = (
    "en/as-a-man-thinketh_pg4507.txt",
    "en/self-help_pg935.txt",
    "en/autobiography-of-benjamin-franklin_pg20203.txt",
    "en/meditations_pg2680.txt",
    "en/art-of-money-getting_pg8581.txt",
    "en/acres-of-diamonds_pg368.txt",
    "en/walden_se.epub",
    "en/meditations-long_se.epub",
    "ja/gakumon-no-susume_47061.txt",
    "ja/kosei-e-no-saidai-ibutsu_519.epub",
    "ja/watakushi-no-kojinshugi_772.txt",
    "ja/kagakusha-to-atama_2359.txt",
    "ja/waga-chugaku-jidai_1695.txt",
)
"""One edition of each work. To add one: its path under the folder of books."""


@dataclass(frozen=True)
class Sample:
    """A passage of a book (``start`` in characters), and its draft or why there is none."""

    number: int
    book: str
    start: int
    language: str
    text: str
    prompt: str = ""
    answer: str = ""
    skip: SkipReason | None = None


def draw(folder: Path, *, seed: int, each: int = 100) -> Iterator[Sample]:
    """So many passages of each language, drawn by ``seed``, each with what drafting makes of it."""
    number = 0
    for language in ("en", "ja"):
        names = [name for name in BOOKS if name.startswith(language)]
        passages = [found for name in names for found in _read_passages(folder, name)]
        random.Random(seed).shuffle(passages)
        for name, start, text in passages[:each]:
            number += 1
            yield draft(Sample(number, Path(name).name, start, language, text))


def _read_passages(folder: Path, name: str) -> Iterator[tuple[str, int, str]]:
    """A book's passages as the studio cuts and cleans them, but what stands around its words."""
    book = readers.read(folder / name)
    lengths = {name: int(BY_NAME[name].default) for name in ("target_tokens", "max_tokens")}
    for span in cut(book.text, book.chapters, book.language, **lengths):
        if book.chapters and book.chapters[span.chapter].matter is not Matter.BODY:
            continue
        yield name, span.start, span.text


def draft(sample: Sample) -> Sample:
    """The same passage with what drafting makes of it."""
    text, language = sample.text, sample.language
    condensed = condense(text, split_sentences(text, language), language)
    question = draft_question(condensed.answer, language=language) if condensed.answer else None
    made = {**sample.__dict__}
    if question:
        made |= {"prompt": question.prompt, "answer": condensed.answer}
    else:
        made |= {"skip": condensed.reason or SkipReason.TOPIC}
    return Sample(**made)
