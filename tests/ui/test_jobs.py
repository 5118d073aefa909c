"""What a long job came to stays readable, with the way to what it made."""

from datetime import datetime

from PySide6.QtCore import Qt

from studio.domain.errors import CuratorError
from studio.domain.work import Changes, Done, Progress
from studio.services.session import Session
from studio.ui.destination import Destination
from studio.ui.jobs import KEPT, Job, Jobs, State
from studio.ui.jobs_window import NOTES


def count_to(number, fail=""):
    def work(_session):
        for done in range(number):
            yield Progress(done, number, f"{done} of {number}")
        if fail:
            raise CuratorError(fail, leads_to="settings")
        return Done(Changes(), number)

    return work


def run(window, settle, work, **words):
    page = window.pages["books"]
    page.run(work, title="Counting", **words)
    settle(window)
    return window.jobs.list[0]


def test_a_job_that_is_over_says_what_it_came_to_and_where_it_is(window, settle):
    job = run(
        window,
        settle,
        count_to(3),
        result=lambda n: f"Counted to {n}\nOne was left out",
        leads_to=lambda n: Destination("review", number=n),
    )
    assert (job.state, job.line, job.notes) == (State.DONE, "Counted to 3", ["One was left out"])
    assert job.leads_to == Destination("review", number=3)


def test_a_job_that_failed_leads_to_where_it_can_be_mended(window, settle, qtbot):
    job = run(window, settle, count_to(2, fail="There is no key."))
    assert (job.state, job.line) == (State.FAILED, "There is no key.")
    assert job.leads_to == Destination("settings")
    assert window.notice.isVisible() and window.notice.way_out.isVisible()


def test_a_short_action_is_not_on_the_list(window, settle):
    window.pages["books"].run(lambda _session: Done(Changes()))
    settle(window)
    assert window.jobs.list == []
    assert not window.status.jobs_button.isVisible()


def test_a_job_is_stopped_from_the_list(window, settle, qtbot):
    page = window.pages["books"]
    page.run(count_to(10**9), title="Counting")
    window.open_jobs()
    (card,) = window.jobs_window.cards()
    qtbot.waitUntil(lambda: card.stop_button.isVisible() and "of" in card.line.text())
    assert window.status.jobs_button.text() == "1 job running"
    qtbot.mouseClick(card.stop_button, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.jobs.list[0].state is State.STOPPED
    assert not card.stop_button.isVisible()
    assert window.status.jobs_button.text() == "Jobs"


def test_the_button_of_a_job_goes_where_it_led(window, settle, qtbot):
    run(window, settle, count_to(1), leads_to=Destination("passages"))
    qtbot.mouseClick(window.status.jobs_button, Qt.MouseButton.LeftButton)
    (card,) = window.jobs_window.cards()
    qtbot.mouseClick(card.go_button, Qt.MouseButton.LeftButton)
    assert window.page() is window.pages["passages"]
    assert not window.jobs_window.isVisible()


def test_many_notes_are_shown_when_one_asks(window, settle, qtbot):
    notes = "\n".join(f"file {n}: refused" for n in range(20))
    run(window, settle, count_to(1), result=lambda _n: f"Done\n{notes}")
    window.open_jobs()
    (card,) = window.jobs_window.cards()
    assert card.notes.text().count("\n") == NOTES - 1
    assert "15" in card.more_button.text()
    qtbot.mouseClick(card.more_button, Qt.MouseButton.LeftButton)
    assert card.notes.text().count("\n") == 19


def test_the_newest_stands_first_and_the_list_can_be_cleared(window, settle, qtbot):
    run(window, settle, count_to(1), result=lambda _n: "first")
    window.open_jobs()
    run(window, settle, count_to(1), result=lambda _n: "second")
    assert [card.line.text() for card in window.jobs_window.cards()] == ["second", "first"]
    qtbot.mouseClick(window.jobs_window.clear_button, Qt.MouseButton.LeftButton)
    assert window.jobs_window.cards() == []
    assert window.jobs_window.nothing.isVisible()


def test_the_last_ones_are_there_at_the_next_start(empty_session, tmp_path, qtbot):
    jobs = Jobs(empty_session)
    for number in range(KEPT + 5):
        job = Job(f"Job {number}", "books")
        jobs.list.insert(0, job)
        jobs.end(job, State.DONE, "done\nbut", Destination("review", pairs=(1, 2), reason="two"))
    again = Jobs(empty_session)
    assert [job.title for job in again.list] == [f"Job {n}" for n in range(KEPT + 4, 4, -1)]
    assert again.list[0].leads_to == Destination("review", pairs=(1, 2), reason="two")
    assert again.list[0].notes == ["but"]
    assert (datetime.now() - again.list[0].at).total_seconds() < 60
    with Session.open(tmp_path / "other.studio", create=True) as other:
        assert Jobs(other).list == []


def test_what_goes_on_when_the_library_is_closed_is_said_at_the_next_start(empty_session, qtbot):
    jobs = Jobs(empty_session)
    jobs.list.append(Job("Training", "training"))
    jobs.close()
    (job,) = Jobs(empty_session).list
    assert job.state is State.STOPPED and "closed" in job.line


def test_a_list_that_another_version_wrote_is_passed_over(empty_session, qtbot):
    library = str(empty_session.library.path.resolve())
    for rows in ("nonsense", [1, {"title": "x"}], [{"at": 3}]):
        empty_session.settings.set("jobs", {library: rows})
        assert Jobs(empty_session).list == []
