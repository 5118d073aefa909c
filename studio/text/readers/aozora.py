"""Aozora Bunko's plain texts: readings, notes and legend off, the author's words as they stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studio.domain.book import ReadBook, Rights
from studio.text.readers import gaiji
from studio.text.readers.assembly import Block, Tally, assemble, tidy

_RULE = re.compile(r"(?m)^[-－‐―─]{10,}[ \t　]*$")
_LEGEND = "【テキスト中に現れる記号について】"
_CLOSING = re.compile(r"(?m)^[ 　]*底本(?:データ)?[：:]")
_CLOSING_BARE = re.compile(r"(?m)^(?:入力[：:]|青空文庫作成ファイル|\*{3,}\s*$)")
_MARKER = re.compile(r"｜(?=[^｜《》\n]{1,60}《)")
_READING = re.compile(r"《[^《》\n]*》")
_NOTE = re.compile(r"［＃[^［］]*］")
_HEADING = re.compile(r"［＃「(.+?)」は(?:同行|窓)?[大中小]見出し］")
_HEADING_OPEN = re.compile(r"［＃(ここから)?(?:同行|窓)?[大中小]見出し］")
_HEADING_CLOSE = re.compile(r"［＃(?:ここで)?(?:同行|窓)?[大中小]見出し終わり］")
_NUMBER = re.compile(
    r"^[ 　]*(?:第?[一二三四五六七八九十百〇零０-９0-9]{1,4}[章回編篇部話節]?|[（(][一二三四五六七八九十]+[)）]"
    r"|(?:上|中|下|序|序文|序章|はしがき|まえがき|あとがき|跋|結び|附録|付録))(?:[ 　]+\S.{0,30})?[ 　]*$"
)
_HELPER = re.compile(r"(?:訳|編|編訳|校訂|共訳|訳注|校注|著訳|翻訳)$")
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?:（|\(|年)")
_PROTECTED = str.maketrans("《》｜［］", "\ue001\ue002\ue003\ue004\ue005")
_RESTORED = str.maketrans("\ue001\ue002\ue003\ue004\ue005", "《》｜［］")
_SHIELDED = re.compile(r"[\ue001-\ue005]")
TITLE_LINES = "Title and author lines"
LEGEND = "Aozora legend of marks"
READINGS = "Ruby readings"
NOTES = "Aozora notes ［＃…］"
CLOSING = "Aozora closing notes (底本 …)"


@dataclass(frozen=True)
class Heading:
    """The lines a text begins with."""

    title: str
    author: str
    end: int


def detect(text: str) -> bool:
    """Whether this is a text in Aozora Bunko's notation."""
    if _LEGEND in text[:8_000]:
        return True
    closing = text[-8_000:]
    return "青空文庫" in closing and bool(_CLOSING.search(closing))


def read(text: str, encoding: str, *, ruby: bool = False) -> ReadBook:
    """The book of an Aozora text: lines are paragraphs, headings are chapters.

    Readings go, or stay in brackets behind their words: 漢字（かんじ）.
    """
    text = tidy(text)
    tally = Tally()
    text, closing = _split_closing(text)
    head = _heading(text)
    tally.add(TITLE_LINES, len(text[: head.end].strip()))
    body = _without_legend(text[head.end :], tally)
    plain = resolve_notes(body, tally)
    plain = bracket_readings(plain) if ruby else strip_readings(plain, tally)
    blocks = list(_blocks(plain, tally))
    if not any(block.title is not None for block in blocks):
        blocks = _mark_numbers(blocks)
    tally.add(CLOSING, len(closing.strip()))
    text, chapters, _pages = assemble(blocks, "\n", head.title)
    return ReadBook(
        head.title,
        head.author,
        "ja",
        "aozora",
        encoding,
        text,
        chapters,
        tally.list_dropped(),
        read_rights(closing),
        find_first_year(closing),
    )


def resolve_notes(text: str, tally: Tally) -> str:
    """Characters written as notes, accents and repeat marks as themselves.

    Brackets that come out of a note are kept apart from Aozora's own until the end.
    """
    shielded = Tally()
    text = re.sub(
        r"※［＃[^［］\n]*］",
        lambda note: gaiji.resolve(note[0], shielded).translate(_PROTECTED),
        text,
    )
    for kind, characters in shielded.characters.items():
        tally.add(kind, characters)
    return gaiji.replace_repeat_marks(gaiji.compose_accents(text))


