"""Accepted pairs on their way into a version: which of them, as which rows, from where."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from types import TracebackType

from studio.domain.conversation import (
    ChatRow,
    get_tools,
    is_preference,
    list_messages,
    replace_texts,
)
from studio.domain.dataset import GROUPS, Candidate, Recipe
from studio.domain.errors import CuratorError
from studio.domain.pair import Message, Pair, build_messages
from studio.domain.turns import make_preference
from studio.i18n import _
from studio.services.pairs.review import system_message
from studio.services.session import Session
from studio.text.rows.row_json import dump_row, load_row
from studio.text.similarity.shingles import is_label
from studio.text.tokens import count_each, count_messages, count_rows

FEWEST_GROUPS = 3
"""With fewer groups than this, a whole one is too much to hold out: a finer group is taken."""

BLOCK = 5_000
"""Rows that are counted at one go."""


@dataclass(slots=True)
class Sample:
    """A pair as a row: its JSON text, whose words it has, and hashes of its last question and
    answer, made equal in case and blanks. ``turns`` is what it is counted by where these are not
    all there is to it, until it is counted."""

    source: Candidate
    json: str
    voice: str
    title: str
    chapter: str
    tags: tuple[str, ...]
    hashes: tuple[bytes, bytes]
    turns: list[Message] | None = None
    group: str = ""
    tokens: int = 0


class Counting:
    """Counts rows exactly while others are still being read: on another core, where there is
    one, as encoding leaves Python's lock alone.

    A plain pair's own count is taken, if every count in the library was made with the encoding
    that is wanted now; a new system message moves them all.
    """

    def __init__(self, session: Session) -> None:
        self._encoding, self._system = session.encoding(), system_message(session)
        self._known = session.library.pairs.encodings() == {self._encoding}
        self._beside = ThreadPoolExecutor(1)
        self._blocks: list[Future[None]] = []

    def take(self, samples: Sequence[Sample]) -> None:
        """Count these rows, too; their ``tokens`` stand when ``finish`` has returned."""
        if self._known:
            samples = [sample for sample in samples if sample.turns is not None]
        self._blocks.append(self._beside.submit(_count, samples, self._encoding, self._system))

    def finish(self) -> None:
        for block in self._blocks:
            block.result()

    def __enter__(self) -> Counting:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._beside.shutdown(cancel_futures=True)


def read_samples(session: Session, recipe: Recipe, counting: Counting) -> list[Sample]:
    """The rows that a recipe asks for, in the order their pairs were made; CuratorError when
    there is none. ``counting`` is given them a block at a time."""
    library = session.library
    books, tags = library.books.chapter_titles(), library.pairs.accepted_tags()
    write = _make_writer(session, recipe.profile)
    samples: list[Sample] = []
    for source in library.pairs.candidates(tag=recipe.tag, without=recipe.without):
        title, author, chapters = books.get(source.book or 0, _NO_BOOK)
        voice = author or (_read_author(source.extra) if '"author"' in source.extra else "")
        if recipe.author and voice != recipe.author:
            continue
        row = write(source)
        if row is None:
            continue
        chapter = chapters[source.chapter] if 0 <= source.chapter < len(chapters) else ""
        tagged = tags.get(source.pair, ())
        text, normal, turns = row
        # The row as it was imported says again what the text says, and there are many of them.
        source = source._replace(row="") if source.row else source
        sample = Sample(source, text, voice, title, chapter, tagged, normal, turns)
        sample.tokens = source.tokens
        samples.append(sample)
        if len(samples) % BLOCK == 0:
            counting.take(samples[-BLOCK:])
    if len(samples) % BLOCK:
        counting.take(samples[-(len(samples) % BLOCK) :])
    samples = _cap_authors(samples, recipe.cap, recipe.seed)
    if not samples:
        raise CuratorError(_describe_nothing(session))
    return samples


def _describe_nothing(session: Session) -> str:
    if session.library.pairs.count_held_back():
        return _(
            "No pair of that kind is left: others are held back. Let them in again on the Review "
            "page, under Held back, or accept more."
        )
    return _("No pair of that kind is accepted yet: there is nothing to freeze.")


def group_samples(samples: Sequence[Sample], group: str) -> str:
    """Give each sample its group; the group taken: a finer one where there are too few."""
    for finer in GROUPS[GROUPS.index(group) :]:
        for sample in samples:
            sample.group = _group_of(sample, finer)
        if len({sample.group for sample in samples}) >= FEWEST_GROUPS:
            break
    return finer


def order_samples(samples: Sequence[Sample], order: str, seed: int) -> list[Sample]:
    """The samples in a version's order, which is the same on any machine."""
    if order == "book":
        return sorted(samples, key=lambda row: (*_book_order(row), shuffle_key(row.json, seed)))
    if order == "length":
        return sorted(samples, key=lambda row: (len(row.json), shuffle_key(row.json, seed)))
    return sorted(samples, key=lambda row: shuffle_key(row.json, seed))


