"""A server that plays Together's API: files that are processed, ``/fine-tunes``, a price."""

from __future__ import annotations

import json
from typing import Any

from tests.services.provider_server import Handler, ProviderServer

MODEL = "Qwen/Qwen3-8B"


class TogetherServer(ProviderServer):
    """``price`` is what it asks for a training; ``script`` is in Together's words."""

    def __init__(self) -> None:
        super().__init__(TogetherHandler)
        self.price = 0.001
        self.script = [{"status": "completed", "model_output_name": "desk/qwen-abc"}]


class TogetherHandler(Handler):
    server: TogetherServer

    def route(self, parts: list[str]) -> str:
        return "/" + "/".join("ID" if part.startswith(("file-", "ft-")) else part for part in parts)

    def answer(
        self, key: tuple[str, str], parts: list[str], query: dict[str, list[str]], body: bytes
    ) -> object:
        server = self.server
        match key:
            case ("POST", "/files/upload"):
                file = server.add_file(*self.read_form(body))
                return file | {"processing_status": "pending"}
            case ("GET", "/files"):
                return {"data": list(server.files.values())}
            case ("GET", "/files/ID"):
                file = server.files.get(parts[-1])
                return file and {**file, "status": None, "processing_status": "completed"}
            case ("DELETE", "/files/ID"):
                gone = server.files.pop(parts[-1], None)
                return gone and {"id": parts[-1], "deleted": True}
            case ("POST", "/fine-tunes/estimate-price"):
                server.bodies.append(json.loads(body))
                return {"estimated_total_price": server.price, "allowed_to_proceed": True}
            case ("POST", "/fine-tunes"):
                server.bodies.append(json.loads(body))
                return self.add_job(server.bodies[-1])
            case ("GET", "/fine-tunes"):
                hidden = server.hidden > 0
                server.hidden -= hidden
                return {"data": [] if hidden else list(server.jobs.values())}
            case ("GET", "/fine-tunes/ID"):
                return server.read_job(parts[1]) if parts[1] in server.jobs else None
            case ("POST", "/fine-tunes/ID/cancel"):
                server.jobs[parts[1]]["status"] = "cancelled"
                return {"success": True}
            case ("GET", "/fine-tunes/ID/events"):
                return {"data": server.events}
            case ("GET", "/fine-tunes/ID/checkpoints"):
                return {"data": [{"step": 3, "path": "ft-1:3", "checkpoint_type": "final"}]}
        return None

    def add_job(self, body: dict[str, Any]) -> dict[str, Any]:
        server = self.server
        with server.guard:
            id = f"ft-{len(server.jobs) + 1}"
            server.jobs[id] = {"id": id, "status": "pending", **body}
            return server.jobs[id]
