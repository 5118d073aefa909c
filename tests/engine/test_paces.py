"""What was measured is kept, and drawn towards what is measured later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from studio.domain.pace import Pace
from studio.engine.hardware import Plan
from studio.engine.paces import find_pace, keep_pace, name_root

PACE = Pace("smol", "cpu", "float32", threads=2, token=0.01, memory=100, longest=50)
PLAN = Plan("cpu", "float32", 2)


def test_a_kept_pace_is_found_by_model_device_precision_and_method(tmp_path: Path) -> None:
    keep_pace(tmp_path, PACE)
    assert find_pace(tmp_path, "smol", PLAN, "supervised") == PACE
    assert find_pace(tmp_path, "smol", replace(PLAN, precision="bfloat16"), "supervised") is None
    assert find_pace(tmp_path, "smol", PLAN, "dpo") is None
    assert find_pace(tmp_path, "other", PLAN, "supervised") is None


def test_a_newer_pace_draws_the_kept_one_towards_it(tmp_path: Path) -> None:
    keep_pace(tmp_path, PACE)
    kept = keep_pace(tmp_path, replace(PACE, token=0.03, memory=80, longest=20))
    assert kept.token == 0.02
    assert (kept.memory, kept.longest) == (100, 50), "shorter rows say nothing of longer ones"
    assert find_pace(tmp_path, "smol", PLAN, "supervised") == kept


def test_with_other_threads_it_is_measured_anew(tmp_path: Path) -> None:
    keep_pace(tmp_path, PACE)
    assert keep_pace(tmp_path, replace(PACE, threads=1, token=0.04)).token == 0.04


def test_a_tuned_model_is_as_fast_as_its_base() -> None:
    base = {"kind": "folder", "place": "/m/smol", "name": "smol"}
    adapter = {"kind": "adapter", "place": "/jobs/1/final"}
    assert name_root([base, adapter]) == name_root([base]) == "smol"
    assert name_root([{"kind": "rehearsal", "place": "/m"}]) == "rehearsal-tiny"
