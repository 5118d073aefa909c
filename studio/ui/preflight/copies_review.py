"""Go through groups of copies side by side, and keep one of each."""

from __future__ import annotations

from shiboken6 import isValid

from studio.domain.pair import Pair, Status
from studio.domain.preflight import PreflightFinding
from studio.i18n import _
from studio.services.preflight import fixes
from studio.ui.page import Page
from studio.ui.preflight.copies_dialog import CopiesDialog, Copy
from studio.ui.widgets.modal import show_modal


def keep_one_of_each(page: Page, finding: PreflightFinding) -> None:
    """Show the groups of a finding; each answer is one edit, which the page emits."""
    dialog = CopiesDialog(finding.message, len(finding.groups), page)
    library = page.session.library

    def show(at: int) -> None:
        # One closes it while the last answer is still being written.
        if not isValid(dialog):
            return
        pairs = library.pairs.list(finding.groups[at])
        open_pairs = [pair for pair in pairs if pair.status is not Status.REJECTED]
        settled = _("settled") if len(open_pairs) < 2 else ""
        dialog.show_group(at, [_copy(pair) for pair in open_pairs], settled)

    def keep(at: int, number: int) -> None:
        group = finding.groups[at]
        following = min(at + 1, len(finding.groups) - 1)
        page.run(lambda session: fixes.keep(session, group, number), lambda _n: show(following))

    dialog.group_wanted.connect(show)
    dialog.chosen.connect(keep)
    show(0)
    show_modal(dialog)
    # The button that opened it may be gone with its card by now.
    page.focus_widget().setFocus()


def _copy(pair: Pair) -> Copy:
    work = pair.book_title or pair.file
    parts = (work, pair.chapter_title, _("line {n}").format(n=pair.line) if pair.line else "")
    return Copy(pair.id, pair.prompt, pair.answer, " · ".join(part for part in parts if part))
