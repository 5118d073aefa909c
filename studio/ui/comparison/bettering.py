"""From a bad answer to better rows: which rows taught it, and what the curator writes instead."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from studio.domain.book import Passage
from studio.domain.comparison import Comparison, Contestant, Question
from studio.domain.work import Changes, Done
from studio.i18n import _
from studio.services.comparison import rewriting
from studio.services.comparison.names import name_contestant
from studio.services.comparison.rewriting import Rewriting
from studio.services.comparison.why import NearRow, find_near_rows, find_passages, mark_to_fix
from studio.services.session import Session
from studio.ui.comparison.rewrite_dialog import Material, RewriteDialog
from studio.ui.comparison.why_dialog import WhyDialog
from studio.ui.destination import Destination
from studio.ui.page import Page


@dataclass(frozen=True)
class BadAnswer:
    """Whose answer to which question of a comparison is to be bettered."""

    comparison: Comparison
    contestant: Contestant
    question: Question

    @property
    def text(self) -> str:
        return rewriting.read_answer(self.question, self.contestant.key)


class Bettering(QObject):
    """The two dialogs of a page that lead from an answer back to the data."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._unwritten: dict[tuple[int, str], Rewriting] = {}
        """What was typed in dialogs that were left, by question and contestant."""

    def ask_why(self, bad: BadAnswer) -> None:
        """Show the training rows that are nearest to an answer."""
        self._page.run(
            lambda session: Done(Changes(), _find_reasons(session, bad)),
            lambda reasons: self._show_why(bad, *reasons),
        )

    def write_anew(self, bad: BadAnswer) -> None:
        """Let the curator write a better answer; where there is one already, show it."""

        def prepare(session: Session) -> Done[tuple[int | None, Material]]:
            made = rewriting.list_rewritten(session, bad.comparison.id)
            pair = made.get((bad.question.id, bad.contestant.key))
            return Done(Changes(), (pair, _find_material(session, bad)))

        def show(prepared: tuple[int | None, Material]) -> None:
            pair, material = prepared
            if pair is None:
                self._show_rewrite(bad, material)
            else:
                self._open((pair,), _("rewritten"))

        self._page.run(prepare, show)

    def _show_why(self, bad: BadAnswer, rows: list[NearRow], passages: dict[int, Passage]) -> None:
        question = bad.question.text
        dialog = WhyDialog(question, bad.text, rows, self._page, passages=passages)
        dialog.opened.connect(lambda pairs: self._open(pairs, _("why this answer?")))
        dialog.flagged.connect(self._flag)
        dialog.rewrite_wanted.connect(lambda: self.write_anew(bad))
        dialog.open()

    def _show_rewrite(self, bad: BadAnswer, material: Material) -> None:
        key = bad.question.id, bad.contestant.key
        dialog = RewriteDialog(material, self._page, begun=self._unwritten.pop(key, None))
        dialog.accepted.connect(lambda: self._write(bad, key, dialog.read_rewriting()))
        dialog.rejected.connect(lambda: self._leave(key, dialog.read_rewriting()))
        dialog.open()

    def _leave(self, key: tuple[int, str], text: Rewriting) -> None:
        """Keep what was typed for the next time: Esc is pressed by mistake as well."""
        if text.answer.strip():
            self._unwritten[key] = text

    def _write(self, bad: BadAnswer, key: tuple[int, str], text: Rewriting) -> None:
        self._page.run(
            lambda session: rewriting.write_anew(
                session, bad.comparison, bad.question.id, bad.contestant, text
            ),
            lambda _pair: self._page.undoable.emit(
                _("Rewritten: an accepted pair, with the bad answer as its rejected one.")
            ),
            on_error=lambda _line: self._leave(key, text),
        )

    def _flag(self, pairs: tuple[int, ...]) -> None:
        self._page.run(
            lambda session: mark_to_fix(session, pairs),
            lambda count: self._page.tell_many(_("{n} pairs are flagged to be fixed"), count),
        )

    def _open(self, pairs: tuple[int, ...], reason: str) -> None:
        self._page.go.emit(Destination("review", pairs=pairs, reason=reason))


def _find_reasons(session: Session, bad: BadAnswer) -> tuple[list[NearRow], dict[int, Passage]]:
    """The nearest rows, and the passages that they were made of."""
    rows = _find_rows(session, bad)
    return rows, find_passages(session, rows)


def _find_rows(session: Session, bad: BadAnswer) -> list[NearRow]:
    return find_near_rows(session, bad.comparison, bad.contestant, bad.question.id)


def _find_material(session: Session, bad: BadAnswer) -> Material:
    """What the dialog shows: the answers to begin from, and what is ticked off with it."""
    rows = _find_rows(session, bad) if bad.contestant.run is not None else []
    comparison, question = bad.comparison, bad.question
    return Material(
        question.text,
        bad.text.strip(),
        name_contestant(bad.contestant),
        tuple(rewriting.list_beginnings(comparison, question.id, bad.contestant.key)),
        tuple(rewriting.list_flagged(session, [row.pair for row in rows])),
        bool(rewriting.find_in_set(session, comparison, question.text)),
    )
