"""PDF books: words in the order they are read, without running heads, page numbers and readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from studio.domain.book import ReadBook, Rights
from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.languages import detect_language, find_language, primary_tag
from studio.text.readers import aozora, gutenberg
from studio.text.readers.assembly import Block, Tally, assemble, name_pages
from studio.text.readers.html import strip_licence
from studio.text.readers.pdf.document import Document, open_document
from studio.text.readers.pdf.edges import measure_edges
from studio.text.readers.pdf.headings import find_headings, mark_notes
from studio.text.readers.pdf.layout import Line, find_lines, join_drop_caps, measure_body
from studio.text.readers.pdf.paragraphs import make_blocks
from studio.text.readers.pdf.running_heads import strip_running_heads
from studio.text.readers.pdf.runs import Sheet

# Characters of a page, over the book; scans have none or a stamp.
_FEWEST = 25
# Share of characters without a letter from which a book is of no use.
_GARBLED = 0.2
_PROGRAM = re.compile(r"(?i)^microsoft (?:word|powerpoint)\s*-\s*")
_NO_TITLE = re.compile(
    r"(?i)\.(?:docx?|odt|rtf|indd|qxd|tex|dvi|pdf|txt|pptx?)$|^(?:untitled|無題|名称未設定|none|title)\b"
)
_NO_AUTHOR = re.compile(r"(?i)^(?:user|owner|admin(?:istrator)?|unknown|anonymous|author|root|pc)$")
_BY = re.compile(r"(?i)^by\s+(\S.{1,80})$")
_WRITTEN_BY = re.compile(r"^(\S{2,20})[ \u3000]*(?:著|作)$")
_CLOSING = re.compile(r"^[ \u3000]*底本(?:データ)?[：:]")
_MARKED_READING = re.compile(r"《([^《》\n]*)》")
_CLOSING_OF_AOZORA = re.compile(r"青空文庫|入力[：:]|校正[：:]")


def read_pdf(raw: bytes, *, ruby: bool = False) -> ReadBook:
    """The book of a PDF file's bytes; ``ruby`` keeps readings in brackets: 漢字（かんじ）.

    Raises ``BookError`` where it is locked, damaged, too long, or has no words to read.
    """
    file = open_document(raw)
    _refuse_without_words(file)
    tally = Tally()
    _mention_pictures(file.sheets, tally)
    sheets = strip_running_heads(file.sheets, tally)
    body = measure_body(sheets)
    lines = [line for sheet in sheets for line in find_lines(sheet, body, tally, ruby=ruby)]
    lines = mark_notes(join_drop_caps(lines, body), body)
    sample = "\n".join(line.text for line in lines)
    language = detect_language(sample) or primary_tag(file.language)
    headings = find_headings(lines, file.outline, body, measure_edges(lines))
    labels = [sheet.label for sheet in file.sheets]
    blocks = make_blocks(lines, headings, labels, not find_language(language).spaced)
    title, author = _title(file, lines, body), _author(file, lines)
    return _book(blocks, title, author, language, tally, ruby=ruby)


def _refuse_without_words(file: Document) -> None:
    characters = sum(len(run.text) for sheet in file.sheets for run in sheet.runs)
    unmapped = sum(sheet.unmapped for sheet in file.sheets)
    if characters < _FEWEST * len(file.sheets) and any(sheet.picture for sheet in file.sheets):
        raise BookError(
            _(
                "This PDF contains pictures of pages and no text. Run text "
                "recognition (OCR) over it first, for instance with OCRmyPDF, "
                "then add the result."
            )
        )
    if characters == unmapped == 0:
        raise BookError(_("This PDF contains no text. Choose a file with text in it."))
    if unmapped > _GARBLED * characters:
        raise BookError(
            _(
                "The characters of this PDF can't be read: its fonts don't say "
                "which they are. Run text recognition (OCR) over it first, or "
                "choose another edition."
            )
        )


def _mention_pictures(sheets: Sequence[Sheet], tally: Tally) -> None:
    """A scan among the pages of a book may be words that are lost: its page is named."""
    pages = [sheet.label or str(sheet.number + 1) for sheet in sheets if sheet.picture]
    name_pages(tally, "Pages with a picture and hardly a word", pages)


def _title(file: Document, lines: Sequence[Line], body: float) -> str:
    """The title the file gives, else the largest words of its first page."""
    stated = _PROGRAM.sub("", " ".join(file.title.split()))
    if stated and not _NO_TITLE.search(stated):
        return stated
    first = [line for line in lines if line.sheet == lines[0].sheet]
    largest = max((line.size for line in first), default=0.0)
    if largest < 1.25 * body:
        return ""
    title_lines = [line.text.strip() for line in first if line.size >= 0.97 * largest]
    joined = find_language(detect_language("".join(title_lines))).join_words(title_lines)
    return joined if len(joined) <= 200 else title_lines[0]


def _author(file: Document, lines: Sequence[Line]) -> str:
    stated = " ".join(file.author.split())
    if stated and not _NO_AUTHOR.match(stated):
        return stated
    for line in lines[:30]:
        text = line.text.strip(" \u3000")
        name = _BY.match(text) or _WRITTEN_BY.match(text)
        if name and line.sheet == lines[0].sheet:
            return name[1].strip()
    return ""


def _book(
    blocks: list[Block], title: str, author: str, language: str, tally: Tally, *, ruby: bool
) -> ReadBook:
    """The book without what Project Gutenberg and Aozora Bunko added to it."""
    rights, year = Rights.UNKNOWN, ""
    if any("gutenberg" in block.text.lower() for block in (*blocks[:60], *blocks[-200:])):
        header, others = strip_licence(blocks, tally)
        if header or len(others) < len(blocks):
            facts = gutenberg.read_facts(header)
            title, author = facts.title or title, facts.author or author
            language, rights = facts.language or language, facts.rights
        blocks = _with_pages(blocks, others)
    closing = _closing(blocks)
    if closing:
        notes = "\n".join(block.text for block in closing)
        tally.add(aozora.CLOSING, len(notes))
        rights, year = aozora.read_rights(notes), aozora.find_first_year(notes)
        blocks = _without_title(blocks[: len(blocks) - len(closing)], title, author, tally)
        blocks = [_without_readings(block, tally, ruby=ruby) for block in blocks]
    joint = find_language(language).paragraph_break
    text, chapters, pages = assemble(blocks, joint, title)
    return ReadBook(
        title,
        author,
        language,
        "pdf",
        "utf-8",
        text,
        chapters,
        tally.list_dropped(),
        rights,
        year,
        pages,
    )


def _with_pages(blocks: Sequence[Block], others: Sequence[Block]) -> list[Block]:
    """A page that began in what was taken off begins with the words that are left of it."""
    remaining = {id(block) for block in others}
    before: tuple[str, int] | None = None
    left = iter(others)
    result: list[Block] = []
    for block in blocks:
        if id(block) not in remaining:
            before = (block.pages[-1][0], 0) if block.pages else before
            continue
        for candidate in left:
            paged = candidate
            if (
                before is not None
                and candidate.text.strip()
                and not (candidate.pages and candidate.pages[0][1] == 0)
            ):
                paged = replace(candidate, pages=(before, *candidate.pages))
            before = None if candidate.text.strip() else before
            result.append(paged)
            if candidate is block:
                break
    return [*result, *left]


def _closing(blocks: Sequence[Block]) -> list[Block]:
    """The notes on edition and makers that stand at the end of a text of Aozora Bunko."""
    for number in range(len(blocks) - 1, len(blocks) // 2, -1):
        if _CLOSING.match(blocks[number].text):
            notes = list(blocks[number:])
            made = _CLOSING_OF_AOZORA.search("\n".join(block.text for block in notes))
            return notes if made else []
    return []


def _without_title(blocks: list[Block], title: str, author: str, tally: Tally) -> list[Block]:
    """The lines of title and author at the head of such a text are known already."""
    others, title_lines = [], {_bare(title), _bare(author)} - {""}
    for number, block in enumerate(blocks):
        if number < 6 and _bare(block.text) in title_lines:
            tally.add(aozora.TITLE_LINES, len(block.text))
        else:
            others.append(block)
    return _with_pages(blocks, others)


def _without_readings(block: Block, tally: Tally, *, ruby: bool) -> Block:
    """Readings that were left in Aozora's notation: ``《…》``, as over words in Latin letters."""
    if "《" not in block.text:
        return block
    scrap = Tally()

    def plain(text: str, counted: Tally) -> str:
        if ruby:
            return _MARKED_READING.sub(r"（\1）", text)
        return aozora.strip_readings(text, counted)

    pages = tuple((label, len(plain(block.text[:at], scrap))) for label, at in block.pages)
    return replace(block, text=plain(block.text, tally), pages=pages)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
