"""Hard-wrapped text: which line ends are only the width of a page, and which are the author's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TABLE = re.compile(r"\S(?: {3,}|\t+| ?(?:\. ){3,}|\.{4,})\S*")
_LIST = re.compile(r"^\s*(?:[-*•+]|\d{1,3}[.)]|\(\d{1,3}\))\s+\S")
# Characters; what is narrower was not wrapped to a page.
_NARROWEST = 40


@dataclass(frozen=True)
class Stretch:
    """Lines without a blank one between them, and how many blank ones stand before."""

    lines: tuple[str, ...]
    blanks_before: int

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def split_stretches(text: str) -> Iterator[Stretch]:
    """The text parted at its blank lines."""
    lines = [*map(str.rstrip, text.split("\n")), ""]
    start = blanks = 0
    while start < len(lines):
        end = lines.index("", start)
        if end > start:
            yield Stretch(tuple(lines[start:end]), blanks)
            blanks = 0
        blanks += 1
        start = end + 1


def measure_width(parts: Sequence[Stretch]) -> int:
    """The width most lines were wrapped to, in characters; 0 where the text is not wrapped."""
    lengths = sorted(len(line) for stretch in parts for line in stretch.lines[:-1])
    if len(lengths) < 8:
        lengths = sorted(len(line) for stretch in parts for line in stretch.lines)
    if not lengths:
        return 0
    width = lengths[int(len(lengths) * 0.95)]
    return width if _NARROWEST <= width <= 120 else 0


def unwrap(lines: Sequence[str], width: int) -> str:
    """The lines as one paragraph where only the page width broke them, else line by line.

    Prose fills its lines: the next word would not have fitted. Verse, addresses, tables and lists
    do not, and keep their line ends (without their indent).
    """
    if len(lines) > 1 and width:
        begins = [line for line in lines if not "A" <= line[:1] <= "z" and _LIST.match(line)]
        if len(begins) > 1:
            return _as_list(lines)
        if _fills_lines(lines, width):
            return _join_lines(lines)
        if any(_TABLE.search(line.strip()) for line in lines):
            return "\n".join(line.strip(" \t") for line in lines)
    return "\n".join(single_space(line).strip(" ") for line in lines)


def single_space(text: str) -> str:
    """The text with one blank where there were several, or a tab."""
    if "\t" in text:
        text = text.replace("\t", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _fills_lines(lines: Sequence[str], width: int) -> bool:
    """Whether most lines end because the next word would not have fitted."""
    indented = all(line[:1] in " \t" for line in lines)
    breaks = len(lines) - 1
    if _count_roomy(lines, width * (0.93 if indented else 0.8)) <= breaks // 4:
        return True
    own = max(map(len, lines))
    return breaks >= 4 and own >= _NARROWEST and _count_roomy(lines, own - 3) <= breaks // 10


def _count_roomy(lines: Sequence[str], least: float) -> int:
    """How many lines end before ``least`` characters although the next word had fitted there."""
    # Most paragraphs of prose have no short line at all.
    if len(min(lines[:-1], key=len)) + 2 >= least:
        return 0
    short = [at for at, line in enumerate(lines[:-1]) if len(line) + 2 < least]
    return sum(
        1 for at in short if len(lines[at]) + 1 + len(lines[at + 1].split(None, 1)[0]) < least
    )


def _join_lines(lines: Sequence[str]) -> str:
    return single_space(" ".join(map(str.strip, lines))).strip(" ")


def _as_list(lines: Sequence[str]) -> str:
    items: list[list[str]] = []
    for line in lines:
        if _LIST.match(line) or not items:
            items.append([line])
        else:
            items[-1].append(line)
    return "\n".join(_join_lines(item) for item in items)
