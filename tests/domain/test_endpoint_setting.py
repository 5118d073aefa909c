"""A setting of a provider says what can be chosen, where one does not type."""

from studio.domain.endpoint_setting import EndpointSetting, SettingKind


def test_a_switch_is_on_or_off_and_a_choice_has_its_own_words() -> None:
    assert EndpointSetting("packing", "Packing", SettingKind.SWITCH).options == ("on", "off")
    assert EndpointSetting("type", "Type", SettingKind.CHOICE, choices=("a", "b")).options == (
        "a",
        "b",
    )
    assert EndpointSetting("rank", "Rank", SettingKind.WHOLE).options == ()
