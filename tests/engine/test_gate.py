"""Who may speak to the engine: who has the key, names this computer, and does not dawdle."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.engine import server as gate
from studio.engine import timed_socket
from studio.engine.home import Home
from studio.engine.server import Engine, Server

KEY = "a-key-of-the-engine"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    home = Home(tmp_path)
    home.make()
    server = Server(Engine(home, KEY), 0)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def send(server: Server, head: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
    """The status and the body of the reply; 0 when the engine hung up without a word."""
    fields = {"Host": f"127.0.0.1:{server.server_port}", "Authorization": f"Bearer {KEY}"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as connection:
        connection.sendall(f"{head} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        reply = b""
        while not reply.endswith((b"}", b"]")) and (piece := connection.recv(65_536)):
            reply += piece
    status, _space, text = reply.decode().partition("\r\n\r\n")
    return (int(status.split()[1]) if status else 0), text


def test_the_key_and_this_computers_name_open_the_gate(server: Server) -> None:
    assert send(server, "GET /v1/models")[0] == 200
    assert send(server, "GET /v1/models", Host="localhost")[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_page_that_reaches_the_engine_by_another_name_is_refused(
    server: Server, host: str
) -> None:
    status, text = send(server, "GET /v1/models", Host=host)
    assert (status, json.loads(text)["error"]["code"]) == (403, "wrong_host")


def test_a_body_without_a_key_is_not_waited_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "DRAIN_SECONDS", 0.1)
    begun = time.monotonic()
    status, text = send(
        server, "POST /v1/files", Authorization="Bearer wrong", Content_Length=str(400_000_000)
    )
    assert (status, json.loads(text)["error"]["code"]) == (401, "invalid_api_key")
    assert time.monotonic() - begun < 5


def test_a_client_without_a_key_reads_why_though_it_sends_a_body(server: Server) -> None:
    status, _text = send(
        server,
        "POST /v1/files",
        b"x" * 300_000,
        Authorization="Bearer wrong",
        Content_Length="300000",
    )
    assert status == 401


def test_a_file_above_the_limit_is_refused_before_it_is_read(server: Server) -> None:
    status, text = send(server, "POST /v1/files", Content_Length=str(gate.MOST + 1))
    assert status == 413 and "512 MB" in text


def test_the_engine_listens_on_this_computer_only(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_a_body_that_drips_is_hung_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BODY_SECONDS", 0.1)
    begun = time.monotonic()
    assert send(server, "POST /v1/files", b"slow", Content_Length="10") == (0, "")
    assert time.monotonic() - begun < 5


def test_a_head_that_drips_is_hung_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(timed_socket, "HEAD_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as connection:
        begun = time.monotonic()
        try:
            for letter in "GET /v1/models HTTP/1.1\r\nA: " + "a" * 100:
                connection.sendall(letter.encode())
                time.sleep(0.02)
        except OSError:
            pass  # hung up while we were still sending
        assert connection.recv(10) == b"" or time.monotonic() - begun < 5
