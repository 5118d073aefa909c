"""Subjects that people ask a mentor about, by the tag of each language: money is お金."""

from __future__ import annotations

from collections.abc import Iterable

SUBJECTS = (
    ("purpose", "目的"),
    ("habit", "習慣"),
    ("thought", "考え方"),
    ("perseverance", "努力"),
    ("work", "仕事"),
    ("money", "お金"),
    ("character", "人格"),
    ("courage", "勇気"),
    ("learning", "学び"),
    ("health", "健康"),
    ("relationships", "人間関係"),
    ("self", "自己"),
)
"""Tags that are one subject, counted and looked for together. To add one: a row here, and its
words in ``subjects`` of each language (``text/languages``)."""

BETWEEN = " · "
"""Stands between the tags of one subject, where they are shown as one."""

_ALIKE = {tag: tags for tags in SUBJECTS for tag in tags}


def list_equal_tags(tag: str) -> tuple[str, ...]:
    """A tag with those that are the same subject in other languages; itself alone where none is."""
    return _ALIKE.get(tag, (tag,))


def group_tags(tags: Iterable[str]) -> list[tuple[str, ...]]:
    """Tags, each with those among them that are its subject too, in their order."""
    groups: dict[str, list[str]] = {}
    for tag in tags:
        groups.setdefault(list_equal_tags(tag)[0], []).append(tag)
    return list(map(tuple, groups.values()))


def join_tags(tags: Iterable[str]) -> str:
    """Tags of one subject as they are shown: “money · お金”."""
    return BETWEEN.join(tags)


def split_tags(name: str) -> tuple[str, ...]:
    """The tags that stand behind what ``join_tags`` has made."""
    return tuple(name.split(BETWEEN))
