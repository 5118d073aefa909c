"""What the place of the plan refuses, cuts or wants, for supervised and for preference rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from studio.domain.dataset import Severity
from studio.domain.preflight import PreflightFinding, Report
from studio.domain.work import finish
from studio.services.pairs import row_import
from studio.services.preflight.checks import endpoints
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of
from studio.services.settings.endpoints import list_shipped
from tests.services.preflight.conftest import Accept, good

Find = Callable[[str], PreflightFinding | None]
Bring = Callable[[Sequence[object]], None]


@pytest.fixture
def bring(session: Session, tmp_path: Path) -> Bring:
    """Import these rows as they are."""

    def brought(rows: Sequence[object]) -> None:
        path = tmp_path / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        finish(row_import.import_rows(session, path))

    return brought


def preference(prompt: str, preferred: str, rejected: str, before: Sequence[object] = ()) -> object:
    return {
        "input": {"messages": [*before, {"role": "user", "content": prompt}]},
        "preferred_output": [{"role": "assistant", "content": preferred}],
        "non_preferred_output": [{"role": "assistant", "content": rejected}],
    }


def preferences(count: int) -> list[object]:
    """Preference rows without a fault: the other answer is as long and says something else."""
    return [
        preference(
            prompt, answer, f"Never mind {prompt.split()[4]}; it comes by itself, {n} times."
        )
        for n, (prompt, answer) in enumerate(good(count))
    ]


# -- places ----------------------------------------------------------------------------------------


def test_too_few_rows_are_named_with_who_says_so(
    accept: Accept, session: Session, found: Find
) -> None:
    accept(good(9))
    session.settings.set("endpoint", "openai")
    known = found("too-few-rows")
    assert known is not None and "OpenAI takes 10 or more" in known.message
    assert "as of 20" in known.source
    session.settings.set("endpoint", "nebius")
    unknown = found("too-few-rows")
    assert (
        unknown is not None and "How few Nebius Token Factory takes is not known" in unknown.message
    )


def test_the_place_s_own_limit_of_tokens_counts_where_it_is_lower(
    accept: Accept, session: Session, found: Find
) -> None:
    accept(good(20))
    (long,) = accept([("Why?", "word " * 9_000)])
    session.settings.set("endpoint", "openai")
    assert found("too-long") is None  # the model's 65,536
    session.settings.set("endpoint", "nebius")
    finding = found("too-long")
    assert (
        finding is not None
        and finding.pairs == (long,)
        and "8,192 tokens that Nebius Token Factory" in finding.message
    )
    assert finding.severity is Severity.WARNING  # one report only


def test_of_the_places_that_take_no_such_file_the_strictest_is_named(
    accept: Accept, found: Find
) -> None:
    known = {one.name: limits_of(one) for one in list_shipped()}
    openai, nebius = known["openai"], known["nebius"]
    assert endpoints.strictest_refusing(512 * 1024**2, [openai, nebius]) is None
    assert endpoints.strictest_refusing(512 * 1024**2 + 1, [nebius, openai]) is openai
    assert endpoints.strictest_refusing(6 * 1024**3, [nebius, openai, known["custom"]]) is openai
    accept(good(20))
    assert found("too-large") is None


def test_a_byte_order_mark_is_spoken_of_where_it_is_wanted(
    accept: Accept, session: Session, found: Find
) -> None:
    accept(good(20))
    assert found("bom") is None
    session.settings.set("endpoint", "foundry")
    finding = found("bom")
    assert finding is not None and finding.severity is Severity.NOTE


def test_pictures_are_counted_for_who_takes_text_only(
    bring: Bring, session: Session, found: Find
) -> None:
    picture = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    rows: list[object] = []
    for n, (prompt, answer) in enumerate(good(12)):
        asked: object = [{"type": "text", "text": prompt}, picture] if n < 2 else prompt
        turns = [{"role": "user", "content": asked}, {"role": "assistant", "content": answer}]
        rows.append({"messages": turns})
    bring(rows)
    session.settings.set("endpoint", "openai")
    assert found("pictures") is None
    session.settings.set("model", "rehearsal-tiny")
    session.settings.set("endpoint", "local")
    finding = found("pictures")
    assert finding is not None and finding.severity is Severity.ERROR and finding.count == 2


def test_weights_are_noted_where_nobody_says_that_they_are_heeded(
    bring: Bring, session: Session, found: Find
) -> None:
    rows = []
    for prompt, answer in good(12):
        turns = [
            {"role": "user", "content": prompt},
            {"role": "assistant", "content": "Let me see.", "weight": 0},
            {"role": "user", "content": "Well?"},
            {"role": "assistant", "content": answer},
        ]
        rows.append({"messages": turns})
    bring(rows)
    assert found("weights") is None
    session.settings.set("endpoint", "nebius")
    finding = found("weights")
    assert finding is not None and finding.count == 12


# -- preference rows -------------------------------------------------------------------------------


def test_sound_preferences_get_notes_alone(
    bring: Bring, session: Session, report: Callable[[], Report]
) -> None:
    bring(preferences(60))
    session.settings.set("endpoint", "openai")
    serious = [one.code for one in report().findings if one.severity is not Severity.NOTE]
    assert serious == []


def test_rows_that_prefer_nothing_are_named_by_kind(bring: Bring, found: Find) -> None:
    rows = preferences(20)
    long = "Write down each evening what you did for it, and what kept you from doing more."
    rows += [
        preference("Is an empty answer worse?", long, " "),
        preference("Do capitals matter to anyone?", long, long.upper()),
        preference("Does one word make a difference?", long, long.replace("for it", "at it")),
        preference("And what of a shrug of the shoulders?", long, "ok"),
    ]
    bring(rows)
    codes = ("rejected-empty", "answers-same", "answers-near", "answer-stub")
    findings = [found(code) for code in codes]
    assert [one and one.count for one in findings] == [1, 1, 1, 1]


def test_a_preference_the_other_way_round_is_named(bring: Bring, found: Find) -> None:
    one, other = "Rise early and begin at once.", "Sleep as long as you can, then begin."
    asked = "When should I begin my day?"
    bring([*preferences(20), preference(asked, one, other), preference(asked, other, one)])
    finding = found("preference-reversed")
    assert finding is not None and finding.count == 2 and found("contradictions") is None


def test_one_answer_preferred_to_two_others_is_no_copy(bring: Bring, found: Find) -> None:
    asked, best = (
        "When should I begin my day?",
        "Rise early, and begin with the hardest thing at once.",
    )
    bring(
        [
            *preferences(20),
            preference(asked, best, "Sleep as long as you can, then see."),
            preference(asked, best, "Begin at noon, when others have their meal."),
        ]
    )
    assert found("copies") is None and found("near-copies") is None


def test_a_preference_for_length_is_noted(bring: Bring, found: Find) -> None:
    rows = [
        preference(
            prompt, f"{answer} And then rest, and do the same on the day that follows.", answer
        )
        for prompt, answer in good(40)
    ]
    bring(rows)
    finding = found("prefers-long")
    assert finding is not None and finding.count == 40 and "Park" in finding.source


def test_turns_before_a_preference_are_named_where_one_turn_is_learnt(
    bring: Bring, session: Session, found: Find
) -> None:
    before = [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Good day."}]
    bring(
        [
            *preferences(20),
            preference("How do I begin?", "With a small step.", "Not at all.", before),
        ]
    )
    session.settings.set("endpoint", "openai")
    finding = found("preference-turns")
    assert finding is not None and finding.count == 1


def test_who_trains_on_no_preferences_is_named(bring: Bring, session: Session, found: Find) -> None:
    bring(preferences(20))
    session.settings.set("endpoint", "nebius")
    finding = found("preference-refused")
    assert (
        finding is not None and finding.severity is Severity.ERROR and "Nebius" in finding.message
    )
    session.settings.set("endpoint", "custom")
    unknown = found("preference-unknown")
    assert unknown is not None and unknown.severity is Severity.NOTE


def test_what_is_private_in_a_rejected_answer_is_found(bring: Bring, found: Find) -> None:
    bring(
        [
            *preferences(20),
            preference(
                "How do I reach you?",
                "Write me a letter, please.",
                "Mail taro.yamada@mail.or.jp and wait for a while.",
            ),
        ]
    )
    finding = found("private-mail")
    assert finding is not None and finding.count == 1
