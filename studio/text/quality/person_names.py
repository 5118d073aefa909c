"""Names of people beside other personal data: what makes a number or an address somebody's.

A name alone is no finding, for books are full of them. It is one where a form's label says so, or
where it stands right beside a mail address, a number or an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Bounds = tuple[int, int]
"""Where a stretch of a text begins and ends, in characters, half-open."""

NEAR = 40
"""Characters before and behind a datum in which a Japanese name with its title belongs to it."""
_CLOSE = 64  # in which an English one is looked for; only a few small words may stand between

_LABELS_JA = re.compile(
    r"(?:氏\s?名|お名前|名前|担当者?(?:名)?|連絡先)\s*[:：]\s*"
    r"([一-龥ぁ-んァ-ヶー々]{1,8}(?:[ 　][一-龥ぁ-んァ-ヶー々]{1,8})?)"
)
_LABEL = re.compile(
    r"(?:^|[\n;|])[^\S\n]*(Full name|Name|Contact)[^\S\n]*:[^\S\n]*"
    r"([A-Z][a-z]+(?: [A-Z][a-z]*\.?){0,2} [A-Z][a-z]+)",
    re.MULTILINE,
)
_SIGNS = ("名前", "氏名", "氏 名", "担当", "連絡先", "ame:", "ame :", "ontact:")
_TITLED_JA = re.compile(
    r"(?:[一-龥々]{1,4}|[ァ-ヶー]{2,8})(?:[ 　][一-龥々ぁ-んァ-ヶー]{1,5})?(?:様|さま|さん|殿|氏)(?![一-龥])"
)
_NOBODY = re.compile(
    r"(?:お?客|皆|神|仏|王|奥|殿|姫|若|旦那|各|先|相手|貴|同|仕|模|多|異|有|一|外|逆|左|何|人|生)(?:様|さま)"
    r"|(?:皆|お?客|お?医者|奥|娘|息子|嫁|母|父|兄|姉|弟|妹|爺|婆|孫|店員|職人|業者|看護師|弁護士|警官|学生|赤ちゃん)さん"
    r"|(?:彼|某|摂|華|両|同|源|平|各|諸)氏|(?:宮|御|神|仏|本|拝|貴|沈)殿"
)
"""Titles with nobody's name before them."""
_WORDS_EN = r"[A-Z][a-z]+(?: [A-Z]\.)? [A-Z][a-z]+"
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof)\.? [A-Z][a-z]+(?: [A-Z][a-z]+)?")
_BEFORE = re.compile(
    rf"\b({_WORDS_EN})[\s,:;(<\[–-]*(?:(?:at|on|via|by|is|tel|phone|e-?mail|mail|mobile|cell|or|'s)\b[\s.:]*){{0,3}}"
    r"[\s(<\[]*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"[\s)>\]]*[(<\[–,-]\s*({_WORDS_EN})\s*[)>\]\n.,]")
_NO_NAME = frozenset(
    "about account address admin agent and april apt army august avenue bank best board bureau call "
    "center centre chief city college committee company congress contact content corp council customer dear "
    "december department desk director division drive east email engineer executive february for "
    "foundation friday from general great group guest head hello help hiring hospital hotel house "
    "inc in institute january july june justice ltd mail manager march may meeting message ministry "
    "mobile monday my new north november number october of office officer on order our page palace "
    "park phone please president product project public question regards report request research "
    "road room sales saturday school secretary section senior september service sincerely society south "
    "square state station store street subject suite sunday support system team technology tel "
    "telephone thank thanks the this thursday to tuesday union united university update us visit "
    "we wednesday west what when where white your".split()
)


def find_names(text: str, data: Iterable[Bounds]) -> Iterator[Bounds]:
    """Where names stand; ``data`` are the bounds of mail addresses, numbers and addresses."""
    # Labelled names first: what a form says is a name needs no datum beside it.
    anchors = list(data)
    occupied = list(anchors)
    for name in _find_labelled_names(text, beside=bool(anchors)):
        occupied.append(name)
        yield name
    for start, end in anchors:
        for name in _find_names_beside(text, start, end):
            if not any(name[0] < stop and begin < name[1] for begin, stop in occupied):
                occupied.append(name)
                yield name


def may_have_label(text: str) -> bool:
    """Whether a form's label may stand in a text; costs next to nothing."""
    return any(sign in text for sign in _SIGNS)


def _find_labelled_names(text: str, *, beside: bool) -> Iterator[Bounds]:
    if not may_have_label(text):
        return
    for match in _LABELS_JA.finditer(text):
        yield match.span(1)
    for match in _LABEL.finditer(text):
        # "Name:" alone is what articles and games have as well.
        if (beside or match[1].lower().startswith("full")) and _is_name(match[2]):
            yield match.span(2)


def _find_names_beside(text: str, start: int, end: int) -> Iterator[Bounds]:
    before = max(0, start - NEAR)
    for match in _TITLED_JA.finditer(text, before, end + NEAR):
        if not _NOBODY.search(match[0]):
            yield match.span()
    for match in _TITLED.finditer(text, before, end + NEAR):
        yield match.span()
    head = max(0, start - _CLOSE)
    last = _BEFORE.search(text[head:start])
    if last and _is_name(last[1]):
        yield head + last.start(1), head + last.end(1)
    behind = _BEHIND.match(text, end)
    if behind and _is_name(behind[1]):
        yield behind.span(1)


def _is_name(text: str) -> bool:
    """Whether capitalised words may be a person's."""
    return all(
        word[0].isupper() and word.lower().strip(".") not in _NO_NAME for word in text.split()
    )
