"""The ends of old Japanese sentences in today's polite form: 学ばざるべからず as 学ばなければなりません.

Only ends that mean one thing wherever they stand are rewritten; the inside of a sentence stays.
"""

from __future__ import annotations

import re

_VERBS = {
    f"{stem}{old}": f"{stem}{new}"
    for stems, old, new in (
        ("妨遂掲", "ぐ", "げる"),
        ("助受避設", "く", "ける"),
        ("求勤努定始改認極", "む", "める"),
        ("与教考加", "う", "える"),
        ("忘離", "る", "れる"),
    )
    for stem in stems
}
"""Verbs whose old form ends otherwise (not 恐る: 恐るべし is a word of its own). To add one: its stem, in the row of its ends."""
_OLD_VERB = re.compile(f"(?:{'|'.join(_VERBS)})(?=べ(?:し|からず|きにあらず)。$)")
_ENDS = tuple(
    (re.compile(old + r"(?=。$)"), new)
    for old, new in (
        (r"せざるべからず", "しなければなりません"),
        (r"(?<=[わかさたなまらがばえけてねめれげべ])ざるべからず", "なければなりません"),
        (r"(?<=[一-龯])なかるべからず", "がなければなりません"),
        (r"なかるべからず", "なければなりません"),
        (r"(?:(?<=[うくすつぬむぐぶ])|(?<=[えけげせてねべめれ]る))べからず", "べきではありません"),
        (r"せざるを得ず", "しないわけにはいきません"),
        (r"(?<=[わかさたなまらがばえけてねめれげべ])ざるを得ず", "ないわけにはいきません"),
        (r"(?<!なる)べきにあらず", "べきではありません"),
        (r"(?<=もの|こと|ため|わけ)にあらず", "ではありません"),
        (r"(?:(?<=[うくすつぬむぐぶ])|(?<=[^あなかたせざ至]る))べし", "べきです"),
        (r"(?<=もの|こと|ため|わけ|はず)なり", "です"),
    )
)


def modernize(text: str) -> str:
    """The same sentence with an end of today; a modern one comes back as it is."""
    text = _OLD_VERB.sub(lambda match: _VERBS[match[0]], text)
    for pattern, end in _ENDS:
        changed = pattern.sub(end, text)
        if changed != text:
            return changed
    return text
