"""The sentences of the program and its guide keep to the manner of docs/glossary.md."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from studio.i18n import LOCALE_FOLDER

ROOT = Path(__file__).resolve().parents[1]
JAPANESE = "\u3005-\u9fff"
"""Kana, kanji and the signs between them; not 、。「」, which stand where they like."""
LATIN = "A-Za-z0-9"

SLIPS_IN_JAPANESE = {
    rf"[{JAPANESE}] [{LATIN}{{-]|[{LATIN}}}] [{JAPANESE}]": "a blank between Japanese and Latin",
    rf"[{JAPANESE}][,;:!?()](?!&)|(?<!&\w)[,;:!?()][{JAPANESE}]": "half-width punctuation",
    r"[、。：；？」）] |　": "a blank after full-width punctuation",
    rf"[{JAPANESE}]\.(?![a-z])": "a half-width full stop",
    r"[“”]": "English quotation marks",
    r"～|％|＋": "another sign than 〜, % and +",
    r"\}–\{": "a dash for 〜",
    "分か[らりるっ]": "わかる",
    "(?<!前)後で|後から": "あとで、あとから",
    "カンマ": "コンマ",
    "既に|下さい|出来[るまな]|全て|(?<![一-龥])事(?=[がをはに])": "kana",
    "よりよい|[がは]よい[。、]": "良い",
    "(メモリ|フォルダ|サーバ|ユーザ|コンピュータ|プロバイダ|アダプタ|バイナリ)(?!ー)": "a long vowel",
    "恐れ": "おそれ",
    "メンター": "助言者",
    "ひな型": "ひな形",
    "発話": "発言",
    "好みの(行|学習)": "選好",
    "待機列|待ち列": "キュー",
    "乱数の種": "乱数シード",
    r"^\{n\}件のペア[をにのは]": "ペア{n}件",
    r"抜粋\{n\}個": "抜粋{n}件",
    "ことができ": "できます",
    "あなたの(?!判定|代わり)": "nobody is called あなた",
}
"""What a Japanese sentence of ours does not have, and what it has instead.

To add one: a pattern, and a word for whoever reads the failure."""

SLIPS_IN_ENGLISH = {
    r"[^\x00-\x7f]*\bdata set": "dataset",
    r"\banew\b": "again",
    r"\b[Mm]end": "fix, correct",
    r"(?<![Tt]here) \b(is|are) no (?!longer|worse)": "is not a …",
    r"[{\w]\} %|\d %": "% without a blank",
    r"\bcan not\b|\bcannot\b": "can't",
    r"\.\.\.": "…",
    r"(?<![=\w]) '\w": "curly quotation marks",
    r"\bthe studio's\b|\bthe studio\b(?! own)": "the program",
}
"""The same for an English sentence."""

KEPT = {
    # Words of a search, an example, or of a file.
    "「tag:お金 is:flagged author:セネカ」",
    "「status:draft tag:habit」",
    "25, 50, 100",
    "1, 2, 3",
    # What is typed.
    "prompt:と",
    "「Human:」",
    "PyTorch and",
}
"""What looks like a slip and is none."""


@cache
def sentences() -> list[tuple[str, str]]:
    """Every sentence of the program, English and Japanese."""
    path = LOCALE_FOLDER / "ja" / "LC_MESSAGES" / "studio.po"
    found = []
    for message in read_po(io.BytesIO(path.read_bytes())):
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            japanese = message.string[0] if isinstance(message.string, tuple) else message.string
            found.extend((form, japanese) for form in forms)
    return found


def find_slips(text: str, slips: dict[str, str]) -> Iterator[str]:
    for part in KEPT:
        text = text.replace(part, "")
    for pattern, better in slips.items():
        if found := re.search(pattern, text):
            yield f"{better}: {found.group()!r} in {text!r}"


def test_no_english_sentence_slips() -> None:
    assert [
        slip for english, _ in sentences() for slip in find_slips(english, SLIPS_IN_ENGLISH)
    ] == []


def test_no_japanese_sentence_slips() -> None:
    shown = [
        japanese for _, japanese in sentences() if "(*" not in japanese and ";;" not in japanese
    ]
    assert [slip for text in shown for slip in find_slips(text, SLIPS_IN_JAPANESE)] == []


def test_what_ends_with_a_full_stop_does_so_in_japanese_too() -> None:
    odd = [
        (english, japanese)
        for english, japanese in sentences()
        if len(english) > 4
        and english.endswith(".") != japanese.endswith(("。", "。）", "。」"))
        and not japanese.endswith(("）", "か？", "{question}"))
    ]
    assert odd == []


def test_a_word_of_the_glossary_is_translated_as_it_says() -> None:
    words = read_glossary()
    odd = {
        english: japanese
        for english, japanese in sentences()
        if (known := words.get(english.lower())) and japanese not in known
    }
    assert odd == {}


def read_glossary() -> dict[str, set[str]]:
    """Each English word of docs/glossary.md, and the Japanese ones it may be translated by."""
    words: dict[str, set[str]] = {}
    for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3 and cells[1] != "日本語":
            japanese = set(re.split("[、：]", cells[1]))
            for word in re.split(", |: ", re.sub(r" \(.*\)", "", cells[0])):
                words.setdefault(word.lower(), set()).update(japanese)
    return words


@pytest.mark.parametrize(
    "file", sorted((ROOT / "docs/guide/ja").glob("*.md")), ids=lambda file: file.stem
)
def test_no_page_of_the_japanese_guide_slips(file: Path) -> None:
    text = re.sub(
        r"```.*?```|`[^`]*`|\]\([^)]*\)|\*\*|^\| .*", "", file.read_text("utf-8"), flags=re.S | re.M
    )
    slips = [slip for line in text.splitlines() for slip in find_slips(line, SLIPS_IN_JAPANESE)]
    assert slips == []
