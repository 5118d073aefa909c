"""The look: one table of colours, and the palette, style sheet and fonts that are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from studio.ui.marks import register_marks

LIGHT = {
    "window": "#F6F4EF",
    "surface": "#FFFFFF",
    "sunken": "#EFECE5",
    "ink": "#1E2226",
    "muted": "#62666D",
    "line": "#E0DBD0",
    "track": "#E0DBD0",
    "accent": "#2F4B8F",
    "on_accent": "#FFFFFF",
    "accent_soft": "#E6EAF5",
    "good": "#2C7A4B",
    "good_soft": "#E4F1E8",
    "warn": "#8A5D00",
    "warn_soft": "#FBF0D5",
    "bad": "#A93A2B",
    "bad_soft": "#FAE7E3",
    "teal": "#0F6B6B",
    "teal_soft": "#DFF1F0",
    "violet": "#6A3E9C",
    "violet_soft": "#EFE7F7",
    "rose": "#9C2F6B",
    "rose_soft": "#F8E4EF",
    "olive": "#5B6310",
    "olive_soft": "#EEF0D6",
    "slate": "#4A5560",
    "slate_soft": "#E6E9EC",
}
DARK = {
    "window": "#18191C",
    "surface": "#212327",
    "sunken": "#141518",
    "ink": "#E7E5DF",
    "muted": "#9B9EA5",
    "line": "#33363C",
    "track": "#33363C",
    "accent": "#9DB2F2",
    "on_accent": "#141A2B",
    "accent_soft": "#2A3248",
    "good": "#7CC796",
    "good_soft": "#20352A",
    "warn": "#E0B354",
    "warn_soft": "#3A311C",
    "bad": "#E58C7D",
    "bad_soft": "#402723",
    "teal": "#7FD0CC",
    "teal_soft": "#1C3534",
    "violet": "#C9A6EE",
    "violet_soft": "#33284A",
    "rose": "#EFA0C8",
    "rose_soft": "#43253A",
    "olive": "#C8CF7A",
    "olive_soft": "#31341C",
    "slate": "#B4BDC6",
    "slate_soft": "#2C3238",
}
HIGH_CONTRAST = {
    "window": "#FFFFFF",
    "surface": "#FFFFFF",
    "sunken": "#FFFFFF",
    "ink": "#000000",
    "muted": "#2B2B2B",
    "line": "#000000",
    "track": "#BFBFBF",
    "accent": "#00206B",
    "on_accent": "#FFFFFF",
    "accent_soft": "#CFE0FF",
    "good": "#004D1F",
    "good_soft": "#D5F7DF",
    "warn": "#5A3A00",
    "warn_soft": "#FFE9A8",
    "bad": "#7A0B00",
    "bad_soft": "#FFDCD6",
    "teal": "#004747",
    "teal_soft": "#C9F2EF",
    "violet": "#3D1270",
    "violet_soft": "#E9DAFA",
    "rose": "#6B0A42",
    "rose_soft": "#FBD5E8",
    "olive": "#343A00",
    "olive_soft": "#EDF0B8",
    "slate": "#1F2933",
    "slate_soft": "#DDE3E8",
}
STYLED = "hasStyleAndFont"
"""The application's property that says so."""

SCHEMES = {"light": LIGHT, "dark": DARK, "high-contrast": HIGH_CONTRAST}

