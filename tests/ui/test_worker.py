"""Work is done beside the window: in turn, told of, cancelled, failed, over when its page is."""

import math
import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from studio.domain.errors import BookError
from studio.domain.work import Change, Changes, Done, Piece, Progress
from studio.services.pairs import review
from studio.ui import worker
from studio.ui.page import Page
from studio.ui.worker import Task


class Blank(Page):
    name = "blank"

    def refresh(self, changes):
        pass


@pytest.fixture
def page(empty_session, qtbot):
    page = Blank(empty_session)
    qtbot.addWidget(page)
    return page


def counting(_session):
    yield Progress(1, 2, "one")
    yield Progress(2, 2, "two")
    return Done(Changes(Change.BOOKS), 7)


def test_an_action_runs_on_another_thread_with_a_connection_of_its_own(desk_session, qtbot, settle):
    page = Blank(desk_session)
    qtbot.addWidget(page)
    seen = {}

    def action(session):
        seen["thread"], seen["library"] = threading.get_ident(), session.library
        return Done(Changes(), session.library.counts()["books"])

    counts = []
    page.run(action, counts.append)
    settle(page)
    assert seen["thread"] != threading.get_ident()
    assert seen["library"] is not desk_session.library
    assert counts == [1]


def test_what_is_written_is_written_in_turn(page, settle):
    order = []
    for n in range(20):
        page.run(lambda session, n=n: review.add(session, f"Question {n}?", "So."), order.append)
    settle(page)
    assert order == sorted(order)
    pairs = page.session.library.pairs.list(order)
    assert [pair.prompt for pair in pairs] == [f"Question {n}?" for n in range(20)]


def test_a_long_job_does_not_keep_the_next_edit_waiting(page, qtbot, settle):
    edited = threading.Event()

    def job(session):
        yield Progress()
        assert edited.wait(60), "the edit waited for the job"
        return Done(Changes())

    page.run(job)
    page.run(lambda session: review.add(session, "Why?", "So."), lambda _id: edited.set())
    settle(page)
    assert edited.is_set()


def test_a_job_in_turn_is_over_before_the_next_edit_begins(page, settle):
    order = []

    def job(session):
        for step in ("first", "second"):
            yield Progress()
            order.append(step)
        return Done(Changes())

    def action(session):
        order.append("edit")
        return Done(Changes())

    page.run(job, in_turn=True)
    page.run(action)
    settle(page)
    assert order == ["first", "second", "edit"]


def test_what_changed_is_told_once_at_the_end(page, settle):
    told, results, ends = [], [], []
    page.changed.connect(told.append)
    page.run(counting, results.append, on_end=lambda: ends.append(list(results)))
    settle(page)
    assert told == [Changes(Change.BOOKS)]
    assert results == [7]
    assert ends == [[7]], "the end comes last"


def test_lines_that_come_too_fast_are_passed_over_but_changes_and_pieces_never_are(
    page, settle, monkeypatch
):
    def job(_session):
        for n in range(1_000):
            if n % 100 == 50:
                yield Piece(n, 1_000, "line")
            yield Progress(n, 1_000, "line", Changes(Change.PAIRS) if n % 100 == 0 else Changes())
        return Done(Changes())

    monkeypatch.setattr(worker, "COALESCE_SECONDS", math.inf)
    told = []
    page.run(job, on_progress=told.append)
    settle(page)
    assert sum(1 for progress in told if progress.changes) == 10
    assert sum(1 for progress in told if isinstance(progress, Piece)) == 10
    assert len(told) == 20


def test_cancelling_asks_no_further_and_lets_the_job_keep_what_it_has(page, settle):
    kept, values, ends, going = [], [], [], threading.Event()

    def job(_session):
        try:
            while True:
                going.set()
                yield Progress()
        finally:
            kept.append("what was paid for")

    task = page.run(job, values.append, on_end=lambda: ends.append("end"))
    assert going.wait(60)
    task.cancel()
    settle(page)
    assert kept == ["what was paid for"]
    assert values == [] and ends == ["end"], "there is no value, but an end"


def test_an_error_of_ours_or_the_worlds_is_one_line(page, qtbot, settle):
    def job(_session):
        yield Progress()
        raise BookError("this is no book.")

    def action(_session):
        raise BookError("nor is this.")

    for work, line in ((job, "this is no book."), (action, "nor is this.")):
        with qtbot.waitSignal(page.error) as said:
            page.run(work)
        settle(page)
        assert said.args == [line]


def test_after_an_error_the_next_edit_is_done(page, settle):
    def action(_session):
        raise BookError("this is no book.")

    page.run(action)
    made = []
    page.run(lambda session: review.add(session, "Why?", "So."), made.append)
    settle(page)
    assert len(made) == 1


def test_a_page_that_closes_waits_for_its_jobs(page):
    over, going = [], threading.Event()

    def job(_session):
        try:
            while True:
                going.set()
                yield Progress()
        finally:
            over.append(True)

    page.run(job)
    assert going.wait(60)
    page.stop()
    assert over == [True]
    assert not page.busy()


def test_what_a_job_said_before_its_page_closed_is_not_heard_after_it(page, qtbot):
    going, heard = threading.Event(), []

    def job(_session):
        yield Progress(0, 2, "on the way")
        going.set()
        yield Progress(1, 2, "still on the way")

    page.run(job, heard.append, on_progress=heard.append, on_end=lambda: heard.append("end"))
    assert going.wait(60)  # the first word waits in the queue of the window's thread
    page.stop()
    QApplication.processEvents()
    assert heard == []


def test_a_page_that_closes_does_what_was_edited_before(page):
    for n in range(10):
        page.run(lambda session, n=n: review.add(session, f"Question {n}?", "So."))
    page.close()
    assert page.session.library.counts()["pairs"] == 10


def test_a_dialog_looks_on_a_thread_of_its_own(empty_session, qtbot):
    task, values = Task(lambda session: Done(Changes(), session.library.counts()["books"])), []
    task.done.connect(lambda done: values.append(done.value))
    with qtbot.waitSignal(task.ended):
        task.start(empty_session)
    assert values == [0]


def test_a_dialog_that_is_gone_hears_no_more(empty_session, qtbot):
    dialog, heard, ends = QObject(), [], []
    task = Task(lambda session: Done(Changes(), session.library.counts()["books"]))
    task.tell(dialog, on_done=heard.append, on_failed=heard.append, on_end=lambda: heard.append(0))
    task.ended.connect(lambda: ends.append(True))
    task.start(empty_session)
    task.wait()  # what it emitted waits in the queue of the window's thread
    shiboken6.delete(dialog)
    qtbot.waitUntil(lambda: bool(ends))
    assert heard == []
