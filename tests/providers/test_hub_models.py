"""A model of the hub is fetched by its hashes, goes on where it broke, and counts once it is whole."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from studio.domain.errors import EngineError
from studio.providers.engine_process import python_of
from studio.providers.engine_setup import find_environment, is_installed
from studio.providers.hub_models import Hub, fetch_from_hub, is_hub_id, is_there
from tests.http_server import PlayedServer
from tests.providers.file_server import FileServer

ID = "desk/tiny"
COMMIT = "c0ffee" * 6 + "c0ff"
CONFIG = json.dumps({"model_type": "llama", "hidden_size": 16}).encode()
WEIGHTS = os.urandom(2_000_000)


def git_digest(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@dataclass
class PlayedHub:
    """The hub's API, its small files, and a redirect to where the large one lies."""

    server: HTTPServer
    store: FileServer
    listing: list[dict[str, Any]]
    status: int = 200
    config: bytes = CONFIG
    tokens: list[str | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path, answer in (
            (f"/api/models/{ID}", self.list_files),
            (f"/{ID}/resolve/{COMMIT}/config.json", self.give_config),
            (f"/{ID}/resolve/{COMMIT}/model.safetensors", self.lead_to_store),
        ):
            self.server.expect_request(path).respond_with_handler(answer)

    def list_files(self, request: Request) -> Response:
        self.tokens.append(request.headers.get("Authorization"))
        if self.status != 200:
            return Response("{}", self.status)
        return Response(json.dumps({"sha": COMMIT, "siblings": self.listing}))

    def give_config(self, _request: Request) -> Response:
        return Response(self.config)

    def lead_to_store(self, _request: Request) -> Response:
        return Response("", 302, headers={"Location": self.store.url})


LISTING = [
    {"rfilename": "config.json", "size": len(CONFIG), "blobId": git_digest(CONFIG)},
    {
        "rfilename": "model.safetensors",
        "size": len(WEIGHTS),
        "blobId": "0" * 40,
        "lfs": {"sha256": hashlib.sha256(WEIGHTS).hexdigest(), "size": len(WEIGHTS)},
    },
    {"rfilename": "pytorch_model.bin", "size": 10, "blobId": "1" * 40},
    {"rfilename": "onnx/model.onnx", "size": 10, "blobId": "2" * 40},
    {"rfilename": "consolidated.safetensors", "size": 10, "blobId": "3" * 40},
]


@pytest.fixture
def store() -> Iterator[FileServer]:
    with FileServer(WEIGHTS) as serving:
        yield serving


@pytest.fixture
def hub(store: FileServer) -> Iterator[PlayedHub]:
    with PlayedServer() as server:
        yield PlayedHub(server, store, list(LISTING))


@pytest.fixture
def asking(hub: PlayedHub, tmp_path: Path) -> Hub:
    return Hub({"HF_HOME": str(tmp_path / "hf"), "HF_ENDPOINT": hub.server.url_for("")})


def test_it_stands_in_the_cache_that_other_programs_share(asking: Hub) -> None:
    assert not is_there(ID, asking)
    lines = list(fetch_from_hub(ID, asking))
    assert lines[0] == "Fetching desk/tiny from the Hugging Face hub: 2 MB"
    snapshot = asking.folder(ID) / "snapshots" / COMMIT
    assert sorted(file.name for file in snapshot.iterdir()) == ["config.json", "model.safetensors"]
    assert (snapshot / "model.safetensors").read_bytes() == WEIGHTS
    assert (asking.folder(ID) / "refs" / "main").read_text() == COMMIT
    assert is_there(ID, asking)


def test_a_break_is_gone_on_from_and_half_a_model_is_none(
    asking: Hub, hub: PlayedHub, store: FileServer
) -> None:
    job = fetch_from_hub(ID, asking)
    store.breaks = [1_000_000]
    for line in job:
        if "broke" in line:
            break
    job.close()  # the program ends here
    assert not is_there(ID, asking)
    assert "Resumed at 1 of 2 MB" in list(fetch_from_hub(ID, asking))
    assert is_there(ID, asking) and store.asked == ["", "bytes=1000000-"]


def test_what_is_there_is_not_fetched_again(asking: Hub, store: FileServer) -> None:
    list(fetch_from_hub(ID, asking))
    list(fetch_from_hub(ID, asking))
    assert len(store.asked) == 1


def test_a_token_is_shown_to_the_hub_and_to_nobody_it_leads_to(
    asking: Hub, hub: PlayedHub, store: FileServer
) -> None:
    asking.home.mkdir(parents=True)
    (asking.home / "token").write_text("hf_secret\n")
    list(fetch_from_hub(ID, asking))
    assert hub.tokens == ["Bearer hf_secret"]
    assert all("Authorization" not in headers for headers in store.headers)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_model_that_is_not_shown_is_one_line_with_what_to_do(
    asking: Hub, hub: PlayedHub, status: int
) -> None:
    hub.status = status
    with pytest.raises(EngineError, match=r"agree to terms, do so at http.*/desk/tiny"):
        list(fetch_from_hub(ID, asking))


def test_another_file_than_the_hub_lists_is_not_taken(asking: Hub, hub: PlayedHub) -> None:
    hub.config = b"{}"
    with pytest.raises(EngineError, match=r"config\.json is not the file that the hub lists"):
        list(fetch_from_hub(ID, asking))
    assert not is_there(ID, asking)


@pytest.mark.parametrize(
    ("listing", "line"),
    [
        (LISTING[:1], "no weights as safetensors"),
        ([{"rfilename": "model.safetensors"}], "can't be read"),
        (
            [{"rfilename": "model.safetensors", "size": 1, "blobId": "../../../etc/passwd"}],
            "can't be read",
        ),
    ],
)
def test_a_listing_that_can_not_be_used_is_one_line(
    asking: Hub, hub: PlayedHub, listing: list[dict[str, Any]], line: str
) -> None:
    hub.listing = listing
    with pytest.raises(EngineError, match=line):
        list(fetch_from_hub(ID, asking))


def test_names_of_the_hub_are_told_from_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_hub_id("Qwen/Qwen3-0.6B")
    for other in (
        "rehearsal-tiny",
        "/models/my/own",
        "ft:Qwen/Qwen3:studio::1",
        "a/b/c",
        "a/..",
        "a/.",
        "日本/語",
        "",
    ):
        assert not is_hub_id(other)
    (tmp_path / "my").mkdir()
    (tmp_path / "my" / "model").mkdir()
    assert not is_hub_id("my/model")


@pytest.mark.slow
@pytest.mark.engine
def test_the_library_of_the_hub_finds_it_there(asking: Hub) -> None:
    env = find_environment()
    if not is_installed(env):
        pytest.skip(f"the engine's environment is not installed at {env}")
    list(fetch_from_hub(ID, asking))
    code = (
        "from huggingface_hub import snapshot_download, try_to_load_from_cache as look;"
        f"print(snapshot_download({ID!r}, local_files_only=True));"
        f"print(look({ID!r}, 'model.safetensors'))"
    )
    done = subprocess.run(
        [str(python_of(env)), "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **asking.variables, "HF_HUB_OFFLINE": "1"},
    )
    assert done.returncode == 0, done.stderr
    folder, weights = done.stdout.splitlines()
    assert folder.endswith(COMMIT) and Path(weights).read_bytes() == WEIGHTS
