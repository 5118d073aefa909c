"""Old English forms in today's words: thou livest as you live, doth as does, to-day as today.

Only what can be rewritten without knowing a word's meaning is; the rest stays as it is.
"""

from __future__ import annotations

import re
from functools import partial

_WORDS = {
    old: new
    for new, forms in {
        "you": "thou thee ye",
        "your": "thy",
        "yourself": "thyself",
        "have": "hast",
        "had": "hadst",
        "has": "hath",
        "does": "doth doeth",
        "do": "dost",
        "did": "didst",
        "shall": "shalt",
        "can": "canst",
        "may": "mayest mayst",
        "might": "mightest",
        "would": "wouldst",
        "could": "couldst",
        "should": "shouldst",
        "ought": "oughtest",
        "were": "wert wast",
        "to": "unto",
        "whatever": "whatsoever",
        "whoever": "whosoever",
        "whenever": "whensoever",
        "wherever": "wheresoever",
        "however": "howsoever",
        "today": "to-day",
        "tomorrow": "to-morrow",
        "tonight": "to-night",
        "it is": "'tis ’tis",
        "says": "saith",
        "though": "tho'",
    }.items()
    for old in forms.split()
}
_OLD_WORD = re.compile(
    r"(?<![\w'’-])(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")(?![\w'’-])",
    re.IGNORECASE,
)
# "Art" and "wilt" are words of today as well: only beside "thou" are they forms of "be" and "will".
_BESIDE_THOU = (
    (re.compile(r"\b(thou (?:\w+ )?)art\b|\bart(?= thou\b)", re.IGNORECASE), "are"),
    (re.compile(r"\b(thou (?:\w+ )?)wilt\b|\bwilt(?= thou\b)", re.IGNORECASE), "will"),
)
_THINE = re.compile(r"\bthine\b(?= (?:own|eyes?|ears?|heart|[aeiouh]\w+))", re.IGNORECASE)
_THINE_ALONE = re.compile(r"\bthine\b", re.IGNORECASE)
_HE_VERB = re.compile(
    r"\b(?!teeth|beneath|seeth|twentieth|thirtieth|fortieth|fiftieth)([a-z]{2,})eth\b"
)
_YOU_VERBS = re.compile(
    r"\b("
    + "|".join(
        "fear desir tak giv know think se liv lov hear seek speak do go mak hav com find feel wish hop want "
        "suffer enjoy call believ lament complain look hold keep lead liest pass perceiv pray receiv "
        "remember require return say stand sleep bear walk wak work wonder understand find us turn "
        "deserv despis hat hinder intend labour learn lend observ ow possess prais puzzl read reap "
        "refus regard rejoic resolv rise sow serv strive tend thirst transgress trust begin becom "
        "choos consider cal admir abhor accus bid blam cas continu count die eat ly lay leav".split()
    )
    + r")e?st\b"
)
_SILENT = re.compile(r"(?<![aeiou])[aeiou](?:[bdgklmnprstvzcu]|th|ng)$")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh|o)$")


def modernize(text: str) -> str:
    """The same sentence in the forms of today; a modern one comes back as it is."""
    if not re.search(
        r"\b(?:[Tt]h(?:ou|ee|y|ine|yself)|ye|\w+eth|\w*soever|unto|doth|hath|dost|hast|tho|to-(?:day|morrow|night))\b|['’]tis",
        text,
    ):
        return text
    has_thou = re.search(r"\bthou\b", text, re.IGNORECASE)
    text = _THINE_ALONE.sub("yours", _THINE.sub("your", text))
    for pattern, verb in _BESIDE_THOU:
        text = pattern.sub(partial(_keep_case, verb=verb), text)

    def modern(match: re.Match[str]) -> str:
        new = _WORDS.get(match[0].lower()) or _WORDS[match[0].lower().replace("’", "'")]
        return new[0].upper() + new[1:] if match[0][0].isupper() else new

    text = _OLD_WORD.sub(modern, text)
    text = _HE_VERB.sub(lambda match: _add_s(match[1]), text)
    return _YOU_VERBS.sub(lambda match: _restore(match[1]), text) if has_thou else text


def _keep_case(match: re.Match[str], verb: str) -> str:
    before = match[1] or ""
    return before + (verb if before or match[0][0].islower() else verb.capitalize())


def _add_s(stem: str) -> str:
    base = _restore(stem)
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if _SIBILANT.search(base) else "s")


def _restore(stem: str) -> str:
    """A verb without its ending: mak is make, sitt is sit, speak is speak."""
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "ls":
        return stem[:-1]
    if stem == "se":
        return "see"
    if stem.endswith("i"):
        return stem[:-1] + "y"
    # A vowel alone before the last letter was long, and v never ends a word.
    is_silent = stem.endswith("v") or (len(stem) < 6 and _SILENT.search(stem))
    return stem + "e" if is_silent and not stem.endswith(("er", "en", "on", "it", "eg")) else stem
