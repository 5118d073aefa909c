"""Aozora's notation: readings, notes, headings, and characters outside the old sets."""

from __future__ import annotations

import pytest

from studio.domain.book import Rights
from studio.text import readers

LEGEND = (
    "-" * 55 + "\n【テキスト中に現れる記号について】\n\n《》：ルビ\n（例）例《れい》\n" + "-" * 55
)
CLOSING = "\n\n\n底本：「全集」書店\n入力：某\n青空文庫作成ファイル：\n"


def book_of(body: str, closing: str = CLOSING):
    text = f"題\n著者\n\n{LEGEND}\n\n{body}{closing}"
    return readers.read_bytes(text.replace("\n", "\r\n").encode(), "a.txt")


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("尋常｜茶飯事《さはんじ》の", "尋常茶飯事の"),
        ("こだわり［＃「こだわり」に傍点］と", "こだわりと"),
        ("はいり［＃「り」にママの注記］の", "はいりの"),
        ("※［＃「てへん＋畜」、第3水準1-84-85］む", "搐む"),
        ("※［＃「口＋喜」、第3水準1-15-18、100-5］", "嘻"),
        ("※［＃「魚＋師のつくり」、第4水準2-93-37］", "魳"),
        ("※［＃「丂＋大」、U+20011、1-2］", "\U00020011"),
        ("※［＃始め二重括弧、1-1-52］語※［＃終わり二重括弧、1-1-53］", "《語》"),
        ("〔cafe'〕と〔Fra:ulein〕", "caféとFräulein"),
        ("いろ／＼、しみ／″＼", "いろ〳〵、しみ〴〵"),
        ("「顰みに倣う」［＃「顰《ひそ》みに」は底本では「顰《ひそみ》」］", "「顰みに倣う」"),
        ("※［＃「名のない字」］", "〓"),
        ("［＃ここから２字下げ］\n引用\n［＃ここで字下げ終わり］", "引用"),
    ],
)
def test_marks_become_the_authors_words(marked, plain):
    assert book_of(marked).text == plain


def test_headings_of_each_kind_open_chapters():
    body = (
        "［＃１字下げ］一［＃「一」は大見出し］\n\n　甲。\n\n［＃３字下げ］［＃中見出し］二［＃中見出し終わり］\n\n"
        "　乙。\n\n［＃ここから大見出し］\n三\n四\n［＃ここで大見出し終わり］\n\n　丙。\n"
    )
    assert [chapter.title for chapter in book_of(body).chapters] == ["一", "二", "三 · 四"]


def test_lone_numbers_open_chapters_where_nothing_is_marked():
    book = book_of("［＃８字下げ］一\n\n　甲。\n\n［＃８字下げ］二\n\n　乙。\n")
    assert [chapter.title for chapter in book.chapters] == ["一", "二"]


def test_title_author_and_translator_are_told_apart():
    text = f"題\nORIGINAL TITLE\n著者某\n訳者某訳\n\n{LEGEND}\n\n　文。{CLOSING}"
    book = readers.read_bytes(text.encode("cp932"), "a.txt")
    assert (book.title, book.author, book.text) == ("題", "著者某", "　文。")


def test_what_goes_is_named():
    named = {one.what for one in book_of("字《じ》［＃改頁］").dropped}
    assert {"Ruby readings", "Aozora notes ［＃…］", "Aozora closing notes (底本 …)"} <= named


def test_a_work_under_licence_is_not_called_free():
    closing = CLOSING + "この作品は、クリエイティブ・コモンズ「表示」でライセンスされています。\n"
    assert book_of("　文。", closing).rights is Rights.LICENSED
    assert book_of("　文。").rights is Rights.PUBLIC_DOMAIN
