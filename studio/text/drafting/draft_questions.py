"""A draft question for a passage: made of what it is about, of several kinds, to be bettered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from studio.text.languages import find_language


@dataclass(frozen=True)
class DraftQuestion:
    """A question and its kind; ``kind`` is the same word in every language."""

    prompt: str
    kind: str


_NUMBERED = re.compile(
    r"^\s*(?:chapter|book|part|section|preface|introduction|contents|第?[一二三四五六七八九十百\d]+[章回編節]?|"
    r"[IVXLC]+)[\s.:—-]*(?:[IVXLC\d]+)?[\s.]*$",
    re.IGNORECASE,
)


def draft_question(
    text: str,
    *,
    language: str,
    chapter_title: str = "",
    book_title: str = "",
    terms: Sequence[str] = (),
    seed: int = 0,
) -> DraftQuestion:
    """A question in the passage's language; the kind is drawn by ``seed`` and the words.

    Which kinds can be drawn depends on what there is: two terms, one, or only a chapter's title.
    """
    row = find_language(language)
    chapter = _telling(chapter_title, book_title)
    terms = _distinct(terms)
    possible = [
        (kind, form)
        for kind, form in row.question_forms
        if ("{chapter}" not in form or chapter)
        and ("{a}" not in form or terms)
        and ("{b}" not in form or len(terms) > 1)
    ]
    if not possible:
        return DraftQuestion(row.bare_question, "point")
    # Drawn by the words, so that the same passage gets the same question on any machine.
    digest = hashlib.blake2b(f"{seed}\n{text}".encode(), digest_size=8).digest()
    kind, form = possible[int.from_bytes(digest) % len(possible)]
    first = terms[0] if terms else ""
    second = terms[1] if len(terms) > 1 else ""
    return DraftQuestion(form.format(a=first, b=second, chapter=chapter), kind)


def _distinct(terms: Sequence[str]) -> list[str]:
    """The first term, and the first after it that is no other form of it (thought, thoughts)."""
    others = [term for term in terms[1:] if term[:5] != terms[0][:5]]
    return [*terms[:1], *others[:1]]


def _telling(chapter: str, book: str) -> str:
    """A chapter's title if it says what the chapter is about: no bare number, not the book's."""
    title = " ".join(chapter.split()).strip(" .　")
    title = re.sub(r"^(?:chapter\s+)?[IVXLC\d]+[.:]\s+", "", title, flags=re.IGNORECASE)
    if not title or _NUMBERED.match(title) or title.casefold() == book.casefold():
        return ""
    # A long title is a summary: asked about it, the answer would stand in the question.
    if len(title) > 60:
        return ""
    return title.capitalize() if title.isupper() and title.isascii() else title
