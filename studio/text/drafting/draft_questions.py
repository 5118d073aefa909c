"""A draft question for a passage: made of what it is about, of several kinds, to be bettered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class DraftQuestion:
    """A question and its kind; ``kind`` is the same word in every language."""

    prompt: str
    kind: str


_KINDS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("advice", "What would you advise someone who struggles with {a}?"),
        ("why", "What makes {a} so important?"),
        ("relation", "How are {a} and {b} connected?"),
        ("how", "How should I deal with {a} in everyday life?"),
        ("mistake", "What do people most often get wrong about {a}?"),
        ("first-step", "Where do I start if I want to make progress with {a}?"),
        ("doubt", "People talk a lot about {a}. What is the truth of the matter?"),
        ("choice", "When {a} and {b} pull in different directions, what should guide me?"),
        ("lesson", "What can I learn about {a} for my own goals?"),
        ("principle", "Is there a principle I can hold on to when it comes to {a}?"),
        ("chapter", "What is the main point to remember about “{chapter}”?"),
        ("chapter-use", "How can I apply the idea of “{chapter}” to my own life?"),
    ),
    "ja": (
        ("advice", "「{a}」のことで悩んでいます。どう考えればよいでしょうか。"),
        ("why", "なぜ「{a}」がそれほど大切なのですか。"),
        ("relation", "「{a}」と「{b}」はどのように関係していますか。"),
        ("how", "「{a}」と日々どう向き合えばよいですか。"),
        ("mistake", "「{a}」について、人が誤解しやすいのはどんな点ですか。"),
        ("first-step", "「{a}」について、まず何から始めればよいですか。"),
        ("doubt", "「{a}」とは、結局どういうことなのでしょうか。"),
        ("choice", "「{a}」と「{b}」のあいだで迷ったとき、何を基準にすればよいですか。"),
        ("lesson", "「{a}」から、目標に向かう人は何を学べますか。"),
        ("principle", "「{a}」について、心に留めておくべきことは何ですか。"),
        ("chapter", "「{chapter}」で一番大切な点は何ですか。"),
        ("chapter-use", "「{chapter}」の考えを、自分の生活にどう生かせますか。"),
    ),
}
"""Kinds of questions; ``{a}`` and ``{b}`` are key terms, ``{chapter}`` a telling chapter title."""

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
    kinds = _KINDS.get(language, _KINDS["en"])
    chapter = _telling(chapter_title, book_title)
    terms = _distinct(terms)
    possible = [
        (kind, form)
        for kind, form in kinds
        if ("{chapter}" not in form or chapter)
        and ("{a}" not in form or terms)
        and ("{b}" not in form or len(terms) > 1)
    ]
    if not possible:
        bare = (
            "ここで述べられている一番大切な点は何ですか。"
            if language == "ja"
            else ("What is the most important point to keep in mind here?")
        )
        return DraftQuestion(bare, "point")
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
    if len(title) > 60:
        return ""
    return title.capitalize() if title.isupper() and title.isascii() else title
