"""Old forms become today's; a modern sentence stays as it is."""

from __future__ import annotations

import pytest

from studio.text.languages.modern_english import modernize


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "Thou art a man, and thou fearest what thou desirest.",
            "You are a man, and you fear what you desire.",
        ),
        ("As a man thinketh in his heart so is he.", "As a man thinks in his heart so is he."),
        (
            "He cometh, believeth, sitteth, studieth and goeth.",
            "He comes, believes, sits, studies and goes.",
        ),
        (
            "Thou livest and seest thine own end; be it thine.",
            "You live and see your own end; be it yours.",
        ),
        (
            "Whatsoever thou doest, do it unto the end of to-day.",
            "Whatever you do, do it to the end of today.",
        ),
        (
            "Art is long, and the greatest art is to wilt last.",
            "Art is long, and the greatest art is to wilt last.",
        ),
        (
            "Underneath his teeth the twentieth guest is honest.",
            "Underneath his teeth the twentieth guest is honest.",
        ),
    ],
)
def test_old_forms_become_todays(old: str, new: str) -> None:
    assert modernize(old) == new
