"""A model taken along: its file name, the Modelfile, and the same answer from llama.cpp."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from studio.engine.catalogue import Model
from studio.engine.exporting import build_modelfile, name_file
from studio.providers.engine_process import ROOT, build_command, python_of

LLAMA = "STUDIO_LLAMA_PYTHON"
"""A Python with llama-cpp-python, in an environment of its own."""
ASK = """
import json, sys, llama_cpp
model = llama_cpp.Llama(sys.argv[1], n_ctx=512, verbose=False)
messages = [{"role": "user", "content": "How do I plan with step?"}]
reply = model.create_chat_completion(messages, temperature=0, max_tokens=12)
print(json.dumps(reply["choices"][0]["message"]["content"]))
"""


def test_the_file_says_which_model_it_is() -> None:
    name = "ft:smollm2-135m-instruct:studio:Mentor:1234abcd"
    assert name_file(Model(name, "adapter", "/w")) == "smollm2-135m-instruct-Mentor-1234abcd"
    assert name_file(Model("ft:my-model:studio::12", "adapter", "/w")) == "my-model-12"
    assert name_file(Model("/home/me/My Model", "folder", "/home/me/My Model")) == "My-Model"


def test_the_modelfile_carries_the_system_message_and_where_answers_end() -> None:
    chatml = SimpleNamespace(chat_template="<|im_start|>…", eos_token="<|im_end|>")
    text = build_modelfile("mentor-q8_0.gguf", chatml, 'You are "the" """mentor""".')
    assert text.startswith("FROM ./mentor-q8_0.gguf\n")
    assert 'PARAMETER stop "<|im_end|>"' in text and "{{ .Content }}" in text
    assert text.endswith('SYSTEM """You are "the" "mentor"."""\n')
    other = SimpleNamespace(chat_template="[INST]", eos_token="</s>")
    assert build_modelfile("m.gguf", other, "") == (
        'FROM ./m.gguf\nPARAMETER temperature 0.7\nPARAMETER stop "</s>"\n'
    )


@pytest.fixture(scope="session")
def saved(engine_env: Path, engine_home: Path, trained: Any, tmp_path_factory: Any) -> Path:
    """The trained rehearsal model, saved as all there is; the exporter reads each file back."""
    folder: Path = tmp_path_factory.mktemp("saved") / "mentor"
    arguments = str(engine_home), trained.fine_tuned_model, str(folder), "f16,q8_0,safetensors", ""
    done = subprocess.run(
        build_command(python_of(engine_env), "studio.engine.exporting", *arguments),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_a_tuned_model_is_saved_whole_and_read_back(saved: Path) -> None:
    names = sorted(file.name.partition("-")[0] for file in saved.iterdir())
    assert names == ["Modelfile", "rehearsal", "rehearsal", "safetensors"]
    assert (saved / "safetensors" / "model.safetensors").is_file()
    assert (saved / "safetensors" / "tokenizer.json").is_file()


def test_llama_cpp_gives_the_same_answer(saved: Path, client: Any, trained: Any) -> None:
    python = os.environ.get(LLAMA)
    if not python:
        pytest.skip(f"no llama-cpp-python: name the Python that has it in {LLAMA}")
    messages: Any = [{"role": "user", "content": "How do I plan with step?"}]
    ours = client.chat.completions.create(
        model=trained.fine_tuned_model, messages=messages, temperature=0, max_tokens=12
    )
    for file in saved.glob("*.gguf"):
        done = subprocess.run([python, "-c", ASK, str(file)], capture_output=True, text=True)
        assert json.loads(done.stdout.splitlines()[-1]) == ours.choices[0].message.content, file
