"""The failed run, replayed: raw prose against curated pairs of the same book, by the same measures.

A developer trained on passages as they stand in the book, and the model answered worse than its
base. Here the same is done on purpose, beside what the studio would have made of that book: as many
training tokens, the same base, the same questions that neither has seen.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from studio.atomic_file import write_text
from studio.domain.book import Passage
from studio.domain.comparison import Comparison, Contestant, QuestionDraft, QuestionKind
from studio.domain.dataset import Version
from studio.domain.pair import Origin
from studio.domain.run import Hyperparameters
from studio.domain.work import Changes, Done, Job, Progress
from studio.i18n import _
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.comparison.asking import start_comparison
from studio.services.comparison.contestants import add_system, make_base, make_tuned
from studio.services.comparison.measures import MeasuredDifference, compare_measures
from studio.services.comparison.names import name_contestant
from studio.services.comparison.voting import list_duels
from studio.services.fresh_library import find_free_name, make_folder
from studio.services.pairs import review
from studio.services.passages import clean
from studio.services.session import Session
from studio.services.training.estimate import note_on
from studio.services.training.follow import follow_run
from studio.services.training.start import start_run
from studio.services.versions import freezing
from studio.text.tokens import count

Material = dict[str, Any]
"""``resources/replay/mentor.json``: a book, its system message, pairs with several prompts each to
train on, and questions with reference answers, of other chapters, that are held out."""
FOLDER = RESOURCES / "replay"
ENDPOINT, MODEL = "local", "smollm2-135m-instruct"
EPOCHS, REHEARSAL_EPOCHS, SEED = 8, 12, 7
RAW, CURATED = "raw", "curated"
ANSWER_TOKENS = 120
"""A mentor's answer of three sentences, and a bound on how long a rambling one takes to come."""
SAMPLE = 12
"""Duels printed for the curator's own blind votes."""


@dataclass(frozen=True)
class ReplayReport:
    """What the replay leaves behind: its library, the comparison, and differences by contestant."""

    library: Path
    comparison: int
    minutes: float
    differences: dict[str, list[MeasuredDifference]]
    """Of each contestant from the base, and of the curated one from all others (``a/b``)."""
    names: dict[str, str]


def replay(
    folder: Path, *, model: str = MODEL, questions: int | None = None, epochs: int | None = None
) -> Job[ReplayReport]:
    """Train on raw prose and on curated pairs, ask both and their base, and say which is better.

    ``questions`` bounds the held-out questions, for a shorter form. Nothing is paid and nothing
    leaves this computer.
    """
    began = time.monotonic()
    material = json.loads((FOLDER / "mentor.json").read_text(encoding="utf-8"))
    make_folder(folder)
    epochs = epochs or (REHEARSAL_EPOCHS if note_on(model) else EPOCHS)
    with Session.open(find_free_name(folder, "replay"), create=True) as session:
        yield from ingest.add_books(session, [RESOURCES / "samples" / material["book"]])
        yield from clean.clean(session, clean.rules_in_force(session))
        versions = _freeze_both(session, material)
        trained = _train_both(session, versions, model, epochs, material["system"])
        contestants = (yield from trained).value
        drafts = _list_questions(session, material)[:questions]
        yield Progress(line=_("Asking all of them the same questions"))
        number = (
            yield from start_comparison(
                session, contestants, drafts, seed=SEED, answer_tokens=ANSWER_TOKENS
            )
        ).value
        record = session.library.comparisons.get(number)
        minutes = (time.monotonic() - began) / 60
        report = ReplayReport(
            session.library.path,
            number,
            minutes,
            _compare_all(record),
            {contestant.key: name_contestant(contestant) for contestant in contestants},
        )
        _write_report(folder, report, record, versions)
    return Done(Changes(), report)


def _freeze_both(session: Session, material: Material) -> list[Version]:
    """A version of curated pairs, and one of as many tokens of raw prose, without a system message
    as the failed run had none."""
    passages = session.library.passages.list(session.library.passages.ids())
    system = str(material["system"])
    curated = [
        (str(prompt), str(row["answer"]), _find_passage(passages, str(row["passage"])))
        for row in material["training"]
        for prompt in row["prompts"]
    ]
    room = sum(
        review.row_tokens(session, prompt, answer) + count(system)
        for prompt, answer, _passage in curated
    )
    raw = list(_list_raw_rows(session, passages, material, room))
    _accept_rows(session, RAW, raw)
    raw_version = freezing.freeze(session, name=_("Raw prose"), tag=RAW, validation=0).value
    _accept_rows(session, CURATED, curated)
    review.set_system(session, system)
    curated_version = freezing.freeze(session, name=_("Curated"), tag=CURATED, validation=0).value
    return [raw_version, curated_version]


def _accept_rows(
    session: Session, tag: str, rows: Sequence[tuple[str, str, Passage | None]]
) -> None:
    with session.library.journal.edit(_("Pairs for the replay")):
        ids = [
            session.library.pairs.insert(
                prompt,
                answer,
                origin=Origin.CURATOR,
                passage=passage.id if passage else None,
                book=passage.book if passage else None,
                tags=[tag],
                tokens=review.row_tokens(session, prompt, answer),
                encoding=session.encoding(),
            )
            for prompt, answer, passage in rows
        ]
        review.accept(session, ids)


