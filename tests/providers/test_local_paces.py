"""The paces that the engine kept, as the studio finds them."""

from __future__ import annotations

import json
from pathlib import Path

from studio.domain.pace import Pace
from studio.providers.local_paces import find_pace, read_free_memory


def keep(data: Path, name: str, pace: Pace) -> None:
    folder = data / "engine" / "paces"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(pace.record()))


def test_the_pace_measured_last_counts(tmp_path: Path) -> None:
    older = Pace("smol", "cpu", "float32", measured="2026-11-01T00:00:00+00:00")
    newer = Pace("smol", "cpu", "bfloat16", measured="2026-11-02T00:00:00+00:00")
    keep(tmp_path, "a", newer)
    keep(tmp_path, "b", older)
    (tmp_path / "engine" / "paces" / "c.json").write_text("torn")
    assert find_pace(tmp_path, "smol") == newer
    assert find_pace(tmp_path, "smol", "dpo") is None
    assert find_pace(tmp_path / "elsewhere", "smol") is None


def test_a_chosen_precision_has_a_pace_of_its_own(tmp_path: Path) -> None:
    keep(tmp_path, "a", Pace("smol", "cpu", "bfloat16"))
    wishes = tmp_path / "engine" / "wishes.json"
    wishes.write_text(json.dumps({"precision": "float32"}))
    assert find_pace(tmp_path, "smol") is None
    wishes.write_text(json.dumps({"precision": "bfloat16"}))
    assert find_pace(tmp_path, "smol")


def test_a_tuned_model_has_the_pace_of_its_base(tmp_path: Path) -> None:
    keep(tmp_path, "a", Pace("/home/me/My Model", "cpu", "float32"))
    assert find_pace(tmp_path, "/home/me/My Model")
    assert find_pace(tmp_path, "ft:My-Model:studio:mentor:12345678")
    assert find_pace(tmp_path, "ft:Other:studio:mentor:12345678") is None


def test_free_memory_is_not_known_everywhere(tmp_path: Path) -> None:
    assert read_free_memory(tmp_path / "none") is None
    (tmp_path / "meminfo").write_text("MemAvailable: 3 kB\n")
    assert read_free_memory(tmp_path / "meminfo") == 3072
