"""Mojibake: text that was once read in the wrong encoding, and how that can be told.

Letters that were garbled can be turned back into the bytes they came from, and these bytes are
sound text in the encoding they were really in; whole words can't have that property by chance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.text.languages import KANA

_HEAD = 20_000  # characters looked at from where the first suspicion is
_KANA = re.compile(f"[{KANA}ー、。]")
_HALF_WIDTH = re.compile(r"[｡-ﾟ]")
_AS_BYTES = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸŽ"
_WESTERN = re.compile(rf"[\xc2-\xf4][{_AS_BYTES}]{{1,3}}")
_KANJI_OF_KANA = re.compile(r"[縺繧繝][\u3000-\uffef]")
_LOW_QUOTES = re.compile(r"[‚ƒ\x82\x83][\x80-\xff€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸŽ]")
_CURRENCY = re.compile(r"[¤¥][\xa1-\xff]")
_ASCII = bytes(range(0x80))
_FEWEST = 3
"""Suspicious places below which a text is left alone: one may be a quotation of such letters."""


@dataclass(frozen=True)
class Mojibake:
    """How a text was garbled: the encoding it was read in, the one it is in, and a sample."""

    read_as: str
    really: str
    sample: str
    meant: str  # what the sample was


def find_mojibake(text: str) -> Mojibake | None:
    """How this text was garbled; None where it was not."""
    if text.isascii():
        return None
    # Only these can be suspicious. One letter is quickly found; ranges of them are as bytes.
    raw = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    for suspicion, begins, read_as, really, share in (
        (_WESTERN, (b"\xc3",), "cp1252", "utf-8", 0.0005),
        (_KANJI_OF_KANA, ("縺", "繧", "繝"), "cp932", "utf-8", 0.05),
        (_LOW_QUOTES, ("‚", "ƒ", "\x82", "\x83"), "cp1252", "cp932", 0.1),
        (_CURRENCY, ("¤", "¥"), "cp1252", "euc_jp", 0.1),
        (_HALF_WIDTH, (b"\xef",), "cp932", "euc_jp", 0.2),
    ):
        marked = any(m in raw if isinstance(m, bytes) else m in text for m in begins)
        first = suspicion.search(text) if marked else None
        if first is None:
            continue
        stretch = text[max(0, first.start() - 20) : first.start() + _HEAD]
        suspects = suspicion.findall(stretch)
        if len(suspects) < _FEWEST or len(suspects) < share * len(stretch):
            continue
        meant = _meant(stretch, read_as, really)
        if meant is not None:
            return Mojibake(read_as, really, first[0][:12], meant[:30])
    return None


def _meant(stretch: str, read_as: str, really: str) -> str | None:
    """What the text was before it was garbled, if turning it back gives sound text."""
    raw = _bytes(stretch, read_as)
    text = raw.decode(really, "ignore")
    lost = len(raw) - len(text.encode(really, "ignore"))
    # The ends may cut through a letter; a Japanese reading drops the bytes it can't read.
    if lost > 12 + (0.4 if read_as == "cp932" else 0.02) * len(raw):
        return None
    if really == "utf-8" and read_as == "cp1252":
        changed = [letter for letter in text if letter > "\x7f"]
        return "".join(changed) if len(changed) < len([c for c in stretch if c > "\x7f"]) else None
    kana = len(_KANA.findall(text))
    wide = sum(1 for letter in text if letter > "\x7f") or 1
    before = len(_KANA.findall(stretch)) / max(1, len(stretch))
    return text if kana / wide > 0.3 > before else None


def _bytes(text: str, encoding: str) -> bytes:
    """The bytes letters came from; those the encoding does not know were bytes themselves."""
    pieces = []
    for letter in text:
        try:
            pieces.append(letter.encode(encoding))
        except UnicodeEncodeError:
            if ord(letter) < 0x100:
                pieces.append(bytes([ord(letter)]))
    return b"".join(pieces)
