"""Personal data and secrets in a text: what must not be taught to a model.

Mail addresses, telephone numbers (Japan and the United States, by Google's libphonenumber),
postal addresses (〒, street and number), payment cards (Luhn's check), keys of well-known services,
and names of people where they stand next to one of these or are labelled as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from studio.text.quality.person_names import find_names, may_have_label

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_NOBODY = re.compile(
    r"(?i)@(?:[\w.-]*\.)?(?:example|yourdomain|your-?company|mydomain|domain|company|acme|foo|bar|test|abc|xyz)\."
    r"(?:com|org|net|jp|co\.jp)$|@(?:test|localhost)\b"
    r"|^(?:your[._]?(?:name|email|mail)|user(?:name)?|name|someone|foo|bar|alerts?|info|support|no-?reply|contact|"
    r"help|sales|admin|webmaster|postmaster|service|newsletter|office|customer[._-]?service)\d*@"
)
"""Mail addresses of examples, and of offices: nobody's."""
# Prefixes as the services publish them for secret scanning: OpenAI and Anthropic, Hugging Face,
# GitHub, Amazon, Google, Slack; and PEM private keys.
_SECRET = re.compile(
    r"\b(?:sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}|gh[pousr]_[A-Za-z0-9]{30,}|"
    r"AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|xox[abprs]-[0-9A-Za-z-]{10,})\b"
    r"|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"
)
_SECRET_SIGNS = (
    "sk-",
    "hf_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "AKIA",
    "AIza",
    "xox",
    "PRIVATE KEY",
)
# 13 to 19 figures (ISO/IEC 7812), in groups or not; Luhn's check decides.
_CARD = re.compile(r"(?<![\d.])(?:\d[ -]?){12,18}\d(?!\d|\.\d)")
_ZIP = re.compile(r"〒\s*\d{3}[-－‐ー]\d{4}")
_ADDRESS_JA = re.compile(
    r"(?:東京都|北海道|(?:京都|大阪)府|[一-龥]{2,3}県)[一-龥ぁ-んァ-ヶ]{1,12}[市区町村郡][^\s、。「」]{0,20}"
    r"[0-9一二三四五六七八九十]+(?:丁目|番地?|[-－‐ー][0-9]+)"
)
_ADDRESS_SIGNS_JA = ("東京都", "北海道", "府", "県")
_ADDRESS_EN = re.compile(
    r"\d(?<=\b\d)\d{0,4} (?:[A-Z][a-z]+ ){1,3}(?:Street|St\.|Avenue|Ave\.|Road|Rd\.|Boulevard|Blvd\.|Lane|Drive)"
    r"(?:,? (?:Apt|Suite|No)\.? ?\w+)?,? [A-Z][A-Za-z ]+,? [A-Z]{2} \d{5}"
)
_FIGURE = re.compile(r"\d")
_LONG_FIGURE = re.compile(r"\d[\d -]{11}")
_PHONE_HINT = re.compile(r"(?:\+?\d[\d()\-. －‐ー]{8,17}\d)")
_REGIONS = ("JP", "US")

_WIDE = re.compile("[\uff10-\uff19\uff20-\uff3a\uff41-\uff5a\uff0e\uff3f]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SECRET = "secret"
BESIDE = ("mail", "phone", "address")
"""Kinds beside which a name is a person's."""


@dataclass(frozen=True)
class PersonalData:
    """A finding: what kind of thing, and where in the text."""

    kind: str  # "mail", "phone", "address", "card", "secret", "name"
    start: int
    end: int


@lru_cache(maxsize=16)
def find_kinds(text: str) -> frozenset[str]:
    """The kinds of personal data in a text; kept for a few texts, as many rows begin with the
    same system message."""
    return frozenset(datum.kind for datum in find_personal_data(text))


def find_personal_data(text: str) -> list[PersonalData]:
    """Personal data in a text, in order; nothing for the numbers and names of a book."""
    plain = text
    data: list[PersonalData] = []
    if not text.isascii():
        # Figures and letters of full width say the same, one character each: places stay.
        plain = text.translate(_NARROW) if _WIDE.search(text) else text
        if any(sign in plain for sign in _ADDRESS_SIGNS_JA):
            data += _find_matches(plain, _ADDRESS_JA, "address")
    data += _find_mails(plain)
    data += _find_secrets(plain)
    if _FIGURE.search(plain):
        data += _find_figures(plain)
    if data or may_have_label(plain):
        beside = [(datum.start, datum.end) for datum in data if datum.kind in BESIDE]
        data += (PersonalData("name", *bounds) for bounds in find_names(plain, beside))
    return sorted(data, key=lambda datum: datum.start)


def _find_figures(text: str) -> Iterator[PersonalData]:
    """What has figures in it."""
    yield from _find_matches(text, _ZIP, "address")
    yield from _find_matches(text, _ADDRESS_EN, "address")
    if _LONG_FIGURE.search(text):
        yield from _find_cards(text)
    if _PHONE_HINT.search(text):
        yield from _find_phones(text)


def _find_matches(text: str, pattern: re.Pattern[str], kind: str) -> Iterator[PersonalData]:
    return (PersonalData(kind, match.start(), match.end()) for match in pattern.finditer(text))


def _find_mails(text: str) -> Iterator[PersonalData]:
    if "@" in text:
        for match in _MAIL.finditer(text):
            if not _NOBODY.search(match[0]):
                yield PersonalData("mail", match.start(), match.end())


def _find_secrets(text: str) -> Iterator[PersonalData]:
    for sign in _SECRET_SIGNS:
        if sign in text:
            yield from _find_matches(text, _SECRET, SECRET)
            return


def _find_cards(text: str) -> Iterator[PersonalData]:
    for match in _CARD.finditer(text):
        digits = [int(letter) for letter in match[0] if letter.isdigit()]
        if len(set(digits)) > 3 and _luhn(digits):
            yield PersonalData("card", match.start(), match.end())


def _luhn(digits: list[int]) -> bool:
    """Luhn's check: every second figure from the right doubled, the sum divisible by ten."""
    doubled = [sum(divmod(2 * d, 10)) if n % 2 else d for n, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _find_phones(text: str) -> Iterator[PersonalData]:
    from phonenumbers import Leniency, PhoneNumberMatcher  # heavy: only where figures may be one

    numbers: set[tuple[int, int]] = set()
    for region in _REGIONS:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID, max_tries=50):
            bounds = (match.start, match.end)
            # A bare row of figures is a number of some other kind more often than a telephone's.
            parted = any(letter in "-()+－‐ー. " for letter in match.raw_string)
            if parted and bounds not in numbers:
                numbers.add(bounds)
                yield PersonalData("phone", *bounds)
