"""What became of one pair, step by step: read backwards from how it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from studio.domain.history import PairState, Step
from studio.domain.pair import Origin, Pair, Status
from studio.store.connection import Connection, Row, parse_time
from studio.store.recording import ROW_BITS, list_columns

Values = dict[str, object]
Tags = dict[int, tuple[int, str]]
"""Rows of tags by their number: the pair that each hangs on, and its words."""


class _Entry(NamedTuple):
    """What a step recorded of a row: how it was before, in the columns that the step changed."""

    recording: int
    row: int
    action: str
    values: Values


def list_states(
    connection: Connection, pair: int, steps: Mapping[int, Step]
) -> Iterator[PairState]:
    """How a pair was after each step that changed it, the latest first.

    ``steps`` are those that are done, by their recordings, the latest first. A pair that is not
    there now has states all the same, if it ever was there.
    """
    columns = [column.name.strip('"') for column in list_columns(connection.sqlite, "pair")]
    now = connection.select_first(f"SELECT {','.join(columns)} FROM pair WHERE id = ?", [pair])
    values = dict(zip(columns, now, strict=True)) if now else None
    tags = _read_tags(connection, pair)
    own = {entry.recording: entry for entry in _find_entries(connection, "pair", [pair])}
    tagging: dict[int, list[_Entry]] = {}
    for entry in _find_entries(connection, "pair_tag", list(tags)):
        tagging.setdefault(entry.recording, []).append(entry)
    for recording, step in steps.items():
        if recording not in own and recording not in tagging:
            continue
        state = _build_pair(pair, values, tags)
        values = _go_back(values, own.get(recording))
        for entry in tagging.get(recording, ()):
            _take_tag_back(tags, entry)
        changed = _compare(state, _build_pair(pair, values, tags))
        if changed:
            yield PairState(step, state, changed)
    if values is not None:
        yield PairState(None, _build_pair(pair, values, tags))


def find_prompt(connection: Connection, pair: int, recording: int) -> str:
    """A pair's question; where it is gone, the one that a step recorded, "" where it has none."""
    row = connection.select_first(
        "SELECT coalesce((SELECT prompt FROM pair WHERE id = ?1), "
        f"(SELECT prompt FROM pair_before WHERE id = (?2 << {ROW_BITS}) + ?1), '')",
        [pair, recording],
    )
    return str(row[0]) if row else ""


def read_pair(number: int, row: Mapping[str, object] | Row, tags: tuple[str, ...] = ()) -> Pair:
    """A pair from the columns of its own table: without what others know of it."""
    return Pair(
        id=number,
        prompt=str(row["prompt"]),
        answer=str(row["answer"]),
        status=Status(str(row["status"])),
        tags=tags,
        tokens=_read_number(row["tokens"]) or 0,
        origin=Origin(str(row["origin"])),
        draft_prompt=bool(row["draft_prompt"]),
        is_read=row["read_at"] is not None,
        book=_read_number(row["book"]),
        passage=_read_number(row["passage"]),
        row=str(row["row_json"] or ""),
        extra=str(row["extra"] or ""),
        line=_read_number(row["line"]),
        flagged=bool(row["flagged"]),
        held_back=bool(row["held_back"]),
        reason=str(row["reason"] or ""),
        created_at=parse_time(_read_text(row["created_at"])),
        decided_at=parse_time(_read_text(row["decided_at"])),
    )


def _read_number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _read_text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _build_pair(number: int, values: Values | None, tags: Tags) -> Pair | None:
    if values is None:
        return None
    own = tuple(tag for _row, (pair, tag) in sorted(tags.items()) if pair == number)
    return read_pair(number, values, own)


def _read_tags(connection: Connection, pair: int) -> Tags:
    """The tags that a pair has, and the rows of those that it ever had, which hang nowhere now."""
    rows = connection.select(
        "SELECT rowid, pair, tag FROM pair_tag WHERE pair = ?1 OR rowid IN "
        f"(SELECT id & {(1 << ROW_BITS) - 1} FROM pair_tag_before WHERE pair = ?1)",
        [pair],
    )
    tags = {row[0]: (row[1], row[2]) for row in rows}
    for (number,) in connection.select(
        f"SELECT DISTINCT id & {(1 << ROW_BITS) - 1} FROM pair_tag_before WHERE pair = ?", [pair]
    ):
        tags.setdefault(number, (0, ""))
    return tags


def _find_entries(connection: Connection, table: str, rows: list[int]) -> Iterator[_Entry]:
    columns = list_columns(connection.sqlite, table)
    names = ", ".join(f"entry.{column.name}" for column in columns)
    # Step by step, each by its number: entries have no index by row, for writing one costs more.
    sql = (
        f"SELECT step.recording, action, changed, {names} FROM step JOIN {table}_before AS entry "
        f"ON entry.id = (step.recording << {ROW_BITS}) + ? WHERE NOT step.undone"
    )
    for row in rows:
        for entry_row in connection.select(sql, [row]):
            recording, action, changed, *old = entry_row
            values = {
                column.name.strip('"'): value
                for column, value in zip(columns, old, strict=True)
                if changed & column.bit
            }
            yield _Entry(recording, row, action, values)


def _go_back(values: Values | None, entry: _Entry | None) -> Values | None:
    if entry is None:
        return values
    if entry.action == "added":
        return None
    # A column that is younger than what was removed has no value there.
    return {**_EMPTY, **(values or {}), **entry.values}


_EMPTY: Values = dict.fromkeys(
    "row_json extra line flagged held_back reason created_at decided_at read_at".split()
)


def _take_tag_back(tags: Tags, entry: _Entry) -> None:
    pair, tag = tags.get(entry.row, (0, ""))
    if entry.action == "added":
        tags[entry.row] = (0, "")
        return
    tags[entry.row] = (
        _read_number(entry.values.get("pair", pair)) or 0,
        str(entry.values.get("tag", tag)),
    )


def _compare(after: Pair | None, before: Pair | None) -> tuple[str, ...]:
    """The fields in which two states differ; all there are where one of them is none."""
    if after is None or before is None:
        return () if after is before else ("pair",)
    return tuple(
        name for name in Pair.__dataclass_fields__ if getattr(after, name) != getattr(before, name)
    )