PAIRS = (
    ("ink", "window"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("muted", "window"),
    ("muted", "surface"),
    ("muted", "sunken"),
    ("accent", "accent_soft"),
    ("accent", "surface"),
    ("on_accent", "accent"),
    ("good", "good_soft"),
    ("warn", "warn_soft"),
    ("bad", "bad_soft"),
    ("bad", "surface"),
    ("warn", "surface"),
    ("good", "surface"),
    ("ink", "accent_soft"),
    ("ink", "good_soft"),
    ("bad", "window"),
    ("warn", "window"),
    ("muted", "accent_soft"),
    ("teal", "teal_soft"),
    ("violet", "violet_soft"),
    ("rose", "rose_soft"),
    ("olive", "olive_soft"),
    ("slate", "slate_soft"),
)
"""Text on ground, every pair in use; each reaches 4.5:1."""

_SANS = (
    "Noto Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Noto Sans CJK JP",
    "DejaVu Sans",
    "Hiragino Sans",
    "Yu Gothic UI",
    "IPAGothic",
)
_SERIF = (
    "Noto Serif",
    "Georgia",
    "Noto Serif CJK JP",
    "DejaVu Serif",
    "Hiragino Mincho ProN",
    "Yu Mincho",
    "Noto Sans CJK JP",
    "IPAGothic",
)


@dataclass
class _State:
    """The scheme in force; the application has one."""

    colours: dict[str, str]


_now = _State(LIGHT)


def color(token: str) -> QColor:
    """The colour of a token in the scheme in force."""
    return QColor(_now.colours[token])


def is_dark() -> bool:
    """Whether the scheme in force is light letters on a dark ground."""
    return _luminance(_now.colours["window"]) < _luminance(_now.colours["ink"])


def sans(pixels: int = 13) -> QFont:
    """The interface's font, with a Japanese one behind the Latin one."""
    font = QFont()
    font.setFamilies(list(_SANS))
    font.setPixelSize(pixels)
    return font


def serif(pixels: int = 16) -> QFont:
    """The font a book's text is read in."""
    font = QFont()
    font.setFamilies(list(_SERIF))
    font.setPixelSize(pixels)
    return font


def scheme_for(theme: str) -> str:
    """The scheme for a setting: what the system says, where it says something."""
    if theme in SCHEMES:
        return theme
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def apply(application: QApplication, scheme: str) -> None:
    """Put palette, style sheet and font of a scheme into force."""
    _now.colours = SCHEMES[scheme]
    # Once: each time every widget there is would be styled anew, as it is by the sheet below.
    if application.property(STYLED) is None:
        application.setStyle("Fusion")
        application.setFont(sans())
        application.setProperty(STYLED, True)
    application.setPalette(_palette())
    application.setStyleSheet(_SHEET.format(**_now.colours, **register_marks(scheme, _now.colours)))


def contrast(text: str, ground: str) -> float:
    """The contrast of two colours by WCAG 2: 1.0 (none) to 21.0."""
    lighter, darker = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, token in (
        (role.Window, "window"),
        (role.WindowText, "ink"),
        (role.Base, "surface"),
        (role.AlternateBase, "sunken"),
        (role.Text, "ink"),
        (role.Button, "surface"),
        (role.ButtonText, "ink"),
        (role.Highlight, "accent_soft"),
        (role.HighlightedText, "ink"),
        (role.PlaceholderText, "muted"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "ink"),
        (role.Link, "accent"),
        (role.Mid, "line"),
        (role.Light, "surface"),
        (role.Accent, "accent"),
    ):
        palette.setColor(which, color(token))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, color("muted"))
    return palette


