"""A PDF's pages: what is read first, which line ends go, what is no word of the author's."""

from __future__ import annotations

from studio.domain.book import ReadBook
from studio.text.readers.pdf.book import read_pdf
from tests.text.readers.pdf.drawing import (
    BOLD,
    HEIGHT,
    JAPANESE,
    LATIN,
    UPRIGHT,
    WIDTH,
    Paper,
    sentences,
)


def read_page(paper: Paper, *, ruby: bool = False) -> ReadBook:
    paper.page()
    return read_pdf(paper.done(), ruby=ruby)


def taken_off(book: ReadBook) -> dict[str, int]:
    return {one.what: one.characters for one in book.dropped}


def test_wrapped_lines_are_paragraphs_and_go_on_overleaf():
    paper, text = Paper(), sentences(16)
    y = paper.prose(text, foot=200)
    paper.prose("A new one.", y=y)
    book = read_page(paper)
    assert book.text == f"{text}\n\nA new one."
    assert len(book.pages) == 3


def test_running_heads_and_page_numbers_go():
    paper = Paper()
    for number in range(6):
        paper.write(150, 40, "THE ROAD TO WEALTH" if number % 2 else "P. T. BARNUM", 9)
        paper.prose(sentences(8, 8 * number))
        paper.write(200, 570, f"- {number + 9} -", 9)
        paper.page()
    book = read_pdf(paper.done())
    assert "BARNUM" not in book.text
    assert "WEALTH" not in book.text
    assert taken_off(book) == {"Page numbers": 35, "Running heads": 90}


def test_a_chapters_number_at_the_head_of_a_page_stays():
    paper = Paper()
    for number in (1, 2, 3):
        paper.write(200, 60, str(number), 16)
        paper.prose(sentences(8, 8 * number), y=100)
        paper.page()
        paper.prose(sentences(8, 30 + 8 * number), y=60)
        paper.page()
    book = read_pdf(paper.done())
    assert [chapter.title for chapter in book.chapters] == ["1", "2", "3"]
    assert book.dropped == ()


def test_the_same_words_begin_two_pages_and_stay():
    paper = Paper()
    for number in range(2):
        paper.prose(f"It is said and said again that all men are {sentences(6, 6 * number)}")
        paper.page()
    assert read_pdf(paper.done()).text.count("It is said") == 2


def test_a_word_parted_at_a_line_end_is_one_and_a_compound_keeps_its_hyphen():
    paper = Paper()
    paper.lines(
        [
            "It is a well-known thing that people who get on in life do not for-",
            "get to work. A well-",
            "known man told us so, and he had not been hyphen-",
            "ated himself; the Anglo-",
            "Saxon race is like that.",
        ]
    )
    text = read_page(paper).text
    assert "do not forget to work. A well-known man" in text
    assert "not been hyphenated himself; the Anglo-Saxon race" in text


def test_a_book_that_parts_no_words_keeps_its_hyphens():
    paper = Paper()
    for number in range(3):
        y = paper.prose(sentences(20, 20 * number))
        if number < 2:
            paper.page()
    paper.lines(["saving the old cheese-", "parings and candles."], y=y + 14)
    assert "cheese-parings" in read_page(paper).text


def test_two_columns_are_read_one_after_the_other_under_their_heading():
    paper = Paper()
    left, right = sentences(9), sentences(9, 9)
    paper.write(90, 60, "A Heading Over Both Columns", 16, BOLD)
    paper.prose(left, 50, 100, 150, indent=0)
    paper.prose(right, 220, 100, 150, indent=0)
    words = read_page(paper).text.split()
    assert words == ["A", "Heading", "Over", "Both", "Columns", *left.split(), *right.split()]


def test_a_table_of_two_narrow_rows_of_figures_is_read_line_by_line():
    paper = Paper()
    for number in range(8):
        paper.write(50, 80 + 14 * number, f"Item {number}")
        paper.write(330, 80 + 14 * number, f"{number}00 yen")
    text = read_page(paper).text
    assert "Item 3 300 yen" in text


def test_vertical_lines_are_read_from_right_to_left():
    paper = Paper()
    text = "　吾輩は猫である。名前はまだ無い。どこで生れたか頓と見当がつかぬ。何でも薄暗い所で泣いていた。"
    paper.downwards(
        [text[:18], text[18:36], text[36:], "　吾輩はここで始めて人間というものを見た。"[:18]]
    )
    assert read_page(paper).text == f"{text}\n　吾輩はここで始めて人間というものを"


