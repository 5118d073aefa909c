"""What a question asks, whatever its small words and their order, and of what kind it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from studio.i18n import N_

_WORD = re.compile(r"[^\W_]+")
_JA = re.compile(r"[ぁ-ヿ]")
_JA_CONTENT = re.compile(r"[一-龥々ァ-ヶー]+|[a-z0-9]+")
_SMALL = frozenset(
    "a an the and or but if of to in on at by for with from as is are was were be been being am do "
    "does did can could should would will shall may might must have has had i me my we us our you "
    "your he him his she her it its they them their this that these those what which who whom whose "
    "when where why how there here so please tell explain describe give say let about into than then "
    "any some one ones s t re ve ll don".split()
)
_ASKERS = frozenset("what which who whom whose when where why how".split())


def split_question(prompt: str) -> list[str]:
    """The words of a prompt by their letters alone: NFKC, lower case; Japanese comes in runs."""
    plain = prompt if prompt.isascii() else unicodedata.normalize("NFKC", prompt)
    return _WORD.findall(plain.lower())


def normalize_question(question: Sequence[str]) -> str:
    """Equal for two questions that ask the same of the same things in the same words.

    The question word and the words that carry meaning count, in any order; in Japanese the kanji,
    katakana and figures, in their order. A question that has none of them is its own letters.
    """
    run = "".join(question)
    if not run.isascii() and _JA.search(run):
        content = _JA_CONTENT.findall(" ".join(question))
        return " ".join(content) if content else run
    content = sorted({_stem(word) for word in question if word not in _SMALL})
    # "Who are you?" is made of small words alone, and is not "What is it?".
    if not content:
        return " ".join(question)
    asker = next((word for word in question if word in _ASKERS), "")
    return " ".join((asker, *content))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


QUESTION_KINDS = {
    "why": N_("Why"),
    "how": N_("How"),
    "what": N_("What, who, when, where"),
    "whether": N_("Yes or no"),
    "task": N_("A task"),
    "statement": N_("No question"),
}
"""Kinds of questions, told by their words, and what they are called. To add one: its row here, and
what tells it in ``classify_question``."""

_END = 400
"""Characters at the end of a prompt in which its question is looked for, and at its beginning."""
_COURTESY = frozenset(
    "please kindly now then next i you we want need to would like can could".split()
)
_SENTENCE = re.compile(r"[^.!?。\n]+[.!?。]*")
_ASKED = re.compile(r"\?|か。$")
_AMOUNT = re.compile(r"\bhow (?:many|much|long|old|far|often|tall|big|large|high|deep|fast)\b")
_WHETHER = re.compile(
    r"(?:^|[,;:] ?|\b(?:and|but|so|or|if \w+ \w+) )(?:is|are|was|were|am|do|does|did|can|could|should|would|will|"
    r"shall|may|might|must|have|has|had|isn|aren|don|doesn|didn|won|wouldn|shouldn|can't|couldn)\b"
)
_WHY_JA = re.compile(r"なぜ|何故|どうして|なんで|理由")
_HOW_JA = re.compile(r"どう(?!して)|どのように|いかに|如何|方法|やり方|コツ|仕方")
_WHAT_JA = re.compile(
    r"何|なに|なん(?:です|だ|の|と)|誰|だれ|いつ|どこ|どれ|どの|どんな|どちら|どっち|いくつ|いくら|どなた"
)
_TASK_JA = re.compile(
    r"(?:てください|て下さい|なさい|せよ|しろ|教えて|ほしい|欲しい|お願い(?:します)?|頼む|ましょう|て)[。！!．.]?\s*$"
)
_TASKS = frozenset(
    "add analyse analyze answer arrange assess calculate categorize change choose classify combine compare "
    "complete compose compute construct convert correct count create critique define describe design "
    "detect determine develop discuss draft edit estimate evaluate expand explain extract fill find "
    "fix generate give help identify illustrate imagine implement infer insert list make match name "
    "offer organize outline paraphrase pick plan please predict produce propose provide prove rank "
    "rate read recommend rephrase replace reply rewrite say select show simplify solve sort split "
    "state suggest summarise summarize take tell think transform translate turn use verify write".split()
)


def classify_question(prompt: str) -> str:
    """The kind of a question, a key of ``QUESTION_KINDS``: that of the last one in the prompt, for what
    stands before it tells of the case."""
    plain = unicodedata.normalize("NFKC", prompt).strip().lower()[-_END:]
    questions = [sentence for sentence in _SENTENCE.findall(plain) if _ASKED.search(sentence)]
    if _JA.search(plain):
        return _kind_ja(questions[-1] if questions else "", plain)
    # Without a question mark it is an order, or tells something.
    if not questions:
        question_words = split_question(prompt[:_END])
        first = next((word for word in question_words if word not in _COURTESY), "")
        return "task" if first in _TASKS or "please" in question_words else "statement"
    question = questions[-1].strip()
    question_words = _WORD.findall(question)
    if _WHETHER.match(question):
        return "whether"
    asker = next((word for word in question_words if word in _ASKERS), "")
    if asker == "why":
        return "why"
    # "How many" asks for a figure, as "what number" does; only "how" alone asks for a way.
    if asker == "how":
        return "what" if _AMOUNT.search(question) else "how"
    if asker:
        return "what"
    return "whether" if _WHETHER.search(question) else "statement"


def _kind_ja(question: str, plain: str) -> str:
    for kind, pattern in (("why", _WHY_JA), ("how", _HOW_JA), ("what", _WHAT_JA)):
        if question and pattern.search(question):
            return kind
    if question:
        return "whether"
    if _TASK_JA.search(plain):
        return "task"
    return "statement"
