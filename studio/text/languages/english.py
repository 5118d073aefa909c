"""English: its row in the table of languages, and what others take from it."""

from __future__ import annotations

import re

from studio.text.languages.english_phrasing import ENGLISH_PHRASING
from studio.text.languages.row import Language

# Standing alone, a sentence with such an opening points at nothing.
_LEANS = re.compile(
    r"^(?:[“\"'(]*)(?:this|that|these|those(?! who| that| which)|he(?! who| that)|she|it|they(?! who| that)|his|her|their|such|but|and|or|so|yet|"
    r"for|nor|however|moreover|then|again|here|there|which|another|thus|hence|therefore)\b",
    re.IGNORECASE,
)
# What every book is full of, older forms included: most books that are free are old.
_STOPWORDS = """
a about above after again against all also am an and another any are as at away be
because become becomes been before being below between both but by came can cannot come
could day did do does doing done down during each either else even ever every everything
few first for from further gave get give given go goes good got great had has have
having he her here hers herself him himself his how however i if in indeed into is it
its itself just kind know known last let like little long made make makes making man
many may me men might mind more most much must my myself never no none nor not nothing
now of off often old on once one only or other others our ours out over own part people
perhaps person place put rather right said same say see seem seems shall she should
since so some something sort still such take taken than that the thee their theirs them
themselves then there therefore these they thing things think this those thou though
through thus thy time to together too two under until up upon us very was way we well
went were what when where whether which while who whole whom whose why will with within
without woman world would
billion dozen hundred hundreds million millions thousand thousands three four five six seven
eight nine ten twenty thirty forty fifty sixty year years yet you your yours yourself yourselves
"""
# Subjects that people ask a mentor about, and words that speak of each.
_SUBJECTS = (
    ("purpose", r"purpose|aim|goal|object|ambition|ideal"),
    ("habit", r"habit|daily|practice|routine|repeat"),
    ("thought", r"thought|mind|think|belief"),
    ("perseverance", r"persever|patien|persist|endur|steadfast"),
    ("work", r"work|labou?r|business|trade|industr"),
    ("money", r"money|wealth|debt|rich|fortune|saving"),
    ("character", r"character|virtue|honest|integrity|noble"),
    ("courage", r"courage|fear|doubt|brave|bold"),
    ("learning", r"learn|stud(y|ies|ied)|read|school|knowledge"),
    ("health", r"health|body|diet|sleep|disease"),
    ("relationships", r"friend|neighbou?r|family|wife|love"),
)

ENGLISH = Language(
    code="en",
    name="English",
    commonest=frozenset("the of and to in is that it was for with as his be not".split()),
    spaced=True,
    has_ruby=False,
    characters_per_token=4.6,
    line_length=70,
    shortest_answer=30,
    shortest_sentence=30,
    longest_sentence=260,
    shortest_prose=160,
    shortest_choice=8,
    shortest_copy=40,
    verbatim_run=200,
    opening=3,
    leans=_LEANS,
    narrator=r"\b(?:said|replied|asked|told me|I was|I had|I went|my father|Mr\.|Mrs\.)\b",
    past="",
    refusal=r"(?i:^(?:i'?m sorry|i am sorry|sorry,|i apologi[sz]e|i can(?:'|no)t|as an ai\b|unfortunately, i))",
    hedges=(
        " i think",
        " i believe",
        " i guess",
        " i'm not sure",
        "perhaps",
        "maybe",
        "it depends",
        "probably",
        "might be",
    ),
    # The capital stands first in the pattern, so that only capitals are tried.
    proper_name=r"[A-Z](?<=[a-z,;] [A-Z])[a-z]{2,}(?: [A-Z][a-z]+)*",
    term=re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]"),
    stopwords=frozenset(_STOPWORDS.split()),
    subjects=_SUBJECTS,
    bare_question="What is the most important point to keep in mind here?",
    phrasing=ENGLISH_PHRASING,
)
