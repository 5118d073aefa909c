"""Real books, looked at: who wrote them, where they begin and end, and that only words are left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studio.domain.book import ReadBook, Rights
from studio.text import readers

BOOKS = Path(__file__).resolve().parents[4] / "shared" / "books"
pytestmark = pytest.mark.skipif(not BOOKS.is_dir(), reason="the shared books are not here")

# file: title, author, language, encoding, format, chapters, first words, last words
GOLDEN = {
    "en/as-a-man-thinketh_pg4507.txt": (
        "As a Man Thinketh", "James Allen", "en", "ascii", "gutenberg", 10,
        "AS A MAN THINKETH", "“Peace, be still!”".replace("“", '"').replace("”", '"')),
    "en/as-a-man-thinketh_pg4507.htm": (
        "As a Man Thinketh", "James Allen", "en", "ascii", "html", 9,
        "AS A MAN THINKETH", '"Peace, be still!"'),
    "en/self-help_pg935.txt": (
        "Self-Help", "Samuel Smiles", "en", "utf-8-sig", "gutenberg", 19,
        "[Picture: Cover", "{408} Brown’s ‘Horæ Subsecivæ.’"),
    "en/autobiography-of-benjamin-franklin_pg20203.txt": (
        "Autobiography of Benjamin Franklin", "Benjamin Franklin", "en", "iso-8859-1",
        "gutenberg", 29, "[Illustration: FRANKLIN ARMS]", "Stockholm, doth not confirm."),
    "en/meditations_pg2680.txt": (
        "Meditations", "Marcus Aurelius", "en", "iso-8859-1", "gutenberg", 18,
        "MEDITATIONS\n\nBy Marcus Aurelius", "and president of the Academy."),
    "en/art-of-money-getting_pg8581.txt": (
        "The Art of Money Getting", "P. T. Barnum", "en", "ascii", "gutenberg", 21,
        "THE ART OF MONEY GETTING", "is without three good friends.\""),
    "en/art-of-money-getting_pg8581.htm": (
        "The Art of Money Getting", "P. T. Barnum", "en", "ascii", "html", 21,
        "THE ART OF MONEY GETTING", "is without three good friends.\""),
    "en/acres-of-diamonds_pg368.txt": (
        "Acres of Diamonds", "Russell H. Conwell", "en", "utf-8-sig", "gutenberg", 16,
        "ACRES OF DIAMONDS", "old Conwell farm in the summer of 1915.]"),
    "en/walden_se.epub": (
        "Walden", "Henry David Thoreau", "en", "utf-8", "epub", 18,
        "Economy\n\nWhen I wrote the following pages", "The sun is but a morning star."),
    "en/meditations-long_se.epub": (
        "Meditations", "Marcus Aurelius", "en", "utf-8", "epub", 13,
        "Book I\n\nFrom my grandfather Verus I learned", "See Book III, ¶8."),
    "ja/gakumon-no-susume_47061.txt": (
        "学問のすすめ", "福沢諭吉", "ja", "cp932", "aozora", 25,
        "初編\n\n「天は人の上に人を造らず", "人にして人を毛嫌いするなかれ。"),
    "ja/gakumon-no-susume_47061.html": (
        "学問のすすめ", "福沢諭吉", "ja", "cp932", "html", 25,
        "初編\n\n「天は人の上に人を造らず", "人にして人を毛嫌いするなかれ。"),
    "ja/kosei-e-no-saidai-ibutsu_519.txt": (
        "後世への最大遺物", "内村鑑三", "ja", "cp932", "aozora", 5,
        "はしがき\n\n　この小冊子は", "遺したいと思います。（拍手喝采）"),
    "ja/kosei-e-no-saidai-ibutsu_519.epub": (
        "後世への最大遺物", "内村鑑三", "ja", "utf-8", "epub", 5,
        "はしがき\n\n　この小冊子は", "遺したいと思います。（拍手喝采）"),
    "ja/watakushi-no-kojinshugi_772.txt": (
        "私の個人主義", "夏目漱石", "ja", "cp932", "aozora", 1,
        "　　　　――大正三年十一月二十五日", "これでご免を蒙ります。"),
    "ja/watakushi-no-kojinshugi_772.html": (
        "私の個人主義", "夏目漱石", "ja", "cp932", "html", 1,
        "　　　　――大正三年十一月二十五日", "これでご免を蒙ります。"),
    "ja/kagakusha-to-atama_2359.txt": (
        "科学者とあたま", "寺田寅彦", "ja", "cp932", "aozora", 1,
        "　私に親しいある老科学者が", "（昭和八年十月、鉄塔）"),
    "ja/waga-chugaku-jidai_1695.txt": (
        "わが中学時代の勉強法", "寺田寅彦", "ja", "cp932", "aozora", 1,
        "　自分の出生地は高知県で", "（明治四十一年十二月）"),
}  # fmt: skip

BOILERPLATE = re.compile(
    r"(?im)project gutenberg|^produced by|transcriber'?s note|distributed proofread|"
    r"standard ebooks|底本：|青空文庫|テキスト中に現れる|［＃|[《》｜]|※"
)


@pytest.fixture(params=sorted(GOLDEN))
def case(request) -> tuple[ReadBook, tuple]:
    return readers.read(BOOKS / request.param), GOLDEN[request.param]


def test_book_is_read_as_it_is(case):
    book, (title, author, language, encoding, kind, chapters, first, last) = case
    assert (book.title, book.author, book.language) == (title, author, language)
    assert (book.encoding, book.format, book.rights) == (encoding, kind, Rights.PUBLIC_DOMAIN)
    assert len(book.chapters) == chapters
    assert book.text.startswith(first)
    assert book.text.endswith(last)


def test_only_the_authors_words_are_left(case):
    book, _golden = case
    assert BOILERPLATE.findall(book.text) == []
    assert "\r" not in book.text
    assert "\ufffd" not in book.text
    assert "\n\n\n" not in book.text
    assert book.dropped


def test_chapters_cover_the_text_without_a_gap(case):
    book, _golden = case
    assert book.chapters[0].start == 0
    assert book.chapters[-1].end == len(book.text)
    for one, after in zip(book.chapters, book.chapters[1:], strict=False):
        assert one.start < one.end == after.start


def test_text_and_page_of_one_book_hold_the_same_words():
    for work in ("ja/gakumon-no-susume_47061", "ja/watakushi-no-kojinshugi_772"):
        text = readers.read(BOOKS / f"{work}.txt").text
        page = readers.read(BOOKS / f"{work}.html").text
        assert re.sub(r"\s+", "", text) == re.sub(r"\s+", "", page)


def test_wrapped_lines_are_paragraphs_and_verse_keeps_its_lines():
    text = readers.read(BOOKS / "en/as-a-man-thinketh_pg4507.txt").text
    assert "THIS little volume (the result of meditation and experience) is not intended" in text
    assert "moulds and makes,\nAnd Man is Mind, and evermore he takes\n" in text
