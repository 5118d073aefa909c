"""Freeze a dataset version and write it as files that a provider will take."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from studio.domain.conversation import chat_messages, is_preference, row_of, text_of
from studio.domain.dataset import Row, Split, Version
from studio.domain.errors import CuratorError
from studio.domain.pair import Pair, Status
from studio.domain.work import Changes
from studio.i18n import _
from studio.services.prices import Prices
from studio.services.review import system_message, tokens_of_row
from studio.services.session import Session
from studio.text.rows import Validation, validate_file
from studio.text.similarity import near_across
from studio.text.tokens import DEFAULT, count_rows, encoding_for

GROUPS = ("book", "chapter", "passage")
PROFILES = ("sft", "dpo")
FEWEST_BOOKS = 3
"""With fewer books than this, a whole book is too much to hold out: split by chapter."""


@dataclass(frozen=True)
class _Sample:
    """An accepted pair on its way into a version."""

    pair: Pair
    json: str
    tokens: int
    group: str


def freeze(
    session: Session,
    *,
    name: str = "",
    validation: float = 0.1,
    group: str = "book",
    seed: int = 0,
    profile: str = "sft",
    tag: str = "",
    author: str = "",
    cap: int = 0,
) -> Changes:
    """Freeze the accepted pairs as a numbered version; the ``Version`` is the result.

    ``validation`` is the share of rows held out (0 to 0.5), whole groups at a time, so that no
    book (or chapter) stands on both sides; a copy or near copy of a training row never
    validates. ``tag`` and ``author`` take only such pairs, ``cap`` at most so many of one author,
    chosen by ``seed``. ``profile`` "dpo" takes the preference rows, as they are. All of it is
    kept with the version.
    """
    if profile not in PROFILES:
        raise CuratorError(_("A version is one of: {kinds}.").format(kinds=", ".join(PROFILES)))
    if not 0 <= validation <= 0.5:
        raise CuratorError(_("The validation share is a number from 0 to 0.5."))
    if group not in GROUPS:
        raise CuratorError(_("Group by one of: {groups}.").format(groups=", ".join(GROUPS)))
    library = session.library
    ids = library.pair_ids(status=Status.ACCEPTED, tag=tag or None, author=author or None)
    pairs = _capped(library.pairs(ids), cap, seed)
    if profile == "dpo":
        pairs = [pair for pair in pairs if pair.row and is_preference(row_of(pair))]
    if not pairs:
        raise CuratorError(_("No pair of that kind is accepted yet: there is nothing to freeze."))
    group = _fitting_group(pairs, group)
    samples = _samples(session, pairs, group, profile)
    held_out = _held_out(samples, validation, seed)
    rows = sorted(
        (_row(sample, held_out) for sample in samples),
        key=lambda row: _order(row.json, seed),
    )
    settings: dict[str, object] = {
        "group": group, "seed": seed, "system": system_message(session), "validation": validation,
    }  # fmt: skip
    # What was not asked for is not said, so that equal content has the hash it always had.
    asked = {"tag": tag, "author": author, "cap": cap, "profile": profile}
    settings |= {name: value for name, value in asked.items() if value not in ("", 0, "sft")}
    with library.record():
        number = max((version.number for version in library.versions()), default=0) + 1
        version = _version(number, name or _("Version {n}").format(n=number), rows, settings)
        origin = {sample.pair.id: sample.pair for sample in samples}
        library.insert_version(
            version, json.dumps(settings, ensure_ascii=False),
            ((row, _provenance(origin[row.pair])) for row in rows),
        )  # fmt: skip
    return Changes.of("versions", result=version)


def validate(path: Path, *, profile: str = "sft", model: str | None = None) -> Validation:
    """Whether a file is fit to upload, line by line; without a model, tokens are not limited."""
    if not path.is_file():
        raise CuratorError(_("There is no file {path}.").format(path=path))
    price = Prices.load().model(model) if model else None
    counter = partial(count_rows, encoding=encoding_for(model or "") or DEFAULT)
    limit = price.max_tokens if price else None
    return validate_file(path, profile=profile, max_tokens=limit, count=counter)


def _capped(pairs: Sequence[Pair], cap: int, seed: int) -> Sequence[Pair]:
    """At most ``cap`` pairs of one author (0: all), chosen by hash: the same on any machine."""
    if cap < 1:
        return pairs
    taken: dict[str, int] = {}
    kept = set()
    for pair in sorted(pairs, key=lambda pair: _order(f"{pair.prompt}\0{pair.answer}", seed)):
        taken[pair.voice] = taken.get(pair.voice, 0) + 1
        if taken[pair.voice] <= cap:
            kept.add(pair.id)
    return [pair for pair in pairs if pair.id in kept]


def _samples(session: Session, pairs: Sequence[Pair], group: str, profile: str) -> list[_Sample]:
    system = system_message(session)
    samples = []
    for pair in pairs:
        row = row_of(pair, system)
        if is_preference(row) and profile != "dpo":
            # A supervised version learns the answer that was preferred.
            row = {"messages": chat_messages(row)}
        text = json.dumps(row, ensure_ascii=False)
        samples.append(_Sample(pair, text, tokens_of_row(session, row), _group_of(pair, group)))
    return samples


def _group_of(pair: Pair, group: str) -> str:
    """The group's name by what it says, not by its number here: the same on any machine."""
    if pair.book is None:
        return f"pair {_order(pair.prompt + pair.answer, 0)}"
    book = f"{pair.author} / {pair.book_title}"
    if group == "book":
        return book
    if group == "chapter":
        return f"{book} / {pair.chapter_title}"
    return f"{book} / {pair.chapter_title} / {_order(pair.answer, 0)[:16]}"


