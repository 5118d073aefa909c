"""What a curator chose is there again next time; what can't be used is said, never lost."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from studio.domain.errors import CuratorError, DiskError
from studio.domain.run import Endpoint
from studio.services.settings import settings as settings_module
from studio.services.settings.endpoints import endpoints_as_of
from studio.services.settings.options import ValueKind
from studio.services.settings.settings import SETTINGS, Settings, config_folder, data_folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def test_every_setting_has_a_default_that_passes_its_own_check(settings):
    for setting in SETTINGS:
        assert settings.get(setting.name) == setting.default
        assert setting.check(setting.default) == setting.default
        assert setting.title


def test_what_was_chosen_is_there_next_time(settings, tmp_path):
    settings.set("curator_currency", "USD")
    settings.set("monthly_budget_usd", "12.50")
    settings.set("recent_libraries", [f"{n}.studio" for n in range(20)])
    again = Settings(tmp_path)
    assert again.get("curator_currency") == "USD"
    assert again.get("monthly_budget_usd") == Decimal("12.50")
    assert len(again.get("recent_libraries")) == 10
    assert again.warning == ""


def test_epochs_can_be_left_to_the_provider(settings, tmp_path):
    settings.set("epochs", None)
    assert Settings(tmp_path).get("epochs") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("epochs", 0),
        ("epochs", 2.5),
        ("epochs", True),
        ("validation_share", "NaN"),
        ("validation_share", 0.9),
        ("monthly_budget_usd", "a lot"),
        ("monthly_budget_usd", None),
        ("model", 7),
        ("recent_libraries", "one.studio"),
    ],
)
def test_a_value_that_can_not_be_is_refused_and_nothing_changes(settings, name, value):
    with pytest.raises(CuratorError, match="can't be used for"):
        settings.set(name, value)
    assert not settings.path.exists()


def test_there_is_no_setting_outside_the_table(settings):
    with pytest.raises(KeyError):
        settings.get("colour")


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff\xfe\x00", b"null"])
def test_a_broken_file_is_kept_aside_and_the_defaults_hold(tmp_path, content):
    (tmp_path / "settings.json").write_bytes(content)
    settings = Settings(tmp_path)
    assert settings.get("endpoint") == "local"
    assert "settings.broken.json" in settings.warning
    assert (tmp_path / "settings.broken.json").read_bytes() == content
    settings.set("endpoint", "openai")
    assert Settings(tmp_path).get("endpoint") == "openai"


def test_one_bad_value_costs_only_itself(tmp_path):
    (tmp_path / "settings.json").write_text('{"epochs": "many", "theme": "dark"}')
    settings = Settings(tmp_path)
    assert (settings.get("epochs"), settings.get("theme")) == (3, "dark")
    assert "Epochs" in settings.warning


def test_what_a_newer_version_wrote_stays_in_the_file(tmp_path):
    (tmp_path / "settings.json").write_text('{"hologram": true}')
    Settings(tmp_path).set("theme", "dark")
    assert json.loads((tmp_path / "settings.json").read_text())["hologram"] is True


def test_two_windows_do_not_overwrite_each_other(tmp_path):
    first, second = Settings(tmp_path), Settings(tmp_path)
    first.set("theme", "dark")
    second.set("epochs", 5)
    assert Settings(tmp_path).get("theme") == "dark"


def test_a_folder_that_can_not_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    settings = Settings(tmp_path / "file" / "folder")
    with pytest.raises(DiskError, match=r"settings\.json"):
        settings.set("theme", "dark")


def test_nothing_is_left_beside_the_file(settings, tmp_path):
    settings.set("theme", "dark")
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_the_environment_says_where_things_are(monkeypatch, tmp_path):
    monkeypatch.setenv("STUDIO_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("STUDIO_DATA_DIR", str(tmp_path / "data"))
    assert (config_folder(), data_folder()) == (tmp_path / "config", tmp_path / "data")
    assert Settings().path.parent == tmp_path / "config"


def test_the_studio_comes_with_endpoints(settings):
    known = {endpoint.name: endpoint for endpoint in settings.endpoints()}
    trains = [name for name, endpoint in known.items() if endpoint.trains]
    places = ["local", "openai", "nebius", "foundry", "together", "fireworks", "custom"]
    assert trains == places
    assert list(known)[len(trains) :] == ["openrouter", "ollama", "lm-studio", "vllm"]
    assert known["local"].kind == "engine"
    assert known["openai"].key_env == "OPENAI_API_KEY"
    assert known["nebius"].kind == "nebius"
    assert endpoints_as_of() >= date(2026, 11, 22)


def test_an_endpoint_of_ones_own_is_kept_changed_and_removed(settings, tmp_path):
    settings.save_endpoint(Endpoint(" shelf ", " http://192.168.0.7:8000/v1 "))
    settings.save_endpoint(Endpoint("shelf", "http://192.168.0.8:8000/v1", trains=False))
    again = Settings(tmp_path)
    assert again.endpoint("shelf") == Endpoint("shelf", "http://192.168.0.8:8000/v1", trains=False)
    again.remove_endpoint("shelf")
    with pytest.raises(CuratorError, match=r"no endpoint “shelf”\. Known are: local, openai"):
        again.endpoint("shelf")


def test_a_changed_endpoint_of_the_studios_comes_back_as_shipped(settings):
    shipped = settings.endpoint("foundry")
    mine = Endpoint("foundry", "https://mine.openai.azure.com/openai/v1/", kind="foundry")
    settings.save_endpoint(mine)
    assert settings.endpoint("foundry") == mine
    settings.remove_endpoint("foundry")
    assert settings.endpoint("foundry") == shipped
    with pytest.raises(CuratorError, match="comes with the program"):
        settings.remove_endpoint("foundry")


@pytest.mark.parametrize(
    "endpoint",
    [
        Endpoint("", "https://a.example/v1"),
        Endpoint("x", ""),
        Endpoint("x", "a.example/v1"),
        Endpoint("x", "ftp://a.example/v1"),
        Endpoint("x", "https://a.exa mple/v1"),
        Endpoint("x", "https://[broken/v1"),
        Endpoint("x", "https://me:secret@a.example/v1"),
        Endpoint("x", "https://a.example/v1?key=sk-1"),
        Endpoint("x", "https://a.example/v1", kind="telepathy"),
        Endpoint("local", "https://a.example/v1"),
    ],
)
def test_an_endpoint_that_is_none_is_refused(settings, endpoint):
    with pytest.raises(CuratorError):
        settings.save_endpoint(endpoint)


def test_a_spoilt_stored_endpoint_costs_only_itself(tmp_path):
    good = {"name": "good", "base_url": "https://a.example", "from_a_newer_version": 1}
    rows = [{"name": "bad"}, {"name": "worse", "base_url": 3}, 3, good]
    (tmp_path / "settings.json").write_text(json.dumps({"endpoints": rows}))
    settings = Settings(tmp_path)
    assert settings.endpoint("good").base_url == "https://a.example"
    assert "can't be used" in settings.warning


def test_a_dialog_can_be_made_from_the_table():
    for setting in SETTINGS:
        assert (setting.kind is ValueKind.CHOICE) == bool(setting.choices)
        assert (
            setting.kind not in (ValueKind.WHOLE, ValueKind.NUMBER, ValueKind.MONEY) or setting.high
        )
    assert settings_module.SETTINGS is SETTINGS


def test_an_endpoint_that_there_is_not_can_not_be_chosen(settings):
    with pytest.raises(CuratorError, match="no endpoint “nowhere”"):
        settings.set("draft_endpoint", "nowhere")
    settings.set("draft_endpoint", "openai")
    settings.set("draft_endpoint", "")
    assert settings.get("draft_endpoint") == ""
