"""Bytes into text: which encoding a file is in, found out or chosen, and never a guess with holes."""

from __future__ import annotations

import codecs
import re
from operator import itemgetter

from studio.domain.errors import BookError, NotText
from studio.i18n import _, join_list
from studio.text.cleaning import mojibake
from studio.text.file_names import make_printable
from studio.text.languages import KANA

CHOICES = (
    "utf-8",
    "cp932",
    "euc_jp",
    "iso2022_jp",
    "utf-16",
    "cp1252",
    "iso-8859-1",
)
"""What a curator is offered where the encoding has to be chosen by hand. To add one: a name that
Python's codecs know; ``_detect_and_decode`` says how one is found out."""

SAMPLE = 300
"""Characters of a text shown to choose its encoding by."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b$(")
_JAPANESE = ("cp932", "euc_jp")
_DECLARED = re.compile(rb"(?im)^\s*character set encoding:\s*([\w .-]+?)\s*$")
_KANA = re.compile(f"[{KANA}ー、。]+")
_IMPROBABLE = re.compile(r"[｡-ﾟ\ue000-\uf8ff]+")  # half-width kana, private use
_CONTROLS = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NOT_OF_FILES = frozenset(
    (
        "idna",
        "mbcs",
        "oem",
        "punycode",
        "raw-unicode-escape",
        "undefined",
        "unicode-escape",
        "utf-7",
    )
)
"""Codecs Python knows that no book is written in: of names, of program text, of mail. They are
slow, or make half characters of what an attacker wrote."""
_HEAD = 200_000  # bytes looked at where a share has to be counted


def decode(raw: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding, as Python spells it ("-sig" for a BOM).

    Without ``encoding``: byte order mark, escape sequences, strict UTF-8, the better of the two
    Japanese encodings by their share of kana, what a Gutenberg header declares, Western.
    Raises ``BookError`` rather than putting a replacement character into anyone's words.
    """
    text, name = _decode_as(raw, encoding) if encoding else _detect_and_decode(raw)
    if "\ufffd" in text:
        raise BookError(
            _(
                "This text already contains characters that were lost in an "
                "earlier conversion (�). Use a copy of the file that was not "
                "converted."
            )
        )
    garbled = None if text.isascii() else mojibake.find_mojibake(text)
    if garbled is not None:
        raise BookError(_explain_mojibake(garbled, encoding))
    if "\x00" in text or _too_many_controls(text):
        raise NotText(
            _("This is not a text file: it contains binary data. Choose a book or text file.")
        )
    return text, name


def _explain_mojibake(garbling: mojibake.Mojibake, chosen: str | None) -> str:
    sample, meant = (
        make_printable(garbling.sample),
        make_printable(" ".join(garbling.meant.split()))[:10],
    )
    if chosen is not None:
        return _(
            "Read as {name}, this text is garbled (“{sample}”). Choose "
            "{really}, or let the encoding be detected."
        ).format(name=chosen, sample=sample, really=garbling.really)
    return _(
        "This text was garbled by an earlier conversion: “{sample}” was once “{meant}” "
        "({really} read as {read_as}). Use a copy of the file that was not converted."
    ).format(sample=sample, meant=meant, really=garbling.really, read_as=garbling.read_as)


def try_encodings(raw: bytes) -> tuple[tuple[str, str], ...]:
    """Every choice that gives sound text, with the beginning of it, for a person to look at."""
    samples = []
    for name in CHOICES:
        try:
            text, encoding = decode(raw, name)
        except BookError:
            continue
        samples.append((encoding, text[:SAMPLE]))
    return tuple(samples)


def _decode_as(raw: bytes, encoding: str) -> tuple[str, str]:
    name = _normalize_name(encoding)
    if not name:
        raise BookError(
            _("There is no encoding called {name}. Choose one of: {choices}.").format(
                name=encoding[:40], choices=join_list(CHOICES)
            )
        )
    if name == "utf-8" and raw.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    text = _strict(raw, name)
    if text is None:
        raise BookError(
            _("This file is not in {name}. Choose another encoding, or let it be detected.").format(
                name=encoding
            )
        )
    return text, encoding if name != "utf-8-sig" else name


def _detect_and_decode(raw: bytes) -> tuple[str, str]:
    # In this order, as each sees more than the next: a Japanese file is a valid Western one, too.
    detectors = [_by_bom, _by_nulls, _by_escapes, _by_utf8, _by_kana, _by_header, _western]
    for detect in detectors:
        decoded = detect(raw)
        if decoded is not None:
            return decoded
    raise NotText(
        _("The encoding of this text can't be detected. Choose one: {choices}.").format(
            choices=join_list(CHOICES)
        )
    )


