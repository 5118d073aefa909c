"""Drafts of 200 passages of the real books: none has a fault that a program can see."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from studio.text.quality.grounding import measure_grounding
from studio.text.quality.pair_checks import check_pair
from tests.drafts.sample import Sample, draw

pytestmark = pytest.mark.slow  # all books of the shelf are read and cut

FAULTS = {"leans", "unbalanced", "leftovers", "begins-midway", "unfinished", "short-answer"}


@pytest.fixture(scope="module")
def samples(shared_folder: Path) -> list[Sample]:
    return list(draw(shared_folder / "books", seed=77))


def test_they_have_no_fault_of_form_and_stand_in_their_passages(samples: list[Sample]) -> None:
    drafts = [sample for sample in samples if sample.answer]
    assert len(drafts) > 15
    codes = Counter(
        check.code
        for draft in drafts
        for check in check_pair(draft.prompt, draft.answer, language=draft.language)
    )
    assert sum(codes[code] for code in FAULTS) <= 0.05 * len(drafts), codes
    for draft in drafts:
        assert measure_grounding(draft.answer, draft.text, draft.language).share > 0.9


def test_the_others_say_why(samples: list[Sample]) -> None:
    reasons = Counter(sample.skip for sample in samples if not sample.answer)
    assert None not in reasons and len(reasons) >= 4
