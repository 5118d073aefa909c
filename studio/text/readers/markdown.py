"""Markdown: headings are chapters, marks of emphasis and links leave their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

from studio.domain.book import ReadBook
from studio.text.languages import detect_language
from studio.text.readers.assembly import Block, Tally, assemble, tidy

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_FIELD = re.compile(r"(?m)^(title|author|language|lang|date):[ \t]*[\"']?(.*?)[\"']?[ \t]*$")
_CJK_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uff60])\n(?=[\u3000-\u9fff\uff00-\uff60])")
_TAG = re.compile(
    r"<!--(?:.*?-->|.*)|<(?:script|style)\b(?:.*?</(?:script|style)\s*>|.*)|<[^<>]*>", re.S | re.I
)
"""What has no end goes on to the end, and is not looked through again for each beginning."""
_DEEPEST = 50
"""Quotations and lists within each other; no book comes near."""


def read(text: str, encoding: str) -> ReadBook:
    """The book of a Markdown file; front matter names it, and is taken off."""
    text = tidy(text)
    tally = Tally()
    front_fields: dict[str, str] = {}
    front = _FRONT_MATTER.match(text)
    if front:
        front_fields = dict(_FRONT_FIELD.findall(front[1]))
        tally.add("Front matter", len(front[0].strip()))
        text = text[front.end() :]
    language = front_fields.get("language") or front_fields.get("lang") or detect_language(text)
    from markdown_it import MarkdownIt  # heavy: only where Markdown is read

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    blocks = list(_blocks(parser.parse(text), tally))
    title = front_fields.get("title") or next((b.title for b in blocks if b.title), "") or ""
    body, chapters, _pages = assemble(blocks, "\n\n", title)
    return ReadBook(
        title,
        front_fields.get("author", ""),
        language[:2].lower(),
        "markdown",
        encoding,
        body,
        chapters,
        tally.list_dropped(),
        year=front_fields.get("date", "")[:4],
    )


def _blocks(tokens: Sequence[Token], tally: Tally) -> Iterator[Block]:
    heading = False
    for token in tokens:
        if token.type == "heading_open":
            heading = True
        elif token.type == "inline":
            paragraph = _words(token.children or [], tally)
            if paragraph.strip():
                yield Block(paragraph, " ".join(paragraph.split()) if heading else None)
            heading = False
        elif token.type in ("fence", "code_block"):
            yield Block(token.content.rstrip("\n"))
        elif token.type == "html_block":
            yield from _html(token.content, tally)


def _html(content: str, tally: Tally) -> Iterator[Block]:
    """The words of HTML that stands among the paragraphs."""
    paragraph = " ".join(_sound(unescape(_TAG.sub(" ", content)), tally).split())
    tally.add("HTML tags", sum(len(tag) for tag in _TAG.findall(content)))
    if paragraph:
        yield Block(paragraph)


def _words(tokens: Sequence[Token], tally: Tally) -> str:
    """The words of a paragraph: its own line ends are blanks, those the writer meant stay."""
    pieces = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            pieces.append(token.content)
        elif token.type == "softbreak":
            pieces.append("\n")
        elif token.type == "hardbreak":
            pieces.append("\v")
        elif token.type == "image":
            tally.add("Pictures", len(token.content) or 1)
        elif token.type == "html_inline":
            tally.add("HTML tags", len(token.content))
    text = _CJK_BREAK.sub("", _sound("".join(pieces), tally))
    return text.replace("\n", " ").replace("\v", "\n").strip()


def _sound(text: str, tally: Tally) -> str:
    """Without what stands for references to no character (&#0; and the like)."""
    tally.add("References to no character", text.count("\ufffd"))
    return text.replace("\ufffd", "")
