"""A name is somebody's beside a datum or behind a form's label; in a book it is a name."""

import pytest

from studio.text.quality.person_names import find_names


def names(text, datum=""):
    bounds = [(text.index(datum), text.index(datum) + len(datum))] if datum else []
    return [text[start:end] for start, end in find_names(text, bounds)]


@pytest.mark.parametrize(
    ("text", "datum", "name"),
    [
        ("Write to Mary Baker at mary@mail.or.jp today.", "mary@mail.or.jp", "Mary Baker"),
        ("mary@mail.or.jp (Mary Baker)\n", "mary@mail.or.jp", "Mary Baker"),
        ("Dr. Baker, 03-1234-5678", "03-1234-5678", "Dr. Baker"),
        ("山田様 03-1234-5678", "03-1234-5678", "山田様"),
        ("Full name: Mary Ann Baker", "", "Mary Ann Baker"),
        ("氏名：山田 太郎", "", "山田 太郎"),
    ],
)
def test_a_name_beside_a_datum_or_a_label_is_found(text, datum, name):
    assert names(text, datum) == [name]


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("Mary Baker went to the river in the morning.", ""),
        ("Our Customer Service: 03-1234-5678", "03-1234-5678"),
        ("お客様 03-1234-5678", "03-1234-5678"),
        ("Name: Mary Baker", ""),
    ],
)
def test_a_name_alone_and_a_title_of_nobody_are_no_finding(text, datum):
    assert names(text, datum) == []
