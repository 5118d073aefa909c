"""Recipes of preference rows, and the little YAML that they are written in."""

from __future__ import annotations

import json

import yaml

from studio.services.training.bundle_recipes import RECIPES, Plan, format_yaml

PLAN = Plan(
    model="a/model",
    method="dpo",
    epochs=1,
    learning_rate=5e-6,
    batch_size=2,
    longest_row=512,
    seed=1,
    beta=0.2,
    rows=20,
    has_validation=False,
)


def test_what_is_written_reads_back_as_it_was() -> None:
    table = {
        "text": "日本語: yes # no",
        "none": None,
        "small": 1e-5,
        "whole": 2.0,
        "flag": True,
        "list": ["L4:1", "a: b"],
        "rows": [{"one": {"deep": 1}}, {"two": None, "three": "x"}],
    }
    assert yaml.safe_load(format_yaml(table)) == table


def test_preferences_are_trained_as_such_everywhere() -> None:
    axolotl = yaml.safe_load(RECIPES["axolotl.yaml"](PLAN))
    assert (axolotl["rl"], axolotl["dpo_beta"]) == ("dpo", 0.2)
    assert axolotl["datasets"][0]["path"] == "data/train.pairs.jsonl"
    assert "test_datasets" not in axolotl
    lf = yaml.safe_load(RECIPES["llamafactory.yaml"](PLAN))
    assert (lf["stage"], lf["pref_beta"]) == ("dpo", 0.2)
    info = json.loads(RECIPES["dataset_info.json"](PLAN))
    assert info["passage_train"]["ranking"] and set(info) == {"passage_train"}
