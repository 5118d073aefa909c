"""Each check on a small data set with that fault alone; every figure is counted by hand here."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from studio.domain.dataset import Severity
from studio.domain.pair_filter import PairFilter
from studio.domain.preflight import Lesson, Light, PreflightFinding, Report
from studio.domain.run import Event, Hyperparameters, Metric, RunStatus
from studio.domain.work import finish
from studio.services.pairs import review, row_import
from studio.services.preflight import balance, fixes
from studio.services.preflight.check_table import KINDS
from studio.services.preflight.checks import amount, plan
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.preflight.conftest import Accept, good

Find = Callable[[str], PreflightFinding | None]
Looked = Callable[[], Report]


def test_good_rows_get_notes_alone(accept: Accept, session: Session, report: Looked) -> None:
    accept(good(60))
    freezing.freeze(session, validation=0.1, group="passage")
    session.settings.set("monthly_budget_usd", "20")
    said = report()
    assert said.ready and [one.code for one in said.findings if one.severity != "note"] == []


def test_every_warning_names_its_source_and_every_lesson_has_a_check(
    accept: Accept, report: Looked
) -> None:
    accept([("What is it?", "and then he wa")] * 30)
    for one in report().findings:
        assert one.severity is Severity.NOTE or one.source, one.code
        assert not one.fix or one.fix in fixes.BY_NAME
    assert {kind.lesson for kind in KINDS.values()} == set(Lesson)


def test_an_empty_library_has_nothing_to_say(report: Looked) -> None:
    said = report()
    assert not said.ready and said.findings == () and said.verdict.startswith("There is nothing")


# -- clean -----------------------------------------------------------------------------------------


def test_rows_a_provider_refuses_are_counted_by_kind(
    session: Session, tmp_path, found: Find
) -> None:
    lines = []
    for n, (prompt, answer) in enumerate(good(12)):
        asked = {"role": "user", "content": prompt, **({"weight": 1} if n < 3 else {})}
        lines.append({"messages": [asked, {"role": "assistant", "content": answer}]})
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    finish(row_import.import_rows(session, path))
    finding = found("row-weight-not-assistant")
    assert finding is not None and finding.severity is Severity.ERROR
    assert finding.count == 3 and len(finding.pairs) == 3 and "3 of 12 (25%)" in finding.message


def test_rows_the_import_left_out_are_named(session: Session, tmp_path, found: Find) -> None:
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps({"prompt": p, "completion": a}) for p, a in good(12)]
    path.write_text("\n".join([*lines, "{not json", "[also not"]) + "\n", encoding="utf-8")
    finish(row_import.import_rows(session, path))
    finding = found("rows-not-taken")
    assert finding is not None and finding.count == 2 and finding.severity is Severity.NOTE
    assert finding.message.startswith("2 of 14 rows of rows.jsonl were not taken")
    review.undo(session)
    assert found("rows-not-taken") is None


def test_rows_longer_than_the_model_takes_would_be_cut(
    accept: Accept, session: Session, found: Find
) -> None:
    model = session.prices.model(session.model())
    assert model is not None and model.max_tokens
    accept(good(20))
    (long,) = accept([("Why?", "word " * (model.max_tokens + 10))])
    finding = found("too-long")
    assert finding is not None and finding.pairs == (long,)
    tokens = session.library.pairs.get(long).tokens
    assert f"the longest {tokens:,}:" in finding.message and "1 of 21 (5%)" in finding.message


def test_an_answer_that_is_its_passage_is_raw(accept: Accept, shelve, cut, found: Find) -> None:
    text = " ".join(f"Sentence number {n} says what a man of sense does then." for n in range(12))
    book = shelve("Smiles")
    accept([("What does a man of sense do?", text)], book=book, passage=cut(book, text))
    accept(good(5))
    raw = found("raw-prose")
    assert raw is not None and raw.count == 1 and "1 of 6 (17%)" in raw.message
    assert raw.severity is Severity.WARNING and raw.fix == "condense"


def test_a_short_answer_from_its_passage_is_a_note_with_the_letters_counted(
    accept: Accept, shelve, cut, found: Find
) -> None:
    first = "What a man keeps before his eyes in the morning he has in his hands by night. " * 4
    text = first + "Something else follows, which nobody has to know by heart. " * 30
    book = shelve("Smiles")
    answer = first + "So put up each evening, where you will see it, what tomorrow is for."
    accept([("What should I keep before my eyes?", answer)], book=book, passage=cut(book, text))
    assert found("raw-prose") is None and found("book-sentences") is None
    finding = found("verbatim")
    letters = len("".join((first + "So").split()))  # as the passage goes on, too
    assert finding is not None and finding.severity is Severity.NOTE
    assert f"the longest of {letters} letters; 82% of" in finding.message


def test_text_cut_by_length_is_told_without_any_book(accept: Accept, found: Find) -> None:
    prose = (
        "But the true life of a man is what he does each day, and not what he hopes. It is in "
        "the little things that the great ones are made; and so he who waits for the great "
        "hour waits for ever. "
    ) * 60
    accept((f"Tell me something about {n}?", prose[n * 301 :][:290]) for n in range(30))
    raw = found("raw-prose")
    assert raw is not None and raw.count == 30


def test_answers_that_stand_twice_are_grouped(accept: Accept, found: Find) -> None:
    ids = accept(good(30))
    twin = good(30)[4]
    more = accept([("Another question altogether?", twin[1]), ("And a third one?", twin[1])])
    finding = found("copies")
    assert finding is not None and finding.groups == ((ids[4], *more),)
    assert finding.count == 2 and "2 of 32 (6%)" in finding.message


def test_labels_are_no_copies(accept: Accept, found: Find) -> None:
    """A classifier's answers are few words on purpose."""
    accept((prompt, ("positive", "negative")[n % 2]) for n, (prompt, _a) in enumerate(good(30)))
    assert found("copies") is None and found("near-copies") is None


