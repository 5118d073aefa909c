"""The pairs of the sample books: written by hand, to show what becomes of drafts that are bettered.

They stand in ``resources/samples/curated.json``, each with the file of its book and a stretch of
the passage it is about: where the passage is cut does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from studio.domain.book import Passage, PassageStatus
from studio.domain.pair import Origin, Pair, Status
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


def better_samples(session: Session) -> int:
    """Put what was written by hand in the place of the drafts, or where there is none, and accept
    it; how many there are.

    One step to undo. Other books than the samples have none, and keep their drafts.
    """
    library = session.library
    written = list(_match_passages(session))
    if not written:
        return 0
    with library.journal.edit(_("Better and accept {n} drafts").format(n=len(written))):
        ids = [_write_pair(session, passage, draft, sample) for passage, draft, sample in written]
        library.pairs.set_status(ids, Status.ACCEPTED)
        # Whoever wrote them has read the passages.
        library.pairs.mark_read(ids)
        library.passages.set_status(
            [passage.id for passage, _draft, _sample in written], PassageStatus.DRAFTED
        )
        judge(session, ids)
    return len(written)


def _write_pair(session: Session, passage: Passage, draft: Pair | None, sample: SamplePair) -> int:
    """The number of the pair that now says what was written by hand."""
    pairs, encoding = session.library.pairs, session.encoding()
    if not draft:
        return pairs.insert(
            sample.prompt,
            sample.answer,
            origin=Origin.CURATOR,
            passage=passage.id,
            book=passage.book,
            tags=suggest_tags(passage.text, passage.language),
            tokens=row_tokens(session, sample.prompt, sample.answer),
            encoding=encoding,
        )
    pairs.update(
        draft.id,
        prompt=sample.prompt,
        answer=sample.answer,
        tokens=row_tokens(session, sample.prompt, sample.answer, of=draft),
        draft_prompt=False,
        encoding=encoding,
    )
    return draft.id


def _match_passages(session: Session) -> Iterator[tuple[Passage, Pair | None, SamplePair]]:
    """Each passage that something was written about, with its draft, if it has one; passages
    somebody decided on are left alone."""
    library = session.library
    files = {book.source_name: book.id for book in library.books.list()}
    samples: dict[str, list[SamplePair]] = {}
    for sample in read_sample_pairs():
        samples.setdefault(sample.book, []).append(sample)
    for file in sorted(samples.keys() & files.keys()):
        ids = library.pairs.ids(PairFilter(book=files[file]))
        pairs = {pair.passage: pair for pair in library.pairs.list(ids)}
        waiting = samples[file]
        for passage in library.passages.list(library.passages.ids(book=files[file])):
            # Lines may be broken anywhere in a book.
            text = "".join(passage.text.split())
            match = next((s for s in waiting if "".join(s.passage.split()) in text), None)
            draft = pairs.get(passage.id)
            if match:
                waiting.remove(match)
            if match and (draft is None or draft.status is Status.DRAFT):
                yield passage, draft, match
