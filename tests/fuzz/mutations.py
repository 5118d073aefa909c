"""Ways to spoil a file: bytes, tags and objects, inside zip files and packed streams as well."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes], bytes]
MOST = 400_000
"""Bytes past which nothing more is added."""

_NUMBERS = [
    *(struct.pack("<I", n) for n in (0, 1, 0x7F, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)),
    *(struct.pack("<q", n) for n in (-1, 2**62, 2**31, -(2**63))),
    b"\x00",
    b"\xff",
    b"\x7f",
    b"\x80",
]
_WORDS = [
    "\ufeff",
    "\ufffd",
    "\0",
    "\x1b$B",
    "\u2028",
    "\u200b",
    "👩‍👩‍👧",
    "e\u0301",
    "\U000e0001",
    "ﾊﾝｶｸ",
    "〓",
    "《",
    "》",
    "｜",
    "※［＃",
    "［＃",
    "］",
    "［＃ここから２字下げ］",
    "［＃改ページ］",
    "［＃「",
    "」は大見出し］",
    "底本：",
    "-------\n",
    "*** START OF THE PROJECT GUTENBERG EBOOK",
    "*** END OF THE PROJECT GUTENBERG EBOOK",
    "CHAPTER ",
    "Contents\n\n",
    "[Illustration: ",
    "Title: ",
    "Character set encoding: hex\n",
    "_",
    "* * *",
    "\f",
    "\r",
    "\t",
    "```",
    "~~~",
    "---\n",
    "===\n",
    "# ",
    "> ",
    "- ",
    "1. ",
    "|",
    "[^1]: ",
    "[a](",
    "![",
    "\\",
    "`",
    "$$",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE a [",
    "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
    "&a;",
    "&#0;",
    "&#xD800;",
    "&#x110000;",
    "&nbsp;",
    "&",
    "<",
    ">",
    "</",
    "/>",
    "<p>",
    "</p>",
    "<ruby>",
    "<rt>",
    "<table><tr><td>",
    "<h1>",
    "<br/>",
    "<pre>",
    "<script>",
    "<svg>",
    "<math>",
    "<title>",
    "<body>",
    "<?xml version='1.0'?>",
    "'",
    '"',
    '"":',
    '{"a":',
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ":",
    "null",
    "NaN",
    "1e999",
    "-",
    "\\u0000",
    "\\ud800",
    "\\",
    "\n",
    "\r\n",
    '"role": "assistant"',
    '"content": ',
    '"messages": [',
    '"instances": [',
    "\n\nHuman:",
    "\n\nAssistant:",
    "obj\n",
    "endobj\n",
    "stream\n",
    "endstream\n",
    "/Length ",
    "/Kids [",
    "/Type /Page",
    "/Parent 1 0 R",
    "xref\n",
    "trailer\n",
    "/ToUnicode ",
    "/Encrypt ",
    "BT ",
    "ET ",
    " Tj ",
    " Tf ",
    " Tm ",
    "99999999999",
    "-1",
    "0.0000001",
    'r="XFD1048576"',
    't="s"',
    "<c ",
    "<row>",
    "<w:p>",
    "<w:r>",
    "<w:t>",
    "<w:ruby>",
    "<w:fldChar/>",
    "<navPoint>",
]


def flip(random: Random, raw: bytes) -> bytes:
    """A few bytes or bits become others."""
    spoilt = bytearray(raw)
    for _time in range(random.choice((1, 1, 2, 8, 40))):
        at = random.randrange(len(spoilt))
        spoilt[at] = random.choice((random.randrange(256), spoilt[at] ^ 1 << random.randrange(8)))
    return bytes(spoilt)


def number(random: Random, raw: bytes) -> bytes:
    """A length, an offset or a count becomes one that can't be."""
    at, what = random.randrange(len(raw)), random.choice(_NUMBERS)
    return raw[:at] + what + raw[at + len(what) :]


def digits(random: Random, raw: bytes) -> bytes:
    """A written number becomes another."""
    places = list(re.finditer(rb"-?\d+", raw))
    if not places:
        return flip(random, raw)
    one = random.choice(places)
    other = random.choice(
        (b"0", b"-1", b"1", b"65535", b"2147483647", b"99999999999999999999", b"1e400")
    )
    return raw[: one.start()] + other + raw[one.end() :]


def cut(random: Random, raw: bytes) -> bytes:
    """The end is missing, or the beginning, or something in the middle."""
    start, end = sorted((random.randrange(len(raw) + 1), random.randrange(len(raw) + 1)))
    return random.choice(
        (raw[:start], raw[end:], raw[:start] + raw[end:], raw[: start + 64] + raw[end:])
    )


