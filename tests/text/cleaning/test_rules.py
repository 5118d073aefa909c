"""Cleaning rules: each takes off what it says, and nothing of the author's words."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.text.cleaning.rules import (
    RULES,
    apply,
    clean,
    find_replacements,
    select_rules,
)

NOISE = st.text(alphabet="aé。あ漢 \t\n　_[]{}1*-《》［］＃｜\u00adI", max_size=200)


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("illustrations", "A\n\n[Illustration: a [b] c]\n\nB", "A\n\nB"),
        ("footnotes", "Words. [Footnote 2: See _Life_.]", "Words."),
        ("transcriber-notes", "A [Transcriber's note: sic] b", "A b"),
        ("footnote-marks", "so.[12] Then {4} on", "so. Then on"),
        ("page-numbers", "end\n\n12\n\nbegin", "end\n\nbegin"),
        ("ornaments", "end.\n\n* * * *\n\nBegin", "end.\n\nBegin"),
        ("italics", "what _he thinks,_ so", "what he thinks, so"),
        ("soft-hyphens", "in\u00advisible\u2060", "invisible"),
        ("split-words", "enlight-\nenment", "enlightenment"),
        ("blanks", "one   two \nthree", "one two\nthree"),
        ("blank-lines", "one\n\n\n\ntwo", "one\n\ntwo"),
        ("edges", "\n\n one \n", "one"),
    ],
)
def test_rule_takes_off_what_it_says(rule, before, after):
    assert clean(before, [one for one in RULES if one.name == rule], "en") == after


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("aozora-marks", "外国｜交易《こうえき》［＃「交」に傍点］の", "外国交易の"),
        ("indents", "　一。\n　二。", "一。\n二。"),
    ],
)
def test_japanese_rule_takes_off_what_it_says(rule, before, after):
    assert clean(before, [one for one in RULES if one.name == rule], "ja") == after


def test_the_authors_words_stay():
    prose = '"Do not say," he wrote - in 1916 - that 2 * 3 is [sic] snake_case_name; 50 men.'
    assert clean(prose, language="en") == prose


def test_blanks_left_at_an_edge_by_another_rule_go_too():
    assert clean("[Illustration]\n\nWords.\n\n* * *\n\n12\n", language="en") == "Words."


def test_a_japanese_rule_leaves_english_alone():
    assert (
        clean("　indented", [one for one in RULES if one.name == "indents"], "en") == "　indented"
    )


def test_counts_say_how_often_each_rule_acted():
    changes = find_replacements("a[1] b[2]  c", RULES, "en")
    assert Counter(change.rule for change in changes) == {"footnote-marks": 2, "blanks": 1}


def test_rule_names_are_unique_and_explained():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.title and rule.does.endswith(".") for rule in RULES)


@given(NOISE, st.sampled_from(["en", "ja", ""]))
def test_replacements_are_sorted_and_never_overlap(text, language):
    changes = find_replacements(text, RULES, language)
    for one, after in itertools.pairwise(changes):
        assert one.start < one.end <= after.start
    assert all(one.start >= 0 and one.end <= len(text) for one in changes)


@given(NOISE)
def test_no_rules_change_nothing(text):
    assert apply(text, find_replacements(text, [], "en")) == text


@given(st.text(alphabet="abc \n*[]1", max_size=120))
def test_cleaned_text_has_clean_edges(text):
    cleaned = clean(text, language="en")
    assert cleaned == cleaned.strip(" \t\n")


HOSTILE = (
    "_",
    "_a",
    " _a ",
    "[",
    "]",
    "[Illustration",
    "[Footnote [",
    "[Pg 1",
    "(",
    "{1",
    "《",
    "漢《あ",
    "［＃",
    "※［＃a",
    "｜",
    "*",
    "* ",
    "　*",
    "-",
    "-\n",
    "a-\n",
    "- 1\n",
    "12\n",
    "1",
    "1 ",
    "page 1",
    " ",
    "\t",
    "\xa0",
    "　",
    "\n",
    " \n",
    "\n \n\t",
    "　\n",
    "¹",
    "a¹",
    "†",
    "\xad",
    "⁂ ",
)


@pytest.mark.parametrize("letters", [10_000, pytest.param(100_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_text_makes_a_rule_search_for_ever(rule, letters):
    """Of the greater length a quadratic search would take minutes, of the smaller one seconds a
    piece; docs/bench.md holds it to linear."""
    for piece in HOSTILE:
        for before, behind in (("", ""), ("[", "x"), ("* ", "x"), ("a", "\n")):
            text = before + piece * (letters // len(piece)) + behind
            ends = [place for change in rule.find(text) for place in (change.start, change.end)]
            assert ends == sorted(ends)


def test_rules_that_cannot_act_on_a_book_are_left_out():
    names = {rule.name for rule in select_rules("Plain words.", language="en")}
    assert names == {"ornaments", "blank-lines", "edges"}
    assert {rule.name for rule in select_rules("［注］", language="ja")} >= {"aozora-marks"}
    assert "aozora-marks" not in {rule.name for rule in select_rules("［注］", language="en")}


@given(NOISE, NOISE, st.sampled_from(["en", "ja", ""]))
def test_rules_that_may_act_find_all_there_is_in_any_part(text, more, language):
    chosen = select_rules(text + more, language=language)
    assert find_replacements(text, chosen, language) == find_replacements(text, RULES, language)


@given(NOISE)
def test_a_rule_finds_nothing_in_a_text_without_its_marks(text):
    for rule in RULES:
        assert rule.may_act(text) or not list(rule.find(text))
