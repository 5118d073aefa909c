"""A text that was garbled is refused with the reason; a text that was not is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import BookError
from studio.text import encoding
from studio.text.cleaning import mojibake

ENGLISH = "“It’s a café,” he said — and wasn’t it? ‘Naïve,’ she thought; “déjà vu.” " * 3
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。" * 3


@pytest.mark.parametrize(
    ("text", "really", "read_as"),
    [
        (ENGLISH, "utf-8", "cp1252"),
        (JAPANESE, "utf-8", "latin-1"),
        (JAPANESE, "utf-8", "cp932"),
        (JAPANESE, "cp932", "latin-1"),
        (JAPANESE, "euc_jp", "latin-1"),
        (JAPANESE, "euc_jp", "cp932"),
    ],
)
def test_each_way_of_garbling_is_told(text: str, really: str, read_as: str) -> None:
    broken = text.encode(really).decode(read_as, "ignore")
    found = mojibake.find_mojibake(broken)
    assert found is not None and found.really == really
    with pytest.raises(BookError, match="garbled by an earlier conversion"):
        encoding.decode(broken.encode("utf-8"))


@pytest.mark.parametrize(
    ("real", "chosen"), [(real, "iso-8859-1") for real in ("utf-8", "cp932", "euc_jp")]
)
def test_a_choice_that_would_garble_is_refused_and_the_right_one_named(
    real: str, chosen: str
) -> None:
    with pytest.raises(BookError, match=f"Read as {chosen}, this text is garbled .*{real}"):
        encoding.decode((JAPANESE * 4).encode(real), chosen)


def test_the_choices_that_give_sound_text_are_offered() -> None:
    offered = dict(encoding.try_encodings(JAPANESE.encode("cp932")))
    assert offered["cp932"].startswith("吾輩は猫である")
    assert "utf-8" not in offered and "cp1252" not in offered


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        JAPANESE,
        "Ångström, œuvre, Dvořák, ſchön, Þór — ¿qué?",
        "ﾊﾝｶｸ ｶﾅ の ﾃｷｽﾄ です。" * 4,
        "© 2020 Ä Ö Ü “ß” £5 ¥100 ¤¤",
        "The letters “â€™” are what a wrong reading makes of ’.",
    ],
)
def test_sound_text_is_left_alone(text: str) -> None:
    assert mojibake.find_mojibake(text) is None


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    mojibake.find_mojibake(text)


def test_no_real_book_is_taken_for_garbled(shared_folder: Path) -> None:
    for path in (shared_folder / "books").rglob("*.txt"):
        text, _name = encoding.decode(path.read_bytes())
        assert mojibake.find_mojibake(text) is None


SNIPPETS = ("utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp")


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippets_of_real_books_are_read_in_every_encoding(shared_folder: Path, name: str) -> None:
    """A few hundred characters from anywhere are enough."""
    wrong = []
    for path in sorted((shared_folder / "books/ja").glob("*.txt")):
        text = path.read_bytes().decode("cp932")
        for at in range(0, len(text) - 400, max(1, len(text) // 12)):
            part = text[at : at + 400]
            raw = part.encode(name, "ignore")
            if encoding.decode(raw)[0] != raw.decode(name):
                wrong.append((path.name, at))
    assert wrong == []
