"""Columns that say whether a row's answer is good: a label, a score, a rating, a vote.

Rows for KTO (TRL's and ms-swift's ``label``, LLaMA-Factory's ``kto_tag``), exports of annotation
tools and logs of chats with thumbs hold bad answers beside good ones. A model must not learn the
bad ones, so such a column is looked for in every file, and what it says is the curator's to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from studio.domain.errors import BookError
from studio.i18n import _, join_list
from studio.text.row_files.dialogues import LISTS, SPEAKERS, WORDS
from studio.text.row_files.instructions import COLUMNS

Value = dict[str, object]

NAMES = frozenset(
    "label labels kto_tag kto_label score scores rating ratings rate stars grade rank reward vote "
    "votes votes_up thumb thumbs thumbs_up thumb_up feedback user_feedback human_feedback quality "
    "verdict judgement judgment judge_score evaluation eval review review_result is_good good ok "
    "is_ok correct is_correct correctness accuracy valid is_valid approved is_approved accepted "
    "is_accepted acceptable passed pass desirable is_desirable helpful is_helpful helpfulness "
    "preferred is_preferred liked like bad is_bad rejected is_rejected flagged is_flagged toxic "
    "is_toxic harmful is_harmful wrong is_wrong undesirable status state decision annotation "
    "outcome result keep use usable include included bewertung urteil "
    "評価 ラベル 点 点数 スコア 良否 正誤 採否 判定".split()
)
"""Names of columns that may hold a verdict. To add one: its name, in small letters with ``_``."""

_AGAINST = frozenset(
    "bad is_bad rejected is_rejected flagged is_flagged toxic is_toxic harmful is_harmful wrong "
    "is_wrong undesirable".split()
)
"""Those of which true, or a high figure, is bad."""
_RANKS = frozenset(("rank",))
"""Those of which the lowest figure is the best."""
_OWN_WORDS = frozenset(
    (
        *(name for names in COLUMNS.values() for name in names),
        *SPEAKERS,
        *WORDS,
        "completion",
        "chosen",
        "rejected_response",
        "source",
        "category",
    )
)
"""Columns that hold what is said in a row, and no verdict on it."""
_GENERAL = frozenset(
    "status state result outcome decision annotation review label labels 点".split()
)
"""Names that say much else: only words that are surely a verdict count there, and yes and no."""

GOOD_WORDS = frozenset(
    "good great excellent best better positive up thumbs_up thumbsup upvote upvoted like liked true "
    "yes y t correct right valid high accept accepted approve approved pass passed ok okay desirable "
    "chosen preferred helpful win gut sehr_gut richtig ja bon bonne oui bueno buena 👍 👍🏻 + 1 ○ 良 良い 正 可 採用 合格 はい 正解".split()
)
BAD_WORDS = frozenset(
    "bad poor terrible worst worse negative down thumbs_down thumbsdown downvote downvoted dislike "
    "disliked false no n f incorrect wrong invalid low reject rejected discard discarded decline declined "
    "disapprove disapproved fail failed undesirable dispreferred unhelpful harmful lose schlecht falsch nein mauvais mauvaise non malo mala 👎 👎🏻 - 0 -1 "
    "× ✕ 悪 悪い 誤 不可 不採用 不合格 いいえ 不正解".split()
)
"""Words by which a column says it. To add one: put it here, in small letters with ``_``."""

_SURE_WORDS = frozenset(
    "bad rejected reject discarded incorrect wrong undesirable dispreferred thumbs_down thumbsdown "
    "downvote downvoted disliked disapproved unhelpful 👎 👎🏻 悪い 不合格 不正解 不採用".split()
)
"""Those of the bad words that are a verdict under any name: "no" or "low" may say anything."""
NEUTRAL_WORDS = frozenset(
    "neutral mixed medium average fair partial partially partly unsure maybe tie unknown "
    "unrated pending none n/a 普通 保留 △".split()
)
"""Words that say neither: whether such rows are good enough is the curator's to say."""

_SENTIMENT = frozenset("positive negative".split())
"""What classifiers learn to answer: under a general name no verdict on the answer."""
_TELLING = frozenset(
    "rating ratings stars vote votes thumb thumbs feedback verdict correct approved acceptable "
    "usable desirable bewertung 評価".split()
)
"""Words that make a verdict's name of a longer one: "User Rating", "Is this answer correct?"."""
_OF_ONE_ANSWER = frozenset("chosen rejected preferred better worse good bad a b j k".split())
"""Words by which a name says of which of two answers it speaks: that is no verdict on the row."""
_UNIT = re.compile(
    r"^([+-]?\d+(?:[.,]\d+)?)\s*(?:stars?|points?|sterne?|点|/\s*(?:5|10|100))$", re.IGNORECASE
)
_STARS = re.compile(r"^(★{1,10})☆{0,10}$")
"""How annotation tools and forms write figures: "5 stars", "4/5", "★★★★☆"."""

