"""A row of the settings holds its field and, close below, what is said of it."""

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from studio.ui.settings.form_row import add_row
from studio.ui.widgets.label import words


def test_what_is_said_of_a_field_stands_below_it_and_takes_no_room_where_nothing_is(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    form, field, note = QFormLayout(page), QLineEdit(), words("How much it learns.")
    add_row(form, "Rank", field, note)
    add_row(form, "Alpha", QLineEdit(), empty := words(""))
    page.show()
    assert note.y() > field.geometry().bottom() and empty.isHidden()
    assert form.itemAt(0, QFormLayout.ItemRole.LabelRole).widget().buddy() is field
