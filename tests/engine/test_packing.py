"""Short rows are trained in one piece where it is quicker, and what is learned stays the same."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from studio.engine.packing import count_rows_in_piece, measure_longest_piece
from studio.providers.engine_process import ROOT, python_of


@pytest.mark.parametrize(
    ("lengths", "batch", "rows"),
    [
        ([46] * 20, 4, 4),
        ([30] * 20, 8, 8),
        ([30] * 20, 6, 2),  # a step stays six
        ([120] * 20, 4, 2),
        ([140] * 20, 4, 1),
        ([300] * 20, 4, 1),
        ([46] * 20, 1, 1),
        ([46] * 20, 5, 1),
        ([40] * 20 + [2000], 4, 1),  # one that is long would make a piece that is longer still
    ],
)
def test_rows_go_together_as_long_as_a_piece_stays_small(
    lengths: list[int], batch: int, rows: int
) -> None:
    assert count_rows_in_piece(lengths, batch) == rows


def test_the_longest_piece_is_that_of_the_longest_rows() -> None:
    assert measure_longest_piece([10, 500, 20, 400], 2) == 900
    assert measure_longest_piece([10], 4) == 10


SAME = """
import json, sys, torch
from pathlib import Path
from dataclasses import replace
from transformers import LlamaConfig, LlamaForCausalLM, set_seed
from studio.engine import rehearsal, trainers
from studio.engine.encoding import Encoded
from studio.engine.hardware import Plan
from studio.engine.packing import keeps_rows_apart
torch.set_num_threads(1)
texts = [f"question {n} and what it answers" for n in range(40)]
tokenizer = rehearsal.make_tokenizer(texts)
rows = []
for n in range(16):
    ids = tokenizer(" ".join(texts[n : n + 1 + n % 3]))["input_ids"]
    rows.append({"input_ids": ids, "labels": [-100] * (len(ids) // 2) + ids[len(ids) // 2 :]})
spec = {"mode": "lora", "batch_size": 4, "n_epochs": 2, "seed": 3, "learning_rate_multiplier": 50.0}
losses = {}
for packed in (1, 4):
    set_seed(3)
    model = LlamaForCausalLM(LlamaConfig(vocab_size=len(tokenizer), hidden_size=64,
        intermediate_size=128, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2))
    assert keeps_rows_apart(model, "float32")
    material = trainers.Material(model, tokenizer, Encoded(rows), Encoded(rows[:5]))
    trainer = trainers.make_trainer(Path(sys.argv[1]) / str(packed), spec, Plan(packed=packed), material)
    trainer.train()
    losses[packed] = [
        [log.get("loss"), log.get("eval_loss"), log.get("grad_norm")]
        for log in trainer.state.log_history
    ]
class Leaking(LlamaForCausalLM):
    def forward(self, input_ids=None, position_ids=None, **more):
        return super().forward(input_ids=input_ids, **more)
leaking = Leaking(model.config)
print(json.dumps({"losses": losses, "leak found": not keeps_rows_apart(leaking, "bfloat16")}))
"""


@pytest.mark.engine
def test_in_one_piece_the_same_is_learned(engine_env: Path, tmp_path: Path) -> None:
    """Every loss and every gradient of eight steps, and the validation, to five digits."""
    done = subprocess.run(
        [str(python_of(engine_env)), "-c", SAME, str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    alone, together = answer["losses"]["1"], answer["losses"]["4"]
    assert len([loss for loss, _valid, _norm in alone if loss is not None]) == 8
    for one, other in zip(alone, together, strict=True):
        assert [value and pytest.approx(value, rel=1e-4) for value in one] == other
    assert answer["leak found"]
