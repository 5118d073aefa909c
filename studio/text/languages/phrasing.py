"""How a language says what a mentor could say, and how one asks for it: what drafts are made by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Asking(StrEnum):
    """What an answer must do for a form of question to fit it."""

    ADVICE = "advice"  # it says what to do
    REASON = "reason"  # it says why
    MEANING = "meaning"  # it says what something is
    GAIN = "gain"  # it says by what one comes by something
    GOOD = "good"  # it says what good something does
    HARM = "harm"  # it says what harm something does
    ANY = "any"  # it speaks of the topic


@dataclass(frozen=True)
class QuestionForm:
    """A row: a kind of question, what its answer must do, and its wording around ``{topic}``.

    ``{feeling}`` is what a topic makes one feel; ``{is}``, ``{Is}`` and ``{does}`` agree with it.
    """

    kind: str
    fits: Asking
    wording: str

    def ask(self, topic: Topic) -> str:
        """The question about a topic."""
        many = topic.is_plural
        verbs = {"is": "are" if many else "is", "does": "do" if many else "does"}
        return self.wording.format(
            topic=topic.name, feeling=topic.feeling, Is=verbs["is"].capitalize(), **verbs
        )


@dataclass(frozen=True)
class Topic:
    """Something people ask a mentor about: how it is written in answers, and how in questions."""

    pattern: str  # a part of a pattern that finds it in an answer
    name: str  # as it stands in a question
    group: str  # whose forms of question fit it
    feeling: str = ""  # what somebody feels whom it troubles: "afraid"

    @property
    def is_plural(self) -> bool:
        """Whether its name is an English plural, which a question's verb follows."""
        return self.name.endswith("s") and not self.name.endswith("ss")


@dataclass(frozen=True, eq=False)
class Clause:
    """A row: a clause of an answer one can ask by, found by ``pattern``, which names its ``deed``.

    ``wordings`` are questions around ``{deed}`` and whatever else the pattern names, without case.
    """

    kind: str
    fits: Asking  # what its answer must do
    pattern: re.Pattern[str]
    wordings: tuple[str, ...]
    is_mine: bool = True  # whoever asks would do it; else somebody else would
    names_topic: bool = False  # its deed is only asked about where it names what people ask about


NEVER = re.compile(r"(?!)")
ALWAYS = re.compile(r"")


@dataclass(frozen=True, eq=False)
class Phrasing:
    """A language's words for drafting; every pattern is searched in one sentence.

    Patterns were found by reading what was made of the real books; ``docs/drafts.md`` has how they
    are judged.
    """

    opening: re.Pattern[str]  # connectives and numbers, without which a sentence says the same
    clings: re.Pattern[str]  # points at what stands before, so that it can't begin an answer
    refers: re.Pattern[str]  # speaks of the book, its pages or whoever listens
    dangles: re.Pattern[str]  # points, anywhere in an answer, at nobody whom it names
    tells: re.Pattern[str]  # tells what happened, or names people and days
    quotes: re.Pattern[str]  # somebody else's words
    asks: re.Pattern[str]
    advises: re.Pattern[str]  # says what to do or to leave
    instructs: re.Pattern[str]  # the same, so plainly that one may ask what to do
    explains: re.Pattern[str]  # says why
    gains: re.Pattern[str]  # says by what one comes by something
    praises: re.Pattern[str]  # says what good it does
    blames: re.Pattern[str]  # says what harm it does
    general: re.Pattern[str]  # speaks of people as such
    ending: re.Pattern[str]  # ends as a sentence ends
    means: str  # a part of a pattern: what follows a topic of which a sentence says what it is
    defines: str  # the same, so plainly that one may ask what it is
    modernize: Callable[[str], str]
    shortest: int  # characters of an answer
    longest: int
    longest_sentence: int
    topics: tuple[Topic, ...]
    forms: Mapping[str, tuple[QuestionForm, ...]]  # by a topic's group
    borders: tuple[str, str] = ("", "")  # what must stand before and behind a topic
    about: tuple[re.Pattern[str], ...] = ()
    """What a sentence is about, its topic written as "\\0": what stands around a topic that is its
    subject, or what its advice is to be done with."""
    weights: Mapping[str, float] = field(default_factory=dict)  # of groups; 1 where it says nothing
    clauses: tuple[Clause, ...] = ()
    general_forms: tuple[str, ...] = ()
    """Questions about three key terms (``{a}``, ``{b}``, ``{c}``) of an answer without a topic."""
    as_mine: Callable[[str], str] = str  # "his own work" as whoever asks says it: "my own work"
    as_theirs: Callable[[str], str] = str  # the same of somebody else: "their own work"
    others: re.Pattern[str] = NEVER  # in a clause: not whoever asks, or nobody knows what
    tidy: Callable[[str], str] = str  # without asides: who says or thinks so
    maxim: re.Pattern[str] = NEVER  # a whole sentence between marks, without them
    breaks: re.Pattern[str] = NEVER  # where a sentence can be parted in two
    stands: re.Pattern[str] = (
        ALWAYS  # how a part behind a break begins that needs nothing before it
    )


# Of a language whose words nobody wrote down, only the form of sentences can be judged.
PLAIN = Phrasing(
    opening=NEVER,
    clings=NEVER,
    refers=re.compile(r"\[|https?:"),
    dangles=NEVER,
    tells=re.compile(r"\d{3,}"),
    quotes=re.compile(r"[“”„«»\"「」『』]"),
    asks=re.compile(r"[?？]"),
    advises=NEVER,
    instructs=NEVER,
    explains=NEVER,
    gains=NEVER,
    praises=NEVER,
    blames=NEVER,
    general=ALWAYS,
    ending=re.compile(r"[.!。！][)”’\"'»」』]*$"),
    means=r"(?!)",
    defines=r"(?!)",
    modernize=str,
    shortest=40,
    longest=520,
    longest_sentence=400,
    topics=(),
    forms={},
)
