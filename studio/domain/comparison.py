"""A comparison: the same questions to several contestants, and who answered better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What a judge says of two answers."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    NEITHER = "neither"

    @property
    def turned(self) -> Verdict:
        """The same verdict, the two answers named in the other order."""
        return {Verdict.FIRST: Verdict.SECOND, Verdict.SECOND: Verdict.FIRST}.get(self, self)


class QuestionKind(StrEnum):
    """What a question is to find out.

    To add one: a row here, its words in ``ui/comparison/question_filters.py``.
    """

    VALIDATION = "validation"  # held out of training, its answer known
    WRITTEN = "written"  # by the curator, or imported
    FACT = "fact"  # what the book says
    ADVICE = "advice"  # what a mentor would say in the book's sense
    SILENT = "silent"  # what the book says nothing about
    EVERYDAY = "everyday"  # what has nothing to do with the book, and must not get worse


@dataclass(frozen=True)
class Contestant:
    """Who is asked: a model at an endpoint, with what stands before the question.

    ``key`` tells it from the others of its comparison, and ``name`` is what a person reads.
    ``system`` is its system message (None: the library's); ``passages`` is how many passages of
    the library that suit the question are shown to it first.
    """

    key: str
    name: str
    endpoint: str
    model: str
    system: str | None = None
    passages: int = 0
    run: int | None = None
    step: int | None = None
    """Of the checkpoint, where it is one."""
    is_base: bool = False


@dataclass(frozen=True)
class QuestionDraft:
    """A question before it stands in a set or in a comparison.

    ``must`` is what a good answer has to contain, a phrase each. ``author`` and ``tags`` are those
    of the pair or passage it comes from; of a question that somebody wrote nobody knows them.
    """

    text: str
    reference: str = ""
    kind: QuestionKind = QuestionKind.WRITTEN
    must: tuple[str, ...] = ()
    passage: int | None = None
    language: str = ""
    author: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionSet:
    """Questions that are asked again and again, and kept away from training."""

    id: int
    name: str
    created: datetime
    questions: tuple[SetQuestion, ...] = ()


@dataclass(frozen=True)
class SetQuestion:
    """A question of a set."""

    id: int
    draft: QuestionDraft


@dataclass(frozen=True)
class Answer:
    """A contestant's answer to a question; ``model`` is the contestant's key.

    ``measures`` are figures about the answer by their names (``services/comparison/measures``).
    """

    question: int
    model: str
    text: str
    tokens: int = 0
    seconds: float = 0.0
    error: str = ""
    measures: Mapping[str, float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class RewrittenAnswer:
    """A pair that a curator wrote instead of a bad answer, and where that answer stands."""

    pair: int
    comparison: int
    question: int
    contestant: str


@dataclass(frozen=True)
class Vote:
    """A verdict on the answers of two contestants, by their keys.

    ``judge`` is "" for the curator, else the judging model; a model judges both orders, and
    ``turned`` says that it read the second one's answer first. ``verdict`` is as if it had not.
    """

    question: int
    first: str
    second: str
    verdict: Verdict
    judge: str = ""
    turned: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class VoteStep:
    """What the curator changed of a vote on two contestants: None: there was, or is, none."""

    id: int
    comparison: int
    question: int
    first: str
    second: str
    before: Vote | None = None
    after: Vote | None = None


@dataclass(frozen=True)
class Question:
    """A question of a comparison with the answers to it and the verdicts on them."""

    id: int
    text: str
    reference: str = ""
    kind: QuestionKind = QuestionKind.WRITTEN
    must: tuple[str, ...] = ()
    passage: int | None = None
    language: str = ""
    author: str | None = None
    tags: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    votes: tuple[Vote, ...] = ()

    @property
    def draft(self) -> QuestionDraft:
        """The question as it was put into the comparison."""
        return QuestionDraft(
            self.text,
            self.reference,
            self.kind,
            self.must,
            self.passage,
            self.language,
            self.author,
            self.tags,
        )


@dataclass(frozen=True)
class Comparison:
    """The same questions to several contestants.

    ``seed`` decides in which order answers stand on the page. ``looks`` counts how often the
    votes were closed and the names read; ``is_open`` while they are not.
    """

    id: int
    run: int | None
    contestants: tuple[Contestant, ...]
    created: datetime
    question_set: int | None = None
    seed: int = 0
    temperature: float = 0.0
    answer_tokens: int | None = None
    """The longest answer asked for; None: the usual one."""
    looks: int = 0
    is_open: bool = True
    questions: tuple[Question, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether the base alone has answered, as whom it is compared with is still trained."""
        return len(self.contestants) < 2

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(contestant.key for contestant in self.contestants)

    def contestant(self, key: str) -> Contestant:
        return next(contestant for contestant in self.contestants if contestant.key == key)
