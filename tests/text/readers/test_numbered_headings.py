"""Chapters headed by rising numbers, as Project Gutenberg's transcribers set them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from studio.domain.book import ReadBook
from studio.text import readers
from tests.field import find_field_file

ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII".split()
WAR = (
    "LAYING PLANS|WAGING WAR|ATTACK BY STRATAGEM|TACTICAL DISPOSITIONS|ENERGY|"
    "WEAK POINTS AND STRONG|MANEUVERING|VARIATION IN TACTICS|THE ARMY ON THE MARCH|TERRAIN|"
    "THE NINE SITUATIONS|THE ATTACK BY FIRE|THE USE OF SPIES"
).split("|")
PROSE = (
    "The art of war is of vital importance to the State. It is a matter of life\n"
    "and death, a road either to safety or to ruin, and those who keep to it are\n"
    "few. Hence it is a subject of inquiry which can on no account be neglected."
)
HEADER = (
    "The Project Gutenberg EBook of A Book, by A. Writer\n\nTitle: A Book\n\n"
    "*** START OF THE PROJECT GUTENBERG EBOOK A BOOK ***\n"
)
FOOTER = "\n\n*** END OF THE PROJECT GUTENBERG EBOOK A BOOK ***\n"


def read(body: str, *, gutenberg: bool = True) -> ReadBook:
    text = f"{HEADER}{body}{FOOTER}" if gutenberg else body
    return readers.read_bytes(text.encode(), "a.txt")


def chapters(book: ReadBook) -> list[str]:
    return [chapter.title for chapter in book.chapters]


def bodies(headings: Sequence[str], blanks: int) -> str:
    gap = "\n" * (blanks + 1)
    prose = "\n\n".join([PROSE] * 4)
    return "".join(f"{gap}{heading}{gap}{prose}" for heading in headings)


@pytest.mark.parametrize("blanks", [1, 2, 3])
@pytest.mark.parametrize("gutenberg", [True, False], ids=["gutenberg", "plain"])
def test_a_number_and_a_title_in_one_line_head_a_chapter(blanks, gutenberg):
    headings = [f"{n}. {title}" for n, title in zip(ROMAN, WAR, strict=True)]
    assert chapters(read(bodies(headings, blanks), gutenberg=gutenberg))[-13:] == headings


@pytest.mark.parametrize("blanks", [1, 2, 3])
def test_a_title_below_its_number_belongs_to_it(blanks):
    headings = [f"{n}\n\n{title}" for n, title in zip(ROMAN, WAR, strict=True)]
    expected = [f"{n} · {title}" for n, title in zip(ROMAN, WAR, strict=True)]
    assert chapters(read(bodies(headings, blanks)))[-13:] == expected


@pytest.mark.parametrize(
    "numbers",
    [
        ("i.", "ii.", "iii."),
        ("§ 1.", "§ 2.", "§ 3."),
        ("ONE", "TWO", "THREE"),
        ("Lecture I.", "Lecture II.", "Lecture III."),
        ("CHAP. I.", "CHAP. II.", "CHAP. III."),
        ("SECTION ONE:", "SECTION TWO:", "SECTION THREE:"),
    ],
    ids=lambda numbers: numbers[0],
)
def test_a_number_may_be_written_in_many_ways(numbers):
    headings = [f"{number} {title}" for number, title in zip(numbers, WAR, strict=False)]
    assert chapters(read(bodies(headings, 1)))[-3:] == headings


def test_a_table_of_contents_before_them_opens_no_chapters():
    headings = [f"{n}. {title}" for n, title in zip(ROMAN, WAR, strict=True)]
    contents = "CONTENTS\n\n" + "\n\n".join(headings)
    found = chapters(read(contents + bodies(headings, 2)))
    assert found[-13:] == headings and len(found) <= 14


HEADINGS = {
    "numbers alone": [f"{n}" for n in ROMAN],
    "with a full stop": [f"{n}." for n in ROMAN],
    "centred": [f"                 {n}" for n in ROMAN],
    "with dashes": [f"{n}.--{title}" for n, title in zip(ROMAN, WAR, strict=True)],
    "with a long dash": [f"{n} — {title}" for n, title in zip(ROMAN, WAR, strict=True)],
    "in title case": [f"{n}. {title.title()}" for n, title in zip(ROMAN, WAR, strict=True)],
    "figures": [f"{n}. {title}" for n, title in enumerate(WAR, 1)],
    "in words": ["ONE", "TWO", "THREE", "FOUR", "FIVE"],
    "with note marks": [f"{n}. {title}[{n}]" for n, title in zip(ROMAN, WAR, strict=True)],
}


@pytest.mark.parametrize("how", HEADINGS)
def test_numbers_are_set_in_many_ways(how):
    book = read(bodies(HEADINGS[how], 2))
    assert len(book.chapters) in (len(HEADINGS[how]), len(HEADINGS[how]) + 1)
    last = book.chapters[-1]
    assert book.text[last.start :].startswith(HEADINGS[how][-1].strip())


def test_words_may_follow_in_the_next_line():
    headings = [f"{n}. {title}" for n, title in zip(ROMAN, WAR, strict=True)]
    body = "".join(
        f"\n\n{heading}\n[A note.] {PROSE}\n\n{PROSE}\n\n{PROSE}" for heading in headings
    )
    book = read(body)
    assert chapters(book)[-13:] == headings
    assert f"{headings[3]}\n\n[A note.] The art of war" in book.text


def test_each_part_of_a_book_counts_anew():
    part = bodies(["I", "II", "III", "IV"], 2)
    book = read(f"\n\n\n\n\nPART ONE{part}\n\n\n\n\nPART TWO{part}")
    assert len([title for title in chapters(book) if title.endswith("II")]) == 4


@pytest.mark.parametrize(
    "lines",
    [
        ["I", "IV", "IX"],
        ["I. A thing that is so, said he, and went on with it", "II. Another thing, as it seems."],
        [str(page) for page in range(1, 30)],
        ["1. Sun Tzu said: the art of war", "2. Hence it is a subject", "3. The art is governed"],
    ],
    ids=["no row", "sentences", "page numbers", "numbered paragraphs"],
)
def test_other_numbers_head_nothing(lines):
    assert len(read(bodies(lines, 1)).chapters) == 1


def test_a_line_drawn_below_a_heading_is_no_part_of_it():
    book = read(f"{PROSE}\n\n\n\n\nBibliography\n------------\n\n{PROSE}")
    assert chapters(book)[-1] == "Bibliography"


@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("art-of-war_pg132", 13, "I. LAYING PLANS", "XIII. THE USE OF SPIES"),
        (
            "how-to-live-on-24-hours-a-day_pg2274",
            12,
            "I · THE DAILY MIRACLE",
            "XII · DANGERS TO AVOID",
        ),
    ],
)
def test_the_books_that_were_reported(name, count, first, last):
    book = readers.read(find_field_file(f"11-gutenberg-roman-chapters/{name}.txt"))
    numbered = [title for title in chapters(book) if title.partition(" ")[0].strip(".") in ROMAN]
    assert (len(numbered), numbered[0], numbered[-1]) == (count, first, last)