def test_a_farewell_makes_no_copies_of_conversations(
    session: Session, tmp_path, found: Find
) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for prompt, answer in good(20):
            said = [prompt, answer, "Have a nice day!", "You too!"]
            roles = ["user", "assistant"] * 2
            turns = [
                {"role": role, "content": words} for role, words in zip(roles, said, strict=True)
            ]
            file.write(json.dumps({"messages": turns}) + "\n")
    finish(row_import.import_rows(session, path))
    assert found("copies") is None and found("near-copies") is None


def test_near_copies_are_told_from_copies(accept: Accept, found: Find) -> None:
    answer = (
        "Write down each evening what you did for your goal, and what kept you from it, so "
        "that the next day begins with a clear head and a plan that is your own."
    )
    accept(good(20))
    pair = accept(
        [
            ("How do I end a day?", answer),
            ("What is a good habit?", answer.replace("clear head", "calm mind")),
        ]
    )
    finding = found("near-copies")
    assert finding is not None and finding.groups == (tuple(pair),) and found("copies") is None


def test_the_same_question_with_other_answers_is_a_contradiction(
    accept: Accept, found: Find
) -> None:
    accept(good(20))
    pair = accept(
        [
            ("Is it good to rise early?", "Yes: the morning is worth two evenings."),
            ("Is rising, to rise early, good?", "No: sleep is what you work with."),
            ("Is it good to rise late?", "Only after a night of work."),
        ]
    )
    pair.append(*accept([("Is it good to rise early", "Never mind the hour.")]))
    finding = found("contradictions")
    assert finding is not None and set(finding.pairs) == {pair[0], pair[3]}


@pytest.mark.parametrize(
    ("words", "code", "severity"),
    [
        ("Write to taro@mail.or.jp.", "private-mail", "warning"),
        ("Call 03-1234-5678.", "private-phone", "warning"),
        ("It is at 〒100-8111.", "private-address", "warning"),
        ("Pay with 4539 1488 0343 6467.", "private-card", "error"),
        ("Use sk-proj-abcdefghijklmnopqrstuvwx1234.", "private-secret", "error"),
        ("氏名：山田太郎です。", "private-name", "note"),
    ],
)
def test_personal_data_is_found(
    accept: Accept, found: Find, words: str, code: str, severity: str
) -> None:
    accept(good(10))
    (number,) = accept([("How do I reach you?", words)])
    finding = found(code)
    assert finding is not None and finding.pairs == (number,) and finding.severity == severity


def test_rights_are_asked_about_book_by_book(accept: Accept, shelve, found: Find) -> None:
    known, unknown = shelve("Smiles", "public_domain"), shelve("Nobody", "unknown")
    accept(good(10), book=known)
    ids = accept([("Whose is this?", "It is not known whose this is.")], book=unknown)
    finding = found("rights-unknown")
    assert (
        finding is not None and finding.pairs == tuple(ids) and "Nobody's book" in finding.message
    )


