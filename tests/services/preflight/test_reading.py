"""Drafts that were accepted unread: not ready, for the right reasons, in figures; ready once read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from studio.domain.dataset import Severity
from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter
from studio.domain.preflight import Report
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.pairs import draft, review
from studio.services.preflight import fixes, inspection
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.preflight.conftest import Accept, good

ENGLISH = ("en/self-help_pg935.txt", "en/as-a-man-thinketh_pg4507.txt")
TOPICS = (
    "早起き 読書 貯金 運動 手紙 片付け 日記 散歩 語学 料理 節約 睡眠 仕事 友情 約束 失敗 勇気 我慢 趣味 健康 "
    "家族 時間 目標 習慣 練習 計画 準備 休息 集中 会話 感謝"
).split()
AIMS = "続ける 始める 楽しむ 深める 守る 変える 育てる 見直す 学ぶ 広げる 支える".split()
ASKING = (
    "何から始めますか。 だれに頼りますか。 いつ動きますか。 どこで試しますか。 どれを捨てますか。 "
    "何が要りますか。 どれくらいかかりますか。 だれと組みますか。"
).split()
DEEDS = (
    "まず紙に書き出してください 朝のうちに済ませてください 友だちに話してみてください 一番小さい所から手をつけてください "
    "終わりを先に決めてください 道具を一つ減らしてください 人に教えるつもりで整えてください 昨日との違いを数えてください "
    "うまくいった日を思い出してください 迷う前に五分だけ試してください 断る言葉を用意してください 休む日を決めてください "
    "うまい人のやり方を見てください"
).split()
PLACES = "台所 机の前 電車 公園 布団 図書館 玄関".split()
OFTEN = ("once", "twice", "now and then", "most days of", "some days of", "every day of", "half")
OFTEN_JA = "毎朝 毎晩 週に一度 月の初めに 食後に 雨の日に 休みの日に 寝る前に 昼休みに".split()
JAPANESE = (
    "ja/gakumon-no-susume_47061.txt",
    "ja/kosei-e-no-saidai-ibutsu_519.txt",
    "ja/watakushi-no-kojinshugi_772.txt",
    "ja/kagakusha-to-atama_2359.txt",
)


def check(session: Session) -> Report:
    report = finish(inspection.check(session)).value
    assert isinstance(report, Report)
    return report


def accept_all_unread(session: Session, books: Sequence[Path]) -> int:
    """Draft every passage of these books, and accept all of it at once; how many pairs."""
    finish(ingest.add_books(session, books))
    finish(draft.draft_pairs(session))
    ids = list(session.library.pairs.ids())
    review.accept(session, ids)
    session.settings.set("monthly_budget_usd", "20")
    return len(ids)


def serious(report: Report) -> list[str]:
    return [one.code for one in report.findings if one.severity is not Severity.NOTE]


def assert_figures(report: Report, pairs: int) -> None:
    """All questions are drafts, nobody has read one pair, most answers are the book's."""
    assert not report.ready
    assert report.verdict.startswith(
        f"Not ready: {pairs} of {pairs} questions are still drafts; "
        f"nobody has read {pairs} of {pairs} pairs; "
    )
    assert [one.code for one in report.matters] == ["draft-questions", "unread", "book-sentences"]
    copied = report.matters[2].count
    assert copied > 0.75 * pairs
    assert f"{copied} of {pairs} answers are nothing but the book's own" in report.verdict


@pytest.mark.parametrize(
    "books", [pytest.param(ENGLISH, marks=pytest.mark.slow), JAPANESE], ids=["English", "Japanese"]
)
def test_books_drafted_and_accepted_unread_are_not_ready(
    session: Session, shared_folder: Path, books: Sequence[str]
) -> None:
    pairs = accept_all_unread(session, [shared_folder / "books" / name for name in books])
    assert pairs > 30
    assert_figures(check(session), pairs)
    freezing.freeze(session, validation=0.1)
    assert_figures(check(session), pairs)  # freezing makes no draft a better one


