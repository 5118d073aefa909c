"""Encodings: found out where that is possible, chosen where it is not, never with holes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import BookError
from studio.text.encoding import CHOICES, decode

JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-8", "utf-16"])
def test_japanese_is_found_out(encoding):
    assert decode(JAPANESE.encode(encoding)) == (JAPANESE, encoding)


@pytest.mark.parametrize(
    ("raw", "text", "name"),
    [
        (b"plain", "plain", "ascii"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café", "utf-8-sig"),
        ("café “so”".encode("cp1252"), "café “so”", "cp1252"),
        ("Voilà, déjà vu".encode("latin-1"), "Voilà, déjà vu", "iso-8859-1"),
        ("Without a mark".encode("utf-16-le"), "Without a mark", "utf-16-le"),
        ("Without a mark".encode("utf-16-be"), "Without a mark", "utf-16-be"),
    ],
)
def test_western_text_is_found_out(raw, text, name):
    assert decode(raw) == (text, name)


def test_a_gutenberg_header_is_believed():
    raw = "Character set encoding: ISO-8859-7\r\n\r\nΛόγος".encode("iso-8859-7")
    assert decode(raw) == ("Character set encoding: ISO-8859-7\r\n\r\nΛόγος", "iso-8859-7")


def test_a_chosen_encoding_is_obeyed():
    assert decode(JAPANESE.encode("euc_jp"), "euc_jp") == (JAPANESE, "euc_jp")


def test_a_chosen_encoding_that_does_not_fit_is_refused():
    with pytest.raises(BookError, match="not in utf-8"):
        decode(JAPANESE.encode("cp932"), "utf-8")


def test_an_unknown_encoding_is_refused_with_the_known_ones():
    with pytest.raises(BookError, match="cp932"):
        decode(b"a", "klingon")


@pytest.mark.parametrize("raw", [b"a\x00b\x01\x02" * 50, bytes(range(32)) * 20, b"\x00" * 64])
def test_binary_data_is_refused(raw):
    with pytest.raises(BookError, match="binary"):
        decode(raw)


def test_text_with_holes_is_refused():
    with pytest.raises(BookError, match="lost in an earlier conversion"):
        decode("was caf\ufffd".encode())


def test_what_can_not_be_told_asks_for_a_choice():
    with pytest.raises(BookError, match="Choose one"):
        decode(b"\x81\xff\xfe\x90\x81" * 100)


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_book_error(raw):
    try:
        text, _name = decode(raw)
    except BookError:
        return
    assert "\ufffd" not in text


@given(st.text(alphabet="ぁあいうえおかきくけこのはがを、。漢字", min_size=8, max_size=80))
def test_mostly_kana_is_told_apart(text):
    text = "これは" + text
    for encoding in ("cp932", "euc_jp"):
        assert decode(text.encode(encoding))[0] == text


def test_every_choice_is_an_encoding():
    assert all("é".encode(name, "ignore") is not None for name in CHOICES)