def strip_readings(text: str, tally: Tally) -> str:
    """The base words alone: ``｜`` before and ``《…》`` behind them go."""
    plain = _READING.sub("", _MARKER.sub("", text))
    tally.add(READINGS, len(text) - len(plain))
    return plain


def bracket_readings(text: str) -> str:
    """Readings in brackets behind their words."""
    return _READING.sub(lambda reading: f"（{reading[0][1:-1]}）", _MARKER.sub("", text))


def strip_notes(text: str, tally: Tally) -> str:
    """The text without ``［＃…］``, however deep one stands in another."""
    before = len(text)
    while "［＃" in text:
        fewer = _NOTE.sub("", text)
        if fewer == text:
            break
        text = fewer
    tally.add(NOTES, before - len(text))
    return text.translate(_RESTORED) if _SHIELDED.search(text) else text


def read_rights(closing: str) -> Rights:
    """Public domain, unless the closing notes name a licence."""
    licensed = "クリエイティブ・コモンズ" in closing or "creativecommons.org" in closing
    return Rights.LICENSED if licensed else Rights.PUBLIC_DOMAIN


def find_first_year(closing: str) -> str:
    """The year of first print (初出), where the closing notes have it."""
    at = closing.find("初出")
    year = _YEAR.search(closing, at, at + 200) if at >= 0 else None
    return year[1] if year else ""


def _split_closing(text: str) -> tuple[str, str]:
    """The text before and from its closing notes: the last 底本 line set off by blank ones."""
    marks = list(_CLOSING.finditer(text))
    apart = [mark for mark in marks if text[: mark.start()].endswith("\n\n")]
    if not marks:
        marks = [mark for mark in _CLOSING_BARE.finditer(text) if mark.start() > len(text) * 0.5]
        apart = marks[:1]
    if not marks:
        return text, ""
    start = (apart or marks)[-1].start()
    return text[:start], text[start:]


def _heading(text: str) -> Heading:
    """Title, then subtitles, then authors, up to the first blank line."""
    begin = len(text) - len(text.lstrip("\n"))
    end = text.find("\n\n", begin)
    rule = _RULE.search(text, begin)
    if rule is not None and (end < 0 or rule.start() < end):
        end = rule.start()
    lines = text[begin:end].split("\n") if end > 0 else []
    lines = [_plain(line) for line in lines if line.strip()]
    if not 1 <= len(lines) <= 8 or any(len(line) > 80 for line in lines):
        return Heading("", "", 0)
    people = [line for line in lines[1:] if not _HELPER.search(line)] or lines[1:]
    return Heading(lines[0], people[-1] if people else "", end)


def _plain(line: str) -> str:
    scrap = Tally()
    return strip_notes(strip_readings(resolve_notes(line, scrap), scrap), scrap).strip(" 　")


def _without_legend(body: str, tally: Tally) -> str:
    first = _RULE.search(body)
    if first is None or _LEGEND not in body[first.end() : first.end() + 200]:
        return body
    second = _RULE.search(body, first.end())
    if second is None:
        return body
    tally.add(LEGEND, second.end() - first.start())
    return body[: first.start()] + body[second.end() :]


def _blocks(text: str, tally: Tally) -> Iterator[Block]:
    """Lines as blocks; a line with a heading note, or lines between two, as a heading."""
    gap, inside = False, False
    for line in text.split("\n"):
        opened, closed = _HEADING_OPEN.search(line), _HEADING_CLOSE.search(line)
        named = _HEADING.search(line)
        plain = strip_notes(line, tally)
        if not plain.strip(" 　\t"):
            inside = (inside or bool(opened and opened[1])) and not closed
            gap = True
            continue
        inside = inside or bool(opened and opened[1] and not closed)
        if inside or opened:
            yield Block(plain.strip(" 　"), plain.strip(" 　"), gap)
        elif named:
            quoted = _plain(named[1])
            title = plain.strip(" 　")
            yield Block(title, quoted if len(title) > 60 else title, gap)
        else:
            yield Block(plain, None, gap)
        inside = inside and not closed
        gap = False


def _mark_numbers(blocks: list[Block]) -> list[Block]:
    """Older files mark no headings: a lone number between blank lines opens a chapter."""
    marked = []
    for number, block in enumerate(blocks):
        last = number + 1 == len(blocks)
        alone = (block.gap or number == 0) and not last and blocks[number + 1].gap
        line = block.text.strip(" 　")
        heading = alone and len(line) <= 40 and _NUMBER.match(line)
        marked.append(Block(line, line, block.gap) if heading else block)
    return marked
