"""A PDF page's lines in the order they are read: columns, vertical writing, readings beside words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from studio.text.readers import aozora
from studio.text.readers.assembly import Tally
from studio.text.readers.pdf.columns import split_columns
from studio.text.readers.pdf.runs import GUESSED, Run, Sheet

EMPHASIS_DOTS = "Emphasis dots"
_READING = re.compile(
    r"^[ぁ-ゖァ-ヺーｦ-ﾟ・゛゜ヽヾゝゞ\s\x1f]*[ぁ-ゖァ-ヺｦ-ﾟ][ぁ-ゖァ-ヺーｦ-ﾟ・゛゜ヽヾゝゞ\s\x1f]*$"
)
_DOTS = re.compile(r"^[・●○◎•◦﹅﹆▲△、ヽ\s\x1f]+$")
# Of the size of the words a reading stands beside.
_SMALLEST, _LARGEST = 0.3, 0.62
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BETWEEN_WIDE = re.compile(f"(?<=[{_WIDE}])[ {GUESSED}]+(?=[{_WIDE}])")
_BESIDE_WIDE = re.compile(f"(?<=[{_WIDE}]){GUESSED}+|{GUESSED}+(?=[{_WIDE}])")
_WIDE_LETTER = re.compile(f"[{_WIDE}]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆ヶ]")
_MARK = re.compile(r"^(?:\d{1,3}|[*†‡§]{1,3})[)）]?$")
_UNIT = re.compile(r"(?:^|[^a-z])(?:[a-z]|[ckm]m|in|ft)$", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line of words in its place; ``column`` tells the columns of the book's pages apart."""

    text: str
    sheet: int
    column: int
    start: float
    end: float
    near: float
    far: float
    base: float
    size: float
    bold: bool
    # Length of its first word; of its first character in Japanese.
    word: float
    # The height of the readings above it.
    readings: float = 0.0
    # It belongs to a footnote.
    note: bool = False


def is_wide(letter: str) -> bool:
    """Whether a letter is a Japanese or Chinese one, beside which no blank stands."""
    return bool(_WIDE_LETTER.match(letter))