_NESTED = frozenset(
    "metadata meta feedback annotation annotations review info extra labels".split()
)
"""Objects beside a row in which its verdict may stand."""
_LONGEST_WORD = 20
_MOST_VALUES = 12
_RULE = re.compile(r"^(?P<column>.+?)\s*(?P<sign><=|>=|=)\s*(?P<values>.+)$", re.DOTALL)
ALL_GOOD = "all"
"""The rule by which every row is good, whatever its columns say."""


@dataclass(frozen=True)
class Rule:
    """Which rows are good: those with one of these values, or a figure within these bounds."""

    column: str
    values: frozenset[str] = frozenset()
    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        if self.least is not None:
            return f"{self.column}>={self.least:g}"
        if self.most is not None:
            return f"{self.column}<={self.most:g}"
        return f"{self.column}={','.join(sorted(self.values))}"

    def accepts(self, value: Value) -> bool:
        """Whether a row is good by this rule; one that says nothing is."""
        stated = get_column(value, self.column)
        if stated is None or stated == "":
            return True
        number = _to_number(stated)
        if self.least is not None or self.most is not None:
            if number is None:
                return False
            return (self.least is None or number >= self.least) and (
                self.most is None or number <= self.most
            )
        return write_value(stated) in self.values


@dataclass(frozen=True)
class Verdicts:
    """A column that says which answers are good: how often it says what, and rules to decide by.

    ``rule`` is what it says beyond doubt; None where the curator has to say what is good enough.
    """

    column: str
    counts: Mapping[str, int]
    rules: tuple[Rule, ...]
    rule: Rule | None = None
    # Rows that are bad by ``rule``.
    bad: int = field(default=0)


def parse_rule(text: str, columns: Sequence[str] = ()) -> Rule | None:
    """The rule that a person wrote: ``label=true``, ``score>=4``; None for ``all``.

    Raises ``BookError`` for what is no rule, or is of a column that is not there.
    """
    if text.strip() == ALL_GOOD:
        return None
    match = _RULE.match(text.strip())
    number = _to_number(match["values"]) if match else None
    if match is None or (match["sign"] != "=" and number is None):
        raise BookError(
            _(
                "“{rule}” does not say which answers are good. Write a column and its good values "
                "(label=true), a column and a bound (score>=4), or “all”."
            ).format(rule=text[:60])
        )
    column = match["column"].strip()
    _refuse_unknown(column, columns)
    if match["sign"] == ">=":
        return Rule(column, least=number)
    if match["sign"] == "<=":
        return Rule(column, most=number)
    return Rule(column, frozenset(word.strip() for word in match["values"].split(",")))


def _refuse_unknown(column: str, columns: Sequence[str]) -> None:
    if columns and column not in columns and column.partition(".")[0] not in columns:
        raise BookError(
            _(
                "There is no column “{column}” to recognise good answers by. There are: {columns}."
            ).format(column=column[:60], columns=join_list(columns))
        )


def find_verdicts(values: Sequence[Value], used: Sequence[str] = ()) -> Verdicts | None:
    """The column that says which of these rows are good, the surest one; None where none does.

    ``used`` are columns that hold the row's own words.
    """
    candidates = [
        verdicts
        for column in _list_columns(values)
        if column not in used and (verdicts := _read_column(values, column)) is not None
    ]
    # What is beyond doubt goes before what has to be decided, and what finds fault before praise.
    return max(candidates, key=lambda v: (v.rule is not None, v.bad > 0), default=None)


def get_column(value: Value, column: str) -> object:
    """What a row says in a column; a dot leads into an object."""
    if column in value:
        return _join_judges(value[column])
    outer, _dot, inner = column.partition(".")
    box = _open_box(value.get(outer))
    return _join_judges(box.get(inner)) if isinstance(box, dict) and inner else None


def _join_judges(stated: object) -> object:
    """What several people said of a row, as Argilla exports it: one value where they agree.

    The mean of figures; "mixed" where they do not agree, which is the curator's to decide.
    """
    if not isinstance(stated, list) or not stated:
        return stated
    verdicts = [
        judged.get("value")
        if isinstance(judged, dict) and "value" in judged and "from" not in judged
        else judged
        for judged in stated
    ]
    if not all(isinstance(word, str | int | float) for word in verdicts):
        return stated
    if len({write_value(word) for word in verdicts}) == 1:
        return verdicts[0]
    numbers = [number for word in verdicts if (number := _to_number(word)) is not None]
    return sum(numbers) / len(numbers) if len(numbers) == len(verdicts) else "mixed"


def _open_box(value: object) -> object:
    """The object in which a verdict may stand: of a conversation it is the last turn, the answer."""
    return value[-1] if isinstance(value, list) and value else value


