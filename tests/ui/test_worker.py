"""A job runs beside the window: told of, cancelled, failed, and over when its page is."""

import threading

from studio.domain.errors import BookError
from studio.domain.work import Changes, Progress
from studio.ui.page import Page
from studio.ui.worker import Worker


class Blank(Page):
    name = "blank"

    def refresh(self, changes):
        pass


def ended(qtbot, worker):
    qtbot.waitUntil(worker.isFinished)


def counting(_session):
    yield Progress(1, 2, "one")
    yield Progress(2, 2, "two")
    return Changes.of("books", result=7)


def test_a_job_runs_on_another_thread_with_a_connection_of_its_own(desk_session, qtbot):
    seen = {}

    def job(session):
        seen["thread"], seen["library"] = threading.get_ident(), session.library
        seen["books"] = session.library.counts()["books"]
        yield Progress()
        return Changes()

    worker = Worker(desk_session, job)
    with qtbot.waitSignal(worker.done):
        worker.start()
    ended(qtbot, worker)
    assert seen["thread"] != threading.get_ident()
    assert seen["library"] is not desk_session.library
    assert seen["books"] == 1


def test_what_changed_is_told_once_at_the_end(empty_session, qtbot):
    page = Blank(empty_session)
    qtbot.addWidget(page)
    told, results = [], []
    page.changed.connect(told.append)
    page.run(counting, lambda changes: results.append(changes.result))
    qtbot.waitUntil(lambda: not page.busy())
    assert [changes.kinds for changes in told] == [frozenset({"books"})]
    assert results == [7]


def test_progress_that_comes_too_fast_is_passed_over_but_changes_never_are(empty_session, qtbot):
    def job(_session):
        for n in range(1_000):
            yield Progress(n, 1_000, "line", Changes.of("pairs") if n % 100 == 0 else Changes())
        return Changes()

    worker = Worker(empty_session, job)
    told = []
    worker.progress.connect(told.append)
    with qtbot.waitSignal(worker.done):
        worker.start()
    ended(qtbot, worker)
    assert sum(1 for progress in told if progress.changes.kinds) == 10
    assert len(told) < 200


def test_cancelling_asks_no_further_and_lets_the_job_keep_what_it_has(empty_session, qtbot):
    kept, going = [], threading.Event()

    def job(_session):
        try:
            while True:
                going.set()
                yield Progress()
        finally:
            kept.append("what was paid for")

    worker = Worker(empty_session, job)
    worker.start()
    assert going.wait(5)
    worker.cancel()
    ended(qtbot, worker)
    assert kept == ["what was paid for"]


def test_an_error_of_ours_or_the_worlds_is_one_line(empty_session, qtbot):
    def job(_session):
        yield Progress()
        raise BookError("this is no book.")

    page = Blank(empty_session)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.error) as said:
        page.run(job)
    qtbot.waitUntil(lambda: not page.busy())
    assert said.args == ["this is no book."]


def test_a_page_that_closes_waits_for_its_jobs(empty_session, qtbot):
    over, going = [], threading.Event()

    def job(_session):
        try:
            while True:
                going.set()
                yield Progress()
        finally:
            over.append(True)

    page = Blank(empty_session)
    qtbot.addWidget(page)
    page.run(job)
    assert going.wait(5)
    page.stop()
    assert over == [True]
    assert not page.busy()
