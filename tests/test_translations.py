"""Every sentence of the studio can be had in Japanese, with the same figures in it."""

from __future__ import annotations

import importlib.util
import string
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from studio import i18n

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    """``build/translations.py``, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "build/translations.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalogue(translations: ModuleType) -> Any:
    """All sentences of the program with their Japanese."""
    return translations.merge("ja", translations.collect())


def test_no_sentence_waits_for_a_translator_and_the_catalogue_is_compiled(
    translations: ModuleType, catalogue: Any
) -> None:
    assert [message.id for message in translations.missing(catalogue)] == []
    path = translations.catalogue_file("ja")
    # `build/translations` brings both files up to date.
    assert path.read_bytes() == translations.to_po(catalogue)
    assert path.with_suffix(".mo").read_bytes() == translations.to_mo(catalogue)


def fields(sentence: str) -> set[str]:
    """The places of a sentence where something is put in, with how it is written."""
    return {
        f"{name}:{form}" for _text, name, form, _as in string.Formatter().parse(sentence) if name
    }


def test_a_translation_has_the_same_places_as_its_sentence(catalogue: Any) -> None:
    differing = []
    for message in catalogue:
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        text = message.string[0] if isinstance(message.string, tuple) else message.string
        formatted = bool(message.id) and "python-brace-format" in message.flags
        if formatted and fields(text) not in [fields(form) for form in forms]:
            differing.append((message.id, text))
    assert differing == []


def test_sentences_are_japanese_once_it_is_chosen() -> None:
    i18n.use_language("ja")
    assert i18n._("Review") == "レビュー"
    assert i18n.plural("{n} book added", "{n} books added", 1).format(n=1).startswith("1冊")
    i18n.use_language("en")
    assert i18n._("Review") == "Review"