@pytest.mark.parametrize("name", ["as-a-man-thinketh_pg4507.txt", "kagakusha-to-atama_2359.txt"])
def test_so_are_the_sample_books(session: Session, name: str) -> None:
    pairs = accept_all_unread(session, [RESOURCES / "samples" / name])
    report = check(session)
    assert not report.ready and f"nobody has read {pairs} of {pairs} pairs" in report.verdict


def test_once_bettered_and_read_they_are_ready(session: Session, accept: Accept) -> None:
    accept_all_unread(session, [RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt"])
    ids = session.library.pairs.ids(PairFilter(status=Status.ACCEPTED))
    accept(good(60)[len(ids) :])  # another voice, so that none dominates
    for n, (number, (prompt, answer)) in enumerate(zip(ids, good(60), strict=False)):
        words = answer.replace(f"number {n}", "one page")  # the passages have no such figures
        review.edit(session, number, prompt=prompt, answer=words)
    report = check(session)
    assert report.ready, report.verdict


def write_answers(language: str, count: int) -> list[tuple[str, str]]:
    """So many questions and answers as a person would write them, no two alike."""
    if language == "English":
        rows = good(count)
        return [
            (q, a.replace(f"number {n}", f"{OFTEN[n % 7]} a week")) for n, (q, a) in enumerate(rows)
        ]
    return [
        (
            f"{TOPICS[n % 31]}を{AIMS[n % 11]}ために、{ASKING[n % 8]}",
            f"{DEEDS[n % 13]}。{TOPICS[n % 31]}は{PLACES[n % 7]}で、{OFTEN_JA[n % 9]}続けるとよいです。",
        )
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("language", "books"),
    [pytest.param("English", ENGLISH, marks=pytest.mark.slow), ("Japanese", JAPANESE)],
    ids=["English", "Japanese"],
)
def test_the_same_books_are_ready_once_capped_bettered_and_read(
    session: Session, shared_folder: Path, language: str, books: Sequence[str]
) -> None:
    accept_all_unread(session, [shared_folder / "books" / name for name in books])
    loud = next(one for one in check(session).findings if one.code == "one-author")
    finish(fixes.mend(session, "cap-author", loud))
    ids = session.library.pairs.ids(PairFilter(status=Status.ACCEPTED))
    written = write_answers(language, len(ids))
    for number, (prompt, answer) in zip(ids, written, strict=True):
        review.edit(session, number, prompt=prompt, answer=answer)
    freezing.freeze(session, validation=0.1)
    report = check(session)
    assert report.ready, [(one.code, one.message) for one in report.findings]
    assert report.verdict.startswith("Ready")


def drafts(session: Session, count: int) -> list[int]:
    """So many drafts of a model: fine questions and answers that nobody has read."""
    with session.library.journal.edit("Drafts"):
        return [
            session.library.pairs.insert(prompt, answer, origin=Origin.MODEL, tokens=30)
            for prompt, answer in good(count)
        ]


def test_the_share_to_be_read_is_the_curators_to_choose(session: Session) -> None:
    ids = drafts(session, 50)
    review.accept(session, ids)
    session.settings.set("monthly_budget_usd", "20")
    assert check(session).verdict == "Not ready: nobody has read 50 of 50 pairs."
    for number in ids[:39]:
        review.accept(session, [number])
    assert check(session).verdict == "Not ready: nobody has read 11 of 50 pairs."
    review.accept(session, ids[39:40])
    assert check(session).ready  # four fifths are read, and the rest is a note
    session.settings.set("reviewed_share", 1)
    assert not check(session).ready
    session.settings.set("reviewed_share", 0)
    review.reopen(session, ids)
    assert serious(check(session)) == []


def test_rows_brought_along_and_written_by_hand_are_nobodys_drafts(
    session: Session, accept: Accept
) -> None:
    accept(good(50))
    session.settings.set("monthly_budget_usd", "20")
    assert check(session).ready
