"""As many at once as an endpoint takes, and no more."""

from __future__ import annotations

from studio.services.drafting.pace import LONGEST_PAUSE, Pace


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_grows_with_answers_up_to_the_bound() -> None:
    pace = Pace(4, clock=Clock())
    assert pace.at_once == 2
    for _answer in range(20):
        pace.note_answer()
    assert pace.at_once == 4 and pace.may_send(3) and not pace.may_send(4)


def test_a_refusal_halves_it_and_waits_as_long_as_is_asked() -> None:
    clock = Clock()
    pace = Pace(8, clock=clock)
    for _answer in range(60):
        pace.note_answer()
    pace.note_refusal(7)
    assert (pace.at_once, pace.waiting_seconds) == (4, 7) and not pace.may_send(0)
    clock.now += 7
    assert pace.may_send(0)


def test_refusals_that_say_nothing_wait_longer_each_time() -> None:
    clock = Clock()
    pace = Pace(2, clock=clock)
    waits = []
    for _refusal in range(9):
        pace.note_refusal(None)
        waits.append(pace.waiting_seconds)
        clock.now += pace.waiting_seconds
    assert waits[:3] == [1, 2, 4] and waits[-1] == LONGEST_PAUSE and pace.at_once == 1
    pace.note_answer()
    pace.note_refusal(None)
    assert pace.waiting_seconds == 1


def test_a_minutes_bound_holds() -> None:
    clock = Clock()
    pace = Pace(8, a_minute=2, clock=clock)
    pace.note_sent()
    clock.now += 10
    pace.note_sent()
    assert not pace.may_send(0) and pace.waiting_seconds == 50
    clock.now += 50
    assert pace.may_send(0)