def measure_body(sheets: Iterable[Sheet]) -> float:
    """The size most characters are set in, in points."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for run in sheet.runs:
            sizes[round(run.size * 2) / 2] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def find_lines(sheet: Sheet, body: float, tally: Tally, *, ruby: bool = False) -> list[Line]:
    """The lines of one page, without readings or with them in brackets."""
    crosswise = [run for run in sheet.runs if run.across and run.far - run.near > 1.6 * body]
    along = [run for run in sheet.runs if not (run.across and run.far - run.near > 1.6 * body)]
    small = [run for run in along if _may_be_reading(run, along, body)]
    reading_ids, rows = _with_their_lines(along, small)
    for run in small:
        if id(run) in reading_ids and not (ruby and _READING.match(run.text)):
            kind = aozora.READINGS if _READING.match(run.text) else EMPHASIS_DOTS
            tally.add(kind, sum(not letter.isspace() for letter in run.text))
    lines = _order_lines(rows, sheet, body, ruby)
    top = min((run.box[1] for run in along), default=0.0)
    before: list[Line] = []
    for run in sorted(crosswise, key=lambda run: (run.box[1], run.box[0])):
        line = _line(_Row([run]), sheet.number, sheet.number * 100 + 99, ruby=False)
        (before if run.box[3] <= top else lines).append(line)
    return [line for line in (*before, *lines) if line.text.strip()]


@dataclass
class _Row:
    """Runs that stand on one line, and the readings beside them."""

    runs: list[Run]
    readings: list[Run] = field(default_factory=list)

    def __post_init__(self) -> None:
        largest = max(self.runs, key=lambda run: (len(run.text) > 2, run.size))
        self.near, self.far = largest.near, largest.far
        self.size, self.base = largest.size, largest.base
        self.start = min(run.start for run in self.runs)
        self.end = max(run.end for run in self.runs)

    def takes(self, run: Run) -> bool:
        """Whether half of the smaller one's height lies in the other's line."""
        shared = min(self.far, run.far) - max(self.near, run.near)
        lower = min(self.far - self.near, run.far - run.near)
        even = max(self.size, run.size) < 2.2 * min(self.size, run.size)
        return shared >= 0.5 * lower and (even or abs(self.base - run.base) < 0.2 * lower)

    def add(self, run: Run) -> None:
        self.runs.append(run)
        self.start, self.end = min(self.start, run.start), max(self.end, run.end)
        if run.size > self.size * 1.05:
            self.near, self.far, self.size, self.base = run.near, run.far, run.size, run.base


def _rows(runs: Sequence[Run]) -> list[_Row]:
    """Runs put together to lines over the whole page, whatever columns it has."""
    rows: list[_Row] = []
    for run in sorted(runs, key=lambda run: run.base):
        for row in reversed(rows[-6:]):
            if row.takes(run):
                row.add(run)
                break
        else:
            rows.append(_Row([run]))
    return rows


def _may_be_reading(run: Run, runs: Sequence[Run], body: float) -> bool:
    if run.size > _LARGEST * max(body, 1.0) and run.size > _LARGEST * max(r.size for r in runs):
        return False
    return bool(_READING.match(run.text) or _DOTS.match(run.text))


def _with_their_lines(runs: Sequence[Run], small: Sequence[Run]) -> tuple[set[int], list[_Row]]:
    """Which of the small runs are readings, and the lines they were given to; the rest are words."""
    reading_ids = set(map(id, small))
    while True:
        rows = _rows([run for run in runs if id(run) not in reading_ids])
        loose = [run for run in small if id(run) in reading_ids and not _attach_reading(run, rows)]
        if not loose:
            return reading_ids, rows
        reading_ids.difference_update(map(id, loose))


def _attach_reading(reading: Run, rows: Sequence[_Row]) -> bool:
    """Whether the reading found the line it stands beside: before it, else close behind."""
    distances: list[tuple[float, int]] = []
    for index, row in enumerate(rows):
        if not _SMALLEST <= reading.size / row.size <= _LARGEST or not _beside(reading, row):
            continue
        before, behind = row.near - reading.far, reading.near - row.far
        if reading.base < row.base and -0.5 * row.size < before < 0.7 * row.size:
            distances.append((before, index))
        elif reading.base > row.base and -0.3 * row.size < behind < 0.3 * row.size:
            distances.append((behind + row.size, index))
    if distances:
        rows[min(distances)[1]].readings.append(reading)
    return bool(distances)


def _order_lines(rows: Sequence[_Row], sheet: Sheet, body: float, ruby: bool) -> list[Line]:
    """Rows parted at the gutters, each column after the other."""
    readings = {id(run): row.readings for row in rows for run in row.runs}
    lines: list[Line] = []
    for number, region in enumerate(split_columns([run for row in rows for run in row.runs], body)):
        for row in _rows(region):
            own = {id(reading): reading for run in row.runs for reading in readings[id(run)]}
            row.readings = [reading for reading in own.values() if _beside(reading, row)]
            lines.append(_line(row, sheet.number, sheet.number * 100 + number, ruby=ruby))
    return lines


def _beside(reading: Run, row: _Row) -> bool:
    return any(run.start < reading.end and reading.start < run.end for run in row.runs)


def _line(row: _Row, sheet: int, column: int, *, ruby: bool) -> Line:
    runs = sorted(row.runs, key=lambda run: run.start)
    letters = _letters(runs, row)
    if ruby:
        letters = _with_readings(letters, row.readings)
    text = _settle_blanks("".join(letter for letter, _start, _end in letters))
    weight: Counter[tuple[float, bool]] = Counter()
    for run in runs:
        weight[round(run.size, 1), run.bold] += len(run.text.strip())
    (size, bold), _count = weight.most_common(1)[0]
    height = max((reading.size for reading in row.readings), default=0.0)
    return Line(
        text,
        sheet,
        column,
        runs[0].start,
        max(run.end for run in runs),
        row.near,
        row.far,
        row.base,
        size,
        bold,
        _first_word(letters),
        height,
    )


_Letter = tuple[str, float, float]


def _letters(runs: Sequence[Run], row: _Row) -> list[_Letter]:
    """The characters of a line with their places; gaps between runs are blanks."""
    letters: list[_Letter] = []
    for run in runs:
        text = run.text
        if letters:
            last, _start, end = letters[-1]
            gap = run.start - end
            if _is_note_mark(run, row, letters):
                text = f"[{text.strip().rstrip(')）')}]"
                letters.extend((letter, run.start, run.end) for letter in text)
                continue
            covered = any(
                reading.start < run.start and reading.end > end for reading in row.readings
            )
            if gap > 1.5 * row.size and not covered and _WIDE_LETTER.match(last):
                letters.append(("\u3000", end, run.start))
            elif gap > 0.15 * row.size and not last.isspace():
                letters.append((GUESSED, end, run.start))
        elif len(runs) > 1 and _is_note_mark(run, row, letters):
            text = f"[{text.strip().rstrip(')）')}]"
            letters.extend((letter, run.start, run.end) for letter in f"{text} ")
            continue
        letters.extend(zip(text, run.starts, run.ends, strict=True))
    return letters


def _is_note_mark(run: Run, row: _Row, before: Sequence[_Letter]) -> bool:
    """Whether it is a raised number or sign that leads to a note, and no power of a quantity."""
    if run.size > 0.8 * row.size or row.base - run.base < 0.15 * row.size:
        return False
    if not _MARK.match(run.text.strip()):
        return False
    tail = "".join(letter for letter, _start, _end in before[-4:])
    return not _UNIT.search(tail)


def _first_word(letters: Sequence[_Letter]) -> float:
    begun = [letter for letter in letters if not letter[0].isspace() and letter[0] != GUESSED]
    if not begun:
        return 0.0
    start = end = begun[0][1]
    for letter, _start, last in letters[letters.index(begun[0]) :]:
        if letter.isspace() or letter == GUESSED:
            break
        end = last
        if _WIDE_LETTER.match(letter):
            break
    return end - start


def _settle_blanks(text: str) -> str:
    """Blanks between wide characters go, and beside them where none was written."""
    text = _BESIDE_WIDE.sub("", _BETWEEN_WIDE.sub("", text))
    text = text.replace(GUESSED, " ").rstrip(" ")
    return text[:-1].replace("\ufffe", "-") + text[-1:]


def _with_readings(letters: list[_Letter], readings: Sequence[Run]) -> list[_Letter]:
    """Each reading in brackets behind the characters it stands beside."""
    for reading in sorted(readings, key=lambda run: run.start, reverse=True):
        if not _READING.match(reading.text):
            continue
        covered = [
            index
            for index, (letter, start, end) in enumerate(letters)
            if reading.start - 1 <= (start + end) / 2 <= reading.end + 1
            and not letter.isspace()
            and letter != GUESSED
        ]
        han = [index for index in covered if _HAN.match(letters[index][0])]
        behind = (han or covered or [len(letters) - 1])[-1]
        kana = re.sub(rf"[\s{GUESSED}]", "", reading.text)
        edge = letters[behind][2]
        letters[behind + 1 : behind + 1] = [(letter, edge, edge) for letter in f"（{kana}）"]
    return letters


def join_drop_caps(lines: Sequence[Line], body: float) -> list[Line]:
    """A large first letter belongs to the word it begins, not to a line of its own."""
    others = list(lines)
    for index, cap in enumerate(lines):
        if len(cap.text.strip()) > 2 or cap.size < 1.8 * body or not cap.text.strip().isalpha():
            continue
        beside = [
            line
            for line in others
            if line is not cap
            and line.sheet == cap.sheet
            and line.size < 0.6 * cap.size
            and -0.6 * body < line.near - cap.near < cap.far - cap.near
            and 0 <= line.start - cap.end < 2 * body
        ]
        if not beside:
            continue
        first = min(beside, key=lambda line: line.near)
        for line in beside:
            text = cap.text.strip() + line.text if line is first else line.text
            others[others.index(line)] = replace(line, start=cap.start, text=text)
        others.remove(lines[index])
    return others
