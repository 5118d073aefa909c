"""A connection is tested from the settings, as it stands in the form, before anything is saved."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from studio.services.session import Session
from studio.ui.settings.settings_dialog import SettingsDialog
from tests.services.provider_server import ProviderServer, status


@pytest.fixture
def server():
    playing = ProviderServer()
    yield playing
    playing.shutdown()
    playing.server_close()


def test_what_is_found_is_said_below_the_button(tmp_path, server, qtbot):
    with Session.open(tmp_path / "desk.studio", create=True) as session:
        dialog = SettingsDialog(session)
        qtbot.addWidget(dialog)
        dialog.show()
        form = dialog.endpoints["custom"]
        form.address.setText(server.base_url)
        form.key.setText("sk-typed-0123456789")
        qtbot.mouseClick(form.test, Qt.MouseButton.LeftButton)
        assert not form.test.isEnabled() and not dialog.endpoints["ollama"].address.hasFocus()
        qtbot.waitUntil(form.test.isEnabled)
        assert dialog.focusWidget() is form.test
        assert "1 model" in form.found.text() and form.found.property("tone") == "muted"
        server.lasting[("GET", "/models")] = status(401)
        qtbot.mouseClick(form.test, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(form.test.isEnabled)
        assert "refused the key" in form.found.text() and form.found.property("tone") == "bad"
        assert "sk-typed" not in form.found.text()
        assert session.settings.endpoint("custom").base_url == ""
