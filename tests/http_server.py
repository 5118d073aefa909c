"""A real HTTP server that plays an endpoint and is gone as soon as its test is over."""

from __future__ import annotations

from pytest_httpserver import HTTPServer

LOOK_SECONDS = 0.005
"""How often it looks whether it shall stop; the library's own half second is a test's whole time."""


class PlayedServer(HTTPServer):
    """An ``HTTPServer`` that stops at once."""

    def __init__(self) -> None:
        super().__init__(threaded=True)

    def thread_target(self) -> None:
        assert self.server is not None
        self.server.serve_forever(LOOK_SECONDS)