def write_value(value: object) -> str:
    """A value of such a column as a rule writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _list_columns(values: Sequence[Value]) -> Iterator[str]:
    columns = dict.fromkeys(column for value in values for column in value)
    for column in columns:
        yield column
        if column.lower() in _NESTED or column in LISTS:
            inner = (_open_box(value.get(column)) for value in values)
            boxes = [box for box in inner if isinstance(box, dict)]
            yield from dict.fromkeys(f"{column}.{name}" for box in boxes for name in box)


def _read_column(values: Sequence[Value], column: str) -> Verdicts | None:
    name = _name_verdict(column)
    if name in _OWN_WORDS:
        return None  # "wrong" may be just what a model is to answer
    stated = [get_column(value, column) for value in values]
    filled = [value for value in stated if value is not None and value != ""]
    if not filled or not all(isinstance(value, str | int | float) for value in filled):
        return None
    counts: dict[str, int] = {}
    for value in filled:
        text = write_value(value)
        if len(text) > _LONGEST_WORD:
            # Prose, and no verdict.
            return None
        counts[text] = counts.get(text, 0) + 1
    if all(isinstance(value, bool) for value in filled):
        return _judge_words(column, name, counts) if name in NAMES else None
    terms = {_fold(text) for text in counts} - NEUTRAL_WORDS
    if terms and terms <= GOOD_WORDS | BAD_WORDS and (name in NAMES or terms & _SURE_WORDS):
        if name in _GENERAL and (
            terms <= _SENTIMENT or (terms <= _NUMBERS and name not in _LABELS)
        ):
            return None
        if name in NAMES or not terms <= _SENTIMENT:
            return _judge_words(column, name, counts)
    if name in NAMES - _GENERAL and all(_to_number(value) is not None for value in filled):
        return _judge_figures(column, name, counts)
    return None


def _name_verdict(column: str) -> str:
    """A column's name as ``NAMES`` has it: without its brackets and the words around it."""
    # Argilla writes "quality.responses" for what people said to the question "quality".
    bare = column.removesuffix(".responses")
    name = _fold(re.sub(r"\s*[(\[（].*?[)\]）]|[?？:]$", "", bare.rpartition(".")[2]))
    words = name.split("_")
    if name in NAMES | _OWN_WORDS or _OF_ONE_ANSWER & set(words):
        return name
    return next((word for word in reversed(words) if word in _TELLING), name)


_NUMBERS = frozenset(("0", "1", "-1", "+", "-"))
_LABELS = frozenset(("label", "labels"))


def _judge_words(column: str, name: str, counts: Mapping[str, int]) -> Verdicts | None:
    """Of a column that says good or bad, in whatever words."""
    against = name in _AGAINST and {_fold(text) for text in counts} <= _YES_OR_NO
    good = {text for text in counts if (_fold(text) in GOOD_WORDS) != against}
    bad = sum(count for text, count in counts.items() if text not in good)
    if against:
        good |= {"false"} if "true" in counts or "false" in counts else set()
    neutral = {text for text in counts if _fold(text) in NEUTRAL_WORDS}
    rule = Rule(column, frozenset(good - neutral or _opposites(counts)))
    if neutral:
        return Verdicts(column, counts, (rule, Rule(column, rule.values | neutral)))
    return Verdicts(column, counts, (rule,), rule, bad)


_YES_OR_NO = frozenset("true false yes no y n t f 1 0".split())


def _opposites(counts: Mapping[str, int]) -> set[str]:
    """What a column would say of a good row, of which only bad ones were looked at."""
    return {"true"} if "false" in counts else {"1"} if "0" in counts else {"good"}


def _judge_figures(column: str, name: str, counts: Mapping[str, int]) -> Verdicts | None:
    """Of a column of figures, in which how much is enough is the curator's to say."""
    figures = sorted({float(number) for text in counts if (number := _to_number(text)) is not None})
    down = name in _RANKS | _AGAINST
    if len(figures) == 1:
        # The same of every row tells none apart.
        return None
    steps = figures[:-1] if down else figures[1:]
    if len(steps) > _MOST_VALUES:
        steps = [steps[len(steps) * n // _MOST_VALUES] for n in range(_MOST_VALUES)]
    rules = tuple(Rule(column, most=n) if down else Rule(column, least=n) for n in steps)
    if len(figures) > 2:
        return Verdicts(column, counts, rules)
    bad = sum(count for text, count in counts.items() if not rules[0].accepts({column: text}))
    return Verdicts(column, counts, rules, rules[0], bad)


def _fold(text: str) -> str:
    if _to_number(text) is not None:
        return text.strip()  # the sign of a figure is no hyphen
    return re.sub(r"[\s-]+(?=\w)", "_", text.strip().casefold()).lstrip("_") or text.strip()


def _to_number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    text = str(value).strip()
    if stars := _STARS.match(text):
        return float(len(stars[1]))
    unit = _UNIT.match(text)
    try:
        number = float((unit[1] if unit else text).replace(",", "."))
    except ValueError:
        return None
    return number if -1e12 < number < 1e12 else None
