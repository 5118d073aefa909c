"""Settings: every field of the table, all or nothing; endpoints with address and key."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit

from studio.domain.errors import CuratorError
from studio.domain.run import Endpoint
from studio.services.settings.keys import Kept, KeyRing
from studio.services.settings.settings import SETTINGS
from studio.ui.settings.prices_dialog import PricesDialog
from studio.ui.settings.settings_dialog import SettingsDialog


class Drawer:
    """A keyring with the three calls that the studio makes."""

    def __init__(self):
        self.kept = {}

    def get_password(self, service_name, username):
        return self.kept.get(username)

    def set_password(self, service_name, username, password):
        self.kept[username] = password

    def delete_password(self, service_name, username):
        del self.kept[username]


class NoDrawer(Drawer):
    def set_password(self, service_name, username, password):
        raise RuntimeError("no keyring on this computer")


@pytest.fixture
def keyring():
    return Drawer()


@pytest.fixture
def dialog(empty_session, keyring, qtbot):
    empty_session.keys = KeyRing(keyring, environment={})
    dialog = SettingsDialog(empty_session)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def write(field, text):
    field.setText(text)


def test_every_shown_setting_has_a_field(dialog):
    assert set(dialog.fields) == {setting.name for setting in SETTINGS if setting.visible}


def test_a_changed_setting_is_kept_and_others_are_left_alone(dialog, empty_session):
    write(dialog.fields["draft_model"], "gpt-x")
    dialog.save()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert empty_session.settings.get("draft_model") == "gpt-x"
    assert "epochs" not in empty_session.settings.path.read_text()


def test_the_budget_is_typed_in_the_curators_currency(empty_session, qtbot):
    yen, dollars = (Decimal(7_000), Decimal(35))
    for currency, typed in (("JPY", yen), ("USD", dollars)):
        empty_session.settings.set("curator_currency", currency)
        dialog = SettingsDialog(empty_session)
        qtbot.addWidget(dialog)
        write(dialog.fields["monthly_budget_usd"], "much")
        dialog.save()
        called = "(yen)" if currency == "JPY" else "(US dollars)"
        assert f"“Budget a month {called}”: it is not a number." in dialog.refused.text()
        write(dialog.fields["monthly_budget_usd"], f"{typed}")
        dialog.save()
        rate = empty_session.prices.usd_jpy if currency == "JPY" else 1
        assert abs(empty_session.settings.get("monthly_budget_usd") - typed / rate) < Decimal(
            "0.01"
        )


def test_no_endpoint_can_be_chosen_that_does_not_exist(empty_session, qtbot):
    settings = empty_session.settings
    settings.save_endpoint(Endpoint("nowhere", "https://nowhere.example/v1"))
    settings.set("draft_endpoint", "nowhere")
    settings.remove_endpoint("nowhere")
    dialog = SettingsDialog(empty_session)
    qtbot.addWidget(dialog)
    box = dialog.fields["draft_endpoint"]
    assert not box.isEditable()
    assert "does not exist" in box.currentText()
    assert {box.itemData(n) for n in range(box.count())} >= {"", "local", "openai"}


def test_settings_stand_under_headings_and_save_is_the_primary_button(dialog):
    shown = [
        label.text() for label in dialog.findChildren(QLabel) if label.property("tone") == "title"
    ]
    assert shown == ["Money", "Training", "Passages and drafts", "Window", "Endpoints"]
    save = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save)
    assert save.property("kind") == "primary"


def test_a_text_can_be_emptied_again(dialog, empty_session, qtbot):
    empty_session.settings.set("draft_model", "gpt-x")
    again = SettingsDialog(empty_session)
    qtbot.addWidget(again)
    write(again.fields["draft_model"], "")
    again.save()
    assert again.refused.text() == ""
    assert empty_session.settings.get("draft_model") == ""


def test_an_optional_number_can_be_left_to_the_provider(dialog, empty_session):
    write(dialog.fields["epochs"], "")
    dialog.save()
    assert empty_session.settings.get("epochs") is None


def test_one_wrong_value_keeps_all_the_others_from_being_saved(dialog, empty_session):
    write(dialog.fields["draft_model"], "gpt-x")
    write(dialog.fields["monthly_budget_usd"], "much")
    dialog.save()
    assert dialog.refused.isVisible()
    assert "Budget" in dialog.refused.text()
    assert empty_session.settings.get("draft_model") == ""


def test_an_endpoint_gets_its_address_and_its_key(dialog, empty_session, keyring):
    form = dialog.endpoints["custom"]
    write(form.address, "http://127.0.0.1:8080/v1")
    write(form.key, "sk-mine")
    dialog.save()
    endpoint = empty_session.settings.endpoint("custom")
    assert endpoint.base_url == "http://127.0.0.1:8080/v1"
    assert empty_session.keys.where(endpoint) is Kept.KEYRING
    assert list(keyring.kept.values()) == ["sk-mine"]


def test_a_key_never_stands_in_settings_or_in_the_field(dialog, empty_session):
    form = dialog.endpoints["openai"]
    assert form.key.echoMode() is QLineEdit.EchoMode.Password
    write(form.key, "sk-mine")
    dialog.save()
    assert form.key.text() == ""
    path = empty_session.settings.path
    assert not path.exists() or "sk-mine" not in path.read_text()


def test_a_key_without_an_address_is_refused(dialog, keyring):
    write(dialog.endpoints["custom"].key, "sk-mine")
    dialog.save()
    assert "address" in dialog.refused.text()
    assert not keyring.kept


def test_an_address_that_is_none_is_refused(dialog, empty_session):
    write(dialog.endpoints["custom"].address, "not an address")
    dialog.save()
    assert "address" in dialog.refused.text()
    assert empty_session.settings.endpoint("custom").base_url == ""


def test_without_a_keyring_one_is_told_before_the_dialog_closes(empty_session, qtbot):
    empty_session.keys = KeyRing(NoDrawer(), environment={})
    dialog = SettingsDialog(empty_session)
    qtbot.addWidget(dialog)
    dialog.show()
    write(dialog.endpoints["openai"].key, "sk-mine")
    dialog.save()
    assert dialog.isVisible()
    assert "until you quit" in dialog.endpoints["openai"].where.text()
    dialog.save()
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_leaving_after_a_first_save_still_shows_what_was_saved(empty_session, qtbot):
    empty_session.keys = KeyRing(NoDrawer(), environment={})
    dialog = SettingsDialog(empty_session)
    qtbot.addWidget(dialog)
    dialog.show()
    write(dialog.endpoints["openai"].key, "sk-mine")
    dialog.save()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_the_environment_is_named_where_the_key_is_from_there(empty_session, qtbot):
    empty_session.keys = KeyRing(Drawer(), environment={"OPENAI_API_KEY": "sk-outside"})
    dialog = SettingsDialog(empty_session)
    qtbot.addWidget(dialog)
    said = dialog.endpoints["openai"].where.text()
    assert "OPENAI_API_KEY" in said
    assert "sk-outside" not in said


def test_an_endpoint_of_ones_own_is_added_by_keys(dialog, empty_session, qtbot):
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.new_name.setFocus()
    qtbot.keyClicks(dialog.new_name, "workbench")
    qtbot.keyClick(dialog.new_name, Qt.Key.Key_Return)
    assert dialog.isVisible()
    write(dialog.endpoints["workbench"].address, "http://localhost:9999/v1")
    dialog.save()
    assert empty_session.settings.endpoint("workbench").base_url == "http://localhost:9999/v1"


def test_a_name_that_is_taken_is_said(dialog, qtbot):
    qtbot.keyClicks(dialog.new_name, "openai")
    dialog.add_endpoint()
    assert "already" in dialog.refused.text()


def test_prices_are_saved_whatever_becomes_of_the_settings(dialog, empty_session, qtbot):
    def write_and_save():
        prices = dialog.findChild(PricesDialog)
        prices.rate.setText("151.5")
        prices.save()

    QTimer.singleShot(0, write_and_save)
    qtbot.mouseClick(dialog.prices_button, Qt.MouseButton.LeftButton)
    assert "¥151.5" in dialog.prices.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Accepted, "what was saved must be shown"
    assert empty_session.prices.usd_jpy == Decimal("151.5")


def test_a_broken_price_table_is_said_in_the_settings(dialog, qtbot, monkeypatch):
    def broken(_session, _parent):
        raise CuratorError("The price table can't be read.")

    monkeypatch.setattr("studio.ui.settings.settings_dialog.PricesDialog", broken)
    qtbot.mouseClick(dialog.prices_button, Qt.MouseButton.LeftButton)
    assert "can't be read" in dialog.refused.text()


def test_what_a_provider_wants_to_know_has_its_field_and_is_kept(dialog, empty_session):
    form = dialog.endpoints["foundry"]
    box = form.fields["training_type"]
    assert box.currentText() == "GlobalStandard"
    form.address.setText("https://mine.openai.azure.com/openai/v1/")
    box.setCurrentIndex(box.findData("Developer"))
    dialog.endpoints["fireworks"].fields["account"].setText(" desk ")
    dialog.save()
    settings = empty_session.settings
    assert settings.endpoint("foundry").settings == {"training_type": "Developer"}
    assert settings.endpoint("fireworks").settings == {"account": "desk"}
    assert settings.endpoint("together").settings == {}


def test_a_setting_that_can_not_be_is_said_and_nothing_is_saved(dialog, empty_session):
    dialog.endpoints["nebius"].fields["lora_rank"].setText("many")
    dialog.endpoints["fireworks"].fields["account"].setText("desk")
    dialog.save()
    assert "“LoRA rank” is a whole number" in dialog.refused.text()
    assert empty_session.settings.endpoint("fireworks").settings == {}
