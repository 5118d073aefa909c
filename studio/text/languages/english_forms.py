"""Which English words are forms of each other: thought and thinking, labour and labor, decide and decision.

What matters here is that the words of one family meet, not that a linguist would call what they
share their stem: two words are of one family where they begin alike and what follows in each is an
ending of the language. A word that is a little off in both directions does less harm than an
inflected form taken for a new word.
"""

from __future__ import annotations

import re
from functools import lru_cache

_IRREGULAR = {
    form: base
    for base, forms in {
        "become": "became",
        "begin": "began begun beginning",
        "break": "broke broken",
        "bring": "brought",
        "build": "built",
        "busy": "business businesses busily",
        "buy": "bought",
        "catch": "caught",
        "child": "children",
        "choose": "chose chosen choice choices choosing",
        "deal": "dealt",
        "die": "died dying death deaths dead",
        "draw": "drew drawn",
        "drive": "drove driven",
        "eat": "ate eaten",
        "fall": "fell fallen",
        "feel": "felt feeling feelings",
        "fight": "fought",
        "find": "found",
        "foot": "feet",
        "forget": "forgot forgotten",
        "give": "gave given gift gifts giving",
        "grow": "grew grown growth",
        "hear": "heard",
        "hold": "held",
        "keep": "kept",
        "know": "knew known knowledge knowledgeable",
        "lead": "led",
        "leave": "left leaving",
        "life": "lives live lived living alive",
        "long": "length lengths lengthen",
        "lose": "lost loss losses losing",
        "man": "men",
        "mean": "meant",
        "meet": "met",
        "pay": "paid",
        "poor": "poverty",
        "proud": "pride",
        "prove": "proof proofs proven",
        "rise": "rose risen",
        "run": "ran",
        "seek": "sought",
        "sell": "sold sale sales",
        "send": "sent",
        "sleep": "slept asleep",
        "speak": "spoke spoken speech",
        "spend": "spent",
        "stand": "stood",
        "strong": "strength strengthen strengthens",
        "succeed": "success successes successful successfully",
        "teach": "taught",
        "tell": "told",
        "think": "thought thoughts",
        "tooth": "teeth",
        "true": "truth truths truly",
        "understand": "understood",
        "wake": "woke awake awaken",
        "wear": "wore worn",
        "win": "won",
        "wise": "wisdom wisely",
        "woman": "women",
        "write": "wrote written writing",
    }.items()
    for form in forms.split()
}
"""An irregular form's base. To add one: write it behind its base above."""
# British and American spellings, and plurals of words in -y, which lose a letter of their own.
_SPELLINGS = (
    (re.compile(r"(?<=..)our(?=s|ed|ing|able|ful|ite|er|$)"), "or"),
    (re.compile(r"is(?=e$|es$|ed$|ing$|er$|ation)"), "iz"),
    (re.compile(r"ie[sd]$"), "y"),
)
_ENDINGS = frozenset(
    """
    s es e ed d ing ings er ers r or ors st est y ily iness iest ier ly ness ful fully fulness less
    lessly lessness ment ments ion ions ional ation ations ative ive ively iveness able ably ability
    ible ibly ibility al als ally ality ial ially ual ually ic ical ically ics ist ists istic ism ize
    izes ized izing ization ity ities ety ance ances ancy ence ences ency ant ants ent ents ently
    iality ous ously ousness ious iously ate ates ated ating ator ately en ens ened ening eth ship
    ships hood dom ward wards ish ure ures th
    ely edge ement ements ionship ionships is de des ded ding sion sions sive ce ces ced cing ct cts cted cting ction ctions ctive
    ze zes zed zing t te tes ted ting tion tions tive tial tially cy ary aries arily er's ery eries
    ular ude udes ice ices
    """.split()
)
_INFLECTIONS = frozenset(
    "s es ed ing ings er ers e ion ions ive or y ies ied ious iety ily".split()
)
_ROOT, _SHORT_ROOT = 4, 3
"""Letters that two words share at least; and where only an inflection follows them."""


@lru_cache(maxsize=20_000)
def find_base(word: str) -> str:
    """An irregular form's base, else the word in one spelling; ``word`` is in lower case."""
    base = _IRREGULAR.get(word, word)
    if len(base) > _ROOT:
        for pattern, spelling in _SPELLINGS:
            base = pattern.sub(spelling, base)
    return base


@lru_cache(maxsize=50_000)
def share_family(base: str, other: str) -> bool:
    """Whether two words, by their bases, are forms or derivations of each other."""
    if base == other:
        return True
    return any(
        _is_ending(base, length) and _is_ending(other, length)
        for length in range(_count_alike(base, other), _SHORT_ROOT - 1, -1)
    )


def _is_ending(word: str, root: int) -> bool:
    """Whether what follows the root is an ending; its last letter may be doubled before it."""
    rest = word[root:]
    # Of a short root, used and uses share the e as well.
    endings = (
        _ENDINGS
        if root >= _ROOT
        else _INFLECTIONS | ({"d", "r"} if word[root - 1] == "e" else set())
    )
    return not rest or rest in endings or (rest[0] == word[root - 1] and rest[1:] in endings)


def _count_alike(base: str, other: str) -> int:
    for length, (left, right) in enumerate(zip(base, other, strict=False)):
        if left != right:
            return length
    return min(len(base), len(other))
