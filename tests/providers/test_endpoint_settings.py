"""Providers' own settings: each stands in the table, is checked, and goes out where it belongs."""

from __future__ import annotations

import pytest

from studio.domain.endpoint_setting import SettingKind
from studio.domain.errors import CuratorError
from studio.domain.run import Endpoint
from studio.providers.endpoint_settings import (
    build_extras,
    check_settings,
    list_settings,
    settings_of,
)
from studio.services.settings.endpoints import list_shipped

SHIPPED = {endpoint.name: endpoint for endpoint in list_shipped()}
OWN = [endpoint for endpoint in list_shipped() if list_settings(endpoint)]


def endpoint(kind: str, **settings: str) -> Endpoint:
    return Endpoint("mine", "https://api.example.com/v1", kind=kind, settings=settings)


@pytest.mark.parametrize("shipped", OWN, ids=lambda shipped: shipped.name)
def test_every_row_of_the_table_can_be_chosen_as_it_says(shipped: Endpoint) -> None:
    for setting in list_settings(shipped):
        assert setting.title and setting.note
        assert (setting.kind is SettingKind.CHOICE) == bool(setting.choices)
        assert not setting.choices or setting.default in setting.choices
        for option in setting.options:
            check_settings(
                Endpoint(shipped.name, "", kind=shipped.kind, settings={setting.name: option})
            )


def test_a_setting_that_an_endpoint_does_not_name_has_its_usual_value() -> None:
    assert settings_of(SHIPPED["foundry"]) == {
        "training_type": "GlobalStandard",
        "deployment": "",
    }
    assert build_extras(SHIPPED["foundry"]) == {"trainingType": "GlobalStandard"}


def test_a_setting_goes_out_at_its_level_and_as_what_it_is() -> None:
    chosen = endpoint("nebius", lora="off", lora_rank="16", packing="on")
    assert build_extras(chosen) == {
        "hyperparameters": {"lora": False, "lora_r": 16, "packing": True}
    }
    chosen = endpoint("together", training_type="Full", warmup_ratio="0.1")
    assert build_extras(chosen) == {"training_type": {"type": "Full"}, "warmup_ratio": 0.1}


def test_what_is_left_empty_is_left_to_the_provider() -> None:
    chosen = endpoint("nebius", lora_rank=" ", packing="")
    assert check_settings(chosen) == {} and build_extras(endpoint("nebius")) == {}


def test_a_server_of_ones_own_has_the_settings_of_its_kind() -> None:
    assert [setting.name for setting in list_settings(endpoint("foundry"))] == [
        "training_type",
        "deployment",
    ]
    assert list_settings(SHIPPED["custom"]) == ()


@pytest.mark.parametrize(
    ("kind", "settings", "line"),
    [
        ("foundry", {"training_type": "Cheap"}, "“Training type” is one of GlobalStandard"),
        ("nebius", {"lora_rank": "many"}, "“LoRA rank” is a whole number between 1 and 128"),
        ("nebius", {"lora_rank": "0"}, "not “0”"),
        ("nebius", {"packing": "yes"}, "one of on and off|one of on, off|on or off"),
        ("together", {"warmup_ratio": "nan"}, "“Warm-up” is a number between 0 and 1, not “nan”"),
        ("fireworks", {"account": "x" * 300}, "one line of at most 200 letters"),
        ("fireworks", {"account": "a\nb"}, "one line"),
        ("foundry", {"speed": "high"}, "has no setting “speed”. It has: training_type"),
        ("chat", {"speed": "high"}, "It has: none"),
    ],
)
def test_what_can_not_be_is_refused_by_its_title(
    kind: str, settings: dict[str, str], line: str
) -> None:
    with pytest.raises(CuratorError, match=line):
        check_settings(endpoint(kind, **settings))
