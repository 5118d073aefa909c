"""A summary of each pair, made once and kept: a second check reads only what was edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from studio.domain.conversation import (
    ChatRow,
    build_row,
    count_pictures,
    is_preference,
    list_messages,
    list_other_turns,
    read_rejected_text,
    read_text,
)
from studio.domain.pair import Origin, Pair
from studio.services.preflight.data_set import CopyGroup, PairSummary
from studio.services.preflight.kept_leaks import KeptLeaks
from studio.services.session import Session
from studio.text.quality.pair_facts import examine_pair
from studio.text.quality.question_kinds import normalize_question, split_question
from studio.text.quality.question_templates import Templates
from studio.text.rows.rules import find_row_faults
from studio.text.similarity.boilerplate import Boilerplate
from studio.text.similarity.near_copies import CopyIndex
from studio.text.similarity.shingles import is_label, reduce_to_letters

SPARE = 10_000
"""Serial numbers a cache may hold beyond twice the pairs that are there."""
PROMPT_START = 80
"""Characters of a prompt that are kept, to be shown."""
AROUND = 90
"""Bytes of a line's marks and role names."""


@dataclass
class Cache:
    """What is known of pairs already checked."""

    summaries: dict[int, tuple[int, PairSummary]] = field(default_factory=dict)
    answers: CopyIndex = field(default_factory=CopyIndex)
    prompts: Templates = field(default_factory=Templates)
    shared: Boilerplate = field(default_factory=Boilerplate)  # words of many answers
    serials: list[int] = field(default_factory=list)  # a serial number's pair; -1: superseded
    serial_of: dict[int, int] = field(default_factory=dict)
    held_out: dict[int, frozenset[int]] = field(default_factory=dict)  # pairs, by version
    leaks: KeptLeaks = field(default_factory=KeptLeaks)  # of question sets
    checked: Sequence[PairSummary] = ()  # what the last report is about

    def clear(self) -> None:
        """Forget everything."""
        self.summaries, self.serials, self.serial_of, self.held_out = {}, [], {}, {}
        self.answers, self.prompts, self.shared = CopyIndex(), Templates(), Boilerplate()
        self.leaks = KeptLeaks()

    def keep(self, summary: PairSummary, mark: int) -> int:
        """Keep what is known of a pair; the serial number its words are indexed under."""
        # The index of answers can't forget: what was edited leaves its old number behind.
        superseded = self.serial_of.get(summary.id)
        if superseded is not None:
            self.serials[superseded] = -1
        serial = self.serial_of[summary.id] = len(self.serials)
        self.serials.append(summary.id)
        self.summaries[summary.id] = (mark, summary)
        return serial

    def is_outgrown(self, pairs: int) -> bool:
        """Whether more is kept of pairs edited or gone than of so many that are there."""
        return len(self.serials) > 2 * pairs + SPARE

    def list_summaries(self, ids: Sequence[int]) -> list[PairSummary]:
        """The summaries of these pairs; of those gone meanwhile there is none."""
        return [self.summaries[number][1] for number in ids if number in self.summaries]

    def group_copies(self, present: set[int]) -> list[CopyGroup]:
        """Groups of the pairs that are present, without what was edited away."""
        groups = []
        for group in self.answers.groups():
            members = (self.serials[serial] for serial in group.members)
            present_members = tuple(number for number in members if number in present)
            if len(present_members) > 1:
                groups.append(CopyGroup(present_members, group.likeness == 1))
        return groups