def shuffle_key(text: str, seed: int) -> str:
    """What to sort by for a shuffle that is the same on any machine: a hash of seed and text."""
    return hashlib.sha256(f"{seed}\n{text}".encode()).hexdigest()


def write_provenance(sample: Sample, files: Mapping[int, str]) -> str:
    """Where a row came from, as JSON text."""
    source = sample.source
    # Put together by hand: as many are wanted as there are rows, and ``extra`` is JSON already.
    return (
        f'{{"pair":{source.pair},"passage":{_or_null(source.passage)},'
        f"{_write_source(sample.title, sample.voice, sample.chapter, source.origin)}"
        f'"tags":{dump_row(sample.tags) if sample.tags else "[]"},'
        f'"file":{encode_basestring(files.get(source.file or 0, ""))},'
        f'"line":{_or_null(source.line)},"extra":{source.extra or "{}"}}}'
    )


@lru_cache(maxsize=256)
def _write_source(title: str, voice: str, chapter: str, origin: str) -> str:
    """What the rows of one chapter have in common, as a piece of their JSON."""
    book, author, chapter_text, made = map(encode_basestring, (title, voice, chapter, origin))
    return f'"book":{book},"author":{author},"chapter":{chapter_text},"origin":{made},'


def _or_null(number: int | None) -> str:
    return "null" if number is None else str(number)


def normalize(text: str) -> str:
    """A text without blanks and case: what two copies have in common."""
    # Most blanks are plain ones, and to take those off first is twice as fast.
    return "".join(text.lower().replace(" ", "").split())


def compare_by(prompt: str, answer: str) -> tuple[bytes, bytes]:
    """Hashes of what is asked and answered, by which copies are told; b"" for nothing, and for an
    answer that is a label: it says nothing that another row with the same label would leak."""
    return _hash_text(prompt), b"" if is_label(answer) else _hash_text(answer)


def _hash_text(text: str) -> bytes:
    # Of a hundred thousand rows the texts themselves would be most of the memory.
    normal = normalize(text)
    return hashlib.blake2b(normal.encode(), digest_size=12).digest() if normal else b""


_NO_BOOK: tuple[str, str, list[str]] = ("", "", [])
_Row = tuple[str, tuple[bytes, bytes], list[Message] | None]


def _make_writer(session: Session, profile: str) -> Callable[[Candidate], _Row | None]:
    """What makes a row of a pair: JSON text, what is asked and answered, what it is counted by."""
    system = system_message(session)
    head = f'{{"role": "system", "content": {encode_basestring(system)}}}, ' if system else ""
    refused = session.library.suggestions.read_refusals() if profile == "dpo" else {}

    def write(source: Candidate) -> _Row | None:
        if source.row:
            return _write_imported(source, profile)
        if profile != "dpo":
            return _write_plain(source, head)
        # A question and one answer prefer nothing, but to the answer that was refused for it.
        worse = refused.get(source.pair)
        return _write_refusal(source, system, worse) if worse else None

    return write