def _normalize_name(encoding: str) -> str:
    """An encoding's own name; "" where no file is in it."""
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # what turns bytes into bytes (hex, zlib) is no encoding of a text
    except (LookupError, ValueError):
        return ""
    return "" if name in _NOT_OF_FILES else name


def _strict(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _by_bom(raw: bytes) -> tuple[str, str] | None:
    for mark, name in _BOMS:
        if raw.startswith(mark):
            text = _strict(raw, name)
            if text is not None:
                return text, name
    return None


def _by_nulls(raw: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: in Western text every other byte is 0, and nowhere else so."""
    head = raw[:_HEAD]
    if b"\x00" not in head:
        return None
    half = max(1, len(head) // 2)
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        text = _strict(raw, name) if zeros.count(0) > half * 0.2 and len(raw) % 2 == 0 else None
        if text is not None and "\x00" not in text:
            return text, name
    raise NotText(
        _(
            "This is not a text file: it contains binary data (NUL bytes). "
            "Choose a book or text file, or choose its encoding if it is "
            "UTF-16."
        )
    )


def _by_escapes(raw: bytes) -> tuple[str, str] | None:
    if b"\x1b" not in raw or not any(escape in raw for escape in _ESCAPES):
        return None
    for name in ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"):
        text = _strict(raw, name)
        if text is not None:
            return text, name
    return None


def _by_utf8(raw: bytes) -> tuple[str, str] | None:
    text = _strict(raw, "utf-8")
    return None if text is None else (text, "ascii" if raw.isascii() else "utf-8")


def _by_kana(raw: bytes) -> tuple[str, str] | None:
    """The Japanese encoding that gives the most kana, where it gives a Japanese text at all."""
    scored = []
    for name in _JAPANESE:
        text = _strict(raw, name)
        if text is not None:
            scored.append((_kana_share(text), text, name))
    if not scored:
        return None
    share, text, name = max(scored, key=itemgetter(0))
    return (text, name) if share > 0.1 else None


def _kana_share(text: str) -> float:
    """Kana (less what hardly occurs) among the characters that are not ASCII."""
    head = text[:_HEAD]
    wide = len(head) - len(head.encode("ascii", "ignore"))
    if not wide:
        return 0.0
    if b"\xe3" not in head.encode("utf-8", "surrogatepass"):
        return 0.0  # the byte every kana begins with: bytes are searched sooner than letters
    kana = sum(map(len, _KANA.findall(head)))
    # What hardly occurs only lowers the share.
    improbable = sum(map(len, _IMPROBABLE.findall(head))) if kana > 0.1 * wide else 0
    return (kana - 2 * improbable) / wide


def _by_header(raw: bytes) -> tuple[str, str] | None:
    """What a Project Gutenberg header declares; "ASCII" with other bytes is not believed."""
    declared = _DECLARED.search(raw, 0, 20_000)
    if declared is None:
        return None
    name = declared[1].decode("ascii", "ignore").strip().lower().replace(" ", "-")
    name = {"iso-latin-1": "iso-8859-1", "latin1": "iso-8859-1"}.get(name, name)
    if not _normalize_name(name):
        return None
    if name == "iso-8859-1" and re.search(rb"[\x80-\x9f]", raw):
        return None  # these bytes are controls there, and letters and quotes in cp1252
    text = _strict(raw, name)
    return None if text is None else (text, name)


def _western(raw: bytes) -> tuple[str, str] | None:
    """Windows' or ISO's Western letters: when most of what is not ASCII are letters or quotes."""
    name = "cp1252" if re.search(rb"[\x80-\x9f]", raw) else "iso-8859-1"
    text = _strict(raw, name)
    if text is None:
        return None
    head = text[:_HEAD]
    high = "".join(_NOT_ASCII.findall(head))
    letters = sum(1 for c in high if c.isalpha() or c in "‘’“”–—…«»§£°·¿¡•€©®\xa0\xad½¼¾")
    plausible = letters >= 0.7 * len(high) and len(high) <= 0.4 * len(head)
    return (text, name) if plausible else None


def _too_many_controls(text: str) -> bool:
    head = text[:_HEAD].encode("utf-8", "surrogatepass")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(2, len(text[:_HEAD]) // 500)
