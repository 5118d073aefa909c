"""English: clauses of an answer that one can ask by, sentences parted at their semicolons, asides."""

from __future__ import annotations

import re

from studio.text.languages.phrasing import Asking

_WHO = r"(?:a man|men|man|we|you|one|people|every man|every one|everyone|a person)"
_DEED_WORDS = r"(?P<deed>(?!not|be\b|have\b|only|never|always|also|then|first|therefore|in\b|by\b|of\b|as\b|indeed|\w+ly\b)[a-z]+(?: [a-z'’-]+){1,8}?)"
_CLAUSE_END = r"(?=[,;:.—]|(?<! as) if | when | so that | because | in order | lest | unless | before | without | until | than )"
_START = r"(?:^|[.;] )"
_DUTY = (
    rf"{_START}{_WHO} (?:must|should|ought to|needs? to|ha(?:s|ve) to) {_DEED_WORDS}{_CLAUSE_END}"
)
_DOING = (
    "begin|avoid|choose|cease|seek|read|work|try|keep|use|trust|follow|leave|get|pay|save|spend|study|cultivate|"
    "write|decide|start|stop|finish|build|help|forgive|accept|cherish|practi[sc]e|strive|examine|prepare|select|"
    "engage|depend|give|take|make|live|learn|love|put|set|speak|listen|bear|retire|return|confine|content"
)
_ORDER = rf"{_START}(?P<deed>(?:{_DOING})(?: (?!and\b|or\b|but\b|for\b|both\b|n?either\b|not\b)[a-z'’-]+){{2,9}}?)(?=[,;:.]| if | when | and | before | because )"
_ROOT = r"(?:great |true |real |only |chief |very |surest |best )?(?P<how>secret|key|root|source|foundation|test|price|way|road|first step|result|reward|end|beginning) (?P<of>of|to) (?P<deed>(?!this|that|it\b|all\b|which|the (?:same|whole))[a-z]+(?: (?!which|that|who)[a-z'’-]+){0,4})"
_SUBJECT = r"(?P<deed>(?!it\b|he\b|this|that|which|who|they|there|what|each|one\b|now\b|much|everything|the\b)(?:[a-z]+ ){0,2}[a-z]+)"
_PERSON = r"^(?:he|the man|a man|the person|a person|one) (?:who|that) (?P<deed>(?!has\b|had\b|was\b)[a-z]+s(?: (?!his\b|him\w*\b|their\b|them\w*\b|and\b|is\b)[a-z'’-]+){1,7}?)(?=,| (?:is|has|must|will|can|cannot|may|does|should|ought|needs?|never|commits?|learns?|yields?|and he)\b)"
_LINKS = (
    (r"depends? (?:up)?on", "depend on"),
    (r"leads? to", "lead to"),
    (r"(?:comes?|springs?|flows?|grows?) (?:from|out of)", "come from"),
    (r"consists? (?:in|of)", "consist of"),
    (r"(?:requires?|demands?)", "ask of me"),
)
_WORDINGS = (
    ("how-can", Asking.ANY, rf"{_START}{_WHO} can only {_DEED_WORDS} by ", "How can I {deed}?"),
    (
        "better",
        Asking.ANY,
        rf"{_START}it is (?P<how>better|wise|necessary|important|useless|vain|dangerous|hard|difficult|easy) to {_DEED_WORDS}{_CLAUSE_END}",
        "Is it {how} to {deed}?",
    ),
    (
        "should-ever",
        Asking.ANY,
        rf"{_START}(?:no man|nobody|no one|no person|you|we) (?:ought|should)(?: ever| never| not) (?:ever )?(?:to )?{_DEED_WORDS}{_CLAUSE_END}",
        "Should I ever {deed}?",
    ),
    (
        "can",
        Asking.ANY,
        rf"{_START}(?:you|we|anybody|everybody) can {_DEED_WORDS}{_CLAUSE_END}",
        "Can I {deed}?",
    ),
    ("why-should", Asking.REASON, _DUTY, "Why should I {deed}?"),
    ("should", Asking.ANY, _DUTY, "Should I {deed}?"),
    (
        "ever-right",
        Asking.ANY,
        rf"(?:^|[;:] )(?:never|do not|don['’]t) (?!wont|mind|thou|esteem of)(?!let\b){_DEED_WORDS}{_CLAUSE_END}",
        "Is it ever right to {deed}?",
    ),
    ("why-do", Asking.REASON, _ORDER, "Why should I {deed}?"),
    ("do", Asking.ANY, _ORDER, "Should I {deed}?"),
    ("root", Asking.ANY, rf"\b(?:is|are) the {_ROOT}(?=[.,;])", "What is the {how} {of} {deed}?"),
    (
        "root",
        Asking.ANY,
        rf"^the {_ROOT}(?= (?:is|lies|consists)\b)",
        "What is the {how} {of} {deed}?",
    ),
    *(
        ("link", Asking.ANY, rf"{_START}{_SUBJECT} {verb}\b", f"What does {{deed}} {link}?")
        for verb, link in _LINKS
    ),
    ("person", Asking.ANY, _PERSON, "What would you say of somebody who {deed}?"),
    (
        "makes",
        Asking.ANY,
        r"\bmakes? (?:a man|men|us|man|one) (?P<deed>(?!the|a|feel)[a-z]+)(?=[.,;])",
        "What makes a person {deed}?",
    ),
)
CLAUSES: tuple[tuple[str, Asking, re.Pattern[str], str], ...] = tuple(
    (kind, fits, re.compile(pattern, re.IGNORECASE), wording)
    for kind, fits, pattern, wording in _WORDINGS
)
"""Questions made of an answer's own clause. To add one: its row in ``_WORDINGS``, with ``deed``."""

