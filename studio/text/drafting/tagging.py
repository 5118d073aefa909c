"""What a passage is about: its key terms, and tags from a small list of a mentor's subjects."""

from __future__ import annotations

import re
from collections import Counter

MOST_TERMS = 6
MOST_TAGS = 3

_STOPWORDS_TEXT = """
a about above after again against all also am an and another any are as at away be
because become becomes been before being below between both but by came can cannot come
could day did do does doing done down during each either else even ever every everything
few first for from further gave get give given go goes good got great had has have
having he her here hers herself him himself his how however i if in indeed into is it
its itself just kind know known last let like little long made make makes making man
many may me men might mind more most much must my myself never no none nor not nothing
now of off often old on once one only or other others our ours out over own part people
perhaps person place put rather right said same say see seem seems shall she should
since so some something sort still such take taken than that the thee their theirs them
themselves then there therefore these they thing things think this those thou though
through thus thy time to together too two under until up upon us very was way we well
went were what when where whether which while who whole whom whose why will with within
without woman world would
billion dozen hundred hundreds million millions thousand thousands three four five six seven
eight nine ten twenty thirty forty fifty sixty year years yet you your yours yourself yourselves
"""
_STOPWORDS = frozenset(_STOPWORDS_TEXT.split())

_JA_COMMON_TEXT = """
普通 自身 第一番 一般 種類 問題 一種 何事 人間
事 時 人 者 物 所 中 上 下 前 後 間 方 今 何 私 我 我々 君 彼 彼等
自分 一 二 三 人々 今日 場合 必要 多く 此 其 為 様 的 訳 通り 処 一つ
二つ 諸君 皆 皆様 世 第一 第二 最後 一人 多少 以上 以下 非常 如何 結果
意味 点 言 話 内 外 今度 一番 大変 当時 昔 年 月 日 本 又 程 位 等
"""
_JA_COMMON = frozenset(_JA_COMMON_TEXT.split())

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]")
_JA_TERM = re.compile(r"[一-龯々]{2,6}|[ァ-ヴー]{3,12}")

_TAGS = {
    "en": (
        ("purpose", r"purpose|aim|goal|object|ambition|ideal"),
        ("habit", r"habit|daily|practice|routine|repeat"),
        ("thought", r"thought|mind|think|belief"),
        ("perseverance", r"persever|patien|persist|endur|steadfast"),
        ("work", r"work|labou?r|business|trade|industr"),
        ("money", r"money|wealth|debt|rich|fortune|saving"),
        ("character", r"character|virtue|honest|integrity|noble"),
        ("courage", r"courage|fear|doubt|brave|bold"),
        ("learning", r"learn|stud(y|ies|ied)|read|school|knowledge"),
        ("health", r"health|body|diet|sleep|disease"),
        ("relationships", r"friend|neighbou?r|family|wife|love"),
    ),
    "ja": (
        ("目的", r"目的|目標|志|理想"),
        ("習慣", r"習慣|毎日|日々|繰り返"),
        ("考え方", r"考え|思想|あたま|頭"),
        ("努力", r"努力|勉強|忍耐|苦労|根気"),
        ("仕事", r"仕事|事業|職業|実業"),
        ("お金", r"金|財産|富|貯"),
        ("人格", r"人格|品性|正直|誠実|道徳"),
        ("勇気", r"勇気|恐れ|不安|失敗"),
        ("学び", r"学問|学校|読書|書物|教育"),
        ("自己", r"個性|自己|自由|個人"),
        ("人間関係", r"友人|友だち|家族|他人"),
    ),
}
"""Subjects of a mentor's questions, and the words that speak of each."""


def key_terms(text: str, language: str = "") -> tuple[str, ...]:
    """The words a passage comes back to, the most telling first; at most ``MOST_TERMS``.

    English: words that are not common ones, lower case. Japanese: runs of kanji or katakana.
    """
    if language == "ja":
        found = Counter(t for t in _JA_TERM.findall(text) if t not in _JA_COMMON)
        ranked = sorted(found, key=lambda t: (-found[t] * min(len(t), 4), text.index(t)))
        return tuple(ranked[:MOST_TERMS])
    words = (word.lower().replace("’", "'") for word in _WORD.findall(text))
    found = Counter(word for word in words if len(word) > 3 and word not in _STOPWORDS)
    first = {word: at for at, word in reversed(list(enumerate(found)))}
    ranked = sorted(found, key=lambda w: (-found[w] * min(len(w), 8), first[w]))
    return tuple(ranked[:MOST_TERMS])


def suggest_tags(text: str, language: str = "") -> tuple[str, ...]:
    """Up to ``MOST_TAGS`` subjects that a passage speaks of most."""
    table = _TAGS.get(language, _TAGS["en"])
    counts = [(len(re.findall(pattern, text, re.IGNORECASE)), tag) for tag, pattern in table]
    ranked = sorted((pair for pair in counts if pair[0]), key=lambda pair: -pair[0])
    return tuple(tag for _count, tag in ranked[:MOST_TAGS])
