"""Of a version no more questions can be had than rows it holds out."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from studio.ui.questions.version_dialog import VersionDialog


def test_the_limit_is_what_a_version_holds_out(desk_session: Session, qtbot: QtBot) -> None:
    review.accept(desk_session, desk_session.library.pairs.ids())
    version = freezing.freeze(desk_session, validation=0.4, group="passage").value
    dialog = VersionDialog([version, replace(version, number=9, validation=400)])
    qtbot.addWidget(dialog)
    assert (dialog.version(), dialog.limit()) == (version.number, version.validation)
    dialog.box.setCurrentIndex(1)
    assert (dialog.version(), dialog.limit(), dialog.most.maximum()) == (9, 50, 400)
