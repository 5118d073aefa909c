"""A language as the studio knows it: how it is written, how long things are, what gives words away."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.text.languages.phrasing import Phrasing


@dataclass(frozen=True, eq=False)
class Language:
    """A row of the table of languages. Every length is in characters unless it says otherwise.

    Patterns are searched in one sentence or one answer of this language. ``narrator``, ``past``,
    ``refusal`` and ``proper_name`` are parts of a pattern, as they are also searched for all
    languages at once, where nobody says which it is.
    """

    code: str  # BCP 47 primary tag; "" for all that have no row
    name: str  # in English, as a model is told it
    commonest: frozenset[str]  # words by which it is told; none where its letters tell it

    # How it is written.
    spaced: bool  # blanks stand between words, and blank lines between paragraphs
    has_ruby: bool  # readings may stand beside its words
    characters_per_token: float  # of prose, by o200k_base
    line_length: int  # of a column that is read with ease

    # How long things are. House heuristics, each tried on the sample library and public data sets.
    shortest_answer: int  # under it an answer teaches nothing
    shortest_sentence: int  # under it a sentence says nothing by itself
    longest_sentence: int  # over it a sentence loses weight in proportion
    shortest_prose: int  # from it on an answer can be running text
    shortest_choice: int  # under it an answer is none beside one ten times as long
    shortest_copy: int  # under it an answer is a copy only where its question is one as well
    verbatim_run: int  # letters in a row, blanks not counted, from which an answer is book prose
    opening: int  # words (letters, where it is not spaced) that are a question's opening

    # What gives words away.
    leans: re.Pattern[str]  # an opening that points at the sentence before it
    narrator: str  # a mark of somebody telling a story
    past: str  # a past tense that in a book's words is a story, too; "" where it says nothing
    refusal: str  # a model that does not answer
    hedges: tuple[str, ...]  # lower case
    proper_name: str

    # What passages are about, and what can be asked of them.
    term: re.Pattern[str]
    stopwords: frozenset[str]
    subjects: tuple[
        tuple[str, str], ...
    ]  # a mentor's subjects, and a pattern of what speaks of each
    bare_question: str  # where nothing is known of how its words ask
    phrasing: Phrasing  # how advice is said and asked for

    @property
    def paragraph_break(self) -> str:
        """What stands between two paragraphs of a book's text."""
        return "\n\n" if self.spaced else "\n"

    def join_words(self, texts: list[str]) -> str:
        """Words or sentences one after the other, as they are written."""
        return (" " if self.spaced else "").join(texts)
