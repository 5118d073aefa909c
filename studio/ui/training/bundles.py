"""Bundles at the window: a version is written for other programs, and what they made comes back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from studio.i18n import N_, _
from studio.services.training.bundle import write_bundle
from studio.services.training.bundle_results import read_results
from studio.ui.commands import ACTIONS, Command
from studio.ui.datasets.consent import ask_first
from studio.ui.destination import Destination
from studio.ui.page import Page

ELSEWHERE = 20
"""Their group in the menu: below what trains here."""
COMMANDS = (
    Command("bundle", N_("Write a bundle…"), "Ctrl+Shift+F9", ACTIONS, "write_bundle", ELSEWHERE),
    Command(
        "read-bundle",
        N_("Read a bundle back…"),
        "Ctrl+Shift+F11",
        ACTIONS,
        "read_bundle",
        group=ELSEWHERE,
    ),
)
"""What the page of trainings offers besides its own commands."""


def write(page: Page, version: int | None, model: str) -> None:
    """Ask for a folder and write the bundle of a version into it."""
    if version is None:
        page.error.emit(_("A training needs a version of the accepted pairs."))
        return
    folder = QFileDialog.getExistingDirectory(page, _("An empty folder for the bundle"))
    # The models that stand in the card are those of providers; a hub has others.
    hub = model if "/" in model and not model.startswith(("/", "accounts/")) else ""
    line = _("{n} files are in {folder}; its README says how to continue.")

    def go_on() -> None:
        page.run(
            lambda session: write_bundle(session, version, Path(folder), model=hub),
            lambda files: page.message.emit(line.format(n=len(files), folder=folder)),
        )

    if folder:
        ask_first(page, version, go_on)


def read(page: Page) -> None:
    """Ask for the folder of a bundle and add its training to the runs."""
    folder = QFileDialog.getExistingDirectory(page, _("The folder of the bundle"))
    if folder:
        page.run(
            lambda session: read_results(session, Path(folder)),
            lambda number: page.go.emit(Destination("comparison", number=number)),
        )