def summarize_block(session: Session, cache: Cache, block: Sequence[int], system: str) -> None:
    """Summarise those pairs of a block that are new or were edited."""
    library = session.library
    marks = {
        number: mark
        for number, mark in library.pairs.fingerprints(block)
        if number not in cache.summaries or cache.summaries[number][0] != mark
    }
    pairs = library.pairs.list(list(marks)) if marks else []
    _look_for_questions(session, cache, block, pairs, marks)
    if not pairs:
        return
    passages = library.passages.texts(list({pair.passage for pair in pairs if pair.passage}))
    answers = []
    for pair in pairs:
        prompt_words = split_question(pair.prompt)
        row = build_row(pair, system)
        passage = passages.get(pair.passage or 0, ("", ""))
        summary = _summarize(pair, row, prompt_words, passage, system)
        serial = cache.keep(summary, marks[pair.id])
        if pair.answer.strip():
            answers.append((serial, _text_to_compare(cache, pair, row, summary)))
        # What follows other turns is asked in fewer words: no form of the data set's.
        cache.prompts.add(pair.id, prompt_words if summary.alone else ())
    cache.answers.add(answers)


def _look_for_questions(
    session: Session,
    cache: Cache,
    block: Sequence[int],
    pairs: Sequence[Pair],
    marks: Mapping[int, int],
) -> None:
    """Hold what was read beside the question sets, and what was not held beside them yet."""
    cache.leaks.look_at(pairs, marks)
    summaries = {n: cache.summaries[n][0] for n in block if n in cache.summaries and n not in marks}
    if stale := cache.leaks.list_stale(summaries):
        cache.leaks.look_at(session.library.pairs.list(stale), summaries)


def _text_to_compare(cache: Cache, pair: Pair, row: ChatRow, summary: PairSummary) -> str:
    """The words by which it is told whether a pair is a copy of another."""
    if not is_label(pair.answer):
        text = cache.shared.without(pair.answer)
    elif summary.alone:  # a label or a number may be the answer to many questions
        text = f"{pair.prompt}\n{pair.answer}"
    else:  # "You too!" ends many conversations
        text = "\n".join(map(read_text, list_messages(row)))
    # Two rows may prefer one answer to two others.
    return f"{text}\n{read_rejected_text(row)}" if summary.preference else text


def _summarize(
    pair: Pair, row: ChatRow, prompt_words: Sequence[str], passage: tuple[str, str], system: str
) -> PairSummary:
    """What is known of one pair; ``passage`` is its text and language."""
    preference, turns = is_preference(row), list_messages(row) if pair.row else []
    rejected = read_rejected_text(row) if preference else None
    before = list_other_turns(pair)
    history = "".join(map(read_text, before))
    source, language = passage
    return PairSummary(
        id=pair.id,
        tokens=pair.tokens,
        bytes=_row_bytes(pair, system),
        author=pair.voice,
        work=pair.book_title or pair.file,
        book=pair.book,
        passage=pair.passage,
        tags=pair.tags,
        prompt_start=pair.prompt[:PROMPT_START],
        prompt_hash=hash((history, "".join(prompt_words))),
        question_hash=hash((history, normalize_question(prompt_words)))
        if pair.prompt.strip()
        else 0,
        alone=all(turn.get("role") in ("system", "developer") for turn in before),
        preference=preference,
        answer_hashes=_hash_answers(pair.answer, rejected or "") if preference else (0, 0),
        drafted=pair.origin in (Origin.EXTRACTIVE, Origin.MODEL),
        draft_question=pair.draft_prompt,
        is_read=pair.is_read,
        unasked=preference and (len(turns) < 2 or turns[-2].get("role") != "user"),
        pictures=count_pictures(row) if pair.row else 0,
        weighted=any(turn.get("weight") == 0 for turn in turns),
        facts=examine_pair(
            pair.prompt, pair.answer, source, language, context=history, rejected=rejected
        ),
        faults=tuple(find_row_faults(row, "dpo" if preference else "sft")),
    )


def _hash_answers(preferred: str, rejected: str) -> tuple[int, int]:
    return hash(reduce_to_letters(preferred)), hash(reduce_to_letters(rejected))


def _row_bytes(pair: Pair, system: str) -> int:
    """About how many bytes its line has; the marks around the words are in every line."""
    text = pair.row or f"{system}{pair.prompt}{pair.answer}"
    return len(text.encode("utf-8", "replace")) + AROUND
