"""Tags of one subject in several languages are one."""

from __future__ import annotations

from studio.domain.subjects import SUBJECTS, group_tags, join_tags, list_equal_tags, split_tags
from studio.text.languages import LANGUAGES


def test_a_tag_has_its_like_in_the_other_language() -> None:
    assert list_equal_tags("お金") == ("money", "お金")
    assert list_equal_tags("my own") == ("my own",)


def test_tags_are_grouped_in_their_order() -> None:
    groups = group_tags(["work", "お金", "own", "money"])
    assert groups == [("work",), ("お金", "money"), ("own",)]
    assert split_tags(join_tags(groups[1])) == ("お金", "money")


def test_every_subject_that_is_suggested_is_known() -> None:
    known = {tag for tags in SUBJECTS for tag in tags}
    assert {tag for row in LANGUAGES for tag, _pattern in row.subjects} <= known