def test_what_is_to_be_settled_first_is_not_called_worse(
    accept: Accept, session: Session, report: Looked
) -> None:
    accept([*good(60), ("How do I reach you?", "Write to taro@mail.or.jp.")])
    freezing.freeze(session, validation=0.1, group="passage")
    session.settings.set("monthly_budget_usd", "20")
    assert report().verdict == "Not ready: rights or personal data have to be settled first."
    mail = next(one for one in report().findings if one.code == "private-mail")
    finish(fixes.mend(session, "reject", mail))
    assert report().verdict.startswith("Ready")


# -- voice -----------------------------------------------------------------------------------------


def test_the_loudest_author_and_the_diversity_are_named(
    accept: Accept, shelve, report: Looked
) -> None:
    rows = good(40)
    accept(rows[:30], book=shelve("Smiles"))
    accept(rows[30:], book=shelve("Allen"))
    said = report()
    finding = next(one for one in said.findings if one.code == "one-author")
    entropy = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
    assert said.balance.effective_authors == pytest.approx(math.exp(entropy))
    assert (
        "30 of 40 (75%) pairs are Smiles's" in finding.message and "1.8 authors" in finding.message
    )
    assert finding.fix == "cap-author"


def test_a_lone_author_can_not_be_capped(accept: Accept, shelve, found: Find) -> None:
    accept(good(30), book=shelve("Smiles"))
    finding = found("one-author")
    assert finding is not None and finding.fix == ""


def test_authors_of_equal_weight_are_no_finding(accept: Accept, shelve, found: Find) -> None:
    rows = good(40)
    accept(rows[:20], book=shelve("Smiles"))
    accept(rows[20:], book=shelve("Allen"))
    assert found("one-author") is None


def test_a_template_is_told_from_one_question(accept: Accept, found: Find) -> None:
    rows = good(60)
    accept(
        (f"Is there a principle I can hold on to when it comes to {n}?", rows[n][1])
        for n in range(20)
    )
    accept(rows[20:])
    finding = found("one-question")
    assert finding is not None and "20 of 60 (33%) pairs fill in one template" in finding.message


def test_questions_that_begin_alike_are_noted(accept: Accept, found: Find) -> None:
    rows = good(40)
    accept((f"How do I {prompt.lower()}", answer) for prompt, answer in rows[:16])
    accept((f"{n} {prompt}", answer) for n, (prompt, answer) in enumerate(rows[16:]))
    finding = found("one-opening")
    assert finding is not None and finding.count == 16 and "16 of 40 (40%)" in finding.message


# -- amount ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "epochs", "steps", "batch"),
    [(1_300, 3, 1_302, 3), (100, 3, 300, 1), (50_000, 1, 500, 100), (1_000_000, 1, 3_907, 256)],
)
def test_steps_are_rows_over_the_batch_for_each_epoch(
    rows: int, epochs: int, steps: int, batch: int
) -> None:
    assert amount.count_steps(rows, epochs) == (steps, batch)


def test_too_many_epochs_are_over_fitting(accept: Accept, session: Session, found: Find) -> None:
    accept(good(120))
    session.settings.set("epochs", "10")
    finding = found("over-fitting")
    assert (
        finding is not None and "10 epochs over 120 rows are about 1,200 steps" in finding.message
    )
    assert "Try 2 to 4" in finding.message and finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("rows", "code"), [(9, "too-few-rows"), (10, "few-rows"), (49, "few-rows")]
)
def test_few_rows_are_named(accept: Accept, found: Find, rows: int, code: str) -> None:
    accept(good(rows))
    finding = found(code)
    assert finding is not None and finding.count == rows
    assert (finding.severity is Severity.ERROR) == (rows < 10)


def test_half_of_the_rows_is_tagged_of_each_author_alike(
    accept: Accept, shelve, session: Session, found: Find
) -> None:
    rows = good(41)
    smiles = accept(rows[:30], book=shelve("Smiles"))
    allen = accept(rows[30:], book=shelve("Allen"))
    finding = found("amount-untried")
    assert finding is not None and "marks 21 with the tag" in finding.message
    assert finish(fixes.mend(session, "half", finding)).value == 21
    half = set(session.library.pairs.ids(PairFilter(tags=("half",))))
    assert len(half & set(smiles)) == 15 and len(half & set(allen)) == 6
    finish(fixes.mend(session, "half", finding))  # the same again, and no pair more
    assert set(session.library.pairs.ids(PairFilter(tags=("half",)))) == half
    review.undo(session)
    review.undo(session)
    assert len(session.library.pairs.ids(PairFilter(tags=("half",)))) == 0


