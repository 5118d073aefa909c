"""A key is in the environment, in the keyring or in memory, and nowhere else."""

from __future__ import annotations

import logging

import pytest
from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError

from studio.domain.errors import CuratorError
from studio.domain.run import Endpoint
from studio.services.settings.keys import Kept, KeyRing

OPENAI = Endpoint("openai", "https://api.openai.com/v1", key_env="OPENAI_API_KEY")
KEY = "sk-proj-abcDEF1234567890"


class ScriptedKeyring:
    """A keyring that works, or fails with one error whatever it is asked."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.failure = failure

    def get_password(self, service_name: str, username: str) -> str | None:
        self._fail()
        return self.kept.get((service_name, username))

    def set_password(self, service_name: str, username: str, password: str) -> None:
        self._fail()
        self.kept[service_name, username] = password

    def delete_password(self, service_name: str, username: str) -> None:
        self._fail()
        if self.kept.pop((service_name, username), None) is None:
            raise PasswordDeleteError("none there")

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


class NullKeyring(ScriptedKeyring):
    """Takes everything, keeps nothing, as the "null" back-end does."""

    def get_password(self, service_name: str, username: str) -> str | None:
        return None


def test_a_key_goes_into_the_keyring_and_comes_back():
    keyring = ScriptedKeyring()
    assert KeyRing(keyring, {}).set(OPENAI, f" {KEY}\n") is Kept.KEYRING
    later = KeyRing(keyring, {})
    assert later.get(OPENAI) == KEY
    assert later.where(OPENAI) is Kept.KEYRING


def test_the_environment_goes_first():
    keys = KeyRing(ScriptedKeyring(), {"OPENAI_API_KEY": "sk-environment"})
    keys.set(OPENAI, KEY)
    assert keys.get(OPENAI) == "sk-environment"
    assert keys.where(OPENAI) is Kept.ENVIRONMENT


@pytest.mark.parametrize(
    "keyring",
    [
        ScriptedKeyring(NoKeyringError("no back-end")),
        ScriptedKeyring(KeyringError("locked")),
        ScriptedKeyring(OSError("no D-Bus")),
        NullKeyring(),
    ],
    ids=["none", "locked", "broken", "null"],
)
def test_without_a_keyring_the_key_is_kept_for_the_session_and_said_so(keyring):
    keys = KeyRing(keyring, {})
    assert keys.set(OPENAI, KEY) is Kept.SESSION_ONLY
    assert (keys.get(OPENAI), keys.where(OPENAI)) == (KEY, Kept.SESSION_ONLY)
    keys.forget(OPENAI)
    assert (keys.get(OPENAI), keys.where(OPENAI)) == (None, None)
    assert KeyRing(keyring, {}).get(OPENAI) is None


def test_a_forgotten_key_is_gone_and_forgetting_twice_is_no_error():
    keyring = ScriptedKeyring()
    keys = KeyRing(keyring, {})
    keys.set(OPENAI, KEY)
    keys.forget(OPENAI)
    keys.forget(OPENAI)
    assert keys.get(OPENAI) is None
    assert keyring.kept == {}


def test_a_key_is_not_given_to_another_address_under_the_same_name():
    keys = KeyRing(ScriptedKeyring(), {})
    keys.set(OPENAI, KEY)
    assert keys.get(Endpoint("openai", "https://elsewhere.example/v1")) is None


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://api.openai.com/v1", "sk-openai"),
        ("http://127.0.0.1:8000/v1", "sk-openai"),
        ("https://evil.example/v1", None),
        ("https://api.openai.com.evil.example/v1", None),
    ],
)
def test_a_providers_variable_is_for_its_own_hosts(base_url, expected):
    keys = KeyRing(None, {"OPENAI_API_KEY": "sk-openai", "MY_KEY": "sk-mine"})
    assert keys.get(Endpoint("openai", base_url, key_env="OPENAI_API_KEY")) == expected
    assert keys.get(Endpoint("gateway", base_url, key_env="MY_KEY")) == "sk-mine"


def test_a_new_key_that_the_keyring_will_not_take_still_goes_before_the_old_one():
    keyring = ScriptedKeyring()
    keys = KeyRing(keyring, {})
    keys.set(OPENAI, "sk-old-0000000")
    keyring.failure = KeyringError("locked")
    keys.set(OPENAI, KEY)
    keyring.failure = None
    assert keys.get(OPENAI) == KEY


@pytest.mark.parametrize("key", ["", "  ", "sk-a b", "ｓｋ－ｚｅｎｋａｋｕ", "sk-\x00"])
def test_what_can_not_be_a_key_is_refused_without_repeating_it(key):
    with pytest.raises(CuratorError) as caught:
        KeyRing(ScriptedKeyring(), {}).set(OPENAI, key)
    assert not key.strip() or key not in str(caught.value)


def test_a_key_is_never_shown(caplog):
    keys = KeyRing(ScriptedKeyring(KeyringError(KEY)), {})
    with caplog.at_level(logging.DEBUG):
        keys.set(OPENAI, KEY)
        keys.get(OPENAI)
    assert KEY not in repr(keys) + str(keys) + caplog.text
