"""A server that plays Fireworks' API: data sets and jobs of an account, each named by the caller."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.services.provider_server import Handler, ProviderServer

MODEL = "accounts/fireworks/models/qwen3-8b"
KINDS = ("supervisedFineTuningJobs", "dpoJobs")


class FireworksServer(ProviderServer):
    """``jobs`` and ``files`` are by their whole names; ``script`` is in Fireworks' words."""

    def __init__(self) -> None:
        super().__init__(FireworksHandler)
        self.script = [{"state": "JOB_STATE_COMPLETED"}]

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/inference/v1"


class FireworksHandler(Handler):
    server: FireworksServer

    def route(self, parts: list[str]) -> str:
        path = "/".join(parts).replace("accounts/desk", "ACCOUNT")
        return "/" + re.sub(r"(datasets|Jobs)/[^:/]+", r"\1/ID", path)

    def answer(
        self, key: tuple[str, str], parts: list[str], query: dict[str, list[str]], body: bytes
    ) -> object:
        server, name = self.server, "/".join(parts).partition(":")[0]
        match key:
            case ("GET", "/accounts"):
                return {"accounts": [{"name": "accounts/desk"}]}
            case ("POST", "/ACCOUNT/datasets"):
                wish = json.loads(body)
                whole = f"{name}/{wish['datasetId']}"
                server.files[whole] = {"name": whole, "state": "UPLOADING", **wish["dataset"]}
                return server.files[whole]
            case ("POST", "/ACCOUNT/datasets/ID:upload"):
                server.contents.append(self.read_form(body)[1])
                server.files[name]["state"] = "READY"
                return {}
            case ("GET", "/ACCOUNT/datasets/ID"):
                return server.files.get(name)
            case ("DELETE", "/ACCOUNT/datasets/ID"):
                return {} if server.files.pop(name, None) else None
        if key[1].endswith("Jobs"):
            return self.add_job(name, query, json.loads(body))
        if key[1].endswith("Jobs/ID:cancel"):
            server.jobs[name]["state"] = "JOB_STATE_CANCELLED"
            server.jobs[name]["status"] = "cancelled"
            return {}
        if key[0] == "GET" and name in server.jobs and server.hidden <= 0:
            return server.read_job(name)
        server.hidden -= 1
        return None

    def add_job(
        self, path: str, query: dict[str, list[str]], body: dict[str, Any]
    ) -> dict[str, Any]:
        self.server.bodies.append(body)
        (id,) = (values[0] for key, values in query.items() if key.endswith("JobId"))
        name = f"{path}/{id}"
        self.server.jobs[name] = {
            "name": name,
            "state": "JOB_STATE_CREATING",
            "status": {"code": "OK", "message": ""},
            **body,
        }
        return self.server.jobs[name]
