"""What is wrong with a model's files is said in one line, and nothing half is trained."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from studio.engine.catalogue import HUB_ID
from studio.engine.errors import JobFault
from studio.engine.model_faults import (
    CONFIG,
    TOKENIZER,
    WEIGHTS,
    describe_folder,
    describe_packed,
    explain,
    refuse_incomplete,
    refuse_torn,
)


def write_weights(file: Path) -> None:
    header = json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    file.write_bytes(struct.pack("<Q", len(header)) + header + b"01234567")


@pytest.mark.parametrize(
    ("error", "part", "said"),
    [
        (RuntimeError("You set `ignore_mismatched_sizes` to `False`"), WEIGHTS, "other widths"),
        (ValueError("Couldn't instantiate the backend tokenizer from:"), TOKENIZER, "no tokenizer"),
        (OSError("Error no file named model.safetensors found in"), WEIGHTS, "no weights as"),
        (TypeError("argument of type 'NoneType' is not iterable"), CONFIG, "its config.json can't"),
        (ValueError("Expecting value: line 252"), TOKENIZER, "its tokenizer can't be read: Expect"),
        (ValueError("Please pass trust_remote_code=True"), CONFIG, "never run here"),
        (KeyError(), WEIGHTS, "KeyError"),
        (RuntimeError("first\nsecond\nthird"), WEIGHTS, "first."),
    ],
)
def test_what_a_library_says_at_length_is_one_line(error: Exception, part: str, said: str) -> None:
    with pytest.raises(JobFault) as caught, explain("/models/mine", part):
        raise error
    line = caught.value.message
    assert line.startswith("The model /models/mine can't be loaded: ") and said in line
    assert "\n" not in line and line.endswith(".") and not line.endswith("..")
    assert (caught.value.code, caught.value.param) == ("model_not_loadable", "model")


def test_a_torn_gguf_file_is_said_to_be() -> None:
    line = describe_packed(ValueError("cannot reshape array of size 3552 into shape (48,102)"))
    assert "damaged or cut short" in line and line.endswith("(48,102))") and "\n" not in line
    assert "other widths" in describe_packed(RuntimeError("`ignore_mismatched_sizes` to `False`"))


def test_what_is_no_fault_of_the_model_is_not_laid_on_it() -> None:
    for error in (MemoryError(), OSError(28, "No space left on device"), JobFault("x", "said")):
        with pytest.raises(type(error)) as caught, explain("mine", WEIGHTS):
            raise error
        assert caught.value is error


@pytest.mark.parametrize(
    "content",
    [b"", b"\x01", bytes(range(191, 255)), None],
    ids=["empty", "a byte", "noise", "cut"],
)
def test_weights_that_are_cut_or_no_weights_are_named(
    tmp_path: Path, content: bytes | None
) -> None:
    write_weights(tmp_path / "model.safetensors")
    refuse_torn(str(tmp_path))
    torn = tmp_path / "model-2.safetensors"
    write_weights(torn)
    torn.write_bytes(torn.read_bytes()[:-1] if content is None else content)
    with pytest.raises(JobFault, match=r"model-2\.safetensors is damaged or cut short"):
        refuse_torn(str(tmp_path))


def test_weights_that_are_in_no_file_are_never_made_up() -> None:
    refuse_incomplete("mine", {"missing_keys": [], "unexpected_keys": ["old.bias"]})
    with pytest.raises(JobFault, match=r"2 of its weights are in none of its files \(layers\.1\.a"):
        refuse_incomplete("mine", {"missing_keys": {"layers.1.b", "layers.1.a"}})


def test_a_folder_without_a_model_says_what_is_wanted(tmp_path: Path) -> None:
    assert "There is nothing at" in describe_folder(tmp_path / "gone")
    assert "config.json" in describe_folder(tmp_path)
    for name in ("a", "b"):
        (tmp_path / f"{name}.gguf").touch()
    assert "holds 2 GGUF files" in describe_folder(tmp_path)
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    line = describe_folder(circle)
    assert "There is nothing at" in line or "can't be read" in line


@pytest.mark.parametrize(
    "id", ["a/..", "a/.", "../a", "日本/モデル", "a/b/c", "a /b", "a/b\n", "a/"]
)
def test_what_leads_elsewhere_is_no_id_of_the_hub(id: str) -> None:
    assert HUB_ID.fullmatch(id) is None


def test_ids_of_the_hub_are_known() -> None:
    for id in ("Qwen/Qwen3-4B-Instruct-2507", "HuggingFaceTB/SmolLM2-135M", "a/_b.c"):
        assert HUB_ID.fullmatch(id)
