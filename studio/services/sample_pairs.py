"""The pairs of the sample books: written by hand, to show what becomes of drafts that are bettered.

They stand in ``resources/samples/curated.json``, each with the file of its book and a stretch of
the passage it is about: where the passage is cut does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from studio.domain.pair import Pair, Status
from studio.domain.pair_filter import PairFilter
from studio.i18n import _
from studio.resources import RESOURCES
from studio.services.pairs.review import row_tokens
from studio.services.session import Session

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


def better_samples(session: Session) -> int:
    """Put what was written by hand in the place of the drafts, and accept it; how many there are.

    One step to undo. Other books than the samples have none, and keep their drafts.
    """
    library = session.library
    written = list(_match_drafts(session))
    if not written:
        return 0
    with library.journal.edit(_("Better and accept {n} drafts").format(n=len(written))):
        for draft, sample in written:
            library.pairs.update(
                draft.id,
                prompt=sample.prompt,
                answer=sample.answer,
                tokens=row_tokens(session, sample.prompt, sample.answer, of=draft),
                draft_prompt=False,
                encoding=session.encoding(),
            )
        ids = [draft.id for draft, _sample in written]
        library.pairs.set_status(ids, Status.ACCEPTED)
        # Whoever wrote them has read the passages.
        library.pairs.mark_read(ids)
    return len(written)


def _match_drafts(session: Session) -> Iterator[tuple[Pair, SamplePair]]:
    """Each draft with what was written about its passage."""
    library = session.library
    files = {book.id: book.source_name for book in library.books.list()}
    samples: dict[str, list[SamplePair]] = {}
    for sample in read_sample_pairs():
        samples.setdefault(sample.book, []).append(sample)
    drafts = library.pairs.list(library.pairs.ids(PairFilter(status=Status.DRAFT)))
    for draft in drafts:
        waiting = samples.get(files.get(draft.book or 0, ""), [])
        if draft.passage is None or not waiting:
            continue
        # Lines may be broken anywhere in a book.
        text = "".join(library.passages.get(draft.passage).text.split())
        for sample in waiting:
            if "".join(sample.passage.split()) in text:
                yield draft, sample
                waiting.remove(sample)
                break
