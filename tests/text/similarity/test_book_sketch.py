"""Two files of one work are alike, two works are not, not even two translations of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.text import readers
from studio.text.similarity.book_sketch import compare_sketches, sketch_book


def sketch_of(path: Path) -> bytes:
    book = readers.read(path)
    return sketch_book(book.text, book.language)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("en/as-a-man-thinketh_pg4507.txt", "en/as-a-man-thinketh_pg4507.htm", True),
        ("en/art-of-money-getting_pg8581.txt", "en/art-of-money-getting_pg8581.htm", True),
        ("ja/watakushi-no-kojinshugi_772.txt", "ja/watakushi-no-kojinshugi_772.html", True),
        ("ja/kosei-e-no-saidai-ibutsu_519.txt", "ja/kosei-e-no-saidai-ibutsu_519.epub", True),
        ("en/meditations_pg2680.txt", "en/meditations-long_se.epub", False),
        ("en/as-a-man-thinketh_pg4507.txt", "en/art-of-money-getting_pg8581.txt", False),
        ("ja/kagakusha-to-atama_2359.txt", "ja/waga-chugaku-jidai_1695.txt", False),
    ],
)
def test_the_same_work_is_told_in_another_file(
    shared_folder: Path, one: str, other: str, alike: bool
) -> None:
    books = shared_folder / "books"
    share = compare_sketches(sketch_of(books / one), sketch_of(books / other))
    assert share > 0.8 if alike else share < 0.1


def test_nothing_is_like_nothing() -> None:
    assert compare_sketches(b"", b"") == 0.0
    assert sketch_book("Yes. No.", "en") == b""
