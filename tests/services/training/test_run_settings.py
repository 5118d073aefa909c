"""A run says which settings of its endpoint it was ordered with, and is followed with these."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.endpoint_setting import EndpointSetting
from studio.domain.errors import EndpointError
from studio.domain.run import Endpoint, Run
from studio.domain.work import finish
from studio.services.experiments.difference import compare_experiments
from studio.services.session import Session
from studio.services.training import again, order, start
from studio.services.training.bundle import write_bundle
from studio.services.training.follow import follow_run
from studio.services.training.order import Order
from studio.services.training.queue import enqueue, run_queue
from studio.services.training.run_settings import compare_settings, describe_settings, list_sent
from tests.services.prices import set_price
from tests.services.provider_server import MODEL, ProviderServer, status

CREATE = ("POST", "/fine_tuning/jobs")


@pytest.fixture
def place(desk: Session, server: ProviderServer) -> Session:
    """The endpoint of ``desk`` as a Foundry, whose settings go out with a job."""
    choose(desk, training_type="Developer", deployment="mentor-1")
    set_price(desk, "custom")
    return desk


def choose(session: Session, **settings: str) -> None:
    custom = session.settings.endpoint("custom")
    session.settings.save_endpoint(replace(custom, kind="foundry", settings=settings))


@pytest.fixture
def charged(desk: Session, server: ProviderServer, monkeypatch: pytest.MonkeyPatch) -> Session:
    """An OpenAI at the server, whose trainings a project is charged for."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    charge(desk, server, "proj_books")
    return desk


def charge(session: Session, server: ProviderServer, project: str) -> None:
    shipped = session.settings.endpoint("openai")
    settings = {"project": project}
    session.settings.save_endpoint(replace(shipped, base_url=server.base_url, settings=settings))


def train(session: Session, version: int, endpoint: str = "custom") -> Run:
    run = finish(start.start_run(session, version, endpoint, MODEL)).value
    return session.library.runs.get(run)


def test_they_stand_in_the_run_before_its_provider_is_asked(
    place: Session, version: int, server: ProviderServer
) -> None:
    server.faults[CREATE] = [status(400)]
    with pytest.raises(EndpointError):
        train(place, version)
    (run,) = place.library.runs.list()
    # The deployment belongs to no training: it is chosen once there is a model.
    assert run.settings == {"training_type": "Developer"}
    assert describe_settings(place, run) == [("Training type", "Developer")]


def test_a_default_is_written_down_too_as_it_may_be_another_later(
    place: Session, version: int
) -> None:
    choose(place)
    assert train(place, version).settings == {"training_type": "GlobalStandard"}


def test_a_run_of_the_queue_trains_with_what_it_was_ordered_with(
    place: Session, version: int, server: ProviderServer
) -> None:
    finish(enqueue(place, [Order(version, "custom", MODEL)]))
    choose(place, training_type="Standard")
    finish(run_queue(place))
    assert server.bodies[0]["trainingType"] == "Developer"
    assert place.library.runs.get(1).settings == {"training_type": "Developer"}


def test_what_is_started_again_takes_what_the_endpoint_says_now(
    place: Session, version: int, server: ProviderServer
) -> None:
    server.script[:] = [{"status": "failed"}]
    first = train(place, version)
    finish(follow_run(place, first.id))
    choose(place, training_type="Standard")
    second = finish(again.start_again(place, first.id)).value
    assert place.library.runs.get(second).settings == {"training_type": "Standard"}
    # What is planned from a run, to be compared with it, keeps to it.
    assert order.repeat_order(first).settings == {"training_type": "Developer"}


def test_two_runs_differ_in_them(place: Session, version: int) -> None:
    first = train(place, version)
    finish(follow_run(place, first.id))
    choose(place, training_type="Standard")
    second = train(place, version)
    rows = compare_experiments(place, first.id, second.id).settings
    assert ("Training type", "Developer", "Standard") in rows
    assert list(compare_settings(place, replace(first, settings={}), second)) == [
        ("Training type", "automatic", "Standard")
    ]
    (old,) = compare_settings(place, replace(first, settings=None), second)
    assert old[1] == "not recorded"


def test_a_run_of_an_endpoint_that_is_gone_still_says_them(place: Session, version: int) -> None:
    run = replace(train(place, version), endpoint="gone")
    assert describe_settings(place, run) == [("training_type", "Developer")]


def test_a_job_is_looked_for_in_the_project_that_it_was_ordered_in(
    charged: Session, version: int, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = train(charged, version, "openai")
    charge(charged, server, "proj_other")
    connected: list[Endpoint] = []
    monkeypatch.setattr(charged, "_connect", lambda endpoint, key="": connected.append(endpoint))
    charged.trainer(run.endpoint, run.settings)
    charged.trainer(run.endpoint, None)
    assert [place.settings["project"] for place in connected] == ["proj_books", "proj_other"]


def test_a_bundle_says_how_but_not_for_whom_its_version_was_trained(
    charged: Session, version: int, tmp_path: Path
) -> None:
    run = train(charged, version, "openai")
    finish(follow_run(charged, run.id))
    write_bundle(charged, version, tmp_path / "bundle")
    text = (tmp_path / "bundle/manifest.json").read_text()
    (told,) = json.loads(text)["runs"]
    assert (told["number"], told["model"], told["settings"]) == (run.id, MODEL, {})
    assert "proj_books" not in text
    choose(charged, training_type="Developer")
    set_price(charged, "custom")
    assert list_sent(charged, train(charged, version)) == {"training_type": "Developer"}


def test_settings_are_ordered_with_a_training_unless_they_say_otherwise() -> None:
    assert EndpointSetting("rank", "Rank").ordered
