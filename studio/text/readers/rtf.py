"""RTF: words and paragraphs of a rich text document; fonts, pictures and styles left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.domain.book import ReadBook
from studio.text.languages import detect_language
from studio.text.readers.assembly import Block, Tally, assemble, tidy

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.I,
)
_NO_WORDS = {
    "fonttbl",
    "colortbl",
    "stylesheet",
    "pict",
    "object",
    "header",
    "footer",
    "info",
    "listtable",
}
"""Groups whose words are not the author's."""
_SIGNS = {
    "par": "\n",
    "line": "\n",
    "tab": " ",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
}


def read(raw: bytes) -> ReadBook:
    """The book of an RTF file; it says itself in which encoding its bytes are."""
    codepage = re.search(rb"\\ansicpg(\d+)", raw)
    encoding = f"cp{int(codepage[1])}" if codepage else "cp1252"
    text = tidy("".join(_words(raw, encoding)))
    blocks = [Block(line.strip()) for line in text.split("\n") if line.strip()]
    title = re.search(rb"\{\\title ([^{}\\]*)\}", raw)
    name = title[1].decode("cp1252", "replace") if title else ""
    body, chapters, _pages = assemble(blocks, "\n\n", name)
    dropped = Tally().list_dropped()
    return ReadBook(name, "", detect_language(body), "rtf", encoding, body, chapters, dropped)


def _words(raw: bytes, encoding: str) -> Iterator[str]:
    silent: list[bool] = [False]
    pending = bytearray()
    skip = 0
    for match in _TOKEN.finditer(raw):
        word, number, code, sign, brace, run = match.groups()
        if code is None and pending:
            yield pending.decode(encoding, "replace")
            pending.clear()
        if brace == b"{":
            silent.append(silent[-1])
        elif brace == b"}":
            silent.pop() if len(silent) > 1 else None
        elif sign == b"*" or (word and word.decode() in _NO_WORDS):
            silent[-1] = True
        elif silent[-1]:
            continue
        elif word == b"u" and number:
            yield chr(int(number) % 65536)
            skip = 1
        elif word:
            yield _SIGNS.get(word.decode(), "")
        elif code or run:
            # Behind a Unicode letter stands its like for programs that know no Unicode.
            piece = bytes.fromhex(code.decode()) if code else run
            piece, skip = piece[skip:], 0
            pending += piece
    yield pending.decode(encoding, "replace")