@pytest.mark.parametrize(
    ("few", "many", "gain"),
    [((100, 2.0), (200, 1.8), 0.1), ((100, 2.0), (400, 1.62), 0.1), ((100, 2.0), (200, 2.2), -0.1)],
)
def test_a_doubling_takes_a_share_off_the_loss(
    few: tuple[int, float], many: tuple[int, float], gain: float
) -> None:
    assert amount.gain_of_doubling(few, many) == pytest.approx(gain)


@pytest.mark.parametrize(("loss", "words"), [(1.8, "80 rows, may bring"), (1.999, "bring little")])
def test_two_runs_say_what_a_doubling_brings(
    accept: Accept, session: Session, found: Find, loss: float, words: str
) -> None:
    ids = accept(good(50))
    finish(fixes.mend(session, "half", PreflightFinding(amount.UNTRIED, Severity.NOTE, "")))
    half = freezing.freeze(session, validation=0.2, group="passage", tag="half").value
    whole = freezing.freeze(session, validation=0.2, group="passage").value
    assert (half.train, whole.train) == (20, 40) and len(ids) == 50
    for version, value in ((half.number, 2.0), (whole.number, loss)):
        with session.library.transaction():
            run = session.library.runs.insert(
                version=version,
                endpoint="local",
                model="m",
                seed=1,
                suffix="",
                nonce=str(version),
                hyperparameters=Hyperparameters(epochs=2),
                estimate_usd=Decimal(0),
            )
            session.library.runs.update(run, status=RunStatus.SUCCEEDED)
            at = datetime(2026, 11, 22, tzinfo=UTC)
            event = Event("e", at, "info", "Step 9", Metric(9, full_valid_loss=value))
            session.library.runs.insert_events(run, [event])
    finding = found("doubling")
    assert finding is not None and "From 20 to 40 rows m's" in finding.message
    assert words in finding.message


# -- answers ---------------------------------------------------------------------------------------


def test_figures_and_names_nobody_gave_are_made_up(
    accept: Accept, shelve, cut, found: Find
) -> None:
    book = shelve("Smiles")
    text = "In 1859 Samuel wrote of 1,200 men who helped themselves. " * 8
    passage = cut(book, text)
    accept([("Who?", "In 1859 there were 1200 men, as Samuel says.")], book=book, passage=passage)
    wrong = accept(
        [
            ("Who?", "There were 3,000 of them, one must know."),
            ("Who?", "It was, as we know, Napoleon."),
        ],
        book=book,
        passage=passage,
    )
    finding = found("ungrounded")
    assert (
        finding is not None and finding.pairs == tuple(wrong) and "2 of 3 (67%)" in finding.message
    )


def test_refusals_and_hedges_are_counted(accept: Accept, found: Find) -> None:
    rows = good(20)
    refusing = accept(
        (prompt, "I'm sorry, I can't say anything about that.") for prompt, _a in rows[:5]
    )
    hedging = accept((prompt, f"Perhaps. {answer}") for prompt, answer in rows[5:11])
    accept(rows[11:])
    refusals, hedges = found("refusals"), found("hedges")
    assert refusals is not None and refusals.pairs == tuple(refusing)
    assert refusals.severity is Severity.WARNING and "5 of 20 (25%)" in refusals.message
    assert hedges is not None and hedges.pairs == tuple(hedging) and hedges.source == ""


def test_passages_asked_about_once_teach_the_form(accept: Accept, shelve, cut, found: Find) -> None:
    book, rows = shelve("Smiles"), good(42)
    for n in range(21):
        accept(rows[n : n + 1], book=book, passage=cut(book, f"Passage {n}. " * 20))
    finding = found("one-phrasing")
    assert finding is not None and "21 of 21 (100%)" in finding.message
    accept([rows[30]], book=book, passage=1)
    accept([rows[31]], book=book, passage=2)
    assert found("one-phrasing") is None


