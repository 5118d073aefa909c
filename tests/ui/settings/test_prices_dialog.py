"""Prices are written in place by keyboard, marked, checked, saved together and taken back."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from studio.services.settings.price_fields import FIELDS
from studio.services.settings.prices import Prices, overrides_file
from studio.ui import theme
from studio.ui.settings.price_rows import FIRST
from studio.ui.settings.prices_dialog import PricesDialog

MINI, LUNA = "gpt-4o-mini-2024-07-18", "gpt-6-luna"
COLUMNS = {field.name: FIRST + place for place, field in enumerate(FIELDS)}
TODAY = date.today()


@pytest.fixture
def opened(empty_session, qtbot):
    def open_dialog():
        dialog = PricesDialog(empty_session)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
        return dialog

    return open_dialog


@pytest.fixture
def dialog(opened):
    return opened()


def cell(dialog, model, field):
    return dialog.rows.index(dialog.rows.find(model), COLUMNS[field])


def said(dialog, model, field, role=Qt.ItemDataRole.DisplayRole):
    return cell(dialog, model, field).data(role)


def write(dialog, qtbot, model, field, text):
    """Go to a cell and write in it, by keys alone."""
    table = dialog.table
    table.setFocus()
    table.setCurrentIndex(cell(dialog, model, field))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    editor = QApplication.focusWidget()
    assert editor.parent() is table.viewport()
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: said(dialog, model, field, Qt.ItemDataRole.EditRole) == text)
    assert dialog.isVisible(), "Return writes in the cell and does not press Save"


def test_every_model_that_costs_something_has_a_row(dialog):
    known = {
        key for key, price in Prices.load_shipped().models.items() if price.endpoint != "local"
    }
    assert {row.key for row in dialog.rows.rows} == known
    assert said(dialog, MINI, "training") == "3.00"
    assert said(dialog, MINI, "shutdown") == "2027-01-14"


def test_a_price_written_by_keys_is_in_force_once_saved(dialog, empty_session, qtbot):
    write(dialog, qtbot, MINI, "training", "4.5")
    dialog.save()
    assert dialog.result() == QDialog.DialogCode.Accepted
    price = empty_session.prices.model(MINI)
    assert (price.training, price.as_of) == (Decimal("4.5"), TODAY)
    assert Prices.load() == empty_session.price_table


def test_what_differs_from_what_was_shipped_is_marked(dialog, qtbot):
    write(dialog, qtbot, MINI, "output", "9")
    ground, font = Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.FontRole
    assert said(dialog, MINI, "output", ground) == theme.color("accent_soft")
    assert said(dialog, MINI, "output", font).weight() > theme.sans().weight()
    assert "Default: 1.20" in said(dialog, MINI, "output", Qt.ItemDataRole.ToolTipRole)
    assert said(dialog, MINI, "input", ground) is None


def test_one_model_goes_back_to_what_was_shipped(opened, empty_session, qtbot):
    first = opened()
    write(first, qtbot, MINI, "training", "4.5")
    write(first, qtbot, LUNA, "input", "7")
    first.save()
    dialog = opened()
    dialog.table.setCurrentIndex(cell(dialog, MINI, "training"))
    qtbot.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    assert said(dialog, MINI, "training") == "3.00" and not dialog.back.isEnabled()
    dialog.save()
    assert empty_session.prices.model(MINI) == Prices.load_shipped().model(MINI)
    assert empty_session.prices.model(LUNA).input == 7


def test_a_model_of_ones_own_is_added_and_removed_by_keys(opened, empty_session, qtbot):
    dialog = opened()
    dialog.name.setFocus()
    qtbot.keyClicks(dialog.name, "llama-9")
    dialog.endpoint.setCurrentIndex(dialog.endpoint.findData("nebius"))
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    write(dialog, qtbot, "llama-9", "training", "0.40")
    dialog.save()
    assert [p.model for p in empty_session.prices.trainable("nebius")][-1] == "llama-9"
    again = opened()
    again.table.setCurrentIndex(cell(again, "llama-9", "training"))
    assert again.back.text() == "Remove this model"
    qtbot.mouseClick(again.back, Qt.MouseButton.LeftButton)
    again.save()
    assert empty_session.prices.model("llama-9") is None


def test_a_model_of_two_places_has_a_price_at_each(opened, empty_session):
    dialog = opened()
    dialog.ask_for(MINI, "foundry")
    row = dialog.table.currentIndex().row()
    assert dialog.rows.rows[row].key == f"{MINI}@foundry"
    tip = dialog.rows.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "The price of GlobalStandard" in tip
    dialog.rows.setData(dialog.rows.index(row, COLUMNS["training"]), "2")
    dialog.save()
    foundry = empty_session.settings.endpoint("foundry")
    assert empty_session.prices.training_price(MINI, foundry) == 2
    assert empty_session.prices.training_price(MINI) == 3
    again = opened()
    again.ask_for("gpt-4.1-2025-04-14", "foundry")
    assert again.rows.rows[again.table.currentIndex().row()].shipped is not None
    again.endpoint.setCurrentIndex(again.endpoint.findData("foundry"))
    again.name.setText(MINI)
    again.add()
    assert "already" in again.refused.text()


@pytest.mark.parametrize("name", ["", "two words", MINI, "rehearsal-tiny"])
def test_a_name_that_can_not_be_is_said(dialog, qtbot, name):
    dialog.name.setText(name)
    qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    assert dialog.refused.isVisible() and dialog.refused.text()
    assert dialog.rows.rowCount() == len(Prices.load_shipped().models) - 1


def test_a_wrong_value_is_said_in_one_line_and_nothing_is_saved(dialog, empty_session, qtbot):
    write(dialog, qtbot, LUNA, "input", "7")
    write(dialog, qtbot, MINI, "shutdown", "next year")
    assert "year-month-day" in dialog.refused.text() and MINI in dialog.refused.text()
    dialog.save()
    assert dialog.isVisible() and dialog.table.currentIndex() == cell(dialog, MINI, "shutdown")
    assert not overrides_file().exists()
    write(dialog, qtbot, MINI, "shutdown", "2027-06-30")
    assert not dialog.refused.isVisible()
    dialog.save()
    assert empty_session.prices.model(MINI).shutdown == date(2027, 6, 30)


def test_delete_takes_a_price_away_and_no_price_is_not_nothing(dialog, empty_session, qtbot):
    for field in ("input", "output"):
        dialog.table.setCurrentIndex(cell(dialog, LUNA, field))
        qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert said(dialog, LUNA, "training") == "no price known"
    assert said(dialog, LUNA, "input") == "–"
    dialog.save()
    assert not empty_session.prices.model(LUNA).priced


def test_the_exchange_rate_has_its_day(dialog, empty_session, qtbot):
    empty_session.settings.set("exchange_rate", 140)
    dialog.rate.selectAll()
    qtbot.keyClicks(dialog.rate, "151.5")
    assert dialog.rate_as_of.text() == TODAY.isoformat()
    dialog.save()
    assert empty_session.prices.usd_jpy == Decimal("151.5")
    assert empty_session.prices.exchange_as_of == TODAY
    assert empty_session.settings.get("exchange_rate") is None, "it stands in one place"


@pytest.mark.parametrize(("rate", "as_of"), [("much", ""), ("0", ""), ("150", "1.12.2026")])
def test_a_wrong_exchange_rate_is_said(dialog, rate, as_of):
    dialog.rate.setText(rate)
    dialog.rate_as_of.setText(as_of)
    dialog.save()
    assert dialog.isVisible() and dialog.refused.text()
    assert not overrides_file().exists()


def test_a_file_that_broke_meanwhile_is_said_and_left_alone(dialog, qtbot):
    write(dialog, qtbot, MINI, "training", "4.5")
    overrides_file().parent.mkdir(parents=True, exist_ok=True)
    overrides_file().write_text("[[model")
    dialog.save()
    assert dialog.isVisible() and "Correct or remove" in dialog.refused.text()
    assert overrides_file().read_text() == "[[model"


def test_leaving_saves_nothing(dialog, empty_session, qtbot):
    write(dialog, qtbot, MINI, "training", "4.5")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Escape)
    assert not dialog.isVisible() and not overrides_file().exists()
    assert empty_session.prices.model(MINI).training == Decimal("3.00")
