"""The report as a PDF: A4 with page numbers, its charts as lines, no row torn by a page's end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextOption,
)

from studio.atomic_file import write_pieces
from studio.domain.work import Changes, Done, Job
from studio.i18n import _
from studio.services.experiments.charts import Chart
from studio.services.experiments.report import (
    Block,
    Heading,
    Report,
    Table,
    Words,
    build_report,
)
from studio.services.session import Session
from studio.ui import theme
from studio.ui.experiments.chart_painting import Brush, paint_chart
from studio.ui.experiments.pdf_letters import restore_letters

DOTS = 720
"""Of an inch: ten to a point, so that letters stand where they belong."""
POINT = DOTS / 72
MARGIN = 48
"""Points around what is written; the page's number stands in the lower one."""
TEXT, SMALL, TITLE = 10, 8.5, 18
HEADINGS = {2: 13.0, 3: 10.5}
ABOVE, BELOW = 16, 6
"""Points above a heading and below a block."""
CHART_HEIGHT = 190
PAD = 4
"""Points inside a cell."""
KEPT = 60
"""Points that a heading wants below it: it never stands alone at a page's end."""
FEWEST_LETTERS = 40
"""Of a cell that is cut until its row fits on a page."""


def write_pdf(session: Session, path: Path, pair: tuple[int, int] | None = None) -> Job[Path]:
    """Write the report of all experiments; the file's path. ``DiskError`` where it can't be."""
    report = (yield from build_report(session, pair)).value
    write_pieces(path, [render_pdf(report)])
    return Done(Changes(), path)


