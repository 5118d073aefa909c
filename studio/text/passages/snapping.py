"""Where a cut is meant: at the end of the sentence or the border of the word that is nearest."""

from __future__ import annotations

import re

from studio.text.graphemes import find_letter_end
from studio.text.languages import find_language
from studio.text.sentences.boundaries import split_sentences

NEAR = {True: 24, False: 8}
"""Characters, with and without blanks between words, within which a sentence's end is meant."""
_WORD_START = re.compile(r"(?<=\s)\S")


def snap_cut(text: str, at: int, language: str) -> int:
    """The place before which to cut ``text`` for a cursor at ``at``: never inside a word.

    A sentence that begins near it wins; else it is the start of the nearest word, or, where no
    blanks part words, the end of the letter.
    """
    row = find_language(language)
    starts = [span.start for span in split_sentences(text, language)][1:]
    nearest = min(starts, key=lambda start: abs(start - at), default=None)
    if nearest is not None and abs(nearest - at) <= NEAR[row.spaced]:
        return nearest
    if not row.spaced:
        return at if 0 < at < len(text) else find_letter_end(text, 0, max(1, at))
    word_starts = [match.start() for match in _WORD_START.finditer(text)]
    return min(word_starts, key=lambda start: abs(start - at), default=at)
