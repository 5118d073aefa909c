"""Freeze and export: whole groups held out, equal content equal hash, atomic files, no leaks."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from studio.domain.conversation import build_row
from studio.domain.dataset import ExportedFile, Recipe, Split, Version
from studio.domain.errors import CuratorError, DiskError, InvalidDataset
from studio.domain.pair import Origin
from studio.domain.work import finish
from studio.services.pairs import review, row_import
from studio.services.session import Session
from studio.services.versions import export, freezing, recipe

ODD = [
    'Say "no" \\ twice.\n\tThen stop.',
    "小さな一歩から。\u2028次へ",
    "Tab\x08 and \x7f end 🙂 café",
]


def frozen(session: Session, **choices: object) -> Version:
    version = freezing.freeze(session, **choices).value  # type: ignore[arg-type]
    assert isinstance(version, Version)
    return version


def exported(session: Session, version: int, folder: Path) -> list[ExportedFile]:
    files = export.write(session, version, folder).value
    assert isinstance(files, list)
    return files


def test_nothing_accepted_is_nothing_to_freeze(session: Session) -> None:
    with pytest.raises(CuratorError, match="nothing to freeze"):
        freezing.freeze(session)


def test_what_is_held_back_stays_out_and_is_counted(accepted: Session) -> None:
    ids = list(accepted.library.pairs.ids())
    review.hold_back(accepted, ids[:4])
    version = frozen(accepted, validation=0.2)
    rows = {row.pair for row in accepted.library.versions.rows(version.number)}
    assert rows == set(ids[4:])
    assert accepted.library.versions.get(version.number).report.held_back == 4
    assert recipe.describe_held_back(version) == "4 accepted pairs stay out"
    review.hold_back(accepted, ids)
    with pytest.raises(CuratorError, match="held back"):
        freezing.freeze(accepted)


def test_no_book_stands_on_both_sides(accepted: Session) -> None:
    version = frozen(accepted, validation=0.2)
    sides = {
        split: {row.group for row in accepted.library.versions.rows(version.number, split)}
        for split in Split
    }
    assert (version.train, version.validation) == (24, 6)
    assert not sides[Split.TRAIN] & sides[Split.VALIDATION]
    assert version.leaks == 0


def test_a_copy_of_a_training_row_never_validates(accepted: Session) -> None:
    for number in list(accepted.library.pairs.ids()):
        review.edit(accepted, number, prompt="The same question to all?")
    version = frozen(accepted, validation=0.2)
    assert (version.validation, version.leaks) == (0, 0)


def test_equal_content_has_the_equal_hash(accepted: Session) -> None:
    first, second = frozen(accepted, seed=3), frozen(accepted, seed=3)
    assert first.hash == second.hash and first.number != second.number
    assert frozen(accepted, seed=4).hash != first.hash


def test_a_frozen_version_does_not_drift(accepted: Session) -> None:
    version = frozen(accepted)
    before = list(accepted.library.versions.rows(version.number))
    review.edit(accepted, accepted.library.pairs.ids()[0], answer="Something else entirely.")
    assert list(accepted.library.versions.rows(version.number)) == before


def test_export_writes_chat_lines_and_provenance_beside_them(
    accepted: Session, tmp_path: Path
) -> None:
    review.set_system(accepted, "You are a mentor.")
    version = frozen(accepted, validation=0.2)
    train, validation = exported(accepted, version.number, tmp_path / "out")
    raw = train.path.read_bytes()
    assert hashlib.sha256(raw).hexdigest() == train.sha256
    assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"}\n")
    rows = [json.loads(line) for line in raw.splitlines()]
    assert len(rows) == train.rows == 24
    assert all(set(row) == {"messages"} for row in rows)
    assert [turn["role"] for turn in rows[0]["messages"]] == ["system", "user", "assistant"]
    beside = train.path.with_suffix(".provenance.jsonl").read_text().splitlines()
    assert len(beside) == 24 and json.loads(beside[0])["book"].startswith("Book ")
    assert freezing.validate(train.path).valid
    assert validation.rows == 6
    assert len(list((tmp_path / "out").iterdir())) == 4


def test_too_few_rows_are_refused_and_nothing_is_written(session: Session, tmp_path: Path) -> None:
    review.add(session, "How?", "Begin.")
    review.accept(session, session.library.pairs.ids())
    version = frozen(session)
    with pytest.raises(InvalidDataset, match="10"):
        export.write(session, version.number, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_can_not_be_written_is_named(accepted: Session, tmp_path: Path) -> None:
    version = frozen(accepted)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskError, match="Choose another folder"):
        export.write(accepted, version.number, tmp_path / "file")


def test_hashes_are_what_they_were_in_earlier_releases(accepted: Session) -> None:
    even = [pair for pair in accepted.library.pairs.ids() if pair % 2]
    review.tag(accepted, even, "even")
    assert [
        frozen(accepted, **choices).hash[:16]  # type: ignore[arg-type]
        for choices in (
            {},
            {"validation": 0.2, "seed": 3},
            {"validation": 0.2, "group": "passage", "cap": 3},
            {"tag": "even"},
            {"author": "Author 1", "validation": 0},
            {"group": "chapter", "seed": 9},
        )
    ] == [
        "44a52e6bc8615f5a",
        "c996e54a44b38c97",
        "e77c1c2092ef5959",
        "d6e36cb6c108b60b",
        "9b4a345f32f5d71c",
        "776e92b592c6abb0",
    ]
    review.set_system(accepted, 'You are a mentor. "Be" brief.\n簡潔に。')
    assert frozen(accepted, validation=0.2).hash[:16] == "7f8642a89ffca0a4"


@pytest.mark.parametrize("system", ["", '簡潔に。\n"Brief".'])
def test_rows_are_what_json_makes_of_them_and_counted_exactly(
    session: Session, tmp_path: Path, system: str
) -> None:
    path = tmp_path / "rows.jsonl"
    turns = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": ODD[0]},
        {"role": "assistant", "content": ODD[1]},
    ]
    tools = [{"type": "function", "function": {"name": "note", "parameters": {"big": 2**70}}}]
    path.write_text(json.dumps({"messages": turns, "tools": tools}), encoding="utf-8")
    finish(row_import.import_rows(session, path))
    for text in ODD:
        review.add(session, text, text[::-1])
    review.set_system(session, system)
    review.accept(session, session.library.pairs.ids())
    version = frozen(session, validation=0)
    pairs = {pair.id: pair for pair in session.library.pairs.list(session.library.pairs.ids())}
    for row in session.library.versions.rows(version.number):
        pair = pairs[row.pair]
        assert row.json == json.dumps(build_row(pair, system), ensure_ascii=False)
        assert row.tokens == review.row_tokens(session, pair.prompt, pair.answer, of=pair)
    assert version.train_tokens == sum(
        row.tokens for row in session.library.versions.rows(version.number)
    )


def test_where_a_row_came_from_is_said_as_json(session: Session, tmp_path: Path) -> None:
    path = tmp_path / 'odd "name".csv'
    path.write_text('prompt,answer,author\nHow?,So.,"A ""B"" 漱石"\n', encoding="utf-8")
    finish(row_import.import_rows(session, path))
    review.tag(session, [1], '引用 "x"')
    review.accept(session, [1])
    version = frozen(session, validation=0)
    (line,) = session.library.versions.provenance(version.number, Split.TRAIN)
    known = json.loads(line)
    assert (known["author"], known["tags"], known["line"]) == ('A "B" 漱石', ['引用 "x"'], 2)
    assert known["file"] == path.name and known["extra"]["fields"] == {"author": 'A "B" 漱石'}
    assert (known["pair"], known["passage"], known["book"]) == (1, None, "")


def test_no_author_stands_on_both_sides(accepted: Session) -> None:
    library = accepted.library
    with library.journal.edit("Two books of one author"):
        library.connection.execute("UPDATE book SET author = 'Author 0' WHERE id = 2")
    version = frozen(accepted, validation=0.2, group="author")
    assert version.group_by == "author"
    sides = {
        split: {row.group for row in library.versions.rows(version.number, split)}
        for split in Split
    }
    assert not sides[Split.TRAIN] & sides[Split.VALIDATION]
    assert {
        json.loads(line)["author"] for line in library.versions.provenance(1, Split.VALIDATION)
    } == (sides[Split.VALIDATION])


def test_too_few_books_are_parted_finer_and_that_is_said(accepted: Session) -> None:
    version = frozen(accepted, author="Author 1", group="author")
    assert (version.group_by, version.report.asked) == ("passage", "author")


def test_pairs_with_a_tag_can_be_left_out(accepted: Session) -> None:
    review.tag(accepted, [1, 2, 3], "later")
    version = frozen(accepted, without="later")
    assert version.train + version.validation == 27
    assert {row.pair for row in accepted.library.versions.rows(1)}.isdisjoint({1, 2, 3})
    assert accepted.library.versions.get(1).recipe == Recipe(without="later")


def test_rows_stand_in_the_order_that_was_asked_for(accepted: Session) -> None:
    review.edit(accepted, 9, answer="Longer than all the others by far.")
    review.edit(accepted, 3, answer="Short.")

    def pairs(order: str) -> list[int]:
        return [
            row.pair for row in accepted.library.versions.rows(frozen(accepted, order=order).number)
        ]

    by_length, by_book = pairs("length"), pairs("book")
    assert (by_length[0], by_length[-1]) == (3, 9)
    assert [(pair - 1) // 6 for pair in by_book] == sorted((pair - 1) // 6 for pair in by_book)
    assert len({tuple(by_length), tuple(by_book), tuple(pairs("shuffle"))}) == 3
    assert len({version.hash for version in accepted.library.versions.list()}) == 3


def test_only_choices_that_there_are_can_be_made(accepted: Session) -> None:
    for wrong in (
        {"order": "best"},
        {"group": "line"},
        {"profile": "x"},
        {"cap": -1},
        {"validation": 0.6},
    ):
        with pytest.raises(CuratorError):
            freezing.freeze(accepted, **wrong)
    assert accepted.library.versions.list() == []


def test_a_version_nobody_trained_on_can_be_deleted_and_its_number_is_spent(
    accepted: Session,
) -> None:
    frozen(accepted), frozen(accepted)
    freezing.delete(accepted, 2)
    assert [version.number for version in accepted.library.versions.list()] == [1]
    assert frozen(accepted).number == 3


def test_a_version_trained_on_stays_and_one_line_says_why(accepted: Session) -> None:
    frozen(accepted)
    accepted.library.connection.execute(
        "INSERT INTO run(version, endpoint, model, hyperparameters, suffix, nonce, status, created)"
        " VALUES(1, 'local', 'm', '{}', '', 'n', 'failed', '2026-01-01')"
    )
    with pytest.raises(CuratorError, match=r"run 1 refers to it.*Delete a version that no run"):
        freezing.delete(accepted, 1)
    assert accepted.library.versions.get(1).number == 1


def test_a_file_s_rows_are_grouped_by_who_is_said_to_have_written_them(session: Session) -> None:
    with session.library.journal.edit("Rows"):
        for n in range(12):
            number = session.library.pairs.insert(
                f"Q{n}?", f"A{n}.", origin=Origin.IMPORTED, tokens=9
            )
            extra = json.dumps({"fields": {"author": f"Writer {n % 4}"}})
            session.library.connection.execute(
                "UPDATE pair SET extra = ? WHERE id = ?", [extra, number]
            )
    review.accept(session, session.library.pairs.ids())
    assert frozen(session, group="author", validation=0.25).validation == 3
    assert frozen(session, author="Writer 2", validation=0).train == 3


@pytest.mark.parametrize("later", ["gpt-4", "gpt-4o-mini"])
def test_tokens_are_exact_whatever_model_they_were_once_counted_for(
    accepted: Session, later: str
) -> None:
    """The count kept with a pair is of the model that was chosen when it was written."""
    assert accepted.library.pairs.encodings() == {"o200k_base"}
    accepted.settings.set("model", "gpt-4")
    review.edit(accepted, 1, answer="小さな一歩から始めます。毎朝ひとつ。")
    review.set_system(accepted, "あなたはメンターです。")
    accepted.settings.set("model", later)
    version = frozen(accepted, validation=0)
    pairs = {pair.id: pair for pair in accepted.library.pairs.list(accepted.library.pairs.ids())}
    for row in accepted.library.versions.rows(version.number):
        pair = pairs[row.pair]
        assert row.tokens == review.row_tokens(accepted, pair.prompt, pair.answer)
    assert accepted.library.pairs.encodings() == {"o200k_base", "cl100k_base"}


def test_a_count_that_nobody_vouches_for_is_made_anew(accepted: Session) -> None:
    with accepted.library.journal.edit("By hand"):
        accepted.library.pairs.update(1, prompt="How?", answer="So.", tokens=99, draft_prompt=False)
    version = frozen(accepted, validation=0)
    (row,) = (row for row in accepted.library.versions.rows(version.number) if row.pair == 1)
    assert row.tokens == review.row_tokens(accepted, "How?", "So.")


def test_a_greeting_on_both_sides_is_no_leak(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(40):
            said = [
                "Hello!",
                "Hello.",
                f"How do I reach goal {n}, of them all?",
                f"By step {n} first.",
            ]
            roles = ("user", "assistant") * 2
            turns = [
                {"role": role, "content": words} for role, words in zip(roles, said, strict=True)
            ]
            file.write(json.dumps({"messages": turns}) + "\n")
    finish(row_import.import_rows(session, path))
    review.accept(session, list(session.library.pairs.ids()))
    version = freezing.freeze(session, validation=0.2, group="passage").value
    assert isinstance(version, Version)
    assert version.validation and version.leaks == 0
