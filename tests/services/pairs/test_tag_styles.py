"""A tag has its key and its colour; a key belongs to one tag."""

from __future__ import annotations

import pytest

from studio.domain.errors import CuratorError
from studio.services.pairs import review
from studio.services.pairs.tag_styles import TagStyle, read_styles, set_style
from studio.services.session import Session


def test_a_key_goes_to_the_tag_that_got_it_last(session: Session) -> None:
    set_style(session, "money", TagStyle("m", "teal"))
    set_style(session, "morning", TagStyle("m"))
    assert read_styles(session) == {
        "money": TagStyle("", "teal"),
        "morning": TagStyle("m"),
    }
    review.undo(session)
    assert read_styles(session) == {"money": TagStyle("m", "teal")}


def test_a_style_like_any_other_is_not_kept(session: Session) -> None:
    set_style(session, "money", TagStyle("m"))
    set_style(session, "money", TagStyle())
    assert read_styles(session) == {}


@pytest.mark.parametrize("key", ["ab", "/", " "])
def test_a_key_is_one_letter_or_digit(session: Session, key: str) -> None:
    with pytest.raises(CuratorError):
        set_style(session, "money", TagStyle(key))