BREAKS = re.compile(r";\s+")
"""Where a sentence can be parted in two."""

STANDS = re.compile(
    r"^(?:(?:and|but|for|so|yet|nay),? )?(?:he who|they who|those who|whoever|a|an|the|every|no|all|we|you|"
    r"man|men|let|do not|do|never|always|it is (?:the|in|not|only|by|a|better|best|wise|well)|keep|take|seek|"
    r"consider|remember|begin|avoid|nothing|nobody|life|good|great)\b"
    r"(?! (?:one|other|latter|former|first|second|second|others|same|more)\b)",
    re.IGNORECASE,
)
"""How a part behind such a break begins that says something without the part before it."""

_TERM = re.compile(r"[“\"]([a-z][\w'’-]*(?: [\w'’-]+){0,2})([,;]?)[”\"]")
_ASIDES = (
    re.compile(r"(?<=\w), (?:therefore|however|accordingly|moreover|then),(?= )"),
    re.compile(
        r"^(?:(?:and|but|now|so|for) )?I (?:say|think|believe|hold|maintain|repeat|know|tell you|say again|"
        r"am (?:quite )?(?:sure|certain|convinced|persuaded))(?: again)?(?: that|,)? (?!I\b|it\b|so\b)"
    ),
    re.compile(
        r", I (?:say|think|believe|repeat|suppose|imagine|am (?:sure|certain|convinced)|(?:should|may|might|must) say)(?=[,.])(?:,(?= ))?"
    ),
    re.compile(
        r", as (?:(?:Mr|Dr|Mrs|St|Sir|Lord)\.? )?[A-Z]\w+(?: [A-Z]\w+)* (?:\w+ly )?(?:says|said|remarks|observes|has said|puts it)(?=[,.])(?:,(?= ))?"
    ),
)


def drop_asides(sentence: str) -> str:
    """A sentence without who thinks or says so, and without the marks around a single term."""
    for pattern in _ASIDES:
        sentence = pattern.sub("", sentence)
    return _TERM.sub(r"\1\2", sentence)


_MINE = (
    (re.compile(r"\b(?:himself|yourself|themselves|ourselves|oneself)\b"), "myself"),
    (re.compile(r"\b(?:his|your|their|our|one's|one’s)\b"), "my"),
)


def speak_as_asker(deed: str) -> str:
    for pattern, word in _MINE:
        deed = pattern.sub(word, deed)
    return deed
