"""Passages: each against its source, the cleaning rules, and the button that drafts pairs."""

from __future__ import annotations

from array import array

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from studio.domain.book import Passage, PassageStatus, Replacement
from studio.domain.work import Change, Changes
from studio.i18n import N_, _, plural
from studio.services.drafting.order import Order
from studio.services.drafting.report import DraftReport
from studio.services.pairs import draft, review
from studio.services.passages import borders, clean
from studio.services.session import Session
from studio.text.passages.snapping import snap_cut
from studio.ui.destination import Destination
from studio.ui.drafting.ordering import (
    has_left_jobs,
    look_after_jobs,
    open_jobs,
    order_drafts,
    start_order,
)
from studio.ui.drafting.scope import list_passage_scopes
from studio.ui.page import Page
from studio.ui.passages.empty_passages import make_empty_page, show_no_match
from studio.ui.passages.passage_commands import COMMANDS
from studio.ui.passages.passage_filters import PassageFilters
from studio.ui.passages.passage_table import SORTED_BY, PassageTable
from studio.ui.passages.passage_texts import PassageTexts
from studio.ui.passages.passages_view import FILTERS, PassagesView
from studio.ui.passages.rules_card import RulesCard
from studio.ui.widgets.button import PRIMARY, make_button, make_chip
from studio.ui.widgets.columns import remember_columns, sort_by_header
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.flow_layout import FlowLayout, make_flow
from studio.ui.widgets.label import page_title, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.result_line import ResultLine
from studio.ui.widgets.search_field import SearchField
from studio.ui.widgets.split import Split
from studio.ui.widgets.stack import Stack
from studio.ui.worker import Task

SEARCH_MS = 200
AROUND = 1_500
"""Characters of the book shown before and after a passage, so that it can be drawn larger."""


