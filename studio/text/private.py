"""Personal data and secrets in a text: what must not be taught to a model.

Mail addresses, telephone numbers (Japan and the United States, by Google's libphonenumber),
postal addresses (〒, street and number), payment cards (Luhn's check), keys of well-known services.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_EXAMPLE = re.compile(r"(?i)@(?:[\w.-]*\.)?example\.(?:com|org|net|jp)$|@(?:test|localhost)\b")
_SECRET = re.compile(
    r"\b(?:sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}|gh[pousr]_[A-Za-z0-9]{30,}|"
    r"AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|xox[abprs]-[0-9A-Za-z-]{10,})\b"
    r"|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"
)
_CARD = re.compile(r"(?<![\d.])(?:\d[ -]?){12,18}\d(?![\d.])")
_ZIP = re.compile(r"〒\s*\d{3}[-－‐ー]\d{4}")
_ADDRESS_JA = re.compile(
    r"(?:東京都|北海道|(?:京都|大阪)府|[一-龥]{2,3}県)[一-龥ぁ-んァ-ヶ]{1,12}[市区町村郡][^\s、。「」]{0,20}"
    r"[0-9０-９一二三四五六七八九十]+(?:丁目|番地?|[-－‐ー][0-9０-９]+)"
)
_ADDRESS_EN = re.compile(
    r"\b\d{1,5} (?:[A-Z][a-z]+ ){1,3}(?:Street|St\.|Avenue|Ave\.|Road|Rd\.|Boulevard|Blvd\.|Lane|Drive)"
    r"(?:,? (?:Apt|Suite|No)\.? ?\w+)?,? [A-Z][A-Za-z ]+,? [A-Z]{2} \d{5}"
)
_PHONE_HINT = re.compile(r"(?:\+?\d[\d()\-. －‐ー]{8,17}\d)")
_REGIONS = ("JP", "US")
SECRET = "secret"


@dataclass(frozen=True)
class Private:
    """A finding: what kind of thing, and where in the text."""

    kind: str  # "mail", "phone", "address", "card", "secret"
    start: int
    end: int


def find(text: str) -> list[Private]:
    """Personal data in a text, in order; nothing for the numbers and names of a book."""
    found = [*_mails(text), *_matches(text, _SECRET, SECRET), *_matches(text, _ZIP, "address"),
             *_matches(text, _ADDRESS_JA, "address"), *_matches(text, _ADDRESS_EN, "address"),
             *_cards(text)]  # fmt: skip
    if _PHONE_HINT.search(text):
        found += _phones(text)
    return sorted(found, key=lambda one: one.start)


def _matches(text: str, pattern: re.Pattern[str], kind: str) -> Iterator[Private]:
    return (Private(kind, found.start(), found.end()) for found in pattern.finditer(text))


def _mails(text: str) -> Iterator[Private]:
    if "@" in text:
        for found in _MAIL.finditer(text):
            if not _EXAMPLE.search(found[0]):
                yield Private("mail", found.start(), found.end())


def _cards(text: str) -> Iterator[Private]:
    for found in _CARD.finditer(text):
        digits = [int(letter) for letter in found[0] if letter.isdigit()]
        if len(set(digits)) > 3 and _luhn(digits):
            yield Private("card", found.start(), found.end())


def _luhn(digits: list[int]) -> bool:
    """Luhn's check: every second figure from the right doubled, the sum divisible by ten."""
    doubled = [sum(divmod(2 * d, 10)) if n % 2 else d for n, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _phones(text: str) -> Iterator[Private]:
    from phonenumbers import Leniency, PhoneNumberMatcher  # heavy: only where figures may be one

    seen: set[tuple[int, int]] = set()
    for region in _REGIONS:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID, max_tries=50):
            place = (match.start, match.end)
            written = sum(letter in "-()+－‐ー. " for letter in match.raw_string)
            if place not in seen and written:
                seen.add(place)
                yield Private("phone", *place)
