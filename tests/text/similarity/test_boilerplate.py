"""What many texts share is taken out; what sets one apart, and copies of one, stay whole."""

from __future__ import annotations

import random

from studio.text.similarity.boilerplate import Boilerplate
from studio.text.similarity.near_copies import CopyIndex

HEAD = "Dear reader, thank you for your kind letter, which we have read with great care."
HEAD_JA = "お手紙をありがとうございます。心をこめて読みました。"


def bodies(count: int) -> list[str]:
    chance = random.Random(5)
    words = [f"word{n}" for n in range(2_000)]
    return [" ".join(chance.choices(words, k=14)) for _body in range(count)]


def learnt(*texts: str) -> Boilerplate:
    known = Boilerplate()
    known.learn(texts)
    return known


def test_what_many_texts_share_is_taken_out() -> None:
    texts = [f"{HEAD} {body}" for body in bodies(100)]
    known = learnt(*texts)
    assert [known.without(text) for text in texts] == bodies(100)


def test_nothing_is_taken_out_before_anything_is_learnt_or_where_nothing_is_shared() -> None:
    assert Boilerplate().without(HEAD) == HEAD
    known = learnt(*bodies(100))
    assert known.without(bodies(1)[0]) == bodies(1)[0] and known.without(HEAD) == HEAD


def test_a_text_that_is_nearly_all_boilerplate_stays_whole() -> None:
    known = learnt(*(f"{HEAD} {body}" for body in bodies(100)))
    assert known.without(f"{HEAD} Bye.") == f"{HEAD} Bye."


def test_copies_are_no_boilerplate_and_are_still_found() -> None:
    texts = [*bodies(60), *[bodies(1)[0]] * 40]
    known = learnt(*texts)
    assert known.without(bodies(1)[0]) == bodies(1)[0]
    twin = f"{HEAD} {bodies(1)[0]}"
    headed = learnt(*(f"{HEAD} {body}" for body in bodies(100)))
    left = [(n, headed.without(f"{HEAD} {body}")) for n, body in enumerate(bodies(100))]
    index = CopyIndex()
    index.add([*left, (100, headed.without(twin))])
    (group,) = index.groups()
    assert group.members == (0, 100)


def test_japanese_is_taken_by_its_letters() -> None:
    words = "朝早く起きて本を読み、昼には人と会い、夜は一日を書きとめて静かに眠る".replace("、", "")
    chance = random.Random(3)
    tails = ["".join(chance.sample(words, 24)) for _tail in range(60)]
    known = learnt(*(HEAD_JA + tail for tail in tails))
    assert known.without(HEAD_JA + tails[0]).replace(" ", "") == tails[0]
