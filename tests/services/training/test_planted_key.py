"""A key is planted, everything is done that asks a provider, and it is looked for everywhere."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.errors import StudioError
from studio.domain.run import Endpoint
from studio.domain.work import finish
from studio.services.session import Session
from studio.services.settings.connection_test import check_connection
from studio.services.training.bundle import write_bundle
from studio.services.training.follow import follow_run
from studio.services.training.start import start_run
from studio.services.versions import export
from tests.services.provider_server import MODEL, ProviderServer, failed, say, status

KEY = "planted-4f1d9c7e2b8a"
"""In no provider's shape, so that it is the key itself that is kept back, not what looks like one."""
CREATE, STATE = ("POST", "/fine_tuning/jobs"), ("GET", "/fine_tuning/jobs/ID")


@pytest.fixture
def planted(desk: Session, server: ProviderServer, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv("PLANTED", KEY)
    desk.settings.save_endpoint(Endpoint("custom", server.base_url, key_env="PLANTED"))
    return desk


def quote_key(code: int) -> object:
    """A provider that repeats the key in its refusal."""
    text = f'{{"error": {{"message": "Incorrect API key provided: {KEY}. Bearer {KEY}", "code": null}}}}'
    return status(code, body=text)


def read_everything(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield path, path.read_bytes()


def test_no_key_is_left_anywhere(
    planted: Session,
    version: int,
    server: ProviderServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []

    def attempt(work: object) -> None:
        with contextlib.suppress(StopIteration):
            try:
                finish(work)  # type: ignore[arg-type]
            except StudioError as error:
                said.extend([str(error), repr(error)])

    for code in (400, 401, 403, 429):
        server.faults[CREATE] = [quote_key(code)]  # type: ignore[list-item]
        attempt(start_run(planted, version, "custom", MODEL))
    server.faults[("GET", "/models")] = [quote_key(401)]  # type: ignore[list-item]
    found = finish(check_connection(planted, planted.settings.endpoint("custom"))).value
    said += [*found.lines, repr(planted), repr(planted.keys), repr(planted.trainer("custom"))]
    server.script = [failed(f"your key {KEY} may not train")]
    server.faults[STATE] = [say(f'{{"id": "ftjob-1", "status": "{KEY}"}}')]
    attempt(start_run(planted, version, "custom", MODEL))
    for run in planted.library.runs.list():
        attempt(follow_run(planted, run.id))
        said += [run.error, *(event.message for event in planted.library.runs.events(run.id))]
    export.write(planted, version, tmp_path / "out")
    write_bundle(planted, version, tmp_path / "bundle")
    planted.library.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    out, err = capfd.readouterr()
    assert KEY not in "\n".join([*said, out, err, caplog.text])
    assert len(said) > 10, "little was said: the test looks past it"
    files = dict(read_everything(tmp_path))
    assert len(files) > 20
    assert [path for path, content in files.items() if KEY.encode() in content] == []
