"""Precision, threads and memory are chosen by what is there; a wish is followed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from studio.engine.errors import JobFault
from studio.engine.hardware import (
    GENTLE,
    Hardware,
    Need,
    Wishes,
    has_bfloat16,
    plan_use,
    read_free_memory,
    read_processor_flags,
    read_wishes,
)
from studio.engine.memory import compute_need, read_shape

OLD_PC = Hardware("cpu", bfloat16=False, free=16 * 10**9, cores=8)
NEW_PC = replace(OLD_PC, bfloat16=True)
CARD = Hardware("cuda", bfloat16=True, free=8 * 10**9, cores=8, quantizes=True)
SMALL = Need(fixed=10**9, weights=10**8, activations=10**8, checkpointed=10**7)
SEVEN_BILLION = Need(fixed=10**9, weights=7 * 10**9, activations=10**9, checkpointed=10**8)


def test_a_processor_without_the_instructions_computes_in_float32() -> None:
    assert plan_use(OLD_PC, Wishes(), SMALL).precision == "float32"
    assert plan_use(NEW_PC, Wishes(), SMALL).precision == "bfloat16"


def test_a_wish_is_followed() -> None:
    assert plan_use(OLD_PC, Wishes(precision="bfloat16"), SMALL).precision == "bfloat16"
    assert plan_use(NEW_PC, Wishes(precision="float32"), SMALL).precision == "float32"
    assert plan_use(NEW_PC, Wishes(threads=3), SMALL).threads == 3


def test_what_does_not_fit_is_checkpointed_then_held_in_four_bits_then_refused() -> None:
    assert not plan_use(CARD, Wishes(), SMALL).checkpointing
    tight = replace(SMALL, activations=4 * 10**9)
    assert plan_use(CARD, Wishes(), tight).checkpointing
    assert plan_use(CARD, Wishes(), SEVEN_BILLION).precision == "4bit"
    with pytest.raises(JobFault, match=r"needs about .* GB of memory, and 2.0 GB are free") as told:
        plan_use(replace(CARD, free=2 * 10**9), Wishes(), SEVEN_BILLION)
    assert told.value.code == "not_enough_memory"


def test_four_bits_without_the_library_are_refused_in_a_line() -> None:
    with pytest.raises(JobFault, match="NVIDIA graphics card and the library bitsandbytes"):
        plan_use(NEW_PC, Wishes(precision="4bit"), SMALL)


def test_memory_that_nobody_can_tell_is_tried() -> None:
    assert plan_use(replace(OLD_PC, free=0), Wishes(), SEVEN_BILLION).precision == "float32"


def test_gently_leaves_half_the_cores_and_stands_far_back() -> None:
    plan = plan_use(OLD_PC, Wishes(gently=True), SMALL)
    assert (plan.threads, plan.niceness) == (4, GENTLE)
    assert plan_use(OLD_PC, Wishes(), SMALL).threads == 8


def test_the_flags_are_read_as_linux_writes_them(tmp_path: Path) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text("processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512_bf16\n")
    assert has_bfloat16(read_processor_flags(info))
    info.write_text("processor\t: 0\nFeatures\t: fp asimd bf16\n")
    assert has_bfloat16(read_processor_flags(info))
    info.write_text("flags : fpu avx2\n")
    assert not has_bfloat16(read_processor_flags(info))
    assert read_processor_flags(tmp_path / "none") == frozenset()


def test_free_memory_is_what_can_be_had_without_swapping(tmp_path: Path) -> None:
    info = tmp_path / "meminfo"
    info.write_text("MemTotal: 99 kB\nMemAvailable:    2048 kB\n")
    assert read_free_memory(info) == 2048 * 1024


def test_wishes_that_nobody_could_mean_are_left_to_the_engine() -> None:
    assert read_wishes({"precision": "float8", "threads": "-1", "device": "tpu"}) == Wishes()
    assert read_wishes({"precision": "float32", "threads": "2", "gently": "yes"}) == Wishes(
        precision="float32", threads=2, gently=True
    )


SMOLLM = {
    "hidden_size": 576,
    "intermediate_size": 1536,
    "num_attention_heads": 9,
    "num_key_value_heads": 3,
    "num_hidden_layers": 30,
    "vocab_size": 49152,
    "max_position_embeddings": 8192,
    "tie_word_embeddings": True,
}


def test_the_shape_counts_weights_as_they_are() -> None:
    shape = read_shape(SMOLLM)
    assert shape.parameters == pytest.approx(134_515_008, rel=0.001)
    assert shape.adapter == 4_884_480
    assert shape.context == 8192
    assert read_shape({"text_config": SMOLLM}) == shape


@pytest.mark.parametrize(
    ("precision", "tokens", "measured"),
    [
        ("float32", 160, 1571),
        ("float32", 1024, 3754),
        ("bfloat16", 160, 1110),
        ("bfloat16", 1024, 2758),
    ],
)
def test_the_memory_worked_out_is_the_memory_measured(
    precision: str, tokens: int, measured: int
) -> None:
    """Megabytes at most, as measured on two cores, LoRA on all layers, one row at once."""
    need = compute_need(read_shape(SMOLLM), tokens).at(precision, checkpointing=False)
    assert need / 1e6 == pytest.approx(measured, rel=0.2)
