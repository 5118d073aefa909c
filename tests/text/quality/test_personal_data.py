"""Personal data is found as people write it; a book's numbers and names are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.resources import RESOURCES
from studio.text import readers
from studio.text.quality import personal_data


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Write to taro.yamada@mail.or.jp today.", ["mail"]),
        ("Write to me@example.com.", []),
        ("電話は03-1234-5678です。", ["phone"]),
        ("携帯 090-1234-5678 まで", ["phone"]),
        ("Call (212) 555-2368 or +81 3-3580-3311.", ["phone", "phone"]),
        ("In 1776, 2,000 men and 13 colonies; pages 120-125; 1984-1985.", []),
        ("〒100-8111 東京都千代田区千代田1-1", ["address", "address"]),
        ("He lived at 221 Baker Street, Springfield, IL 62701.", ["address"]),
        ("東京都の人口は一千万人である。", []),
        ("Card 4111 1111 1111 1234 is no card, 4539 1488 0343 6467 is.", ["card"]),
        ("export KEY=sk-proj-abcdefghijklmnopqrstuvwx1234", ["secret"]),
        ("-----BEGIN RSA PRIVATE KEY-----", ["secret"]),
        ("The desk-top and the ask-me.", []),
        ("電話は０３－１２３４－５６７８です。", ["phone"]),
        ("ｔａｒｏ．ｙａｍａｄａ＠ｍａｉｌ．ｏｒ．ｊｐ", ["mail"]),
        ("氏名：山田太郎", ["name"]),
        ("担当は山田様、090-1234-5678です。", ["name", "phone"]),
        ("Ask John Smith, john@mail.com.", ["name", "mail"]),
        ("Name: Mary Ann Smith", []),
        ("Full name: Mary Ann Smith", ["name"]),
        ("Name: Mary Ann Smith\nPhone: (212) 555-2368", ["name", "phone"]),
        ("Restaurant Name: The Eagle, tel. (212) 555-2368", ["phone"]),
        ("Ebony Moore\n\n(212) 555-2368\n", ["name", "phone"]),
        ("Call Mary Smith at (212) 555-2368.", ["name", "phone"]),
        ("(212) 555-2368 (Mary Smith)", ["phone", "name"]),
        ("Email: e.moore@mail.com\nApplying for: Product Manager", ["mail"]),
        ("Dear Hiring Manager, write to e.moore@mail.com. Best Regards", ["mail"]),
        ("Write to info@mail.com or yourname@mail.com, or boss@company.com.", []),
        ("山田 太郎さん（電話03-1234-5678）", ["name", "phone"]),
        ("担当者：山田太郎　連絡先は090-1234-5678", ["name", "phone"]),
        ("お客様は03-1234-5678まで。皆様、各氏、宮殿の仕様。", ["phone"]),
        ("お医者さんは03-1234-5678にいる。", ["phone"]),
        ("タロウさん、taro@mail.or.jpへどうぞ。", ["name", "mail"]),
        ("山田さんと話した。神様は見ている。", []),
        ("John Smith met Mr. Brown in 1776.", []),
        ("先生の名前は誰も知らない。", []),
    ],
)
def test_what_is_private_is_found(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in personal_data.find_personal_data(text)] == kinds


@pytest.mark.parametrize("name", ["as-a-man-thinketh_pg4507.txt", "kagakusha-to-atama_2359.txt"])
def test_a_sample_book_holds_nothing_private(name: str) -> None:
    assert personal_data.find_personal_data(readers.read(RESOURCES / "samples" / name).text) == []


def test_whole_books_raise_no_false_alarm(shared_folder: Path) -> None:
    for path in sorted((shared_folder / "books").rglob("*.txt")):
        found = personal_data.find_personal_data(readers.read(path).text)
        assert len(found) <= 1, (
            path.name,
            [readers.read(path).text[f.start : f.end] for f in found],
        )
