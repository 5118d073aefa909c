"""The example in a command's help can be typed as it stands: each is run here."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.cli import COMMANDS, main
from studio.providers.engine_setup import find_environment, is_installed
from studio.resources import RESOURCES
from studio.services.session import Session
from studio.services.versions import freezing
from tests.cli.conftest import insert_judged

SAMPLES = RESOURCES / "samples"
EXAMPLES = {command.name: shlex.split(command.example) for command in COMMANDS}
OF_THE_ENGINE = (
    "demo",
    "replay",
    "sweep",
    "engine",
    "models",
    "model",
    "train",
    "run",
    "cancel",
    "compare",
)
OF_A_COMPARISON = ("comparisons", "vote", "why", "rewrite")
BY_HAND = [name for name in EXAMPLES if name not in OF_THE_ENGINE]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a curator has it half-way: a library with two versions, and files beside it."""
    folder = tmp_path_factory.mktemp("stock")
    library = str(folder / "mentor.studio")
    main(["new", library])
    main(["ingest", library, str(SAMPLES / "as-a-man-thinketh_pg4507.txt")])
    main(["draft", library])
    main(["review", library, "--accept", "--where", "all"])
    with Session.open(Path(library)) as session:
        for _version in range(2):
            freezing.freeze(session, validation=0.1)
    main(["export", library, "--version", "1", "--out", str(folder / "made")])
    shutil.copy(next((folder / "made").glob("*train.jsonl")), folder / "train.jsonl")
    message = {"role": "user", "content": "How?"}, {"role": "assistant", "content": "So."}
    (folder / "rows.jsonl").write_text(json.dumps({"messages": message}) + "\n")
    shutil.copy(next(SAMPLES.glob("*.epub")), folder / "walden.epub")
    return folder


@pytest.fixture
def folder(stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the stock, as the current folder."""
    shutil.copytree(stock, tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-desk")
    return tmp_path / "desk"


@pytest.mark.parametrize("name", BY_HAND)
def test_an_example_does_what_it_says(name: str, folder: Path, capsys) -> None:
    if name == "new":
        (folder / "mentor.studio").unlink()
    if name in OF_A_COMPARISON:
        insert_judged(folder / "mentor.studio")
    if name == "vote":
        with Session.open(folder / "mentor.studio") as session, session.library.transaction():
            session.library.comparisons.set_open(1, True)
    if name == "redo":
        main(EXAMPLES["undo"])
    # Exit 1 is an answer: preflight finds something in drafts that nobody has read.
    assert main(EXAMPLES[name]) == (1 if name == "check" else 0)
    assert capsys.readouterr().out


@pytest.fixture
def engine_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same, with the real engine; it is stopped at the end."""
    environment = find_environment()
    if not is_installed(environment):
        pytest.skip(f"the engine's environment is not installed at {environment}")
    monkeypatch.setenv("STUDIO_ENGINE_ENV", str(environment))
    yield folder
    assert main(["engine", "--stop"]) == 0


@pytest.mark.slow
@pytest.mark.engine
def test_examples_that_need_the_engine(engine_folder: Path, capsys) -> None:
    for name in ("engine", "models", "model", "train", "run", "cancel", "compare"):
        assert main([*EXAMPLES[name], "--json"]) == 0, name
        value = json.loads(capsys.readouterr().out)
        if name == "engine":
            assert value["base_url"].startswith("http://127.0.0.1:8399/")
            assert "key" in json.loads(Path(value["key_file"]).read_text())
    assert main(["engine", "--port", "8398"]) == 2
    assert "8399" in capsys.readouterr().err
