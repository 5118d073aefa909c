"""The ends of old Japanese sentences in today's polite form: 学ばざるべからず as 学ばなければなりません.

Only ends that mean one thing wherever they stand are rewritten; the inside of a sentence stays.
"""

from __future__ import annotations

import re

_ENDS = tuple(
    (re.compile(old + r"(?=。$)"), new)
    for old, new in (
        (r"せざるべからず", "しなければなりません"),
        (r"(?<=[わかさたなまらがばえけてねめれげべ])ざるべからず", "なければなりません"),
        (r"なかるべからず", "なければなりません"),
        (r"(?<=[うくすつぬむぐぶ])べからず", "べきではありません"),
        (r"せざるを得ず", "しないわけにはいきません"),
        (r"(?<=[わかさたなまらがばえけてねめれげべ])ざるを得ず", "ないわけにはいきません"),
        (r"(?<!なる)べきにあらず", "べきではありません"),
        (r"(?<=もの|こと|ため|わけ)にあらず", "ではありません"),
        (r"(?:(?<=[うくすつぬむぐぶ])|(?<=[^あなかたせざ]る))べし", "べきです"),
        (r"(?<=もの|こと|ため|わけ|はず)なり", "です"),
    )
)


def modernize(text: str) -> str:
    """The same sentence with an end of today; a modern one comes back as it is."""
    for pattern, end in _ENDS:
        changed = pattern.sub(end, text)
        if changed != text:
            return changed
    return text
