"""A real HTTP server with one file, and with the bad days a server of files can have."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ETAG = '"today"'


class FileServer:
    """Serves ``content``; its attributes say how it misbehaves.

    ``breaks`` are the bytes of the file at which it hangs up, one a request; ``asked`` the
    ranges that were asked for, ``headers`` what came with them, ``sent`` the bytes of the file that were sent.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.ranges = True
        self.breaks: list[int] = []
        self.silent_after_break = False
        self.hold_after = 0
        self.failures = 0
        self.status = 0
        self.asked: list[str] = []
        self.headers: list[Any] = []
        self.sent = 0
        self.held = threading.Event()
        self._released = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner._serve(self)

            def log_message(self, *_args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def __enter__(self) -> FileServer:
        self._thread.start()
        return self

    def __exit__(self, *_args: object) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/weights.whl"

    def release(self) -> None:
        """Let go on what was held."""
        self.hold_after = 0
        self._released.set()

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        wish = request.headers.get("Range", "")
        self.asked.append(wish)
        self.headers.append(request.headers)
        if self.failures or self.status:
            self.failures = max(0, self.failures - 1)
            request.send_error(self.status or 503)
            return
        start = self._begin(wish, request.headers.get("If-Range", ETAG))
        total = len(self.content)
        if start >= total:
            request.send_error(416)
            return
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(total - start))
        request.send_header("ETag", ETAG)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
        request.end_headers()
        self._send(request, start)

    def _begin(self, wish: str, mark: str) -> int:
        if not wish or not self.ranges or mark != ETAG:
            return 0
        return int(wish.removeprefix("bytes=").partition("-")[0])

    def _send(self, request: BaseHTTPRequestHandler, start: int) -> None:
        end = self.breaks.pop(0) if self.breaks else len(self.content)
        if self.silent_after_break and start >= end:
            end = start
        if self.hold_after:
            request.wfile.write(self.content[start : self.hold_after])
            request.wfile.flush()
            start = self.hold_after
            self.held.set()
            self._released.wait(30)
        piece = self.content[start:end]
        try:
            request.wfile.write(piece)
        except OSError:
            return
        self.sent += len(piece)
        request.close_connection = True
