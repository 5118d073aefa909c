"""Starts the engine: ``python -m studio.engine --home FOLDER``.

Prints one line of JSON, ``{"base_url": …, "pid": …}``, when it is ready. One engine serves a
folder: where one runs already, its address is printed and this process ends. The engine ends by
itself when nothing was asked and nothing trained for a while; what it was training goes on at the
next start.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import secrets
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from studio.engine.home import Home, Record, read_json, write_json
from studio.engine.server import Engine, Server

IDLE_MINUTES = 10.0
PATIENCE = 10.0  # seconds to wait for the address of an engine that is just starting


def main() -> int:
    options = _options()
    home = Home(options.home.expanduser().resolve())
    home.make()
    lock = _wait_for_lock(home)
    if lock is None:
        print("Another engine holds this folder but gives no address.", file=sys.stderr)
        return 1
    if isinstance(lock, dict):
        print(json.dumps(lock), flush=True)
        return 0
    with lock:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
        key = os.environ.pop("STUDIO_ENGINE_KEY", "") or secrets.token_urlsafe(32)
        return _serve(home, key, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m studio.engine", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="the engine's folder")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--ready-file", type=Path, help="also write the ready line here")
    parser.add_argument("--idle-minutes", type=float, default=IDLE_MINUTES, help="0: never end")
    return parser.parse_args()


def _wait_for_lock(home: Home) -> BinaryIO | Record | None:
    """The lock, or the address of the engine that has it; one that is just ending is awaited."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        lock = home.lock()
        if lock is not None:
            return lock
        address = read_json(home.address)
        if address:
            return {"base_url": address["base_url"], "pid": address["pid"]}
        time.sleep(0.1)
    return None


def _serve(home: Home, key: str, options: argparse.Namespace) -> int:
    engine = Engine(home, key)
    try:
        server = Server(engine, options.port)
    except OSError as error:
        # Of any free port, 0, this is never said.
        why = error.strerror or error
        line = f"Port {options.port} can't be used ({why}). Choose another, or leave it out."
        print(line, file=sys.stderr)
        return 1
    done = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        done.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    engine.queue.start()
    try:
        _announce(home, server, options.ready_file)
        limit = options.idle_minutes * 60 or float("inf")
        while not done.wait(min(1.0, limit)) and engine.idle() < limit:
            engine.chat_model.rest()
    finally:
        # First the address, so that nobody is sent here any more.
        home.address.unlink(missing_ok=True)
        server.shutdown()
        engine.queue.stop()
    return 0


def _announce(home: Home, server: Server, ready_file: Path | None) -> None:
    ready: Record = {"base_url": server.base_url, "pid": os.getpid()}
    write_json(home.address, {**ready, "key": server.engine.key}, mode=0o600)
    if ready_file:
        write_json(ready_file, ready)
    print(json.dumps(ready), flush=True)


if __name__ == "__main__":
    sys.exit(main())