def test_what_validates_and_trains_is_a_leak(accept: Accept, session: Session, found: Find) -> None:
    accept(good(40))
    not_frozen = found("not-frozen")
    assert not_frozen is not None and not_frozen.severity is Severity.NOTE
    version = freezing.freeze(session, validation=0.2, group="passage").value
    assert found("leaks") is None and found("no-validation") is None
    held = next(
        row.pair
        for row in session.library.versions.rows(version.number)
        if row.split == "validation"
    )
    asked = session.library.pairs.get(held).prompt
    trained = next(
        row.pair for row in session.library.versions.rows(version.number) if row.split == "train"
    )
    review.edit(session, trained, prompt=asked)
    finding = found("leaks")
    assert finding is not None and finding.pairs == (held,) and finding.lesson is Lesson.ANSWERS
    assert f"1 of {version.validation} (" in finding.message


# -- repeat and money ------------------------------------------------------------------------------


def test_a_run_without_a_seed_can_not_be_repeated(
    accept: Accept, session: Session, found: Find
) -> None:
    accept(good(20))
    version = freezing.freeze(session, validation=0.2, group="passage").value
    assert found("first-try") is not None
    with session.library.transaction():
        session.library.runs.insert(
            version=version.number,
            endpoint="local",
            model="m",
            seed=None,
            suffix="",
            nonce="n",
            hyperparameters=Hyperparameters(epochs=2),
            estimate_usd=Decimal(0),
        )
    finding = found("no-seed")
    assert finding is not None and finding.lesson is Lesson.REPEAT and found("first-try") is None


def test_the_series_is_weighed_against_the_month(
    accept: Accept, session: Session, found: Find
) -> None:
    ids = accept(good(50))
    session.settings.set("monthly_budget_usd", "0.01")
    epochs = 3
    tokens = sum(pair.tokens for pair in session.library.pairs.list(ids))
    model = session.prices.model(session.model())
    assert model is not None and model.training is not None
    run = Decimal(tokens * epochs) * model.training / 1_000_000
    series = run * (Decimal("2.5") + Decimal(4) / 3)
    finding = found("budget-short")
    if series > Decimal("0.01"):
        assert finding is not None and f"${series:.2f}" in finding.message
    assert plan.count_experiments(epochs) == Decimal("2.5") + Decimal(4) / 3


def test_no_limit_at_all_is_a_warning(accept: Accept, session: Session, report: Looked) -> None:
    accept(good(20))
    session.settings.set("monthly_budget_usd", "0")
    said = report()
    finding = next(one for one in said.findings if one.code == "no-budget")
    assert said.lights[Lesson.MONEY] is Light.WARNING and "prices as of 20" in finding.source


# -- balance ---------------------------------------------------------------------------------------


def test_the_balance_counts_authors_works_tags_and_lengths(
    accept: Accept, shelve, session: Session, report: Looked
) -> None:
    rows = good(30)
    smiles = shelve("Smiles")
    ids = accept(rows[:20], book=smiles, tags=["habit"])
    ids += accept(rows[20:], book=shelve("Allen"))
    said = report()
    tokens = [pair.tokens for pair in session.library.pairs.list(ids)]
    assert [(one.name, one.pairs) for one in said.balance.authors] == [
        ("Smiles", 20),
        ("Allen", 10),
    ]
    assert said.balance.authors[0].tokens == sum(tokens[:20])
    assert [(one.name, one.share) for one in said.balance.tags] == [
        ("habit", pytest.approx(20 / 30))
    ]
    assert sum(count for _start, count in said.balance.lengths) == 30
    assert said.tokens == sum(tokens)
    assert [(one.title, one.accepted) for one in said.coverage] == [
        ("Smiles's book", 20),
        ("Allen's book", 10),
    ]


def test_the_author_an_imported_record_names_is_counted(
    session: Session, tmp_path, report: Looked
) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n, (prompt, answer) in enumerate(good(20)):
            author = ("Seneca", "Smiles")[n % 4 == 0]
            file.write(
                json.dumps({"prompt": prompt, "completion": answer, "author": author}) + "\n"
            )
    finish(row_import.import_rows(session, path))
    authors = report().balance.authors
    assert [(one.name, one.pairs) for one in authors] == [("Seneca", 15), ("Smiles", 5)]


def test_effective_is_the_exponential_of_the_entropy() -> None:
    assert balance.effective_number([0.25] * 4) == pytest.approx(4)
    assert balance.effective_number([1.0]) == pytest.approx(1) and balance.effective_number([]) == 0
