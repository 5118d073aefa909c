"""Coverage: what is skipped counts neither as done nor as left, and 100 % is all of it."""

from __future__ import annotations

import pytest

from studio.domain.coverage import CoveredPassage, Progress, Standing, measure_progress


def test_only_what_a_person_decided_on_is_done() -> None:
    standings = [*Standing, Standing.SKIPPED]
    passages = [CoveredPassage(n, 0, standing) for n, standing in enumerate(standings)]
    assert measure_progress(passages) == Progress(decided=2, usable=4)


@pytest.mark.parametrize(
    ("decided", "usable", "percent"),
    [(0, 0, 0), (0, 500, 0), (1, 500, 1), (250, 500, 50), (499, 500, 99), (500, 500, 100)],
)
def test_a_hundred_per_cent_is_never_shown_while_anything_waits(
    decided: int, usable: int, percent: int
) -> None:
    assert Progress(decided, usable).percent == percent