def render_pdf(report: Report) -> bytes:
    """The report as a PDF. Needs a QGuiApplication, with or without a screen."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(report.title)
    writer.setCreator("Passage Studio")
    writer.setResolution(DOTS)
    size, way = QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait
    # Margins are ours: the page's number is written into them.
    writer.setPageLayout(QPageLayout(size, way, QMarginsF()))
    page = _Page(writer, report.title)
    for block, after in zip(report.blocks, [*report.blocks[1:], None], strict=True):
        page.add(block, after)
    page.end()
    return restore_letters(bytes(buffer.data().data()))


class _Page:
    """Sets block below block, and begins another page where one has no room."""

    def __init__(self, writer: QPdfWriter, title: str) -> None:
        self._writer = writer
        self._painter = QPainter(writer)
        self._number = 1
        self._title = title
        self._size = QSizeF(writer.width(), writer.height())
        self._room = QRectF(QPointF(), self._size).adjusted(*_margins())
        self._y = self._room.top()
        self._write(title, _font(TITLE, bold=True), "ink")
        self._y += BELOW * POINT

    def add(self, block: Block, after: Block | None) -> None:
        """Set a block; ``after`` is what follows it, which a heading stays with."""
        if isinstance(block, Heading):
            self._add_heading(block, CHART_HEIGHT if isinstance(after, Chart) else 0)
        elif isinstance(block, Words):
            self._write(block.text, _font(TEXT, bold=block.tone == "bad"), block.tone or "ink")
            self._y += BELOW * POINT
        elif isinstance(block, Table):
            self._add_table(block)
        else:
            self._add_chart(block)

    def end(self) -> None:
        self._write_number()
        self._painter.end()

    def _add_heading(self, heading: Heading, below: float) -> None:
        if self._y > self._room.top():
            self._y += ABOVE * POINT
        self._need((KEPT + below) * POINT)
        self._write(heading.text, _font(HEADINGS[heading.level], bold=True), "ink")
        self._y += BELOW / 2 * POINT

    def _add_chart(self, chart: Chart) -> None:
        height = CHART_HEIGHT * POINT
        self._need(height)
        brush = Brush(self._painter, _color, _pixel_font, POINT * 0.8)
        room = QRectF(self._room.left(), self._y, self._room.width(), height)
        paint_chart(brush, room, chart)
        self._y += height + BELOW * POINT

    def _add_table(self, table: Table) -> None:
        """The head stands again on each page that the table goes on to."""
        widths = self._divide(table)
        tones = [""] * len(table.heads)
        head = _font(SMALL, bold=True)
        # The first row stays with its head.
        rows = [self._fit(list(row), widths) for row in table.rows]
        first = [self._measure(cells, widths, _font(SMALL)) for cells in rows[:1]]
        self._need(self._measure(table.heads, widths, head) + sum(first))
        self._add_row(table.heads, widths, head, ["muted"] * len(tones))
        for at, cells in enumerate(rows):
            if self._y + self._measure(cells, widths, _font(SMALL)) > self._room.bottom():
                self._turn()
                self._add_row(table.heads, widths, head, ["muted"] * len(tones))
            ink = ["ink"] * (len(tones) - 1)
            self._add_row(cells, widths, _font(SMALL), [*ink, table.tone(at) or "ink"])
        self._y += BELOW * POINT

    def _add_row(
        self, cells: Sequence[str], widths: Sequence[float], font: QFont, tones: Sequence[str]
    ) -> None:
        height = self._measure(cells, widths, font)
        x, pad = self._room.left(), PAD * POINT
        self._painter.setFont(font)
        for text, width, tone in zip(cells, widths, tones, strict=True):
            box = QRectF(x, self._y + pad, width - 2 * pad, height - 2 * pad)
            self._painter.setPen(_color(tone))
            self._painter.drawText(box, text, _wrapping())
            x += width
        self._y += height
        self._painter.setPen(QPen(_color("line"), POINT / 2))
        self._painter.drawLine(QPointF(self._room.left(), self._y), QPointF(x, self._y))

    def _divide(self, table: Table) -> list[float]:
        parts = table.widths or (1,) * len(table.heads)
        return [self._room.width() * part / sum(parts) for part in parts]

    def _measure(self, cells: Sequence[str], widths: Sequence[float], font: QFont) -> float:
        """How high a row is."""
        pad = PAD * POINT
        heights = [
            self._measure_text(text, width - 2 * pad, font)
            for text, width in zip(cells, widths, strict=True)
        ]
        return max(heights) + 2 * pad

    def _measure_text(self, text: str, width: float, font: QFont) -> float:
        self._painter.setFont(font)
        room = QRectF(0, 0, width, 1e7)
        return max(
            self._painter.boundingRect(room, text, _wrapping()).height(),
            QFontMetricsF(font, self._writer).height(),
        )

    def _fit(self, cells: list[str], widths: Sequence[float]) -> list[str]:
        """The cells, cut where the row would be higher than a page."""
        most = self._room.height() / 2
        while self._measure(cells, widths, _font(SMALL)) > most:
            longest = max(range(len(cells)), key=lambda at: len(cells[at]))
            if len(cells[longest]) <= FEWEST_LETTERS:
                break
            cells[longest] = cells[longest][: len(cells[longest]) * 3 // 4].rstrip("…") + "…"
        return cells

    def _write(self, text: str, font: QFont, tone: str) -> None:
        height = self._measure_text(text, self._room.width(), font)
        self._need(height)
        self._painter.setFont(font)
        self._painter.setPen(_color(tone))
        box = QRectF(self._room.left(), self._y, self._room.width(), height)
        self._painter.drawText(box, text, _wrapping())
        self._y += height

    def _need(self, height: float) -> None:
        if self._y + height > self._room.bottom() and self._y > self._room.top():
            self._turn()

    def _turn(self) -> None:
        self._write_number()
        self._writer.newPage()
        self._number += 1
        self._y = self._room.top()

    def _write_number(self) -> None:
        """The title and the page's number, in the lower margin."""
        bottom = self._size.height() - MARGIN * POINT
        box = QRectF(self._room.left(), bottom, self._room.width(), MARGIN / 2 * POINT)
        self._painter.setFont(_font(SMALL))
        self._painter.setPen(_color("muted"))
        low = Qt.AlignmentFlag.AlignBottom
        self._painter.drawText(box, int(low | Qt.AlignmentFlag.AlignLeft), self._title)
        number = _("page {n}").format(n=self._number)
        self._painter.drawText(box, int(low | Qt.AlignmentFlag.AlignRight), number)


def _margins() -> tuple[float, float, float, float]:
    edge = MARGIN * POINT
    return edge, edge, -edge, -edge


def _font(points: float, *, bold: bool = False) -> QFont:
    font = _pixel_font(round(points * POINT))
    font.setBold(bold)
    return font


def _pixel_font(pixels: int) -> QFont:
    """The interface's font without letters drawn together or in a country's own way: a PDF has no
    name for those, so that they could neither be copied nor found (``pdf_letters``)."""
    font = theme.sans(pixels)
    for feature in ("liga", "clig", "locl"):
        font.setFeature(QFont.Tag(feature), 0)
    return font


def _color(token: str) -> QColor:
    # Paper is light, whatever the window is.
    return QColor(theme.LIGHT[token])


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
