"""The pairs of the sample books: written by hand, to show what becomes of drafts that are bettered.

They stand in ``resources/samples/curated.json``, each with the file of its book and a stretch of
the passage it is about: where the passage is cut does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from studio.domain.book import Passage, PassageStatus
from studio.domain.history import Who
from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter
from studio.i18n import _
from studio.resources import RESOURCES
from studio.services.pairs.judging import judge
from studio.services.pairs.review import row_tokens
from studio.services.session import Session
from studio.text.drafting.tagging import suggest_tags

CURATED = RESOURCES / "samples" / "curated.json"


class SamplePair(NamedTuple):
    """What a person wrote about the passage that has these words."""

    book: str  # the name of its file
    passage: str
    prompt: str
    answer: str


def read_sample_pairs() -> list[SamplePair]:
    """The pairs that ship with the studio, in the order of the books."""
    return [SamplePair(**row) for row in json.loads(CURATED.read_text(encoding="utf-8"))]


def accept_samples(session: Session) -> int:
    """Put what was written by hand beside the drafts, and accept it; how many there are.

    One step to undo. The drafts wait as those of any book do.
    """
    library = session.library
    written = list(_match_passages(session))
    if not written:
        return 0
    with library.journal.edit(
        _("Accept {n} pairs written by hand").format(n=len(written)), who=Who.PROGRAM
    ):
        ids = [pair or _insert(session, passage, sample) for passage, pair, sample in written]
        library.pairs.set_status(ids, Status.ACCEPTED)
        # Whoever wrote them has read the passages.
        library.pairs.mark_read(ids, long_ago=True)
        used = [passage.id for passage, _pair, _sample in written]
        library.passages.set_status(used, PassageStatus.DRAFTED)
        judge(session, ids)
    return len(written)


def _insert(session: Session, passage: Passage, sample: SamplePair) -> int:
    """The number of a new pair that says what was written by hand."""
    return session.library.pairs.insert(
        sample.prompt,
        sample.answer,
        origin=Origin.CURATOR,
        passage=passage.id,
        book=passage.book,
        tags=suggest_tags(passage.text, passage.language),
        tokens=row_tokens(session, sample.prompt, sample.answer),
        encoding=session.encoding(),
    )


def _match_passages(session: Session) -> Iterator[tuple[Passage, int | None, SamplePair]]:
    """Each passage that something was written about, with the pair that says so already as a
    draft, if there is one; what was decided on is left alone."""
    library = session.library
    files = {book.source_name: book.id for book in library.books.list()}
    samples: dict[str, list[SamplePair]] = {}
    for sample in read_sample_pairs():
        samples.setdefault(sample.book, []).append(sample)
    for file in sorted(samples.keys() & files.keys()):
        ids = library.pairs.ids(PairFilter(book=files[file]))
        pairs = {pair.prompt: pair for pair in library.pairs.list(ids)}
        waiting = samples[file]
        for passage in library.passages.list(library.passages.ids(book=files[file])):
            # Lines may be broken anywhere in a book.
            text = "".join(passage.text.split())
            match = next((s for s in waiting if "".join(s.passage.split()) in text), None)
            if not match:
                continue
            waiting.remove(match)
            pair = pairs.get(match.prompt)
            if pair is None or pair.status is Status.DRAFT:
                yield passage, pair.id if pair else None, match
