"""Settings, budget, endpoints and keys can be set without a window; no key is ever shown."""

from __future__ import annotations

import io

import pytest

from studio.services.settings.settings import Settings


def test_settings_are_listed_and_chosen(shell) -> None:
    status, settings = shell("settings", "--set", "epochs=5", "curator_currency=USD")
    values = {setting["name"]: setting["value"] for setting in settings}
    assert status == 0 and (values["epochs"], values["curator_currency"]) == (5, "USD")
    assert "last_library" not in values and all(setting["about"] for setting in settings)
    shell("settings", "--set", "epochs=auto")
    assert Settings().get("epochs") is None


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("mood=good", "There is no setting “mood”"),
        ("last_library=x", "There is no setting"),
        ("epochs=often", "“Epochs”: it is not a number."),
        ("epochs=2.5", "“Epochs”: it is not a whole number."),
        ("monthly_budget_usd=much", "it is not a number."),
        ("theme=pink", "choose one of"),
        ("endpoint=nowhere", "no endpoint “nowhere”"),
        ("epochs", "write NAME=VALUE"),
    ],
)
def test_a_setting_that_cant_be_is_refused(shell, words: str, line: str) -> None:
    assert line in shell.refused("settings", "--set", words)
    assert Settings().get("epochs") == 3


def test_the_budget_is_set_and_asked_for(shell) -> None:
    assert shell("budget") == (0, {"limit": 20.0})
    assert shell("budget", "0") == (0, {"limit": 0.0})
    assert shell("budget") == (0, {"limit": 0.0})
    assert "US dollars" in shell.refused("budget", "lots")
    assert "US dollars" in shell.refused("budget", "nan")


@pytest.mark.parametrize("text", ['{"monthly_budget_usd": "lots"}', "{broken"])
def test_a_budget_that_cannot_be_read_is_said_and_is_not_the_usual_one(shell, text) -> None:
    path = Settings().path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    assert "Budget a month" in shell.refused("budget")
    assert shell("budget", "7") == (0, {"limit": 7.0})


def test_an_endpoint_is_saved_changed_and_removed(shell) -> None:
    address = "http://127.0.0.1:9/v1"
    _status, endpoints = shell("endpoints", "--save", "work", "--url", address, "--no-trains")
    assert endpoints[-1]["name"] == "work" and not endpoints[-1]["trains"]
    _status, endpoints = shell("endpoints", "--save", "work", "--key-variable", "WORK_KEY")
    assert (endpoints[-1]["base_url"], endpoints[-1]["key_env"]) == (address, "WORK_KEY")
    _status, endpoints = shell("endpoints", "--remove", "work")
    assert "work" not in [endpoint["name"] for endpoint in endpoints]


@pytest.mark.parametrize(
    "words",
    [
        ("--save", "work"),
        ("--save", "work", "--url", "example.com"),
        ("--save", "work", "--url", "https://me:secret@example.com/v1"),
        ("--save", "work", "--url", "https://example.com/v1", "--kind", "magic"),
        ("--save", "work", "--url", "https://example.com/v1", "--option", "mood=good"),
        ("--save", "local", "--url", "https://example.com/v1"),
        ("--remove", "openai"),
        ("--remove", "nowhere"),
    ],
)
def test_an_endpoint_that_cant_be_is_refused(shell, words: tuple[str, ...]) -> None:
    before = Settings().endpoints()
    line = shell.refused("endpoints", *words)
    assert "secret" not in line and Settings().endpoints() == before


def test_a_key_of_the_environment_is_found_and_not_shown(shell, monkeypatch) -> None:
    assert shell("key", "openai") == (1, {"endpoint": "openai", "kept": None})
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    assert shell("key", "openai") == (0, {"endpoint": "openai", "kept": "environment"})
    assert "secret" not in shell.messages


def test_a_key_that_no_keyring_keeps_is_not_called_kept(shell, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("sk-very-secret\n"))
    line = shell.refused("key", "openai", "--set")
    assert "OPENAI_API_KEY" in line and "secret" not in shell.messages


def test_what_is_no_key_is_refused(shell, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("not a key\n"))
    assert "can't be a key" in shell.refused("key", "openai", "--set")


def test_a_budget_is_given_in_yen_and_for_a_training_or_a_library_too(shell, tmp_path) -> None:
    library = tmp_path / "mentor.studio"
    assert shell("new", library)[0] == 0
    assert shell("budget", "3000", "--run", "750", "--currency", "JPY") == (
        0,
        {"limit": 20.0, "run": 5.0},
    )
    status, limits = shell("budget", "--library", library, "--total", "12.5")
    assert (status, limits["library"]) == (0, 12.5)
    assert shell("budget", "--library", library)[1]["library"] == 12.5


def test_what_a_provider_wants_to_know_is_listed_and_chosen(shell):
    address = "https://mine.openai.azure.com/openai/v1/"
    words = ("endpoints", "--save", "foundry", "--url", address, "--option")
    _status, endpoints = shell(*words, "training_type=Developer")
    foundry = next(each for each in endpoints if each["name"] == "foundry")
    setting = foundry["settings"][0]
    assert (setting["name"], setting["value"]) == ("training_type", "Developer")
    assert "Standard" in setting["choices"] and setting["default"] == "GlobalStandard"
    assert "one of GlobalStandard" in shell.refused(*words, "training_type=cheap")
    _status, endpoints = shell(*words, "training_type=")
    foundry = next(each for each in endpoints if each["name"] == "foundry")
    assert foundry["settings"][0]["value"] == "GlobalStandard"
