"""Question sets are made, filled, named, chosen for the runs, written and told by their leaks."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Desk


def sets(answer: object) -> dict[str, list[str]]:
    assert isinstance(answer, dict)
    return {item["name"]: [q["text"] for q in item["questions"]] for item in answer["sets"]}


def test_a_set_is_made_of_a_file_filled_renamed_copied_and_let_go(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "q.csv"
    path.write_text("question,answer\nWhy?,So.\n,Nothing.\n", encoding="utf-8")
    status, answer = desk("questions", desk.library, "--from", path, "--name", "Held")
    assert (status, sets(answer)) == (0, {"Held": ["Why?"]})
    assert "Rows without a question: 1" in desk.messages
    path.write_text("question\nWhy?\nHow?\n", encoding="utf-8")
    desk("questions", desk.library, "--from", path, "--into", 1)
    desk("questions", desk.library, "--rename", 1, "--name", "Kept")
    _status, answer = desk("questions", desk.library, "--copy", 1)
    assert sets(answer) == {"Kept": ["Why?", "How?"], "Kept (copy)": ["Why?", "How?"]}
    _status, answer = desk("questions", desk.library, "--delete", 2)
    assert list(sets(answer)) == ["Kept"]


def test_a_set_is_asked_before_each_run_until_it_is_taken_back(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "q.txt"
    path.write_text("Why?\n", encoding="utf-8")
    desk("questions", desk.library, "--from", path)
    for number, asked in ((1, True), (0, False)):
        _status, answer = desk("questions", desk.library, "--ask", number)
        assert [item["asked"] for item in answer["sets"]] == [asked]
    assert "no question set 7" in desk.refused("questions", desk.library, "--ask", 7)


def test_a_set_is_written_and_read_again(desk: Desk, tmp_path: Path) -> None:
    path, out = tmp_path / "q.txt", tmp_path / "out.jsonl"
    path.write_text("なぜですか。\nどう始めますか。\n", encoding="utf-8")
    desk("questions", desk.library, "--from", path)
    assert "--set" in desk.refused("questions", desk.library, "--export", out)
    desk("questions", desk.library, "--export", out, "--set", 1)
    _status, answer = desk("questions", desk.library, "--from", out, "--name", "Again")
    assert sets(answer)["Again"] == ["なぜですか。", "どう始めますか。"]


def test_held_out_rows_become_questions_and_leaks_are_told(desk: Desk, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    lines = [f"How do I reach goal {n} of {n * n + 3}?,Do step {n} first." for n in range(12)]
    rows.write_text("\n".join(["question,answer", *lines]), encoding="utf-8")
    desk("import", desk.library, rows)
    desk("review", desk.library, "--accept", "--where", "all")
    desk("freeze", desk.library, "--validation", "0.25", "--group", "passage")
    status, answer = desk("questions", desk.library, "--of-version", 1, "--name", "Held")
    assert (status, len(sets(answer)["Held"])) == (0, 3)
    path = tmp_path / "q.txt"
    path.write_text("How do I reach goal 1 of 4?\n", encoding="utf-8")
    desk("questions", desk.library, "--from", path, "--name", "Leaky")
    status, answer = desk("questions", desk.library, "--leaks")
    assert status == 1 and {leak["is_exact"] for leak in answer["leaks"]} == {True}
    _status, frozen = desk("freeze", desk.library, "--validation", "0")
    assert frozen["asked"] and "question set asks" in desk.messages
