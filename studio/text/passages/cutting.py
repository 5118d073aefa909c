"""A book's text on its way into a library: cut into passages, each cleaned and counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from studio.domain.book import Chapter
from studio.text.cleaning.rules import DEFAULT, Rule, apply, find_replacements, select_rules
from studio.text.passages.splitting import MAX_TOKENS, TARGET_TOKENS, split
from studio.text.tokens import DEFAULT as DEFAULT_ENCODING
from studio.text.tokens import count, count_each


@dataclass(frozen=True)
class CleanPassage:
    """A passage: its chapter by index, its span of the book's text, its cleaned text and tokens."""

    chapter: int
    start: int
    end: int
    tokens: int
    text: str


def cut(
    text: str,
    chapters: Sequence[Chapter],
    language: str,
    *,
    rules: Iterable[Rule] = DEFAULT,
    encoding: str = DEFAULT_ENCODING,
    target_tokens: int = TARGET_TOKENS,
    max_tokens: int = MAX_TOKENS,
) -> list[CleanPassage]:
    """The text as passages of about ``target_tokens``, cleaned by these rules.

    Tokens were counted while cutting, to a token or two; passages that lost words to a rule are
    counted again.
    """
    acting_rules = select_rules(text, rules, language)
    rows: list[CleanPassage] = []
    changed: list[int] = []
    for span in split(
        text,
        chapters,
        language=language,
        target_tokens=target_tokens,
        max_tokens=max_tokens,
        count=partial(count, encoding=encoding),
        count_each=partial(count_each, encoding=encoding),
    ):
        source = text[span.start : span.end]
        cleaned = apply(source, find_replacements(source, acting_rules, language))
        # Most passages lose nothing but blanks at their ends, which hardly count.
        if cleaned != source.strip():
            changed.append(len(rows))
        rows.append(CleanPassage(span.chapter, span.start, span.end, span.tokens, cleaned))
    counts = count_each((rows[number].text for number in changed), encoding)
    for number, tokens in zip(changed, counts, strict=True):
        rows[number] = replace(rows[number], tokens=tokens)
    return rows
