"""What the list of pairs shows of each, and the orders it can be brought into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from studio.domain.pair import Pair
from studio.domain.pair_filter import Sort
from studio.i18n import N_, _, join_list
from studio.services.pairs.reasons import describe_reason
from studio.ui.review.pair_editor import STATUS_WORDS
from studio.ui.widgets.highlight import excerpt
from studio.ui.widgets.row_table import Column, one_line

Terms = Callable[[], Sequence[str]]
"""What is searched for at the moment."""

FLAG, HELD_BACK = "⚑", "⊘"
SORTS_OF_COLUMNS = (
    Sort.PROMPT,
    Sort.ANSWER,
    Sort.STATUS,
    Sort.TAGS,
    Sort.BOOK,
    Sort.GROUNDING,
    Sort.TOKENS,
)
"""What a click on each heading sorts by."""


def make_columns(terms: Terms) -> tuple[Column[Pair], ...]:
    """To add a column: a row here, and what it sorts by in ``SORTS_OF_COLUMNS``."""
    return (
        Column(N_("Question"), lambda pair: _describe_prompt(pair, terms()), 210),
        Column(N_("Answer"), lambda pair: excerpt(" ".join(pair.answer.split()), terms())),
        Column(
            N_("Status"),
            lambda pair: _(STATUS_WORDS[pair.status][0]),
            84,
            firm=True,
            tone=lambda pair: STATUS_WORDS[pair.status][1],
            about=_describe_status,
        ),
        Column(N_("Tags"), lambda pair: join_list(pair.tags), 104, tip=True),
        Column(N_("Book"), lambda pair: one_line(pair.book_title), 104, tip=True),
        Column(
            N_("Grounded"),
            lambda pair: "" if pair.grounding is None else f"{pair.grounding:.0%}",
            78,
            right=True,
        ),
        Column(N_("Tokens"), lambda pair: f"{pair.tokens:,}", 70, right=True),
    )


def _describe_prompt(pair: Pair, terms: Sequence[str]) -> str:
    prompt = excerpt(one_line(pair.prompt), terms)
    marks = ((FLAG, pair.flagged), (HELD_BACK, pair.held_back))
    return " ".join([*(mark for mark, is_set in marks if is_set), prompt])


def _describe_status(pair: Pair) -> str:
    status = _(STATUS_WORDS[pair.status][0])
    held_back = _("held back") if pair.held_back else ""
    return " · ".join(filter(None, (status, describe_reason(pair.reason), held_back)))


class SortChoice(NamedTuple):
    """A row of the box of orders."""

    sort: Sort
    descending: bool
    text: str


SORT_CHOICES = (
    SortChoice(Sort.ENTRY, False, N_("As they came in")),
    SortChoice(Sort.NEWEST, False, N_("Newest first")),
    SortChoice(Sort.DECIDED, False, N_("Decided on last")),
    SortChoice(Sort.WORST, False, N_("Worst first")),
    SortChoice(Sort.GROUNDING, False, N_("Least grounded first")),
    SortChoice(Sort.RANDOM, False, N_("At random")),
    SortChoice(Sort.TOKENS, True, N_("Most tokens first")),
    SortChoice(Sort.TOKENS, False, N_("Fewest tokens first")),
    SortChoice(Sort.LENGTH, True, N_("Longest first")),
    SortChoice(Sort.LENGTH, False, N_("Shortest first")),
    SortChoice(Sort.AUTHOR, False, N_("By author")),
    SortChoice(Sort.BOOK, False, N_("By book")),
    SortChoice(Sort.PROMPT, False, N_("By question")),
    SortChoice(Sort.ANSWER, False, N_("By answer")),
    SortChoice(Sort.STATUS, False, N_("By status")),
    SortChoice(Sort.TAGS, False, N_("By tags")),
)
"""To add one: a row here."""


def find_choice(sort: Sort, descending: bool) -> int:
    """The row for an order; one that has only the other direction stands for both."""
    rows = [at for at, choice in enumerate(SORT_CHOICES) if choice.sort is sort]
    return next((at for at in rows if SORT_CHOICES[at].descending is descending), rows[0])
