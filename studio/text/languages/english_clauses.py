"""English: clauses of an answer that one can ask by, sentences parted at their semicolons, asides."""

from __future__ import annotations

import re

from studio.text.languages.phrasing import Asking, Clause

_WHO = r"(?:a man|men|man|we|you|one|people|every man|every one|everyone|a person|those who \w+)"
_NO_DEED = (
    r"not|be\b|have\b|only|never|always|also|then|first|therefore|in\b|by\b|of\b|as\b|indeed|ourselves|himself|"
    r"know (?:what|how|who)|see (?:what|how|that)|\w+ly\b"
)
_DEED_WORDS = rf"(?P<deed>(?!{_NO_DEED})[a-z]+(?: [a-z'’-]+){{1,8}}?)"
_DEED_WORDS_LY = r"(?P<deed>(?!not|be\b)[a-z]+(?: [a-z'’-]+){1,9}?)"
_CLAUSE_END = r"(?=[,;:.—]|(?<! as) if | when | so that | because | in order | lest | unless | before | without | until | than )"
_START = r"(?:^|[.;] )"
_DUTY = rf"{_START}{_WHO} (?:must|should|ought to|needs? to|ha(?:s|ve) to) (?:(?:first|always|also|therefore|really|often|then) )?{_DEED_WORDS}{_CLAUSE_END}"
_DOING = (
    "begin|avoid|choose|cease|seek|read|work|try|keep|use|trust|follow|leave|get|pay|save|spend|study|cultivate|"
    "write|decide|start|stop|finish|build|help|forgive|accept|cherish|practi[sc]e|strive|examine|prepare|select|"
    "engage|depend|give|take|make|live|learn|love|put|speak|listen|bear|retire|return|confine|content|receive|"
    "resist|respect|despise|endure|reverence|reflect|aim|rise|honour|accustom|adapt|attend|observe|hold|turn|look|walk|"
    "plan|forget|remain|rest|dream|hasten|direct|welcome|adorn|inquire|teach|ask|deal|wipe|control|master|improve|"
    "be (?:sober|satisfied|content|careful|just|free|cheerful|kind|honest|patient|contented|simple|modest)"
)
_ORDERED = rf"(?P<deed>(?:{_DOING})(?: (?!or\b|but\b|for\b|both\b|n?either\b|not\b|then\b|is\b|are\b|was\b|that\b)[a-z'’-]+){{2,9}}?)"
_ORDER = (
    rf"{_START}{_ORDERED}(?=[,;:.]| if | when | before | because | and (?:be|do|see|look|let|rest|"
    + _DOING
    + r")\b)"
)
_ROOT = r"(?:great |true |real |chief |very )?(?P<how>(?:best |surest |only )?(?:secret|key|root|source|foundation|test|price|way|road|first step|result|reward|end|beginning|essence|object|aim|use|value|purpose|advantage)) (?P<of>of|to) (?P<deed>(?!this|that|it\b|his\b|their\b|your\b|our\b|all\b|which|the (?:same|whole))[a-z]+(?: (?!which|that|who|his\b|their\b|your\b|our\b)[a-z'’-]+){0,4})"
_NOUN = r"(?!it\b|he\b|this|that|which|who|they|there|what|each|one\b|now\b|much|everything|some|many|most|few|others?\b|the\b|you\b|we\b|not\b|but\b|and\b|if\b|all\b)(?:[a-z'’-]+ ){0,2}[a-z'’-]+"
_ONE_THING = rf"(?P<deed>{_NOUN}(?<![^s]s)(?: (?:in|of) [a-z]+)?)"
_THINGS = rf"(?P<deed>{_NOUN}(?<=[^su]s))"
_DOES = r"(?P<deed>(?!had\b|was\b|is come\b|is gone\b|does not know (?:what|who|how|where)|dies\b)[a-z]+s(?: (?!is\b|what\b|will\b|must\b|can\b|cannot\b|may\b|should\b)[a-z'’-]+){1,10}?)(?<! and)(?<! to)(?<! of)(?<! the)(?<! in)(?<! not)"
_DO = r"(?P<deed>(?!were\b|is\b|had\b)[a-z]+(?<!ed)(?: (?!are\b|what\b|will\b|must\b|can\b|cannot\b|may\b|should\b)[a-z'’-]+){1,10}?)(?<! and)(?<! to)(?<! of)(?<! the)(?<! in)(?<! not)"
_PERSON_END = r"(?=,| (?:is|has|must|will|can|cannot|may|does|should|ought|needs?|never|commits?|learns?|yields?|finds?|makes?|loses?|gains?|considers?|seems|becomes|falls|feels|shows|and he)\b)"
_MUST = r"(?=,? (?:must|should|ought to|ha(?:s|ve) (?:only )?to|needs?)\b)"
_PEOPLE_END = r"(?=,| (?:are|have|must|will|can|cannot|may|do|should|ought|need|never)\b)"
_LINKS = (
    (r"depends? (?:up)?on", "depend on"),
    (r"leads? to", "lead to"),
    (r"(?:comes?|springs?|flows?|grows?) (?:from|out of)", "come from"),
    (r"consists? (?:in|of)", "consist of"),
    (r"(?:requires?|demands?)", "ask of me"),
)
_FRUIT = r"(?:the|a) (?:natural |certain |necessary )?(?:fruits?|results?|products?|outcome|consequences?) of"
_MANNER = r"(?= (?:with|without|as if|as though|in such a)\b)"
_WORDINGS = (
    (
        "what-takes",
        Asking.ANY,
        rf"^before {_WHO} can {_DEED_WORDS},(?: [^,]{{1,40}},)? (?:he|you|we|they|one) (?:must|should|needs?|ought)\b",
        ("What must I do before I can {deed}?", "I want to {deed}. What comes first?"),
    ),
    (
        "what-takes",
        Asking.ANY,
        rf"^(?:in order )?to {_DEED_WORDS},(?: \w+,)? {_WHO} (?:must|should|needs?|ought|ha(?:s|ve) to)\b",
        ("What does it take to {deed}?", "How can I {deed}?"),
    ),
    (
        "how-can",
        Asking.ANY,
        rf"{_START}{_WHO} can only {_DEED_WORDS} by ",
        ("How can I {deed}?", "What do I have to do to {deed}?"),
    ),
    (
        "choice",
        Asking.ANY,
        rf"{_START}it is (?:far |much |always )?(?P<how>better|wiser|easier|safer|nobler) to (?P<deed>[a-z]+(?: [a-z'’-]+){{0,6}}),? than (?:to )?(?P<other>(?!it\b)[a-z]+(?: [a-z'’-]+){{0,6}}?)(?=[,;.])",
        ("Is it {how} to {deed} or to {other}?", "What is {how}, to {deed} or to {other}?"),
    ),
    (
        "better",
        Asking.ANY,
        rf"{_START}it is (?P<how>better|best|wise|right|wrong|foolish|advisable|necessary|important|useless|vain|dangerous|hard|difficult|easy|an? (?:\w+ )?(?:mistake|error|duty|shame|folly))(?: for [a-z]+(?: [a-z]+)?)? to {_DEED_WORDS}{_CLAUSE_END}",
        ("Is it {how} to {deed}?",),
    ),
    (
        "anything",
        Asking.ANY,
        rf"^nothing can {_DEED_WORDS_LY}{_CLAUSE_END}",
        ("Can anything {deed}?", "Is there anything that can {deed}?"),
    ),
    (
        "learn",
        Asking.ANY,
        r"^(?:we|men|you) learn (?:[a-z]+ ){1,3}from (?P<deed>(?!the\b)[a-z]+)\b",
        ("What can I learn from {deed}?",),
    ),
    (
        "what-takes",
        Asking.ANY,
        rf"^unless {_WHO} [^;]{{5,140}}, (?:he|you|we|they|one) (?:cannot|can never|will never) (?P<deed>[a-z]+(?: [a-z'’-]+){{0,6}}?)(?=[.,;])",
        ("What does it take to {deed}?", "What must I do to {deed}?"),
    ),
    (
        "what-takes",
        Asking.ANY,
        rf"^{_WHO} (?:must|should|need) [^;]{{5,90}}?,? (?:in order )?to (?P<deed>(?:insure|ensure|attain|secure|win|gain|achieve|reach|become|obtain|acquire|succeed)(?: [a-z'’-]+){{0,5}}?)(?=[.,;])",
        ("What does it take to {deed}?", "What must I do to {deed}?"),
    ),
    ("should", Asking.ANY, rf"^let us {_DEED_WORDS}{_CLAUSE_END}", ("Should I {deed}?",)),
    (
        "what-if",
        Asking.ANY,
        rf"^(?:you|we) (?:will|shall|can|cannot|may|become) [^,;.]{{6,80}} if (?:you|we) (?!are\b|were\b|be\b|had\b){_DEED_WORDS}(?=[.,;])",
        ("What happens if I {deed}?",),
    ),
    (
        "person-if",
        Asking.ANY,
        rf"^if (?:a man|a person|one|any man|anyone|somebody) {_DOES}, (?:perhaps|(?:he|they|one) (?:will|shall|can|cannot|may|must|should|is|has|becomes|loses|gains))\b",
        ("What happens if somebody {deed}?", "What would you say to somebody who {deed}?"),
    ),
    (
        "what-if",
        Asking.ANY,
        rf"^if (?:you|we) (?!are\b|were\b|be\b|had\b){_DEED_WORDS}, (?:you|we) (?:will|shall|can|cannot|may|become|lose|gain|have|are)\b",
        ("What happens if I {deed}?", "What can I expect if I {deed}?"),
    ),
    (
        "should-if",
        Asking.ANY,
        rf"^if (?:you|we) (?!are\b|were\b|be\b|had\b){_DEED_WORDS}, (?:you|we) (?:must|should|ought|need)\b",
        ("What should I do if I {deed}?",),
    ),
    (
        "should-ever",
        Asking.ANY,
        rf"{_START}(?:no man|nobody|no one|no person|you|we) (?:ought|should)(?: ever| never| not) (?:ever )?(?:to )?{_DEED_WORDS}{_CLAUSE_END}",
        ("Should I ever {deed}?", "Is there ever a good reason to {deed}?"),
    ),
    (
        "can",
        Asking.ANY,
        rf"{_START}(?:you|we|anybody|everybody|nobody|no one|no man) (?:can|cannot|can never) {_DEED_WORDS}{_CLAUSE_END}",
        ("Can I {deed}?", "Is it possible to {deed}?"),
    ),
    (
        "how",
        Asking.ANY,
        rf"{_START}(?:{_WHO} (?:must|should|ought to|ha(?:s|ve) to) )?(?!be ){_ORDERED.replace('{2,9}?', '{1,5}?')}{_MANNER}",
        ("How should I {deed}?",),
    ),
    ("why-should", Asking.REASON, _DUTY, ("Why should I {deed}?",)),
    (
        "should",
        Asking.ANY,
        _DUTY,
        ("Should I {deed}?", "Is it important to {deed}?", "Do I have to {deed}?"),
    ),
    (
        "ever-right",
        Asking.ANY,
        rf"(?:^|[;:] )(?:never|do not|don['’]t) (?!wont|mind|thou|esteem of|ever|do\b)(?!let\b){_DEED_WORDS}{_CLAUSE_END}",
        ("Is it ever right to {deed}?", "Is it wrong to {deed}?"),
    ),
    ("why-do", Asking.REASON, _ORDER, ("Why should I {deed}?",)),
    ("do", Asking.ANY, _ORDER, ("Should I {deed}?", "Would you advise me to {deed}?")),
    (
        "root",
        Asking.ANY,
        rf"^(?!.*\bhow \w+ (?:is|are)\b).*?\b(?:is|are) the {_ROOT}(?=[.,;])",
        ("What is the {how} {of} {deed}?",),
    ),
    (
        "root",
        Asking.ANY,
        rf"^the {_ROOT}(?= (?:is|lies|consists|should be|must be)\b)",
        ("What is the {how} {of} {deed}?",),
    ),
    *(
        (
            "asks" if link == "ask of me" else "link",
            Asking.ANY,
            rf"{_START}{_ONE_THING} {verb}\b",
            (f"What does {{deed}} {link}?",),
        )
        for verb, link in _LINKS
    ),
    *(
        (
            "asks" if link == "ask of me" else "link",
            Asking.ANY,
            rf"{_START}{_THINGS} {verb}\b",
            (f"What do {{deed}} {link}?",),
        )
        for verb, link in _LINKS
    ),
    (
        "how-can",
        Asking.ANY,
        rf"^(?P<deed>(?:the )?{_NOUN}(?: (?:in|of) (?:our )?[a-z]+)?)(?:, [^,]{{3,40}},)? can (?:only )?be (?P<how>achieved|gained|attained|preserved|secured|won|learnt|learned|acquired|reached|had|got|kept)(?: only)? by\b",
        ("How can {deed} be {how}?",),
    ),
    (
        "produces",
        Asking.ANY,
        rf"^(?:the )?{_ONE_THING} is (?:produced|caused|brought about|formed)\b[^;]{{0,60}} by\b",
        ("What produces {deed}?", "Where does {deed} come from?"),
    ),
    (
        "rests-on",
        Asking.ANY,
        rf"^{_ONE_THING} (?:is (?:based|built|founded) (?:up)?on|rests (?:up)?on|is rooted in)\b",
        ("What is {deed} based on?",),
    ),
    (
        "link",
        Asking.ANY,
        rf"{_START}{_ONE_THING} is {_FRUIT}",
        ("Where does {deed} come from?", "What brings about {deed}?"),
    ),
    (
        "link",
        Asking.ANY,
        rf"{_START}{_THINGS} are {_FRUIT}",
        ("Where do {deed} come from?", "What brings about {deed}?"),
    ),
    (
        "person",
        Asking.ANY,
        rf"^(?:he who|whoever|one who|(?:the|a|an|every|any) (?:\w+ )?(?:man|person|youth|worker|student|friend|teacher|master|workman) (?:who|that)) {_DOES}{_MUST}",
        (
            "What would you advise somebody who {deed}?",
            "What would you say to somebody who {deed}?",
            "If somebody {deed}, what should they do?",
        ),
    ),
    (
        "person",
        Asking.ANY,
        rf"^(?:they|those|people|men) (?:who|that) {_DO}{_MUST}",
        (
            "What would you advise people who {deed}?",
            "What would you say to people who {deed}?",
        ),
    ),
    (
        "person",
        Asking.ANY,
        rf"^(?:he who|whoever|one who|(?:the|a|an|every|any) (?:\w+ )?(?:man|person|youth|worker|student|friend|teacher|master|workman) (?:who|that)) {_DOES}{_PERSON_END}",
        (
            "What would you say of somebody who {deed}?",
            "What do you think of a person who {deed}?",
            "How do you see somebody who {deed}?",
        ),
    ),
    (
        "person",
        Asking.ANY,
        rf"^(?:they|those|people|men) (?:who|that) {_DO}{_PEOPLE_END}",
        ("What would you say of people who {deed}?", "What do you think of people who {deed}?"),
    ),
    (
        "makes",
        Asking.ANY,
        r"\bmakes? (?:a man|men|us|man|one) (?P<deed>(?!the|a|feel)[a-z]+)(?=[.,;])",
        ("What makes a person {deed}?",),
    ),
)
_OF_ANOTHER = {"person", "person-if"}
_OF_TOPICS = {
    "how",
    "can",
    "do",
    "why-do",
    "should",
    "why-should",
    "ever-right",
    "better",
    "what-if",
}
"""Kinds whose clause, in an old book's words, nobody would ask about in these."""
CLAUSES = tuple(
    Clause(
        kind,
        fits,
        re.compile(pattern, re.IGNORECASE),
        wordings,
        kind not in _OF_ANOTHER,
        kind in _OF_TOPICS,
    )
    for kind, fits, pattern, wordings in _WORDINGS
)
"""Questions made of an answer's own clause. To add one: its row in ``_WORDINGS``, with ``deed``."""

