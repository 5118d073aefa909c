"""What is suggested for a pair: its first draft and what models proposed, for prompt and answer."""

from __future__ import annotations

from dataclasses import replace

from studio.domain.pair import Pair
from studio.domain.suggestion import Suggestion, SuggestionKind
from studio.i18n import _
from studio.services.drafting.replies import OWN_ANSWER
from studio.store.library import Library
from studio.ui.review.suggestion_tabs import DRAFT, Offer, describe


def list_offers(library: Library, pair: Pair) -> tuple[list[Offer], list[Offer]]:
    """What is offered for the prompt, and for the answer of a pair."""
    suggestions = library.suggestions.of_pair(pair.id)
    answers = [
        describe(each, each.answer)
        for each in suggestions
        if each.kind is SuggestionKind.ANSWER and each.answer != pair.answer
    ]
    questions = [
        _describe_question(each)
        for each in suggestions
        if each.kind is not SuggestionKind.ANSWER and each.prompt != pair.prompt
    ]
    first = find_first_draft(library, pair)
    texts = ("", pair.answer, *(each.text for each in answers))
    if first is not None and first.answer not in texts:
        answers.insert(0, Offer(DRAFT, _("First draft"), first.answer))
    return questions, answers


def _describe_question(suggestion: Suggestion) -> Offer:
    """A question by its words; one with an answer of its own by that, too."""
    offer = replace(describe(suggestion, suggestion.prompt), title=suggestion.prompt)
    if suggestion.kind not in OWN_ANSWER:
        return offer
    note = _("Becomes a new pair. Answer: {answer}").format(answer=suggestion.answer)
    return replace(offer, note=note)


def find_first_draft(library: Library, pair: Pair) -> Pair | None:
    """The pair as it was drafted, where the history still knows it and it has changed since."""
    states = library.journal.history_of_pair(pair.id)
    return states[-1].pair if len(states) > 1 else None