def _write_refusal(source: Candidate, system: str, rejected: str) -> _Row:
    """A preference row: the pair's answer, before one that was refused for it."""
    messages = build_messages(source.prompt, source.answer, system)
    row = make_preference({"messages": messages}, rejected)
    compared = compare_by(source.prompt, source.answer)
    return json.dumps(row, ensure_ascii=False), compared, messages


def _write_plain(source: Candidate, head: str) -> _Row:
    prompt, answer = encode_basestring(source.prompt), encode_basestring(source.answer)
    # As json.dumps writes it, in a tenth of the time: a test compares the two.
    text = (
        f'{{"messages": [{head}{{"role": "user", "content": {prompt}}}, '
        f'{{"role": "assistant", "content": {answer}}}]}}'
    )
    return text, compare_by(source.prompt, source.answer), None


def _write_imported(source: Candidate, profile: str) -> _Row | None:
    """A row that says more than its last question and answer; None where it is of another kind."""
    value = load_row(source.row)
    assert isinstance(value, dict)  # the store keeps rows, and a row is an object
    row: ChatRow = replace_texts(value, source.prompt, source.answer)
    if is_preference(row) and profile != "dpo":
        # A supervised version learns the answer that was preferred.
        row = {"messages": list_messages(row)}
    elif profile == "dpo" and not is_preference(row):
        return None
    counted: list[Message] = [*list_messages(row)]
    if tools := get_tools(row):
        # Providers put the tools into the prompt, so they are billed like a message.
        counted.append({"role": "system", "content": dump_row(tools)})
    compared = compare_by(source.prompt, source.answer)
    return json.dumps(row, ensure_ascii=False), compared, counted


def _count(samples: Sequence[Sample], encoding: str, system: str) -> None:
    """Note the tokens of each row, as ``services.review.tokens_of_row`` counts one."""
    base = count_messages(build_messages("", "", system), encoding)
    # One by one in the same order: first question, then answer.
    texts = [text for sample in samples if sample.turns is None for text in sample.source[1:3]]
    counts = count_each(texts, encoding)
    turned = iter(
        count_rows([sample.turns for sample in samples if sample.turns is not None], encoding)
    )
    for sample in samples:
        sample.tokens = (
            next(turned) if sample.turns is not None else base + next(counts) + next(counts)
        )
        sample.turns = None


def _read_author(extra: str) -> str:
    return Pair(0, "", "", extra=extra).voice


def _cap_authors(samples: list[Sample], cap: int, seed: int) -> list[Sample]:
    """At most ``cap`` of one author (0: all), chosen by hash: the same on any machine."""
    if cap < 1:
        return samples
    counts: dict[str, int] = {}
    chosen = set[int]()
    for sample in sorted(
        samples,
        key=lambda sample: shuffle_key(f"{sample.source.prompt}\0{sample.source.answer}", seed),
    ):
        counts[sample.voice] = counts.get(sample.voice, 0) + 1
        if counts[sample.voice] <= cap:
            chosen.add(sample.source.pair)
    return [sample for sample in samples if sample.source.pair in chosen]


def _group_of(sample: Sample, group: str) -> str:
    """The group's name by what it says, not by its number here: the same on any machine."""
    source = sample.source
    if group == "author" and sample.voice:
        return sample.voice
    if source.book is None:
        return f"pair {shuffle_key(source.prompt + source.answer, 0)}"
    book = f"{sample.voice} / {sample.title}"
    if group in ("author", "book"):
        return book
    if group == "chapter":
        return f"{book} / {sample.chapter}"
    return f"{book} / {sample.chapter} / {shuffle_key(source.answer, 0)[:16]}"


def _book_order(sample: Sample) -> Iterable[object]:
    """Where a row stands in the books; rows of no book stand behind them, as in their file."""
    source = sample.source
    if source.book is None:
        return True, "", "", 0, source.line or 0
    return False, sample.voice, sample.title, source.chapter, source.start