OTHERS = re.compile(
    r"\b(?:he|she|they|it|him|her|them|us|you|we|this|that|these|those(?! who)|which|(?<!those )who|what|whatever|ever|again|enough|be and|not only|all things|therefore|hence|there|here|how|whether|"
    r"thereby|thereof|such|so|the same|an?other|others?)\b|\d",
    re.IGNORECASE,
)
"""In a clause: somebody else than who asks, or what points out of it."""

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

MAXIM = re.compile(r"[“\"](?P<words>[A-Z][^“”\"]{50,280}?[a-z][,.;]?)[”\"]")
"""A sentence that is quoted whole."""

_TERM = re.compile(r"[“\"]([a-z][\w'’-]*(?: [\w'’-]+){0,2})([,;]?)[”\"]")
_ASIDES = (
    re.compile(r"(?<=\bis) therefore(?= )"),
    re.compile(r"(?<=\w), (?:therefore|however|accordingly|moreover|then),(?= )"),
    re.compile(
        r"^(?:(?:and|but|now|so|for) )?I (?:say|think|believe|hold|maintain|repeat|know|tell you|say again|"
        r"am (?:quite )?(?:sure|certain|convinced|persuaded))(?: again)?(?: that|,)? (?!I\b|it\b|so\b|of\b|how\b|what\b|who\b|to\b|not\b|no\b)"
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
    sentence = _TERM.sub(r"\1\2", sentence)
    return sentence[:1].upper() + sentence[1:]


_MINE = (
    (re.compile(r"\b(?:himself|yourself|yourselves|themselves|ourselves|oneself)\b"), "myself"),
    (re.compile(r"\b(?:his|your|their|our|one's|one’s)\b"), "my"),
)


_THEIRS = (
    (re.compile(r"\b(?:himself|oneself)\b"), "themselves"),
    (re.compile(r"\b(?:his|one's|one’s)\b"), "their"),
)


def speak_as_asker(deed: str) -> str:
    """What one does, as whoever asks says it: "my own work" for "his own work"."""
    for pattern, word in _MINE:
        deed = pattern.sub(word, deed)
    return deed


def speak_of_another(deed: str) -> str:
    """What somebody else does, who may be anybody: "their own work" for "his own work"."""
    for pattern, word in _THEIRS:
        deed = pattern.sub(word, deed)
    return deed
