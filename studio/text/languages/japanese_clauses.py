"""Japanese: clauses of an answer that one can ask by, in the words of whoever asks."""

from __future__ import annotations

import re

from studio.text.languages.phrasing import Asking, Clause

_VERB = "[るうくすつぬむぶ]"
_SAYS_HOW = r"(?=[^。]*(?:肝要|べき|べし|なければ|ねば|必要|大切|要する|に若か|ほかはない|ことだ))"
_IS = r"(?!あ[るらりっ]|な[いくし]|多|少|稀|すく|おお|出来|でき|もちろん|無論|言うまで)"
"""Behind these words no more is said than whether there is any."""
_WORDINGS = (
    (
        "what-takes",
        Asking.ANY,
        rf"^(?P<deed>[^。、「」]{{2,24}}?{_VERB})には、?{_SAYS_HOW}",
        ("{deed}には、どうすればよいですか。", "{deed}には、何が大切ですか。"),
    ),
    (
        "should-if",
        Asking.ANY,
        rf"^(?P<deed>[^。、「」]{{4,26}}?(?:思う|したい|する|なりたい))なら(?:ば|、){_SAYS_HOW}",
        ("{deed}なら、どうすればよいですか。", "{deed}なら、何に気をつければよいですか。"),
    ),
    (
        "root",
        Asking.ANY,
        r"^(?P<deed>[^。、「」]{1,14})の(?P<how>要|源|秘訣|本質|目的)は",
        ("{deed}の{how}は何ですか。",),
    ),
    (
        "person",
        Asking.ANY,
        rf"^(?P<deed>[^。、「」]{{2,22}}?(?:[るうくすつぬむぶいた]|がよい|なき))(?:人|者)は{_IS}{_SAYS_HOW}",
        (
            "{deed}人は、何を心がければよいですか。",
            "{deed}人に、どんな助言をしますか。",
            "{deed}人には、何が大切ですか。",
        ),
    ),
    (
        "person",
        Asking.ANY,
        r"^(?P<deed>[^。、「」]{2,22}?(?:[るうくすつぬむぶいた]|がよい|なき))(?:人|者)は" + _IS,
        (
            "{deed}人を、どう思いますか。",
            "{deed}人について、どう考えますか。",
            "{deed}人をどう見ますか。",
        ),
    ),
    (
        "deed",
        Asking.ANY,
        rf"^(?P<deed>[^。、「」はが]{{3,24}}?(?<!と言)(?<!とい)(?<!な){_VERB})(?:という)?ことは"
        + _IS,
        ("{deed}ことを、どう思いますか。", "{deed}ことについて、どう考えればよいですか。"),
    ),
    (
        "ever-right",
        Asking.ANY,
        r"^(?P<deed>[^。、「」は]{3,20}?(?<!言)(?<!い)(?<!な)[るうす])(?:べきでは(?:ありません|ない|なく)|べきでない|ものではない)",
        ("{deed}のは、よくないことですか。", "{deed}ことを、どう思いますか。"),
    ),
    (
        "forbid",
        Asking.ANY,
        r"^(?P<deed>[^。、「」は]{3,20}?(?<!なけれ)(?<!なく)[てで])は(?:ならない|いけない|なりません|いけません|ならぬ)",
        ("{deed}もよいですか。", "{deed}はいけませんか。"),
    ),
)
_OF_ANYTHING = {"person", "deed"}
"""Kinds that read well whatever the clause names."""
CLAUSES = tuple(
    Clause(kind, fits, re.compile(pattern), wordings, names_topic=kind not in _OF_ANYTHING)
    for kind, fits, pattern, wordings in _WORDINGS
)
"""Questions made of an answer's own clause. To add one: its row in ``_WORDINGS``, with ``deed``."""

OTHERS = re.compile(
    r"[其此斯彼之是]|[氣樂實爲做讀來對會學發體獨變與當從戰經廣觀點將盡處]|[ゐゑ]|やう|[ひふへ]得|決して|次に|普通|先づ|併し|[これそあか](?:の(?![^。]{0,3}ため)|れ|こ|んな|かる|のよう)|ここ|そこ|ソレ|コレ|両者|二者|右の|我々|われわれ|われら|吾々|他人の来|"
    r"怨望|権義|分限|心事|造化|情実|と言う|という(?!こと)|ざる|ざれ|べから|べき|たる|なる$|る能わ|をもって$|妨ぐ|求む|受く|助く|与う|教う|定む|んと(?:する|欲)|如[きく]|給す$|得$"
)
"""In a clause: what points out of it, and what nobody says today."""

_MINE = (
    (re.compile(r"わが身"), "自分"),
    (re.compile(r"(?:わが(?=[一-龯])|己れの|己が|おのれの|みずからの)"), "自分の"),
    (re.compile(r"なき$"), "のない"),
    (re.compile(r"(?<=[気力心志望])の(?=のない$)"), ""),
)


def speak_as_asker(deed: str) -> str:
    """A clause in the words of whoever asks, its oldest forms in today's."""
    for pattern, words in _MINE:
        deed = pattern.sub(words, deed)
    return deed.strip("、 　")
