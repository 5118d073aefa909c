"""The command line: names and JSON keys that other programs rely on, one value on standard out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.cli import COMMANDS, main
from studio.resources import RESOURCES
from tests.cli.conftest import Desk

BOOK = RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt"
JAPANESE = RESOURCES / "samples" / "kagakusha-to-atama_2359.txt"


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """Two books in, drafts made, all accepted."""
    desk("ingest", desk.library, BOOK, JAPANESE)
    desk("draft", desk.library)
    desk("review", desk.library, "--accept", "--where", "all")
    return desk


def test_new_refuses_to_overwrite(desk: Desk) -> None:
    assert "exists already" in desk.refused("new", desk.library)


def test_ingest_says_what_it_made_of_each_file(desk: Desk) -> None:
    status, books = desk("ingest", desk.library, BOOK, JAPANESE)
    assert status == 0 and isinstance(books, list)
    assert [book["title"] for book in books] == ["As a Man Thinketh", "科学者とあたま"]
    assert set(books[0]) >= {
        "book",
        "title",
        "author",
        "language",
        "format",
        "encoding",
        "chapters",
        "passages",
        "characters",
        "tokens",
        "dropped",
    }
    assert books[1]["encoding"] == "cp932" and books[1]["author"] == "寺田寅彦"
    assert all(drop["characters"] > 0 for drop in books[0]["dropped"])


def test_a_file_that_is_no_book_leaves_the_others_in(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "broken.epub").write_bytes(b"PK\x03\x04 not really")
    status, books = desk("ingest", desk.library, tmp_path / "broken.epub", BOOK)
    assert status == 1 and isinstance(books, list) and books[0]["title"] == "As a Man Thinketh"
    assert books[1]["file"] == "broken.epub" and "damaged" in books[1]["refused"]
    status, refused = desk("ingest", desk.library, tmp_path / "broken.epub", BOOK)
    assert status == 2 and isinstance(refused, list)
    assert [entry["file"] for entry in refused] == ["broken.epub", BOOK.name]
    assert "already" in refused[1]["refused"]


def test_passages_join_back_into_the_book(desk: Desk) -> None:
    desk("ingest", desk.library, BOOK)
    _status, passages = desk("passages", desk.library, "--book", 1, "--text")
    assert isinstance(passages, list)
    assert set(passages[0]) == {
        "id",
        "book",
        "chapter",
        "start",
        "end",
        "tokens",
        "status",
        "text",
        "source",
    }
    assert [p["end"] for p in passages[:-1]] == [p["start"] for p in passages[1:]]
    assert sum(len(p["source"]) for p in passages) == passages[-1]["end"]


def test_cleaning_is_tried_before_it_is_done(desk: Desk) -> None:
    desk("ingest", desk.library, JAPANESE)
    _status, tried = desk("clean", desk.library, "--dry-run")
    _status, done = desk("clean", desk.library)
    assert tried == done
    assert isinstance(done, dict) and set(done["rules"][0]) == {"rule", "passages", "characters"}
    assert "no cleaning rule" in desk.refused("clean", desk.library, "--rules", "magic")


def test_drafts_can_be_reviewed_and_taken_back(desk: Desk) -> None:
    desk("ingest", desk.library, JAPANESE)
    _status, made = desk("draft", desk.library)
    assert isinstance(made, dict)
    assert set(made) == {"pairs", "skipped", "failed", "tokens", "cost"}
    assert made["pairs"] > 0
    _status, pairs = desk("pairs", desk.library, "--status", "draft")
    assert isinstance(pairs, list)
    assert set(pairs[0]) >= {"id", "book", "passage", "messages", "status", "tags", "tokens"}
    first = pairs[0]["id"]
    assert desk("review", desk.library, "--accept", "--ids", first) == (0, {"changed": 1})
    assert desk("undo", desk.library) == (0, {"label": "Accept 1 pair"})
    assert desk("pairs", desk.library, "--status", "accepted") == (0, [])
    assert desk("redo", desk.library) == (0, {"label": "Accept 1 pair"})
    assert desk("redo", desk.library) == (1, {"label": None})
    assert desk("review", desk.library, "--tag", "習慣", "--where", "all")[0] == 0
    assert len(desk("pairs", desk.library, "--tag", "習慣")[1]) == made["pairs"]  # type: ignore[arg-type]


def test_pairs_are_chosen_by_the_words_of_the_search_field(desk: Desk) -> None:
    desk("ingest", desk.library, BOOK)
    desk("draft", desk.library, "--limit", "6")
    drafts = desk("pairs", desk.library, "--where", "is:draft book:Thinketh", "--limit", "2")[1]
    assert isinstance(drafts, list) and len(drafts) == 2
    first = str(drafts[0]["id"])
    desk("review", desk.library, "--reject", "--reason", "wrong", "--ids", first)
    desk("review", desk.library, "--flag", "--ids", first)
    desk("review", desk.library, "--hold-back", "--ids", first)
    _status, held = desk("pairs", desk.library, "--where", "is:held")
    assert [pair["held_back"] for pair in held] == [True]
    desk("review", desk.library, "--let-in", "--ids", first)
    assert desk("review", desk.library, "--tag", "a/b", "--where=-is:flagged")[0] == 0
    wish = ("pairs", desk.library, "--where", "is:flagged reason:wrong")
    (only,) = desk(*wish)[1]  # type: ignore[misc]
    assert (only["flagged"], only["reason"]) == (True, "wrong") and 0 < only["grounding"] <= 1
    counts = desk("pairs", desk.library, "--count")[1]
    assert isinstance(counts, dict)
    assert counts["status"]["rejected"] == 1 and counts["tag"]["a"] == counts["pairs"] - 1
    assert desk("review", desk.library, "--reopen", "--where", "is:rejected")[1] == {"changed": 1}
    assert desk("review", desk.library, "--untag", "a/b", "--where", "tag:a/b")[0] == 0
    assert desk("pairs", desk.library, "--where", "tag:a/b")[1] == []
    replace = ("review", desk.library, "--where", "all", "--replace", "(e)", "--regex")
    dry = desk(*replace, "--with", r"<\1>", "--dry-run")[1]
    assert isinstance(dry, dict) and dry["changes"] == len(dry["ids"]) > 0
    assert desk(*replace, "--with", "<e>")[1] == {"changed": dry["changes"]}
    assert desk("undo", desk.library)[0] == 0 and desk(*replace, "--dry-run")[1] != dry
    assert desk("review", desk.library, "--where", "all", "--replace", "(", "--regex")[0] == 2
    assert desk("review", desk.library, "--accept", "--reason", "x", "--where", "all")[0] == 2


def test_a_folder_of_books_comes_in_and_the_rest_is_left(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "shelf" / "inner"
    folder.mkdir(parents=True)
    for book in (BOOK, JAPANESE):
        (folder / book.name).write_bytes(book.read_bytes())
    (folder / "cover.jpg").write_bytes(b"\xff\xd8")
    (folder / "loop").symlink_to(tmp_path / "shelf")
    status, books = desk("ingest", desk.library, tmp_path / "shelf")
    assert status == 0
    assert [book["title"] for book in books] == ["As a Man Thinketh", "科学者とあたま"]  # type: ignore[attr-defined]


def test_rows_come_in_with_what_could_not_be_taken(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("question,answer\nQ?,A.\nQ?,A.\nR?,\n", encoding="utf-8")
    status, made = desk("import", desk.library, path)
    assert status == 0
    assert isinstance(made, dict)
    assert {name: made[name] for name in ("format", "rows", "imported", "duplicates")} == {
        "format": "columns",
        "rows": 3,
        "imported": 1,
        "duplicates": 1,
    }
    assert [(note["line"], note["code"]) for note in made["rejected"]] == [(4, "no-answer")]
    pairs = desk("pairs", desk.library)[1]
    assert (pairs[0]["file"], pairs[0]["line"]) == ("rows.csv", 2)  # type: ignore[index]


def test_a_column_can_be_named(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("when,what\nmorning,rise\n", encoding="utf-8")
    assert "no column was found for prompt, answer" in desk.refused("import", desk.library, path)
    status, _made = desk("import", desk.library, path, "--columns", "prompt=when,answer=what")
    assert status == 0


def test_a_book_is_read_again(desk: Desk) -> None:
    desk("ingest", desk.library, JAPANESE)
    status, book = desk("reread", desk.library, "--book", 1)
    assert status == 0 and isinstance(book, dict)
    assert (book["title"], book["changed"]) == ("科学者とあたま", False)


def test_one_book_is_cleaned_by_rules_of_its_own(desk: Desk) -> None:
    desk("ingest", desk.library, BOOK, JAPANESE)
    desk("clean", desk.library, "--rules", "italics", "--book", 2)
    status, made = desk("clean", desk.library, "--dry-run", "--book", 2)
    assert status == 0
    assert any(rule["passages"] for rule in made["rules"])  # type: ignore[index, call-overload]


def test_a_quote_says_dates_and_both_currencies(stocked: Desk) -> None:
    status, quote = stocked("quote", stocked.library, "--model", "gpt-4o-mini", "--epochs", 3)
    assert status == 0 and isinstance(quote, dict)
    assert set(quote) >= {
        "examples",
        "tokens",
        "epochs",
        "billed_tokens",
        "usd",
        "jpy",
        "prices_as_of",
        "exchange_as_of",
        "shutdown",
    }
    assert quote["billed_tokens"] == 3 * quote["tokens"] > 0
    for model in ("abacus", "gpt-6-luna"):  # unknown, and not to be trained: no $0 for either
        assert "No price is known" in stocked.refused("quote", stocked.library, "--model", model)


def test_freeze_export_validate(stocked: Desk, tmp_path: Path) -> None:
    status, version = stocked("freeze", stocked.library, "--validation", 0.2, "--seed", 3)
    assert status == 0 and isinstance(version, dict)
    assert set(version) >= {"version", "hash", "train", "validation", "leaks"}
    assert version["validation"] > 0 and version["leaks"] == 0
    _status, written = stocked("export", stocked.library, "--version", 1, "--out", tmp_path / "o")
    assert isinstance(written, dict) and written["verdict"] == "valid"
    train = written["files"][0]
    assert set(train) == {"path", "split", "rows", "tokens", "sha256"}
    status, verdict = stocked("validate", train["path"])
    assert status == 0 and isinstance(verdict, dict)
    assert (verdict["verdict"], verdict["rows"]) == ("valid", version["train"])
    assert verdict["tokens"] == train["tokens"]


def test_an_invalid_file_is_a_no_with_line_and_reason(desk: Desk, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"messages": [{"role": "user", "content": "How?"}]}\n')
    status, verdict = desk("validate", bad)
    assert status == 1 and isinstance(verdict, dict) and verdict["verdict"] == "invalid"
    assert verdict["findings"][0]["line"] == 1


def test_over_budget_is_a_no_and_sends_nothing(stocked: Desk) -> None:
    stocked("freeze", stocked.library)
    status, answer = stocked(
        "train",
        stocked.library,
        "--version",
        1,
        "--endpoint",
        "openai",
        "--model",
        "gpt-4o-2024-08-06",
        "--budget",
        "0.01",
    )
    assert status == 1 and isinstance(answer, dict) and answer["run"] is None
    assert stocked("runs", stocked.library) == (0, [])


def test_a_key_that_is_missing_is_said_before_anything_is_sent(stocked: Desk) -> None:
    stocked("freeze", stocked.library)
    said = stocked.refused(
        "train",
        stocked.library,
        "--version",
        1,
        "--endpoint",
        "openai",
        "--model",
        "gpt-4o-mini-2024-07-18",
    )
    assert "OPENAI_API_KEY" in said


@pytest.mark.parametrize("words", [("books",), ("runs",), ("pairs",), ("ledger",), ("undo",)])
def test_a_library_that_is_not_there_is_one_line(shell: Desk, words: tuple[str, ...]) -> None:
    assert "no library" in shell.refused(*words, shell.library)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_help_with_an_example(
    command: object, capsys: pytest.CaptureFixture[str]
) -> None:
    name = command.name  # type: ignore[attr-defined]
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"Example: studio {name}" in capsys.readouterr().out


def test_who_accepts_many_says_whether_they_were_read(stocked: Desk) -> None:
    _status, pairs = stocked("pairs", stocked.library)
    assert not any(pair["is_read"] for pair in pairs)
    stocked("review", stocked.library, "--accept", "--read", "--where", "all")
    _status, pairs = stocked("pairs", stocked.library)
    assert all(pair["is_read"] for pair in pairs)


def test_a_fix_is_shown_before_it_is_done(stocked: Desk) -> None:
    _status, before = stocked("pairs", stocked.library)
    status, shown = stocked("check", stocked.library, "--fix", "redraft", "--dry-run")
    assert status == 0 and shown["fix"] == "redraft"
    for plan in shown["plans"]:
        assert plan["changes"] > 0 and plan["intent"] and plan["rule"]
        assert len(plan["examples"]) == min(5, plan["changes"])
    assert stocked("pairs", stocked.library) == (0, before)
    assert "--fix" in stocked.refused("check", stocked.library, "--dry-run")


def test_check_holds_the_rows_against_a_place(stocked: Desk) -> None:
    _status, plan = desk_value(stocked("check", stocked.library))
    assert plan["endpoints"] == ["local", "openai"]
    _status, azure = desk_value(stocked("check", stocked.library, "--endpoint", "foundry"))
    assert azure["endpoints"] == ["foundry"]
    assert "bom" in [one["code"] for one in azure["findings"]]
    assert "no endpoint" in stocked.refused("check", stocked.library, "--endpoint", "nowhere")


def desk_value(outcome: tuple[int, object]) -> tuple[int, dict[str, Any]]:
    status, value = outcome
    assert isinstance(value, dict)
    return status, value


def test_export_asks_before_personal_data_leaves(desk: Desk, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        "".join(
            json.dumps(
                {
                    "messages": [
                        {"role": "user", "content": f"How do I reach number {n}?"},
                        {
                            "role": "assistant",
                            "content": f"Write to number{n}@mail.or.jp, and wait.",
                        },
                    ]
                }
            )
            + "\n"
            for n in range(12)
        ),
        encoding="utf-8",
    )
    desk("import", desk.library, rows)
    desk("review", desk.library, "--accept", "--where", "all")
    desk("freeze", desk.library)
    out = tmp_path / "out"
    asking = ("export", desk.library, "--version", 1, "--out", out)
    status, value = desk(*asking)
    assert status == 1 and isinstance(value, dict) and value["verdict"] == "not_agreed"
    assert [one["code"] for one in value["concerns"]] == ["private-mail"]
    assert value["files"] == [] and not out.exists()
    status, value = desk(*asking, "--agree")
    assert status == 0 and isinstance(value, dict) and value["verdict"] == "valid"
    assert desk(*asking)[0] == 0  # remembered
    desk("undo", desk.library)
    assert desk(*asking)[0] == 1


def test_many_names_in_a_message_are_cut_with_a_count(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(40):
        (tmp_path / f"picture-{number:02}.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / BOOK.name).write_bytes(BOOK.read_bytes())
    main(["ingest", desk.library, str(tmp_path)])
    message = next(line for line in capsys.readouterr().err.splitlines() if "Not added" in line)
    assert "picture-05.jpg" in message and "picture-39.jpg" not in message
    assert message.endswith("more")


def test_which_answers_are_good_is_an_option_of_import(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        "".join(
            json.dumps({"prompt": f"Q{n}?", "completion": f"A{n}.", "score": n}) + "\n"
            for n in range(6)
        )
    )
    assert "--good" in desk.refused("import", desk.library, path)
    status, made = desk("import", desk.library, path, "--good", "score>=4")
    assert status == 0 and isinstance(made, dict)
    assert (made["imported"], made["good"]) == (2, "score>=4")
    assert {note["code"] for note in made["rejected"]} == {"bad-answer"}
