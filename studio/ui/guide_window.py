"""The guide in a window beside the work, from the files that come with the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QPalette, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from studio.i18n import _, language
from studio.resources import GUIDE
from studio.ui import theme
from studio.ui.widgets.layout import lay_out, make_row
from studio.ui.widgets.section_area import make_section_list

SIZE = 980, 700
SPACE, LIST_SPACE, HEADING_SPACE, LINE_PERCENT = 10, 4, 14, 135
"""Pixels below a paragraph and an entry of a list, and above a heading; the height of a line."""
PICTURE_WIDTH = 640
"""Pixels of a picture: it is there to recognise the page by, the page itself is at hand."""
PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
PICTURE_SIGN = "\ufffc"
"""What Qt has in a text where a picture stands."""
PAGES = {
    "books": "2-books",
    "passages": "3-passages",
    "review": "4-desk",
    "preflight": "5-preflight",
    "datasets": "6-training",
    "training": "6-training",
    "comparison": "7-comparing",
    "chat": "7-comparing",
    "experiments": "7-comparing",
}
"""Which page of the guide tells of a page of the window. To add one: a row here."""


class GuideWindow(QDialog):
    """Its pages on the left, the chosen one on the right.

    ``keys`` gives the keys that a person has changed, by those that the pages name.
    """

    def __init__(
        self, keys: Callable[[], Mapping[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keys = keys
        self._files = list_pages(language())
        self.setWindowTitle(_("Guide"))
        self.resize(*SIZE)
        self.list = make_section_list(
            _("Pages of the guide"), [read_title(file) for file in self._files]
        )
        self.text = GuideText()
        self.text.setAccessibleName(_("Guide"))
        self.text.anchorClicked.connect(lambda url: self.show_page(Path(url.path()).stem))
        lay_out(self, make_row(self.list, (self.text, 1), spacing=12), 12, 12, 12, 12)
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)

    def open_at(self, page: str) -> None:
        """Show what tells of a page of the window; the first page where nothing does."""
        self.show_page(PAGES.get(page, ""))

    def show_page(self, name: str) -> None:
        """Show a page by the name of its file."""
        names = [file.stem for file in self._files]
        self.list.setCurrentRow(names.index(name) if name in names else 0)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._files):
            self.text.show_file(self._files[row], self._keys())


class GuideText(QTextBrowser):
    """Markdown and pictures out of the guide's folder; nothing is fetched from elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setFont(theme.sans(14))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Link, theme.color("accent"))
        self.setPalette(colours)
        self.document().setDocumentMargin(16)

    def show_file(self, file: Path, keys: Mapping[str, str]) -> None:
        """Show a page, with the keys of now."""
        text = file.read_text(encoding="utf-8")
        for default_key, now in keys.items():
            text = text.replace(f"`{default_key}`", f"`{now}`" if now else "–")
        self.document().setBaseUrl(QUrl.fromLocalFile(str(file)))
        self.setMarkdown(text)
        self._space_out()

    def _space_out(self) -> None:
        """Give paragraphs, headings and lists the room in which one reads them."""
        block = self.document().begin()
        while block.isValid():
            layout = block.blockFormat()
            listed = block.textList() is not None
            heading = layout.headingLevel()
            layout.setTopMargin(HEADING_SPACE if heading > 1 else 0)
            layout.setBottomMargin(LIST_SPACE if listed else SPACE)
            if PICTURE_SIGN not in block.text():  # a picture would be given more room below
                layout.setLineHeight(LINE_PERCENT, PROPORTIONAL)
            QTextCursor(block).setBlockFormat(layout)
            block = block.next()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the guide, in the colours of now; None for whatever lies elsewhere."""
        url = self.document().baseUrl().resolved(QUrl(name) if isinstance(name, str) else name)
        path = Path(url.toLocalFile()).resolve()
        if not url.isLocalFile() or not path.is_relative_to(GUIDE.resolve()):
            return None
        if theme.is_dark():
            path = path.with_name(path.name.replace("-light-", "-dark-"))
        picture = QImage(str(path))
        if picture.isNull():
            return None
        scale = self.devicePixelRatioF()
        smooth = Qt.TransformationMode.SmoothTransformation
        picture = picture.scaledToWidth(round(PICTURE_WIDTH * scale), smooth)
        picture.setDevicePixelRatio(scale)
        return picture


def list_pages(code: str) -> list[Path]:
    """The pages of the guide in a language, in their order; in English where there are none."""
    pages = sorted((GUIDE / code).glob("*.md"))
    return pages or sorted((GUIDE / "en").glob("*.md"))


def read_title(file: Path) -> str:
    """What a page is called: its first line."""
    with file.open(encoding="utf-8") as lines:
        return lines.readline().lstrip("# ").strip()
