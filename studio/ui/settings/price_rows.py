"""The rows of the price table: what is in force, what was shipped, and what is being typed."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from studio.domain.errors import CuratorError
from studio.domain.money import ModelPrice
from studio.i18n import N_, _
from studio.services.settings.endpoints import list_free
from studio.services.settings.price_fields import FIELDS, FieldKind, PriceField
from studio.ui import theme
from studio.ui.widgets.label import plain_tip

Index = QModelIndex | QPersistentModelIndex
FIRST = 2  # columns before those of the fields: the model and where it is
MONEY = tuple(field.name for field in FIELDS if field.kind is FieldKind.MONEY)
BY_HAND = N_("entered by hand")
NOTHING = "–"


def format_value(value: object) -> str:
    """A value as one types it; "" for None."""
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def texts_of(price: ModelPrice) -> dict[str, str]:
    """All fields of a price as one types them."""
    return {field.name: format_value(getattr(price, field.name)) for field in FIELDS}


@dataclass
class Row:
    """One model at one place; ``shipped`` is None for a model of the curator's own, ``key`` is its
    name in the price table, ``about`` what its price is for where a place has several."""

    key: str
    price: ModelPrice
    shipped: ModelPrice | None
    texts: dict[str, str]
    new: bool = False
    about: str = ""

    def wrong(self, field: PriceField) -> str:
        """What is wrong with a text, "" when it is right."""
        try:
            field.check(self.texts[field.name])
        except CuratorError as error:
            return str(error)
        return ""

    def differs(self, field: PriceField) -> bool:
        """Whether a shipped model's value is another than the shipped one."""
        if self.shipped is None:
            return False
        if self.wrong(field):
            return True
        return (field.check(self.texts[field.name]) or None) != (
            getattr(self.shipped, field.name) or None
            if field.kind is FieldKind.TEXT
            else getattr(self.shipped, field.name)
        )

    def own(self) -> bool:
        """Whether anything in this row is the curator's own."""
        return self.shipped is None or any(self.differs(field) for field in FIELDS)

    def parse(self) -> ModelPrice:
        """The price that stands in the row; ``CuratorError`` for the first wrong value."""
        values: dict[str, Any] = {f.name: f.check(self.texts[f.name]) for f in FIELDS}
        values["source"] = values["source"] or ""
        return replace(self.price, **values)


