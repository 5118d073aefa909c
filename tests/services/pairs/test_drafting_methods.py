"""A draft made offline is the passage's own words, with a question in its language."""

from __future__ import annotations

from studio.domain.book import Passage, PassageStatus, SkipReason
from studio.services.pairs.drafting_methods import Draft, Skip, condense_passage, draft_extract


def passage(text: str, language: str) -> Passage:
    return Passage(1, 1, 0, "", 0, len(text), 9, PassageStatus.NEW, text, language=language)


def test_a_passage_gives_a_question_and_sentences_of_its_own() -> None:
    text = (
        "Therefore you must begin each day with the work that matters most to you. "
        "Nothing is gained by waiting, and discipline is a habit that grows with use."
    )
    made = draft_extract(passage(text, "en"))
    assert isinstance(made, Draft) and made.draft_prompt and made.prompt
    assert made.answer == "Y" + text.removeprefix("Therefore y")
    assert draft_extract(passage(text, "en")) == made


def test_one_without_words_gives_none() -> None:
    assert condense_passage(passage("…", "ja")).answer.strip() in ("", "…")
    assert draft_extract(passage(" ", "ja")) == Skip(SkipReason.SHORT)
