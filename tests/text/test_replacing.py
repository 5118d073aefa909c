"""What is found is replaced, in both languages; an expression that never ends is stopped."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import CuratorError
from studio.text.replacing import Replacing, compile_replacing


@pytest.mark.parametrize(
    ("rule", "text", "changed"),
    [
        (Replacing("goal", "aim"), "Goal by goal", "aim by aim"),
        (Replacing("goal", "aim", match_case=True), "Goal by goal", "Goal by aim"),
        (Replacing("cat", "dog", whole_words=True), "cat concat 猫catです", "dog concat 猫dogです"),
        (Replacing("習慣", "癖"), "習慣は習慣だ", "癖は癖だ"),
        (Replacing("a.b", "x"), "a.b axb", "x axb"),
        (Replacing("\\d", "\\1"), "\\d 5", "\\1 5"),
        (Replacing(r"(\w+)@(\w+)", r"\2 at \1", is_pattern=True), "me@home", "home at me"),
        (Replacing("^- ", "", is_pattern=True), "- one", "one"),
        (Replacing("é", "e"), "É", "e"),
    ],
)
def test_it_replaces(rule: Replacing, text: str, changed: str) -> None:
    assert compile_replacing(rule)(text) == changed


@pytest.mark.parametrize("find", ["(", "[a", "*", "(?P<", "\\"])
def test_what_is_no_expression_is_said_in_one_line(find: str) -> None:
    with pytest.raises(CuratorError, match="not a valid regular expression"):
        compile_replacing(Replacing(find, is_pattern=True))


def test_a_group_that_is_not_there_is_said() -> None:
    with pytest.raises(CuratorError, match="group"):
        compile_replacing(Replacing("a", r"\7", is_pattern=True))("a")
    with pytest.raises(CuratorError, match="to be found"):
        compile_replacing(Replacing(""))


def test_an_expression_that_would_never_end_is_stopped() -> None:
    replace = compile_replacing(Replacing(r"(.*?,){25}P", "", is_pattern=True))
    begin = time.monotonic()
    with pytest.raises(CuratorError, match="takes too long"):
        replace("1," * 40)
    assert time.monotonic() - begin < 5


@given(st.text(min_size=1), st.text(), st.text())
def test_plain_words_are_replaced_as_they_stand(find: str, replacement: str, text: str) -> None:
    replace = compile_replacing(Replacing(find, replacement, match_case=True))
    assert replace(text) == text.replace(find, replacement)