def _fitting_group(pairs: Sequence[Pair], group: str) -> str:
    """The wanted group, or a finer one where there are too few of it to hold any out."""
    for finer in GROUPS[GROUPS.index(group) :]:
        if len({_group_of(pair, finer) for pair in pairs}) >= FEWEST_BOOKS:
            return finer
    return GROUPS[-1]


def _held_out(samples: Sequence[_Sample], share: float, seed: int) -> frozenset[int]:
    """Pairs to validate with: whole groups up to the share, without copies of training rows."""
    sizes: dict[str, int] = {}
    for sample in samples:
        sizes[sample.group] = sizes.get(sample.group, 0) + 1
    wanted = round(len(samples) * share)
    names = sorted(sizes)
    random.Random(seed).shuffle(names)
    chosen: set[str] = set()
    taken = 0
    for name in names:
        if taken + sizes[name] <= max(wanted * 1.25, 1) and taken < wanted:
            chosen.add(name)
            taken += sizes[name]
    if wanted and not chosen:
        # Every group is larger than the share: the smallest one is the least loss.
        chosen = {min(names, key=lambda name: (sizes[name], name))} if len(names) > 1 else set()
    train = [s.pair for s in samples if s.group not in chosen]
    seen = {_same(pair.prompt) for pair in train} | {_same(pair.answer) for pair in train}
    held = [
        s.pair
        for s in samples
        if s.group in chosen and not seen & {_same(s.pair.prompt), _same(s.pair.answer)}
    ]
    twins = near_across(
        ((pair.id, pair.answer) for pair in held), ((pair.id, pair.answer) for pair in train)
    )
    return frozenset(pair.id for pair in held if pair.id not in twins)


def _same(text: str) -> str:
    return "".join(text.lower().split())


def _row(sample: _Sample, held_out: frozenset[int]) -> Row:
    split = Split.VALIDATION if sample.pair.id in held_out else Split.TRAIN
    return Row(sample.json, split, sample.tokens, sample.pair.id, sample.group)


def _order(text: str, seed: int) -> str:
    """A shuffle that is the same on any machine: by hash of seed and content."""
    return hashlib.sha256(f"{seed}\n{text}".encode()).hexdigest()


def _version(number: int, name: str, rows: Sequence[Row], settings: dict[str, object]) -> Version:
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for row in rows:
        digest.update(f"\n{row.split} {row.json}".encode())
    train = [row for row in rows if row.split is Split.TRAIN]
    held = [row for row in rows if row.split is Split.VALIDATION]
    return Version(
        number=number, name=name, hash=digest.hexdigest(), created=datetime.now(UTC),
        train=len(train), validation=len(held), train_tokens=sum(r.tokens for r in train),
        validation_tokens=sum(r.tokens for r in held), group_by=str(settings["group"]),
        seed=int(str(settings["seed"])), leaks=_leaks(train, held),
    )  # fmt: skip


def _leaks(train: Sequence[Row], held: Sequence[Row]) -> int:
    """Validation rows that share a prompt or an answer with a training row; 0 is wanted."""
    words = {text for row in train for text in _words(row)}
    return sum(1 for row in held if words & set(_words(row)))


def _words(row: Row) -> Iterator[str]:
    turns = chat_messages(json.loads(row.json))
    said = (_same(text_of(turn)) for turn in turns if turn["role"] in ("user", "assistant"))
    return (words for words in said if words)


def _provenance(pair: Pair) -> str:
    return json.dumps(
        {
            "pair": pair.id, "passage": pair.passage, "book": pair.book_title,
            "author": pair.voice, "chapter": pair.chapter_title, "origin": pair.origin,
            "tags": list(pair.tags), "file": pair.file, "line": pair.line,
            "extra": json.loads(pair.extra) if pair.extra else {},
        },
        ensure_ascii=False,
    )  # fmt: skip
