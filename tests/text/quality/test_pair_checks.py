"""Checks of a pair: each fires on what it is for and is silent on a good pair."""

from __future__ import annotations

import pytest

from studio.text.quality.pair_checks import PAIR_CHECKS, check_pair, passes

PROMPT = "How do I keep going when I lose heart?"
ANSWER = "Choose one small thing and do it every day until it needs no decision."

BAD = {
    "empty-prompt": ("", ANSWER, ""),
    "empty-answer": (PROMPT, " ", ""),
    "echoes-prompt": (PROMPT, f"{PROMPT} You keep going.", ""),
    "short-answer": (PROMPT, "Keep going.", ""),
    "unfinished": (PROMPT, "Choose one small thing and do it every day until", ""),
    "begins-midway": (PROMPT, "by virtue of one small thing done every single day.", ""),
    "leftovers": (PROMPT, f"{ANSWER} [Illustration]", ""),
    "leans": (PROMPT, "This is why one small thing every day goes a long way.", ""),
    "tale": (PROMPT, "My friend said that one small thing every day is enough.", ""),
    "unbalanced": (PROMPT, f"“{ANSWER}", ""),
    "not-condensed": (PROMPT, ANSWER * 4, ANSWER * 4),
    "verbatim": (PROMPT, "word " * 60 + "end.", "before " + "word " * 60 + "end. after" * 60),
    "no-question": ("Going on", ANSWER, ""),
}


def test_a_good_pair_is_left_in_peace() -> None:
    assert check_pair(PROMPT, ANSWER, source="x" * 400, language="en") == []
    assert (
        check_pair(
            "どうすれば続きますか。", "小さなことを一つ選び、毎日必ず行うことです。", language="ja"
        )
        == []
    )


@pytest.mark.parametrize("check", PAIR_CHECKS, ids=lambda check: check.code)
def test_each_check_finds_what_it_is_for(check: object) -> None:
    code = check.code  # type: ignore[attr-defined]
    prompt, answer, source = BAD[code]
    assert code in {finding.code for finding in check_pair(prompt, answer, source=source)}


def test_a_note_does_not_stop_a_pair_and_a_warning_does() -> None:
    assert passes(check_pair(*BAD["no-question"][:2]))
    assert not passes(check_pair(*BAD["tale"][:2]))