_SHEET = """
QMainWindow, QDialog {{ background: {window}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QLabel {{ background: transparent; color: {ink}; }}
QLabel[tone="title"] {{ font-size: 18px; font-weight: 600; }}
QLabel[tone="strong"] {{ font-weight: 600; }}
QLabel[tone="muted"] {{ color: {muted}; font-size: 12px; }}
QLabel[tone="question"] {{ font-size: 16px; font-weight: 600; }}
QLabel[tone="good"] {{ color: {good}; }}
QLabel[tone="warn"] {{ color: {warn}; }}
QLabel[tone="bad"] {{ color: {bad}; }}
QLabel[tone="dear"] {{ color: {bad}; font-weight: 600; }}
QLabel[tone="better"] {{ color: {good}; font-size: 16px; font-weight: 600; }}
QLabel[tone="worse"] {{ color: {bad}; font-size: 16px; font-weight: 600; }}
QLabel[tone="unproven"] {{ color: {ink}; font-size: 16px; font-weight: 600; }}
QLabel[tone="banner"] {{ background: {warn_soft}; color: {warn}; border-radius: 8px;
  padding: 4px 10px; }}
QLabel[tone="alarm"] {{ background: {bad_soft}; color: {bad}; border-radius: 8px;
  padding: 6px 12px; font-weight: 600; }}
QLabel[chip] {{ border-radius: 9px; padding: 2px 8px; }}
QLabel[chip="accent"] {{ background: {accent_soft}; color: {accent}; }}
QLabel[chip="good"] {{ background: {good_soft}; color: {good}; }}
QLabel[chip="warn"] {{ background: {warn_soft}; color: {warn}; }}
QLabel[chip="bad"] {{ background: {bad_soft}; color: {bad}; }}
QLabel[keycap="true"] {{ background: {sunken}; color: {muted}; border: 1px solid {line};
  border-radius: 4px; padding: 4px 6px; font-size: 11px; }}
QFrame[turn="user"] {{ background: {accent_soft}; border-radius: 8px; }}
QFrame[turn="assistant"] {{ background: {sunken}; border-radius: 8px; }}
QFrame#sidebar QLabel[keycap="true"] {{ background: {window}; }}
QFrame#card {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; }}
QFrame#sidebar {{ background: {sunken}; border: none; border-right: 1px solid {line}; }}
QFrame#notice {{ background: {bad_soft}; border: none; border-bottom: 1px solid {line}; }}
QFrame#undoBar {{ background: {accent_soft}; border: none; border-bottom: 1px solid {line}; }}
QFrame#result {{ background: {good_soft}; border: none; border-radius: 8px; }}
QFrame#status {{ background: {surface}; border: none; border-top: 1px solid {line}; }}
QPushButton {{ background: {surface}; color: {ink}; border: 1px solid {line}; border-radius: 6px;
  padding: 7px 14px; }}
QPushButton:hover {{ border-color: {muted}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 6px 13px; }}
QPushButton:disabled {{ color: {muted}; background: {window}; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent};
  font-weight: 600; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {ink}; }}
QPushButton[kind="primary"]:disabled {{ background: {track}; color: {muted};
  border-color: {track}; }}
QPushButton[kind="danger"] {{ color: {bad}; }}
QPushButton[kind="danger"]:disabled {{ color: {muted}; }}
QPushButton[kind="quiet"] {{ border-color: transparent; background: transparent; color: {muted}; }}
QPushButton[kind="quiet"]:focus {{ border-color: {accent}; }}
QPushButton[kind="link"] {{ border: none; background: transparent; color: {accent};
  padding: 3px 1px; font-size: 12px; text-align: left; }}
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus {{ text-decoration: underline; }}
QFrame#status QPushButton[kind="quiet"] {{ padding: 2px 8px; font-size: 12px;
  background: {sunken}; border-radius: 9px; }}
QPushButton[role="chip"] {{ border-radius: 10px; padding: 2px 9px; border: 1px solid transparent;
  background: {sunken}; color: {muted}; }}
QFrame[chip="accent"] {{ background: {accent_soft}; border: none; border-radius: 10px; }}
QFrame[chip="teal"] {{ background: {teal_soft}; border: none; border-radius: 10px; }}
QFrame[chip="violet"] {{ background: {violet_soft}; border: none; border-radius: 10px; }}
QFrame[chip="rose"] {{ background: {rose_soft}; border: none; border-radius: 10px; }}
QFrame[chip="olive"] {{ background: {olive_soft}; border: none; border-radius: 10px; }}
QFrame[chip="slate"] {{ background: {slate_soft}; border: none; border-radius: 10px; }}
QLabel[tone="chip"] {{ color: {accent}; background: transparent; }}
QLabel[tone="chip"][colour="teal"] {{ color: {teal}; }}
QLabel[tone="chip"][colour="violet"] {{ color: {violet}; }}
QLabel[tone="chip"][colour="rose"] {{ color: {rose}; }}
QLabel[tone="chip"][colour="olive"] {{ color: {olive}; }}
QLabel[tone="chip"][colour="slate"] {{ color: {slate}; }}
QPushButton[role="remove"] {{ border: 1px solid transparent; border-radius: 9px; padding: 0;
  background: transparent; color: {accent}; }}
QPushButton[role="remove"]:hover {{ background: {surface}; }}
QPushButton[role="remove"]:focus {{ border: 1px solid {accent}; padding: 0; }}
QLineEdit[role="chip"] {{ border-radius: 10px; padding: 0 8px; }}
QPushButton[role="chip"]:checked, QPushButton[chip="accent"] {{ background: {accent_soft};
  color: {accent}; }}
QPushButton[role="chip"]:focus {{ border: 1px solid {accent}; }}
QPushButton[nav="true"] {{ border: 1px solid transparent; border-radius: 6px;
  background: transparent; text-align: left; padding: 8px 12px; }}
QPushButton[nav="true"]:hover {{ background: {window}; }}
QPushButton[nav="true"]:checked {{ background: {accent_soft}; color: {accent}; font-weight: 600; }}
QPushButton[nav="true"]:focus {{ border: 1px solid {accent}; }}
QScrollArea#plain, QScrollArea#plain > QWidget > QWidget {{ border: none;
  background: transparent; }}
QScrollArea#plain, QScrollArea#talk, QScrollArea#rivalTalk {{ padding: 1px; }}
QScrollArea#plain:focus, QScrollArea#talk:focus, QScrollArea#rivalTalk:focus {{ padding: 0;
  border: 1px solid {accent}; border-radius: 6px; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox {{ background: {surface};
  color: {ink}; border: 1px solid {line}; border-radius: 6px; padding: 5px 10px;
  selection-background-color: {accent_soft}; selection-color: {ink}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus {{
  border: 1px solid {accent}; }}
QPlainTextEdit[tone="log"] {{ font-size: 12px; color: {muted}; }}
QPlainTextEdit[tone="reading"], QTextEdit[tone="reading"] {{ border: none; padding: 0; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled,
QAbstractSpinBox:disabled {{
  color: {muted}; background: {window}; }}
QPushButton[role="chip"]:disabled {{ color: {muted}; background: {window};
  border: 1px solid {line}; }}
QCheckBox:disabled {{ color: {muted}; }}
QCheckBox::indicator:disabled {{ border-color: {line}; background: {window}; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: url({down}); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ border-radius: 0; }}
QAbstractSpinBox {{ background: {surface}; border: 1px solid {line}; border-radius: 6px;
  padding: 5px 24px 5px 10px; min-height: 18px; }}
QAbstractSpinBox:focus {{ border: 1px solid {accent}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; width: 22px;
  background: transparent; subcontrol-origin: border; }}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
QAbstractSpinBox::up-arrow {{ image: url({up}); width: 11px; height: 11px; }}
QAbstractSpinBox::down-arrow {{ image: url({down}); width: 11px; height: 11px; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {muted}; border-radius: 4px;
  background: {surface}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent};
  image: url({check}); }}
QCheckBox::indicator:focus {{ border: 2px solid {accent}; }}
QCheckBox:focus {{ color: {accent}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QAbstractItemView {{ background: {surface}; border: 1px solid {line}; border-radius: 8px;
  selection-background-color: {accent_soft}; selection-color: {ink}; outline: none; }}
QAbstractItemView:focus {{ border: 1px solid {accent}; }}
QAbstractItemView::item {{ padding: 5px 8px; border: none; }}
QAbstractItemView::item:selected {{ background: {accent_soft}; color: {ink}; }}
QTreeWidget#paletteList::item {{ height: 20px; padding: 5px 8px; }}
QListWidget#sections {{ background: transparent; border: none; }}
QListWidget#sections::item {{ padding: 0 10px; border-radius: 6px; }}
QListWidget#sections::item:selected {{ color: {accent}; }}
QListWidget#quiet {{ border: none; border-radius: 0; background: transparent; }}
QListWidget#quiet::item {{ padding: 3px 0; color: {muted}; }}
QListWidget#quiet:focus {{ border: 1px solid {accent}; }}
QTableView {{ padding: 1px; }}
QHeaderView {{ background: {surface}; border: none; border-radius: 8px; }}
QHeaderView::section {{ background: {surface}; color: {muted}; border: none; font-size: 12px;
  border-bottom: 1px solid {line}; padding: 6px 11px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {line}; border-radius: 3px; min-height: 24px; min-width: 24px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenuBar {{ background: {sunken}; color: {ink}; padding: 3px 4px; }}
QMenuBar::item {{ padding: 3px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {accent_soft}; color: {accent}; }}
QMenu {{ background: {surface}; color: {ink}; border: 1px solid {line}; }}
QMenu::item {{ padding: 6px 24px; }}
QToolTip {{ background: {surface}; color: {ink}; border: 1px solid {line}; padding: 4px; }}
QSplitter::handle {{ background: transparent; }}
"""
