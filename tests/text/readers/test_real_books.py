"""Real books, looked at: who wrote them, where they begin and end, and that only words are left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from studio.domain.book import Matter, ReadBook, Rights
from studio.text import readers
from tests.text.readers.shelf import read

BOOKS = Path(__file__).resolve().parents[4] / "shared" / "books"
pytestmark = pytest.mark.skipif(not BOOKS.is_dir(), reason="the shared books are not here")


@dataclass(frozen=True)
class Golden:
    """What a person found in a file: its facts, how its body begins and ends, which chapters are
    offered for skipping, what was taken off, and how many pages have an anchor."""

    title: str
    author: str
    language: str
    encoding: str
    format: str
    chapters: int
    first: str
    last: str
    skipped: tuple[str, ...]
    dropped: tuple[str, ...]
    year: str = ""
    rights: str = "public_domain"
    pages: int = 0


GOLDEN = {
    "en/acres-of-diamonds_pg368.txt": Golden(
        "Acres of Diamonds",
        "Russell H. Conwell",
        "en",
        "utf-8-sig",
        "gutenberg",
        16,
        "ACRES OF DIAMONDS\n\nBy Russell H. Conwell\n\nFounder Of Temple",
        " the old Conwell farm in the summer of 1915.]",
        ("CONTENTS",),
        (
            "Project Gutenberg header",
            "Producer's credits",
            "Emphasis marks (_)",
            "Project Gutenberg footer and licence",
        ),
    ),
    "en/art-of-money-getting_pg8581.htm": Golden(
        "The Art of Money Getting",
        "P. T. Barnum",
        "en",
        "ascii",
        "html",
        23,
        "THE ART OF MONEY GETTING\n\nor\n\nGOLDEN RULES FOR MAKING MONEY",
        ' and content, is without three good friends."',
        ("CONTENTS",),
        ("Project Gutenberg header", "Project Gutenberg footer and licence", "Producer's credits"),
    ),
    "en/art-of-money-getting_pg8581.txt": Golden(
        "The Art of Money Getting",
        "P. T. Barnum",
        "en",
        "ascii",
        "gutenberg",
        21,
        "THE ART OF MONEY GETTING\n\nor\n\nGOLDEN RULES FOR MAKING MONEY",
        ' and content, is without three good friends."',
        (),
        ("Project Gutenberg header", "Producer's credits", "Project Gutenberg footer and licence"),
    ),
    "en/as-a-man-thinketh_pg4507.htm": Golden(
        "As a Man Thinketh",
        "James Allen",
        "en",
        "ascii",
        "html",
        11,
        'AS A MAN THINKETH\n\nBY\n\nJAMES ALLEN\n\nAuthor of "From Passion',
        'ower. Say unto your heart, "Peace, be still!"',
        ("CONTENTS",),
        ("Project Gutenberg header", "Project Gutenberg footer and licence", "Producer's credits"),
    ),
    "en/as-a-man-thinketh_pg4507.txt": Golden(
        "As a Man Thinketh",
        "James Allen",
        "en",
        "ascii",
        "gutenberg",
        10,
        'AS A MAN THINKETH\n\nBY\n\nJAMES ALLEN\n\nAuthor of "From Passion',
        'ower. Say unto your heart, "Peace, be still!"',
        ("CONTENTS",),
        (
            "Project Gutenberg header",
            "Producer's credits",
            "Emphasis marks (_)",
            "Project Gutenberg footer and licence",
        ),
    ),
    "en/autobiography-of-benjamin-franklin_pg20203.txt": Golden(
        "Autobiography of Benjamin Franklin",
        "Benjamin Franklin",
        "en",
        "iso-8859-1",
        "gutenberg",
        29,
        "[Illustration: FRANKLIN ARMS]\n\n[Illustration: FRANKLIN SEAL]",
        " their heads too high.\n\nB. Franklin.\n\nTHE END",
        ("CONTENTS", "ILLUSTRATIONS", "BIBLIOGRAPHY"),
        (
            "Project Gutenberg header",
            "Producer's credits",
            "Transcriber's notes",
            "Emphasis marks (_)",
            "Project Gutenberg footer and licence",
        ),
    ),
    "en/meditations-long_se.epub": Golden(
        "Meditations",
        "Marcus Aurelius",
        "en",
        "utf-8",
        "epub",
        17,
        "Book I\n\nFrom my grandfather Verus I learned good morals an",
        ", for he also who releases thee is satisfied.",
        ("Titlepage", "Imprint", "Endnotes", "Colophon", "Uncopyright"),
        ("Note marks",),
    ),
    "en/meditations_pg2680.txt": Golden(
        "Meditations",
        "Marcus Aurelius",
        "en",
        "iso-8859-1",
        "gutenberg",
        18,
        "MEDITATIONS\n\nBy Marcus Aurelius\n\nCONTENTS\n\nNOTES\n\nINTRODUCTI",
        " the Catti.\n\n2 Book I., 8.\n\n3 Ad Verum, ii. 7",
        ("NOTES", "GLOSSARY"),
        (
            "Project Gutenberg header",
            "Producer's credits",
            "Transcriber's notes",
            "Project Gutenberg footer and licence",
        ),
    ),
    "en/self-help_pg935.txt": Golden(
        "Self-Help",
        "Samuel Smiles",
        "en",
        "utf-8-sig",
        "gutenberg",
        19,
        "[Picture: Cover (somewhat battered)]\n\nSELF HELP\nWITH ILLUSTR",
        "age, skill, or industry, was to be employed.”",
        ("CONTENTS.", "FOOTNOTES"),
        (
            "Project Gutenberg header",
            "Producer's credits",
            "Emphasis marks (_)",
            "Project Gutenberg footer and licence",
        ),
    ),
    "en/walden_se.epub": Golden(
        "Walden",
        "Henry David Thoreau",
        "en",
        "utf-8",
        "epub",
        22,
        "Economy\n\nWhen I wrote the following pages, or rather the b",
        "e day to dawn. The sun is but a morning star.",
        ("Titlepage", "Imprint", "Colophon", "Uncopyright"),
        (),
    ),
    "ja/gakumon-no-susume_47061.html": Golden(
        "学問のすすめ",
        "福沢諭吉",
        "ja",
        "cp932",
        "html",
        25,
        "初編\n\n「天は人の上に人を造らず人の下に人を造らず」と言えり。されば天より人を生ずるには、万人は万人みな同じ位にして、生",
        "五尾の鮒が井中に日月を消するとは少しく趣を異にするものなり。人にして人を毛嫌いするなかれ。",
        (),
        (
            "Title and author lines",
            "Ruby readings",
            "Aozora notes ［＃…］",
            "Aozora closing notes (底本 …)",
        ),
        year="1872",
    ),
    "ja/gakumon-no-susume_47061.txt": Golden(
        "学問のすすめ",
        "福沢諭吉",
        "ja",
        "cp932",
        "aozora",
        25,
        "初編\n\n「天は人の上に人を造らず人の下に人を造らず」と言えり。されば天より人を生ずるには、万人は万人みな同じ位にして、生",
        "五尾の鮒が井中に日月を消するとは少しく趣を異にするものなり。人にして人を毛嫌いするなかれ。",
        (),
        (
            "Title and author lines",
            "Aozora legend of marks",
            "Ruby readings",
            "Aozora notes ［＃…］",
            "Aozora closing notes (底本 …)",
        ),
        year="1872",
    ),
    "ja/kagakusha-to-atama_2359.txt": Golden(
        "科学者とあたま",
        "寺田寅彦",
        "ja",
        "cp932",
        "aozora",
        1,
        "私に親しいある老科学者がある日私に次のようなことを語って聞かせた。\n「科学者になるには『あたま』がよくなくてはいけない",
        "く科学の世界に縁のない科学教育者か科学商人の類であろうと思われる。\n（昭和八年十月、鉄塔）",
        (),
        (
            "Title and author lines",
            "Aozora legend of marks",
            "Ruby readings",
            "Aozora notes ［＃…］",
            "Aozora closing notes (底本 …)",
        ),
    ),
    "ja/kosei-e-no-saidai-ibutsu_519.epub": Golden(
        "後世への最大遺物",
        "内村鑑三",
        "ja",
        "utf-8",
        "epub",
        5,
        "はしがき\n\n\u3000この小冊子は、明治二十七年七月相州箱根駅において開設せられしキリスト教徒第六夏期学校において述べし余の講話",
        "目なる生涯を送った人であるといわれるだけのことを後世の人に遺したいと思います。（拍手喝采）",
        (),
        ("Ruby readings", "Aozora notes ［＃…］", "Aozora closing notes (底本 …)"),
        year="1894",
    ),
    "ja/kosei-e-no-saidai-ibutsu_519.txt": Golden(
        "後世への最大遺物",
        "内村鑑三",
        "ja",
        "cp932",
        "aozora",
        5,
        "はしがき\n\n\u3000この小冊子は、明治二十七年七月相州箱根駅において開設せられしキリスト教徒第六夏期学校において述べし余の講話",
        "目なる生涯を送った人であるといわれるだけのことを後世の人に遺したいと思います。（拍手喝采）",
        (),
        (
            "Title and author lines",
            "Aozora legend of marks",
            "Ruby readings",
            "Aozora notes ［＃…］",
            "Aozora closing notes (底本 …)",
        ),
        year="1894",
    ),
    "ja/waga-chugaku-jidai_1695.txt": Golden(
        "わが中学時代の勉強法",
        "寺田寅彦",
        "ja",
        "cp932",
        "aozora",
        1,
        "自分の出生地は高知県で、始め中学の入学試験に応じたのは十四の年、ちょうど高等三年生の時であった。その中学というのは今の",
        "うな事はなく、ただ心を許したわずかの友と深く交わっているに過ぎぬ。\n（明治四十一年十二月）",
        (),
        (
            "Title and author lines",
            "Aozora legend of marks",
            "Ruby readings",
            "Aozora notes ［＃…］",
            "Aozora closing notes (底本 …)",
        ),
    ),
    "ja/watakushi-no-kojinshugi_772.html": Golden(
        "私の個人主義",
        "夏目漱石",
        "ja",
        "cp932",
        "html",
        1,
        "――大正三年十一月二十五日学習院輔仁会において述――\n\n\u3000私は今日初めてこの学習院というものの中に這入りました。",
        "、私の満足はこれに越した事はありません。あまり時間が長くなりますからこれでご免を蒙ります。",
        (),
        ("Title and author lines", "Ruby readings", "Aozora closing notes (底本 …)"),
    ),
    "ja/watakushi-no-kojinshugi_772.txt": Golden(
        "私の個人主義",
        "夏目漱石",
        "ja",
        "cp932",
        "aozora",
        1,
        "――大正三年十一月二十五日学習院輔仁会において述――\n\n\u3000私は今日初めてこの学習院というものの中に這入りました。",
        "、私の満足はこれに越した事はありません。あまり時間が長くなりますからこれでご免を蒙ります。",
        (),
        (
            "Title and author lines",
            "Aozora legend of marks",
            "Ruby readings",
            "Aozora notes ［＃…］",
            "Aozora closing notes (底本 …)",
        ),
    ),
    "made/art-of-money-getting.pdf": Golden(
        "The Art of Money Getting or, Golden Rules for Making Money",
        "P. T. Barnum",
        "en",
        "utf-8",
        "pdf",
        23,
        "THE ART OF MONEY GETTING\n\nor\n\nGOLDEN RULES FOR MAKING MONEY",
        ' and content, is without three good friends."',
        (),
        (
            "Page numbers",
            "Running heads",
            "Project Gutenberg header",
            "Project Gutenberg footer and licence",
            "Producer's credits",
        ),
        pages=45,
    ),
    "made/as-a-man-thinketh.docx": Golden(
        "As a Man Thinketh",
        "James Allen",
        "en",
        "utf-8",
        "docx",
        10,
        'AS A MAN THINKETH\n\nBY\n\nJAMES ALLEN\n\nAuthor of "From Passion',
        'ower. Say unto your heart, "Peace, be still!"',
        ("CONTENTS",),
        (
            "Running heads",
            "Project Gutenberg header",
            "Project Gutenberg footer and licence",
            "Producer's credits",
        ),
    ),
    "made/kosei-e-no-saidai-ibutsu.pdf": Golden(
        "後世への最大遺物",
        "内村鑑三",
        "ja",
        "utf-8",
        "pdf",
        5,
        "はしがき\n\n\u3000この小冊子は、明治二十七年七月相州箱根駅において開設せられしキリスト教徒第六夏期学校において述べし余の講話",
        "目なる生涯を送った人であるといわれるだけのことを後世の人に遺したいと思います。（拍手喝采）",
        (),
        (
            "Page numbers",
            "Running heads",
            "Ruby readings",
            "Aozora closing notes (底本 …)",
            "Title and author lines",
        ),
        year="1894",
        pages=52,
    ),
    "made/watakushi-no-kojinshugi_ruby.docx": Golden(
        "私の個人主義",
        "夏目漱石",
        "ja",
        "utf-8",
        "docx",
        1,
        "私の個人主義\n\n夏目漱石\n\u3000\u3000\u3000\u3000――大正三年十一月二十五日学習院輔仁会において述――\n\u3000私は今日初めてこの学習院という",
        "、私の満足はこれに越した事はありません。あまり時間が長くなりますからこれでご免を蒙ります。",
        (),
        ("Ruby readings", "Running heads", "Aozora closing notes (底本 …)"),
    ),
}

BOILERPLATE = re.compile(
    r"(?im)project gutenberg|^produced by|transcriber'?s note|distributed proofread|"
    r"standard ebooks|底本：|青空文庫|テキスト中に現れる|［＃|[《》｜]|※"
)


@pytest.fixture(params=sorted(GOLDEN))
def case(request) -> tuple[ReadBook, Golden]:
    return read(BOOKS / request.param), GOLDEN[request.param]


def body_of(book: ReadBook) -> str:
    """The book without the chapters that are offered for skipping."""
    parts = (c for c in book.chapters if c.matter is Matter.BODY)
    return "".join(book.text[c.start : c.end] for c in parts)


def test_book_is_read_as_it_is(case):
    book, golden = case
    assert (book.title, book.author, book.language) == (
        golden.title,
        golden.author,
        golden.language,
    )
    assert (book.encoding, book.format, book.year) == (golden.encoding, golden.format, golden.year)
    assert book.rights is Rights(golden.rights)
    assert (len(book.chapters), len(book.pages)) == (golden.chapters, golden.pages)
    assert body_of(book).strip().startswith(golden.first)
    assert body_of(book).rstrip().endswith(golden.last)


def test_what_is_no_reading_matter_is_offered_for_skipping(case):
    book, golden = case
    around = tuple(c.title for c in book.chapters if c.matter is not Matter.BODY)
    assert around == golden.skipped
    assert tuple(dropped.what for dropped in book.dropped) == golden.dropped


def test_only_the_authors_words_are_left(case):
    book, _golden = case
    assert BOILERPLATE.findall(body_of(book)) == []
    assert "\r" not in book.text
    assert "\ufffd" not in book.text
    assert "\n\n\n" not in book.text


def test_every_file_of_the_folder_is_among_these():
    files = {path.relative_to(BOOKS).as_posix() for path in BOOKS.rglob("*") if path.is_file()}
    assert files - {"README.md"} == set(GOLDEN)


def test_pages_stand_in_order_within_the_text(case):
    book, _golden = case
    starts = [page.start for page in book.pages]
    assert starts == sorted(starts)
    assert all(0 <= start <= len(book.text) for start in starts)


def test_chapters_cover_the_text_without_a_gap(case):
    book, _golden = case
    assert book.chapters[0].start == 0
    assert book.chapters[-1].end == len(book.text)
    for one, after in zip(book.chapters, book.chapters[1:], strict=False):
        assert one.start < one.end == after.start


def test_text_and_page_of_one_book_hold_the_same_words():
    for work in ("ja/gakumon-no-susume_47061", "ja/watakushi-no-kojinshugi_772"):
        text = read(BOOKS / f"{work}.txt").text
        page = read(BOOKS / f"{work}.html").text
        assert re.sub(r"\s+", "", text) == re.sub(r"\s+", "", page)


def test_wrapped_lines_are_paragraphs_and_verse_keeps_its_lines():
    text = readers.read(BOOKS / "en/as-a-man-thinketh_pg4507.txt").text
    assert "THIS little volume (the result of meditation and experience) is not intended" in text
    assert "moulds and makes,\nAnd Man is Mind, and evermore he takes\n" in text
