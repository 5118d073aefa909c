"""Voice: whether one author, work, question or phrase drowns the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from studio.domain.preflight import FindingKind, Lesson, PreflightFinding, Share
from studio.i18n import N_
from studio.services.preflight.data_set import (
    LIMA,
    LOUD,
    NOTE,
    OPENAI,
    WARNING,
    DataCheck,
    DataSet,
)
from studio.text.rows.validation import FEWEST_ROWS

AUTHOR_UNKNOWN = FindingKind(
    "author-unknown",
    Lesson.VOICE,
    NOTE,
    N_("No pair has an author, so it is not known whether one voice dominates."),
)
ONE_AUTHOR = FindingKind(
    "one-author",
    Lesson.VOICE,
    WARNING,
    N_(
        "{part} pairs are {author}'s: the model takes on that voice. "
        "The dataset is as diverse as {n:.1f} authors of equal weight."
    ),
    source=OPENAI,
    fix="cap-author",
    order=2,
)
ONE_WORK = FindingKind("one-work", Lesson.VOICE, NOTE, N_("{part} pairs are from “{work}”."))
SAME_QUESTION = FindingKind(
    "one-question",
    Lesson.VOICE,
    WARNING,
    N_(
        "{part} pairs ask the same question, “{prompt}”: the model can't tell which answer is meant."
    ),
    source=LIMA,
    fix="reask",
    order=1,
)
ONE_TEMPLATE = replace(
    SAME_QUESTION,
    sentence=N_("{part} pairs fill in one template, “{prompt}”: the model learns the template."),
)
ONE_OPENING = FindingKind(
    "one-opening",
    Lesson.VOICE,
    NOTE,
    N_("{part} questions begin with “{words}”; people ask in many ways."),
    fix="reask",
)

SAME, TEMPLATE = 0.1, 0.2
"""Shares of pairs that ask one question, or fill in one template, from which the model learns that
instead of what is answered (house heuristics)."""
FEWEST_ALIKE = 5


def _first_named(shares: Sequence[Share]) -> Share | None:
    """The largest share that has a name."""
    return next((share for share in shares if share.name), None)


def find_one_author(data: DataSet) -> Iterator[PreflightFinding]:
    """One author's voice above the others."""
    author = _first_named(data.balance.authors)
    if author is None:
        if data.pairs:
            yield data.finding(AUTHOR_UNKNOWN)
    elif author.share > LOUD and len(data.pairs) >= FEWEST_ROWS:
        pairs = [pair for pair in data.pairs if pair.author == author.name]
        # Where next to nothing is by others, a cap would leave next to nothing.
        others = len(data.pairs) - len(pairs)
        yield data.finding(
            ONE_AUTHOR,
            pairs,
            fix=None if others >= FEWEST_ROWS else "",
            author=author.name,
            n=data.balance.effective_authors,
        )


def find_one_work(data: DataSet) -> Iterator[PreflightFinding]:
    """Nearly all pairs from one book; rows of one file are of one file, which says nothing."""
    work, author = _first_named(data.balance.works), _first_named(data.balance.authors)
    if work is None or work.share <= 0.8 or (author is not None and author.share > LOUD):
        return
    pairs = [pair for pair in data.pairs if pair.work == work.name]
    # The "work" of an imported row is its file, and all rows are often of one file.
    if pairs[0].book is not None:
        yield data.finding(ONE_WORK, pairs, work=work.name)


def find_one_question(data: DataSet) -> Iterator[PreflightFinding]:
    """One question, or one template of it, asked too often."""
    same = max(data.questions, key=len, default=())
    # Questions that are the same fill in one template, too: the plainer fault is named.
    if len(same) >= FEWEST_ALIKE and data.share(len(same)) > SAME:
        kind, group = SAME_QUESTION, same
    elif data.template and data.share(len(data.template)) > TEMPLATE:
        kind, group = ONE_TEMPLATE, data.template
    else:
        return
    prompt = next(pair.prompt_start for pair in data.pairs if pair.id == group[0])
    finding = data.finding(kind, count=len(group), prompt=prompt)
    yield replace(finding, pairs=group, groups=(group,))


def find_one_opening(data: DataSet) -> Iterator[PreflightFinding]:
    """Questions that all begin alike."""
    opening = _first_named(data.balance.openings)
    if opening is not None and opening.share > 0.3 and opening.pairs >= 10:
        pairs = [pair for pair in data.pairs if pair.facts.opening == opening.name]
        yield data.finding(ONE_OPENING, pairs, words=opening.name)


CHECKS = (
    DataCheck("one author", find_one_author, (AUTHOR_UNKNOWN, ONE_AUTHOR)),
    DataCheck("one work", find_one_work, (ONE_WORK,)),
    DataCheck("one question", find_one_question, (SAME_QUESTION, ONE_TEMPLATE)),
    DataCheck("one opening", find_one_opening, (ONE_OPENING,)),
)