class PriceRows(QAbstractTableModel):
    """Every model but those of this computer, which cost nothing. Wrong texts stay, marked."""

    def __init__(
        self,
        prices: Mapping[str, ModelPrice],
        shipped: Mapping[str, ModelPrice],
        about: Mapping[str, str] | None = None,
    ) -> None:
        """``about`` says what a price is for at places that have several, by the endpoint."""
        super().__init__()
        self._about = about or {}
        self.rows = [
            Row(key, price, shipped.get(key), texts_of(price), about=self._tell(price))
            for key, price in prices.items()
            if price.endpoint not in list_free()
        ]
        self._removed: set[str] = set()

    # -- what it says -------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else FIRST + len(FIELDS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        field = FIELDS[section - FIRST] if section >= FIRST else None
        if role == Qt.ItemDataRole.DisplayRole:
            return field.title if field else (_("Model"), _("Endpoint"))[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(field.help) if field else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(field)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() >= FIRST else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if index.column() < FIRST:
            return _of_model(row, index.column(), role)
        field = FIELDS[index.column() - FIRST]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _display(row, field)
            case Qt.ItemDataRole.EditRole:
                return row.texts[field.name]
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(field)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(_remark(row, field) or row.texts[field.name])
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return _remark(row, field)
            case _:
                return _look(row, field, role)

    # -- what is done to it -------------------------------------------------------------------

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; a new price was read today, unless one says otherwise."""
        if role != Qt.ItemDataRole.EditRole or index.column() < FIRST:
            return False
        row, field = self.rows[index.row()], FIELDS[index.column() - FIRST]
        text = str(value).strip()
        if text == row.texts[field.name]:
            return False
        row.texts[field.name] = text
        if field.kind is not FieldKind.TEXT and field.name != "as_of":
            before = [texts_of(price) for price in (row.price, row.shipped) if price]
            for name, value_now in (("as_of", date.today().isoformat()), ("source", _(BY_HAND))):
                if row.texts[name] in {texts[name] for texts in before}:
                    row.texts[name] = value_now
        self._announce(index.row())
        return True

    def add(self, name: str, endpoint: str) -> int:
        """A row for a model of the curator's own; where it stands."""
        price = ModelPrice(name, endpoint, None, None, None, None, None, None)
        self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
        key = name if self.find(name) is None else f"{name}@{endpoint}"
        self.rows.append(Row(key, price, None, texts_of(price), True, self._tell(price)))
        self.endInsertRows()
        return len(self.rows) - 1

    def back(self, number: int) -> None:
        """A shipped model is as shipped again; one of the curator's own is gone."""
        row = self.rows[number]
        if row.shipped is not None:
            row.texts = texts_of(row.shipped)
            self._announce(number)
            return
        self.beginRemoveRows(QModelIndex(), number, number)
        del self.rows[number]
        self.endRemoveRows()
        if not row.new:
            self._removed.add(row.key)

    def find(self, name: str, places: Container[str] | None = None) -> int | None:
        """Where a model stands, by its name or without its date; only at ``places``, if given."""
        models = [
            (number, row.price.model)
            for number, row in enumerate(self.rows)
            if places is None or row.price.endpoint in places
        ]
        exact = (number for number, model in models if model == name)
        dated = (number for number, model in models if model.startswith(f"{name}-20"))
        return next(exact, next(dated, None))

    def has(self, name: str, places: Container[str] | None = None) -> bool:
        """Whether there is a row of exactly this name; only at ``places``, if given."""
        number = self.find(name, places)
        return number is not None and self.rows[number].price.model == name

    def edits(self) -> dict[str, ModelPrice | None]:
        """What is to be saved: models that changed; None for one that has nothing of its own."""
        changed: dict[str, ModelPrice | None] = dict.fromkeys(self._removed)
        for row in self.rows:
            if row.new or row.texts != texts_of(row.price):
                changed[row.key] = row.parse() if row.own() else None
        return changed

    def wrong(self) -> tuple[QModelIndex, str] | None:
        """The first wrong value, and what is wrong with it."""
        for number, row in enumerate(self.rows):
            for column, field in enumerate(FIELDS):
                if line := row.wrong(field):
                    return self.index(number, FIRST + column), f"{row.price.model}: {line}"
        return None

    def _tell(self, price: ModelPrice) -> str:
        return self._about.get(price.endpoint, "")

    def _announce(self, number: int) -> None:
        self.dataChanged.emit(self.index(number, 0), self.index(number, self.columnCount() - 1))


def _display(row: Row, field: PriceField) -> str:
    if text := row.texts[field.name]:
        return text
    unknown = field.name == MONEY[0] and not any(row.texts[name] for name in MONEY)
    return _("no price known") if unknown else NOTHING


def _remark(row: Row, field: PriceField) -> str:
    """What is to be said of a value beside itself."""
    if line := row.wrong(field):
        return line
    if row.differs(field):
        shipped = format_value(getattr(row.shipped, field.name)) or _("none")
        return _("Changed by you. Default: {value}").format(value=shipped)
    return ""


def _look(row: Row, field: PriceField, role: int) -> Any:
    wrong, edited = bool(row.wrong(field)), row.differs(field)
    if role == Qt.ItemDataRole.BackgroundRole and (wrong or edited):
        return theme.color("bad_soft" if wrong else "accent_soft")
    if role == Qt.ItemDataRole.FontRole and edited:
        return _strong()
    if role == Qt.ItemDataRole.ForegroundRole:
        muted = not row.texts[field.name] or field.name == "source"
        return theme.color("bad" if wrong else "accent" if edited else "muted" if muted else "ink")
    return None


def _of_model(row: Row, column: int, role: int) -> Any:
    if role == Qt.ItemDataRole.DisplayRole:
        return row.price.endpoint if column else row.price.model
    if role == Qt.ItemDataRole.ToolTipRole:
        own = _("Added by you") if row.shipped is None else row.price.model
        return plain_tip("\n".join(filter(None, (row.price.note or own, row.about))))
    if role == Qt.ItemDataRole.ForegroundRole:
        return theme.color("muted" if column else "accent" if row.shipped is None else "ink")
    if role == Qt.ItemDataRole.FontRole and not column and row.shipped is None:
        return _strong()
    return None


def _strong() -> QFont:
    font = theme.sans()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _alignment(field: PriceField | None) -> Qt.AlignmentFlag:
    side = {
        FieldKind.MONEY: Qt.AlignmentFlag.AlignRight,
        FieldKind.DATE: Qt.AlignmentFlag.AlignHCenter,
    }.get(field.kind if field else FieldKind.TEXT, Qt.AlignmentFlag.AlignLeft)
    return side | Qt.AlignmentFlag.AlignVCenter