def double(random: Random, raw: bytes) -> bytes:
    """A stretch stands there several times."""
    at = random.randrange(len(raw))
    block = raw[at : at + random.choice((1, 3, 20, 300, 5_000))]
    times = min(random.choice((1, 2, 10, 1_000, 50_000)), MOST // len(block))
    return raw[:at] + block * times + raw[at:]


def insert(random: Random, raw: bytes) -> bytes:
    """Something with a meaning stands where it has none, perhaps a thousand times."""
    word = random.choice(_WORDS).encode(
        random.choice(("utf-8", "utf-8", "cp932", "utf-16-le")), "ignore"
    )
    times = random.choice((1, 1, 1, 2, 30, 3_000))
    at = random.randrange(len(raw) + 1)
    return raw[:at] + (word * times)[:MOST] + raw[at + random.choice((0, 0, len(word))) :]


def recode(random: Random, raw: bytes) -> bytes:
    """A text in another encoding, or in two."""
    try:
        text = raw.decode(random.choice(("utf-8", "cp932", "latin-1")))
    except UnicodeDecodeError:
        return flip(random, raw)
    kinds = (
        "utf-8-sig",
        "utf-16",
        "utf-32",
        "utf-16-le",
        "cp932",
        "euc_jp",
        "iso2022_jp",
        "latin-1",
        "utf-7",
    )
    at = random.choice((0, random.randrange(len(text) + 1)))
    first, second = (random.choice(kinds) for _half in range(2))
    return text[:at].encode(first, "ignore") + text[at:].encode(second, "ignore")


def tags(random: Random, raw: bytes) -> bytes:
    """A tag is lost, doubled, put elsewhere, or gets an attribute of another."""
    found = list(re.finditer(rb"<[^<>]{1,400}>", raw))
    if len(found) < 2:
        return insert(random, raw)
    one, other = random.choice(found), random.choice(found)
    new = random.choice(
        (
            b"",
            one[0] * 2,
            one[0] * 3_000,
            other[0],
            one[0].replace(b"<", b"</", 1),
            one[0][:-1] + b"/>",
            re.sub(
                rb'"[^"]*"',
                b'"' + random.choice((b"", b"../../x", b"#", b"\xe3\x81\x82", b"9" * 30)) + b'"',
                one[0],
            ),
        )
    )
    return raw[: one.start()] + new + raw[one.end() :]


def zipped(random: Random, raw: bytes) -> bytes:
    """An entry of a zip file is spoilt and packed again, so that its check sum is right."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:  # spoilt already
        return flip(random, raw)
    if not entries:
        return flip(random, raw)
    at = random.randrange(len(entries))
    name, content = entries[at]
    change = random.randrange(10)
    if change == 0:
        del entries[at]
    elif change == 1:
        entries.append(random.choice(entries))
    elif change == 2:
        entries[at] = random.choice(("../" + name, name.upper(), "a/" + name, "\0")), content
    else:
        kinds = (tags, tags, insert, cut, double, flip, digits, recode)
        entries[at] = name, random.choice(kinds)(random, content) if content else b"<a>"
    made = io.BytesIO()
    with zipfile.ZipFile(
        made, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    ) as out:
        for name, content in entries:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the same name twice is meant
                out.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def objects(random: Random, raw: bytes) -> bytes:
    """Objects of a PDF are swapped, doubled or emptied; what is packed in them is spoilt."""
    found = list(re.finditer(rb"(\d+) 0 obj(.*?)endobj", raw, re.DOTALL))
    if len(found) < 2:
        return flip(random, raw)
    one, other = random.choice(found), random.choice(found)
    body = one[2]
    packed = re.search(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL)
    change = random.randrange(5)
    if packed is not None and change > 1:
        try:
            content = zlib.decompress(packed[1])
        except zlib.error:
            content = packed[1]
        spoilt = random.choice((insert, cut, double, digits, flip))(random, content or b" ")
        body = body[: packed.start(1)] + zlib.compress(spoilt) + body[packed.end(1) :]
    else:
        body = random.choice(
            (b" null ", other[2], body * 2, digits(random, body or b" "), b"<< /Kids [1 0 R] >>")
        )
    return raw[: one.start(2)] + body + raw[one.end(2) :]


ANY: tuple[Mutation, ...] = (flip, number, digits, cut, double, insert)
OF_TEXT: tuple[Mutation, ...] = (insert, insert, double, recode, cut, digits, flip)
MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    ".html": (tags, tags, *OF_TEXT),
    ".htm": (tags, tags, *OF_TEXT),
    ".epub": (zipped,) * 8 + ANY,
    ".docx": (zipped,) * 8 + ANY,
    ".xlsx": (zipped,) * 8 + ANY,
    ".pdf": (objects,) * 6 + ANY,
    ".parquet": (number, number, flip, *ANY),
    ".arrow": (number, number, flip, *ANY),
}
"""What is tried on which suffix; the others are texts."""


def spoil(random: Random, raw: bytes, suffix: str, other: bytes) -> bytes:
    """The file spoilt in one to four ways, or spliced with another."""
    for _time in range(random.choice((1, 1, 1, 2, 4))):
        if not raw:
            break
        if random.random() < 0.04:
            at = random.randrange(len(raw))
            raw = raw[:at] + other[random.randrange(len(other)) :]
        else:
            raw = random.choice(MUTATIONS.get(suffix, OF_TEXT))(random, raw)[: 2 * MOST]
    return raw
