"""Two hundred runs and a hundred comparisons: the page opens at once, and the window never waits."""

from __future__ import annotations

import random
import time

import pytest

from studio.domain.work import EVERYTHING
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from studio.ui.experiments.experiments_page import ExperimentsPage
from tests.services.experiments.test_experiments import make_run, measure_run
from tests.ui.test_no_page_blocks import MOST_MS, TRIES, Watchdog

RUNS, COMPARISONS, QUESTIONS, EPOCHS = 200, 100, 48, 30
MOST_SECONDS = 0.5


@pytest.fixture
def session(tmp_path):
    with Session.open(tmp_path / "mentor.studio", create=True) as session:
        for n in range(12):
            pair = review.add(session, f"How do I take step {n}?", f"Take step {n} slowly.").value
            review.accept(session, [pair])
        freezing.freeze(session, validation=0)
        yield session


def fill(session):
    chance = random.Random(7)
    for number in range(1, RUNS + 1):
        make_run(session, [3 - chance.random() * n / EPOCHS for n in range(EPOCHS)], seed=number)
        if number <= COMPARISONS:
            gains = [chance.uniform(-0.1, 0.12) for _ in range(QUESTIONS)]
            measure_run(session, number, gains=gains)


def test_nothing_is_read_before_the_page_is_shown(session, qtbot, settle):
    page = ExperimentsPage(session)
    qtbot.addWidget(page)
    page.refresh(EVERYTHING)
    assert page.stack.currentWidget() is page.waiting
    settle(page)
    assert page.stack.currentWidget() is page.empty


def measure_opening(session, qtbot, settle):
    """Seconds until the table stands there, and the longest time in ms that the window waited."""
    page = ExperimentsPage(session)
    qtbot.addWidget(page)
    page.resize(1096, 768)
    page.show()
    with Watchdog() as watchdog:
        begun = time.perf_counter()
        page.refresh(EVERYTHING)
        qtbot.waitUntil(page.has_experiments)
        seconds = time.perf_counter() - begun
        settle(page)
        page.table.select_rows([3, 150])
        page.growth_chip.click()
        settle(page)
        qtbot.wait(30)
    return seconds, watchdog.longest


@pytest.mark.slow
def test_two_hundred_runs_open_at_once_and_block_nothing(session, qtbot, settle):
    fill(session)
    tries = []
    while len(tries) < TRIES:
        seconds, ms = measure_opening(session, qtbot, settle)
        tries.append((seconds, ms))
        print(tries)  # the figures, for who asks: pytest -rP
        if seconds < MOST_SECONDS and ms < MOST_MS:
            return
    assert min(seconds for seconds, _ms in tries) < MOST_SECONDS
    assert min(ms for _seconds, ms in tries) < MOST_MS