class PassagesPage(Page):
    """The table on top, source and cleaned text below, the rules on the right."""

    name = "passages"
    title = N_("Passages")
    counted = "passages"
    has_search = True
    is_awaited = staticmethod(has_left_jobs)
    commands = COMMANDS

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._search = QTimer(self)
        self._search.setSingleShot(True)
        self._search.setInterval(SEARCH_MS)
        self._status: PassageStatus | None = None
        self._order = ("", False)
        self._new = 0
        self._drafting: Task | None = None
        self._counting: Task | None = None
        self._book_shown = 0
        self._build()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
        self.search.textChanged.connect(lambda _text: self._search.start())
        self._search.timeout.connect(self._load)
        self.draft_button.clicked.connect(self.draft)
        self.order_button.clicked.connect(self.order_drafts)
        self.skip_button.clicked.connect(self.skip)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._say_selected())
        self.rules_card.clean_wanted.connect(self.clean)
        self.rules_card.listed.connect(self._list_touched)
        self.filters.changed.connect(self._filters_changed)
        self.filters.passage_chosen.connect(self._choose)
        self.pairs_button.clicked.connect(self.show_pairs)
        self.write_button.clicked.connect(self.write_pair)
        self.rules_card.scope_changed.connect(self._scope_changed)
        self.rules_card.library_wanted.connect(self._use_library_rules)
        self.texts.toggled.connect(self._toggle_change)
        for button, action in zip(self.buttons, (self.merge, self.cut, self.redraw), strict=True):
            button.clicked.connect(action)

    def _build(self) -> None:
        self.table = PassageTable(self.session.library)
        remember_columns(self.table, "passages", self.session.settings)
        sort_by_header(self.table, SORTED_BY, self._sort)
        self.model = self.table.rows
        self.filters = PassageFilters()
        self.texts = PassageTexts()
        self.texts.rules = dict(clean.rule_titles())
        self.rules_card = RulesCard(clean.rule_titles())
        self.result = ResultLine()
        self.result.go.connect(self.go)
        upper = lay_out(QWidget(), make_column((self.table, 1), self._make_actions(), spacing=12))
        panes = Split(
            "passages",
            Qt.Orientation.Vertical,
            (upper, 5),
            (self.texts, 6),
            settings=self.session.settings,
        )
        full = lay_out(QWidget(), make_row((panes, 1), self.rules_card, spacing=12))
        self.empty = make_empty_page()
        self.empty.go.connect(self.go)
        self.no_match = EmptyPage()
        self.stack = Stack(full, self.empty, self.no_match)
        self.lay_out(self._make_head(), self.filters, self.result, self.stack)

    def _make_head(self) -> QHBoxLayout:
        self.search = SearchField(_("Search passages"))
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(260)
        self.filters.add_search(self.search)
        self.draft_button = make_button("draft", _("Draft pairs"), PRIMARY)
        tip, name = _("Draft with a model…"), "draft-with-model"
        self.order_button = make_button("orderDrafts", _("With a model…"), tip=tip, command=name)
        title = page_title(_(self.title))
        return make_row(title, *self._chips(), None, self.order_button, self.draft_button)

    def _make_actions(self) -> FlowLayout:
        tip = _("Skip the selected passages: no pairs are drafted from them")
        self.skip_button = make_button("skip", _("Skip"), tip=tip)
        self.selected = words("", "muted")
        self.buttons = self._buttons(
            join=_("Join"), split=_("Split at cursor"), redraw=_("Use selection")
        )
        tip, name = _("Write a pair from this passage; the selection is its answer"), "write-pair"
        self.write_button = make_button(name, _("Write a pair"), tip=tip, command=name)
        self.pairs_button = make_button("show-pairs", _("Show pairs"), command="show-pairs")
        at_end = (self.write_button, self.pairs_button, self.selected)
        return make_flow(self.skip_button, *self.buttons, *at_end)

    def _chips(self) -> list[QPushButton]:
        """The filters, which say how many there are of each."""
        self.chips: dict[PassageStatus | None, QPushButton] = {}
        group = QButtonGroup(self)
        for status in FILTERS:
            chip = make_chip(f"filter-{status or 'all'}")
            chip.setChecked(status is self._status)
            chip.clicked.connect(lambda _on=False, status=status: self._filter(status))
            group.addButton(chip)
            self.chips[status] = chip
        return list(self.chips.values())

    def _buttons(self, **labels: str) -> list[QPushButton]:
        """Buttons by the names of the commands that do the same."""
        texts = {command.name: _(command.text) for command in self.commands}
        return [
            make_button(name, label, tip=texts[name], command=name)
            for name, label in labels.items()
        ]

    def arrive(self, destination: Destination) -> None:
        """Show one passage among all, or among those of its book."""
        if isinstance(destination.view, PassagesView):
            self._show_again(destination.view, destination.number)
        elif destination.number is not None:
            self.open_passage(destination.number, destination.book)

    def place(self) -> Destination | None:
        chosen, filters = self.current_passage(), self.filters
        search = self.search.text()
        view = PassagesView(filters.book(), filters.chapter(), self._status, search)
        return Destination(self.name, number=chosen.id if chosen is not None else None, view=view)

    def _show_again(self, view: PassagesView, number: int | None) -> None:
        self.filters.choose(view.book, view.chapter)
        self._status = view.status
        self.chips[view.status].setChecked(True)
        self.search.setText(view.search)
        self._search.stop()
        self._filters_changed()
        if number is not None:
            self._choose(number)

    def focus_widget(self) -> QWidget:
        return self.table

    def search_field(self) -> QLineEdit:
        return self.search

    def refresh(self, changes: Changes) -> None:
        if changes.touches(Change.BOOKS):
            self.filters.show_books(self.session.library.books.list())
        if changes.touches(Change.PASSAGES, Change.BOOKS, Change.PAIRS):
            self._show_coverage()
        if changes.touches(Change.PASSAGES, Change.BOOKS, Change.SETTINGS):
            self._load()
            self._show_rules()
        # Rules work on sources, which nothing else changes.
        if changes.touches(Change.BOOKS):
            self._count_rules()

    def current_passage(self) -> Passage | None:
        """The passage that is selected in the table."""
        return self.model.row(self.table.currentIndex().row())

    def draft(self) -> None:
        """Draft a pair from each new passage, one step to undo; asked again, stop."""
        if self._drafting is not None:
            # What is finished is kept.
            self._drafting.cancel()
            return
        if not self.draft_button.isEnabled():
            return
        if self.session.settings.get("draft_endpoint"):
            # What costs money is looked at before it begins.
            self.order_drafts()
            return
        order = Order(passages=tuple(draft.new_passages(self.session)))
        self._drafting = start_order(
            self, order, on_done=self._show_report, on_end=self._end_drafting
        )
        self._tell_draft()

    def order_drafts(self) -> None:
        """Ask how to draft, of what and by whom, and start it."""
        if self._drafting is not None:
            return
        chosen, current = self._ids_of_selection(), self.current_passage()
        scopes = list_passage_scopes(self.session, self.model.ids(), chosen, current)
        self._drafting = order_drafts(
            self, scopes, on_done=self._show_report, on_end=self._end_drafting
        )
        self._tell_draft()

    def start(self) -> None:
        leads_to = Destination("model-jobs")
        look_after_jobs(
            self,
            on_done=self._show_report,
            on_left=lambda line: self.result.say(line, _("Show"), leads_to),
        )

    def open_jobs(self) -> None:
        """Show what was asked of models, and what can be done about it."""
        open_jobs(self, on_done=self._show_report)

    def _show_report(self, report: DraftReport, line: str) -> None:
        # Where there is nothing to review, no button leads there.
        leads_to = Destination("review") if report.pairs or report.suggestions else None
        self.result.say(line, _("Review drafts"), leads_to)

    def _end_drafting(self) -> None:
        self._drafting = None
        self._tell_draft()

    def open_passage(self, number: int, book: int | None = None) -> None:
        """Show one passage among all, or all of one book, whatever filter is on."""
        self.search.clear()
        self._search.stop()
        self._status = None
        self.chips[None].setChecked(True)
        self.filters.forget_rule(quiet=True)
        self.filters.choose(book)
        self._filters_changed()
        self._choose(number)

    def write_pair(self) -> None:
        """Begin a pair of the passage by hand, its answer what is selected of it; and go there."""
        if (chosen := self.current_passage()) is not None:
            answer, number = self.texts.selected_words(), chosen.id
            self.run(
                lambda session: review.add(session, "", answer, passage=number),
                lambda pair: self.go.emit(Destination("review", number=pair)),
            )

    def show_pairs(self) -> None:
        """Go to the pairs of the selected passages."""
        ids = self.session.library.passages.pair_ids(self._ids_of_selection())
        if ids:
            reason = _("Pairs of the selected passages")
            self.go.emit(Destination("review", pairs=tuple(ids), reason=reason))
        else:
            self.message.emit(_("Nothing has been made from this passage yet."))

    def _choose(self, number: int) -> None:
        """Select a passage of those listed and bring it into view."""
        row = self.model.row_of(number)
        if row >= 0:
            self.table.choose_row(row)
            self.table.scrollTo(self.model.index(row, 0), self.table.ScrollHint.PositionAtCenter)

    def _sort(self, key: str, largest_first: bool) -> None:
        self._order = (key, largest_first)
        self._load()

    def _list_touched(self, rule: str) -> None:
        """List the passages in which a rule changes something; its changes are marked there."""
        book = self._scope()
        title = self.texts.rules.get(rule, rule)
        self.run(
            lambda session: clean.find_touched(session, rule, book=book),
            lambda ids: self.filters.show_rule(rule, title, ids),
        )

    def skip(self) -> None:
        """Say that nothing is to be made of the selected passages; undo takes it back."""
        ids = self._ids_of_selection()
        if ids:
            line = plural("{n} passage skipped", "{n} passages skipped", len(ids))
            self.run(
                lambda session: draft.skip(session, ids),
                lambda _nothing: self.tell_many(line, len(ids)),
            )
            self.table.setFocus()

    def clean(self, rules: list[str]) -> None:
        """Clean with these rules the book shown, or all without rules of their own."""
        book = self._scope()
        self.run(lambda session: clean.clean(session, rules, book=book), in_turn=True)

    def merge(self) -> None:
        """Make one passage of the selected ones, or of the chosen one and the next."""
        ids = self._ids_of_selection()
        chosen = self.current_passage()
        if len(ids) < 2 and chosen is not None:
            around = self.session.library.passages.ids(book=chosen.book)
            at = around.index(chosen.id)
            ids = list(around[at : at + 2])
        self.run(lambda session: borders.merge(session, ids), self._choose)

    def cut(self) -> None:
        """Cut the passage in two where the cursor stands in the book's text."""
        chosen, at = self.current_passage(), self.texts.cursor_in_passage()
        if chosen is not None:
            offset = snap_cut(chosen.source, at, chosen.language) if at else 0
            number = chosen.id
            self.run(lambda session: borders.cut(session, number, offset))

    def redraw(self) -> None:
        """Give the passage the span that is selected in the book's text."""
        chosen, span = self.current_passage(), self.texts.selection()
        if chosen is None:
            return
        if span is None:
            self.error.emit(_("Select the text that the passage should contain."))
            return
        number, start, end = chosen.id, chosen.start + span[0], chosen.start + span[1]
        self.run(lambda session: borders.redraw(session, number, start, end))

    def _toggle_change(self, change: Replacement) -> None:
        """Keep what a rule would change as it is in the book; or let the rule have it again."""
        chosen = self.current_passage()
        if chosen is not None:
            action = clean.allow if change in chosen.refused else clean.refuse
            number = chosen.id
            self.run(
                lambda session: action(session, number, change), lambda _done: self._count_rules()
            )

    def _scope(self) -> int | None:
        """The book whose rules are shown; None: the library's."""
        chosen = self.current_passage()
        return chosen.book if chosen is not None and self.rules_card.of_book() else None

    def _scope_changed(self) -> None:
        self._show_rules()
        self._count_rules()

    def _use_library_rules(self) -> None:
        if (book := self._scope()) is not None:
            self.run(lambda session: clean.use_library_rules(session, book), in_turn=True)

    def _show_rules(self) -> None:
        chosen = self.current_passage()
        book = self._scope()
        self.rules_card.show_rules(
            clean.rules_in_force(self.session, book),
            title=chosen.book_title if chosen else "",
            own=book is not None and self.session.library.books.rules(book) is not None,
        )

    def _load(self) -> None:
        library = self.session.library
        before = self.current_passage()
        ids = self._find()
        row = self.table.currentIndex().row()
        self.model.set_ids(ids)
        self.table.leave_out(self.filters.list_sameness())
        if not library.counts()["passages"]:
            self.stack.setCurrentWidget(self.empty)
        else:
            show_no_match(self.no_match, is_search=bool(self.search.text().strip()))
            self.stack.setCurrentIndex(0 if ids else self.stack.indexOf(self.no_match))
        if before and before.id in ids:
            row = ids.index(before.id)
        # Where the passage is gone, its place is nearer to the work than the first row.
        if ids:
            self.table.choose_row(max(0, min(row, len(ids) - 1)))
        self._show_chosen()
        self._say_counts()
        self._say_selected()

    def _filters_changed(self) -> None:
        self._show_coverage()
        self._load()

    def _show_coverage(self) -> None:
        book, shelf = self.filters.book(), self.session.library.passages
        self.filters.show_coverage(shelf.coverage(book) if book else ())

    def _find(self) -> array[int]:
        """What is listed: of the book, chapter, status, rule and words that are chosen."""
        key, largest_first = self._order
        ids = self.session.library.passages.ids(
            book=self.filters.book(),
            chapter=self.filters.chapter(),
            status=self._status,
            search=self.search.text().strip(),
            sort=key,
            descending=largest_first,
        )
        only = self.filters.only
        return ids if only is None else array("q", (n for n in ids if n in only))

    def _filter(self, status: PassageStatus | None) -> None:
        self._status = status
        self._load()

    def _say_counts(self) -> None:
        library = self.session.library
        self._new = len(library.passages.ids(status=PassageStatus.NEW))
        book, chapter = self.filters.book(), self.filters.chapter()
        for status, chip in self.chips.items():
            n = len(library.passages.ids(book=book, chapter=chapter, status=status))
            chip.setText(_(FILTERS[status]).format(n=f"{n:,}"))
        self._tell_draft()

    def _tell_draft(self) -> None:
        running = self._drafting is not None
        self.draft_button.setEnabled(running or self._new > 0)
        if running:
            self.draft_button.setText(_("Stop drafting"))
        elif self._new:
            # Not each of them gives a pair.
            label = plural("Draft from {n} passage", "Draft from {n} passages", self._new)
            self.draft_button.setText(label.format(n=f"{self._new:,}"))
        else:
            # Of some there may be no pair: "done" would say too much.
            self.draft_button.setText(_("No new passages"))

    def _ids_of_selection(self) -> list[int]:
        ranges = sorted(set(self.table.ranges_of_selection()))
        return [self.model.id_at(row) for top, end in ranges for row in range(top, end + 1)]

    def _say_selected(self) -> None:
        """Say how many are selected; stretches are counted, not rows, however many there are."""
        count = sum(bottom - top + 1 for top, bottom in self.table.ranges_of_selection())
        self.selected.setText(_("{n} selected").format(n=f"{count:,}"))
        self.skip_button.setEnabled(count > 0)

    def _count_rules(self) -> None:
        """Count behind the page what each rule does; a count that is out of date is given up."""
        if self._counting is not None:
            self._counting.cancel()

        book, rules = self._scope(), list(self.rules_card.rules)
        self._counting = self.run(
            lambda session: clean.count_rules(session, rules, book=book),
            self.rules_card.show_counts,
            on_progress=lambda _progress: None,
        )

    def _show_chosen(self) -> None:
        passage = self.current_passage()
        if passage is None:
            self.texts.show_passage(None)
            return
        if passage.book != self._book_shown:
            self._book_shown = passage.book
            if self.rules_card.of_book():
                self._scope_changed()
            else:
                self._show_rules()
        text = self.session.library.books.text(passage.book)
        self.texts.show_passage(
            passage,
            clean.list_changes(self.session, passage),
            before=text[max(0, passage.start - AROUND) : passage.start],
            after=text[passage.end : passage.end + AROUND],
            rule=self.filters.rule_name,
        )
