"""Why? From a bad answer to the training rows that are nearest to it, and back to the desk."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studio.domain.book import Passage
from studio.domain.comparison import Comparison, Contestant
from studio.domain.errors import CuratorError
from studio.domain.work import Done
from studio.i18n import _
from studio.services.comparison.rewriting import find_question, read_answer
from studio.services.comparison.training_rows import list_training_rows
from studio.services.pairs import review
from studio.services.session import Session
from studio.text.languages import detect_script, find_language

MOST_ROWS = 6


@dataclass(frozen=True)
class NearRow:
    """A training row and how near it is, 0 to 1: to the question, and to the answer."""

    pair: int
    prompt: str
    answer: str
    by_question: float
    by_answer: float

    @property
    def likeness(self) -> float:
        return max(self.by_question, self.by_answer)


def find_near_rows(
    session: Session,
    comparison: Comparison,
    contestant: Contestant,
    question: int,
    most: int = MOST_ROWS,
) -> list[NearRow]:
    """The rows that a contestant was trained on that resemble a question and its answer most.

    By the cosine of their words, each weighed by how rare it is among the rows (Salton and
    Buckley 1988); in Japanese, by pairs of letters. ``CuratorError`` for one that was not trained,
    and where the question is of another comparison.
    """
    if contestant.run is None:
        raise CuratorError(_("Only a model that was trained here has training rows."))
    version = session.library.runs.get(contestant.run).version
    asked_question = find_question(comparison, question)
    text = read_answer(asked_question, contestant.key)
    rows = list(list_training_rows(session, version))
    bags = [(_count_words(prompt), _count_words(answer)) for _pair, prompt, answer, _alone in rows]
    rarity = _Rarity(bag for pair in bags for bag in pair)
    by_question = rarity.compare(
        _count_words(asked_question.text), [prompt for prompt, _answer in bags]
    )
    by_answer = rarity.compare(_count_words(text), [answer for _prompt, answer in bags])
    near = [
        NearRow(*row[:3], like_question, like_answer)
        for row, like_question, like_answer in zip(rows, by_question, by_answer, strict=True)
    ]
    near = [row for row in near if row.likeness > 0]
    return sorted(near, key=lambda row: (-row.likeness, row.pair))[:most]


def find_passages(session: Session, rows: Iterable[NearRow]) -> dict[int, Passage]:
    """The passages that rows were made of, by the rows' pairs; written rows have none."""
    pairs = session.library.pairs.list([row.pair for row in rows])
    numbers = {pair.id: pair.passage for pair in pairs if pair.passage is not None}
    passages = session.library.passages.list(sorted(set(numbers.values())))
    by_number = {passage.id: passage for passage in passages}
    return {pair: by_number[number] for pair, number in numbers.items() if number in by_number}


def mark_to_fix(session: Session, pairs: Sequence[int]) -> Done[int]:
    """Put pairs on the list of what is to be fixed before the next run: they are flagged."""
    return review.flag(session, pairs)


class _Rarity:
    """How much each word weighs: the rarer among the texts, the more."""

    def __init__(self, bags: Iterable[Counter[str]]) -> None:
        self._texts = 0
        self._having: Counter[str] = Counter()
        for bag in bags:
            self._texts += 1
            self._having.update(bag.keys())

    def compare(self, bag: Counter[str], others: Sequence[Counter[str]]) -> list[float]:
        """The cosine of a text with each of the others."""
        ours = self._weigh(bag)
        length = math.sqrt(sum(weight * weight for weight in ours.values()))
        return [self._measure_cosine(ours, length, other) for other in others]

    def _measure_cosine(self, ours: dict[str, float], length: float, bag: Counter[str]) -> float:
        # Most texts share no word with this one: those are told without being weighed.
        if ours.keys().isdisjoint(bag):
            return 0.0
        theirs = self._weigh(bag)
        other = math.sqrt(sum(weight * weight for weight in theirs.values()))
        shared = sum(weight * theirs[word] for word, weight in ours.items() if word in theirs)
        return shared / (length * other) if length and other else 0.0

    def _weigh(self, bag: Counter[str]) -> dict[str, float]:
        return {
            word: count * math.log((1 + self._texts) / (1 + self._having[word]))
            for word, count in bag.items()
        }


def _count_words(text: str) -> Counter[str]:
    if find_language(detect_script(text) or "en").spaced:
        terms = ("".join(c for c in word if c.isalnum()) for word in text.lower().split())
        return Counter(term for term in terms if term)
    letters = "".join(letter for letter in text if letter.isalnum())
    return Counter(letters[at : at + 2] for at in range(len(letters) - 1))