def test_vertical_pages_have_their_number_across():
    paper = Paper()
    for number in range(3):
        paper.write(205, 575, str(number + 1), 9, JAPANESE)
        paper.downwards(["　吾輩は猫である。名前はまだ無い。" + "あいう"[number]] * 4)
        paper.page()
    book = read_pdf(paper.done())
    assert taken_off(book) == {"Page numbers": 3}
    assert book.text.count("吾輩") == 12


def test_readings_beside_words_are_dropped_and_counted():
    paper = Paper()
    paper.write(50, 80, "　この小冊子は余の講話である。", 12, JAPANESE)
    paper.write(50 + 8 * 12 - 2, 68, "よ", 6, JAPANESE)
    book = read_page(paper)
    assert book.text == "　この小冊子は余の講話である。"
    assert taken_off(book) == {"Ruby readings": 1}


def test_readings_beside_vertical_words_are_kept_in_brackets():
    paper = Paper()
    paper.downwards(["　吾輩は猫である。", "　名前はまだ無い。"])
    paper.write(369, 72, "わがはい", 6, UPRIGHT)
    book = read_page(paper, ruby=True)
    assert book.text == "　吾輩（わがはい）は猫である。\n　名前はまだ無い。"
    assert book.dropped == ()


def test_small_kana_that_stand_beside_nothing_are_words():
    paper = Paper()
    paper.write(50, 80, "これは本文である。", 12, JAPANESE)
    paper.write(50, 300, "ちいさなことば", 6, JAPANESE)
    assert read_page(paper).text.endswith("ちいさなことば")


def test_blanks_between_japanese_letters_go_and_those_of_latin_words_stay():
    paper = Paper()
    x = paper.write(50, 80, "余 の 講 話 を", 12, JAPANESE)
    paper.write(x + 3, 80, "Life and Letters", 12)
    assert read_page(paper).text == "余の講話をLife and Letters"


def test_indented_lines_begin_japanese_paragraphs():
    paper = Paper()
    paper.write(62, 80, "吾輩は猫である。名前はまだ無い。どこで生れたか", 12, JAPANESE)
    paper.write(50, 100, "頓と見当がつかぬ。何でも薄暗いじめじめした所だ。", 12, JAPANESE)
    paper.write(62, 120, "吾輩はここで始めて人間を見た。", 12, JAPANESE)
    assert len(read_page(paper).text.split("\n")) == 2


def test_a_footnote_stands_behind_its_chapter_and_its_mark_in_brackets():
    paper = Paper()
    y = paper.prose(sentences(6))
    x = paper.write(50, y, "He kept his money")
    x = paper.write(x, y - 4, "1", 6)
    paper.write(x, y, " in the old house by the river and went on")
    paper.write(50, 500, "1", 5)
    paper.write(56, 504, "So it is told in the first edition of the book.", 8)
    paper.page()
    paper.prose("until the end of his days.", indent=0)
    text = read_page(paper).text
    assert "He kept his money[1] in the old house by the river and went on until the end" in text
    assert text.endswith("\n\n[1] So it is told in the first edition of the book.")


def test_verse_keeps_its_lines_and_contents_too():
    paper = Paper()
    y = paper.prose(sentences(9)) + 14
    y = paper.lines(["Mind is the master power", "that moulds and makes"], 90, y) + 14
    y = paper.prose(sentences(9, 9), y=y) + 14
    paper.lines(["One . . . . . . . . . 1", "Two . . . . . . . . 14"], y=y)
    text = read_page(paper).text
    assert "Mind is the master power\nthat moulds and makes" in text
    assert "1\nTwo . ." in text


def test_a_large_first_letter_belongs_to_its_word():
    paper = Paper()
    paper.write(50, 98, "T", 34)
    paper.lines(["HE first of all the rules that are in this book", "is to keep what you"], 74, 80)
    paper.prose("have, and to spend less than comes in.", y=112, indent=0)
    assert read_page(paper).text.startswith("THE first of all the rules that are in this book")


def test_a_page_turned_on_its_side_is_read_as_it_is_seen():
    paper = Paper()
    paper.canvas.setPageRotation(90)
    paper.canvas.translate(WIDTH, 0)
    paper.canvas.rotate(90)
    for number, line in enumerate(["These words are seen upright", "when the page is turned."]):
        paper.canvas.setFont(LATIN, 11)
        paper.canvas.drawString(60, 300 - 14 * number, line)
    assert read_page(paper).text == "These words are seen upright when the page is turned."


def test_what_stands_beyond_the_edge_is_counted():
    paper = Paper()
    paper.prose(sentences(5))
    paper.write(50, HEIGHT + 40, "printer.indd 17")
    book = read_page(paper)
    assert "indd" not in book.text
    assert taken_off(book) == {"Words outside the page": 15}