def _list_raw_rows(
    session: Session,
    passages: Sequence[Passage],
    material: Material,
    room: int,
) -> Iterator[tuple[str, str, Passage | None]]:
    """The book's own paragraphs under one question each, from the chapters the pairs are of."""
    of_training = [_find_passage(passages, str(row["passage"])) for row in material["training"]]
    chapters = {passage.chapter for passage in of_training if passage is not None}
    used = 0
    for passage in passages:
        if passage.chapter not in chapters:
            continue
        for paragraph in filter(None, map(str.strip, passage.text.split("\n\n"))):
            # The question that programs put before a passage when nobody writes one.
            prompt = _RAW_QUESTION.format(title=passage.chapter_title.title())
            answer = " ".join(paragraph.split())
            used += review.row_tokens(session, prompt, answer)
            if used > room:
                return
            if len(answer) > len(passage.chapter_title) + 20:
                yield prompt, answer, passage


_RAW_QUESTION = "What does the book say about {title}?"


def _train_both(
    session: Session, versions: Sequence[Version], model: str, epochs: int, system: str
) -> Job[list[Contestant]]:
    """Both trainings, one after the other; the contestants in the order of the report."""
    contestants: list[Contestant] = []
    for version in versions:
        yield Progress(line=_("Training on {name}").format(name=version.name))
        started = start_run(
            session, version.number, ENDPOINT, model, Hyperparameters(epochs), seed=SEED
        )
        number = (yield from started).value
        yield from follow_run(session, number)
        run = session.library.runs.get(number)
        if not contestants:
            base = make_base(run)
            contestants += [
                replace(base, name=_("base"), system=""),
                replace(add_system(base, system), name=_("base with the mentor's prompt")),
            ]
        tuned = make_tuned(run)
        # Each as it was trained: raw prose had no system message.
        contestants.append(
            replace(tuned, name=_("trained on curated pairs"))
            if version is versions[-1]
            else replace(tuned, name=_("trained on raw prose"), system="")
        )
    return Done(Changes(), contestants)


def _list_questions(session: Session, material: Material) -> list[QuestionDraft]:
    passages = session.library.passages.list(session.library.passages.ids())
    drafts = []
    for row in material["held_out"]:
        passage = _find_passage(passages, str(row["passage"]))
        drafts.append(
            QuestionDraft(
                str(row["prompt"]),
                str(row["answer"]),
                QuestionKind.ADVICE,
                passage=passage.id if passage else None,
                language="en",
                author=passage.author if passage else None,
            )
        )
    return drafts


def _find_passage(passages: Sequence[Passage], words: str) -> Passage | None:
    """The passage that holds these words; lines may be broken anywhere in a book."""
    folded = " ".join(words.split()).casefold()
    for passage in passages:
        if folded in " ".join(passage.text.split()).casefold():
            return passage
    return None


def _compare_all(record: Comparison) -> dict[str, list[MeasuredDifference]]:
    keys = record.keys
    pairs = [(key, keys[0]) for key in keys[1:]] + [(keys[-1], key) for key in keys[1:-1]]
    return {f"{first}/{second}": compare_measures(record, first, second) for first, second in pairs}


def _write_report(
    folder: Path, report: ReplayReport, record: Comparison, versions: Sequence[Version]
) -> None:
    """``replay.md`` with the table, ``blind.md`` with a sample to vote on before reading it."""
    lines = [
        "# " + _("Raw prose against curated pairs"),
        "",
        _(
            "{questions} questions neither has seen; {raw} and {curated} training tokens; seed "
            "{seed}; {minutes} minutes."
        ).format(
            questions=len(record.questions),
            raw=f"{versions[0].train_tokens:,}",
            curated=f"{versions[1].train_tokens:,}",
            seed=SEED,
            minutes=f"{report.minutes:.0f}",
        ),
        "",
    ]
    for pair, rows in report.differences.items():
        first, second = pair.split("/")
        title = _("{one} against {other}").format(
            one=report.names[first], other=report.names[second]
        )
        lines += [f"## {title}", "", _TABLE_HEAD, "| --- | --- | --- | --- | --- | --- |"]
        lines += [_format_row(row) for row in rows]
        lines.append("")
    write_text(folder / "replay.md", "\n".join(lines))
    write_text(folder / "blind.md", _write_blind(record))


_TABLE_HEAD = "| measure | this | other | difference | 95 % interval | |"


def _format_row(row: MeasuredDifference) -> str:
    verdict = {True: "better", False: "worse", None: ""}[row.is_better]
    return (
        f"| {row.measure.name} | {row.contestant:.3f} | {row.rival:.3f} | {row.difference:+.3f} | "
        f"{row.interval.low:+.3f} – {row.interval.high:+.3f} | {verdict} |"
    )


def _write_blind(record: Comparison) -> str:
    """Questions with the base's answer and the curated one's, sides drawn, no names."""
    base, curated = record.keys[0], record.keys[-1]
    parts = ["# " + _("Which answer is better?"), ""]
    for number, duel in enumerate(list_duels(record, curated, base)[:SAMPLE], 1):
        texts = {answer.model: answer.text for answer in duel.question.answers}
        parts += [
            f"## {number}. {duel.question.text}",
            "",
            f"**1** {' '.join(texts.get(duel.left, '').split())}",
            "",
            f"**2** {' '.join(texts.get(duel.right, '').split())}",
            "",
        ]
    return "\n".join(parts)
