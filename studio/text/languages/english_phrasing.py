"""English: how advice is said and asked for, in books that are mostly old."""

from __future__ import annotations

import re

from studio.text.languages.english_clauses import (
    BREAKS,
    CLAUSES,
    MAXIM,
    OTHERS,
    STANDS,
    drop_asides,
    speak_as_asker,
    speak_of_another,
)
from studio.text.languages.english_topics import FORMS, GENERAL_FORMS, TOPICS
from studio.text.languages.modern_english import modernize
from studio.text.languages.phrasing import Phrasing

_OPENING = re.compile(
    r"^(?:(?:\(?(?:[IVXLC]+|\d+|[a-h])[.)]|[-–—*•])\s+)?"
    r"(?:(?:and|but|yet|now|nay|still|besides?|moreover|furthermore|however|therefore|thus|hence|then|"
    r"again|indeed|accordingly|consequently|nevertheless|finally|lastly|well then|of course|in fact|"
    r"in short|in a word|to comprehend all in a few words|the fact is|the truth is|in fine|in sum|in conclusion|actually|of course|on the contrary|on the other hand|for the rest|above all|"
    r"at the same time|for instance|for example|to conclude|(?:first|second|third|fourth|fifth|sixth|"
    r"seventh|eighth|ninth|tenth)(?:ly)?),\s+|(?:and|but|yet|now|for|nay|therefore|so|consequently|accordingly|moreover|besides)\s+(?=(?:a|an|the|through|by|"
    r"every|all|no|nothing|nobody|we|you|man|men|there|who|whoever|he who|let|do|never|always|if|"
    r"when|in|to|is|it is (?:the|in|not|only|by|a|better|best|easy|hard|impossible|necessary))\b))*",
    re.IGNORECASE,
)
# A pronoun before any noun that it could stand for points out of the sentence.
_PRONOUN_WITHOUT_NOUN = (
    r"^(?!he (?:who|that)\b)(?:(?!\b(?:a|an|any|every|no|man|men|one|person|people|everyone|body|woman|child|"
    r"friend|worker|youth|boy|whoever|who|fellow|master|nobody|teacher|student)\b).)*?"
    r"\b(?:he|him|his|himself)\b(?! (?:who|that))"
)
_THEY_WITHOUT_NOUN = (
    r"^(?!they (?:who|that)\b)(?:(?!\b(?:\w{2,}[^s\W]s|men|women|people|children|those|both|many)\b).)*?"
    r"\b(?:they|them|their)\b"
)
_CLINGS = re.compile(
    r"^(?:this|these|that(?! which)|those(?! who| that| which| things)|such|he(?! who| that)|she|"
    r"it(?! is (?:the .{3,80} (?:that|which|who|whom|to) |in|not|only|by|a |better|best|easy|hard|impossible|necessary|wise|well|good|"
    r"always|never|important|true that|useless|vain|our|what|no ))|they(?! who| that)|"
    r"his|her|him|them|their|its|which|another|others|here|there(?! is| are| must| can| will)|or|nor|"
    r"neither|either|both|the (?:former|latter|same|other|above|first|second|third|last|result|reason) |"
    r"so|too|also|thus|then|hence|even so|what then|how|why|and|but|for|yet|because|"
    r"whereas|although|not so|some|many|most|few|one|two|three|none|all (?:this|these|that (?!a |he |is |we |you |men ))|to this|in the one|the one|"
    r"in the one|the one|by this|in this|with this|from this|on this|for this|of this|at this|after|all (?:the )?other|a little (?:later|more|further)|the only thing|"
    r"besides|meantime|meanwhile|in like manner|on the other (?:side|hand)|likewise|similarly|again|indeed)\b"
    r"|^.{0,40}\b(?:any|some)thing else\b|\b(?:feel|act|live|speak|do|think)s? thus\b|^if (?:indeed|to|so|not|(?:you|we) can ?not,)\b|^if (?:you|we) can ?not,|^not to\b|^to be [^.]*, and to (?!.*\b(?:is|are|must|should|requires?)\b)|\b(?:before|after|with|to|for|of) it[;,]|\bbased (?:up)?on it\b|^[^,]{0,60}\bthen,?\b|\b(?:this|these)\b(?! (?:world|life|days|age|earth|very day))|\bsuch (?!as\b|an? one as\b)(?!.{1,60}\bas\b)|\bthose (?!who|that|which|of|things|whom|in)"
    r"|\bthe (?:same|former|latter|other two|said)\b|\b(?:thereof|thereby|thereto|therein|hereby|herein)\b"
    r"|^(?:[^,]{0,12}\b)?(?:it|they|them|she|her)\b(?<!^It)|"
    + f"{_PRONOUN_WITHOUT_NOUN}|{_THEY_WITHOUT_NOUN}",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:for the present|by way of illustration|chapter|essays?|page|book|volume|author|reader|lecture|preface|paragraph|quoted|quotation|as we have|"
    r"among you|no wonder|above-?mentioned|aforesaid|following|foregoing|as follows|have said|has been said|as already|"
    r"ladies|gentlemen|my friends?|o men|hereafter|footnote|see note|ibid|etc|&c|viz|i\. ?e|e\. ?g|"
    r"this (?:country|city|town|morning|evening|place|institution|university)|next (?:week|year))\b"
    r"|\b(?:do|must|shall|will|can|may|should|art|are) you\b(?! (?:to|who))|\b(?:thou|thee|doth|neither doth|\w{3,}(?<!hon)(?<!mod)(?<!inter)(?<!gr)(?<!for)(?<!inv)(?<!great)(?<!sugg)edst)\b"
    r"|\b(?:it|they|he|things?|so) be\b|\baccount that\b|\bmust needs\b|\bof necessity\b"
    r"|[\[\]{}<>*_|]|\.\.\.|…|--\s*$|\bO \w|\(|:.*:|;.*;.*;",
    re.IGNORECASE,
)
# Of these a form of "be" or "have" before it makes no story.
_PAST = (
    r"(?<!is )(?<!are )(?<!be )(?<!been )(?<!have )(?<!has )(?<!not )(?<!being )(?<!and )(?<!or )(?<!well )\b(?:"
    r"told|gave|began|knew|kept|felt|stood|brought|sent|spoke|fell|sought|taught|met|paid|sold|bought|"
    r"held|led|turned|lived|found (?:himself|out|that|it|a|the)|made (?:him|them|up|his)|"
    r"left (?:the|his|him|a)|took|rose|chose|became|grew|ran|wrote|saw|got|thought (?:that|it|to))\b"
)
_ABSTRACT = (
    "God Godlike Nature Heaven Providence Divine Universe Truth Christian Life Perfection Being Law Love Time "
    "Fortune Bible Knowledge Vision Ideal Wisdom Reason Spirit Thought Self Soul Man Virtue "
    "Courage Patience Duty Faith Hope Justice Beauty Work Success Purpose"
)
_TELLS = re.compile(
    r"^[Hh]ere (?:is|are)\b|"
    r"\b(?:I|I'm|[Mm]y|[Mm]e|[Mm]ine|[Mm]yself|[Ss]he|[Hh]er|[Hh]ers)\b"
    r"|\b(?:was|had|did|went|came|said|says|asked|replied|died|sat|called (?:on|upon|out|to)|used to|"
    r"once|yesterday|to-?night|last (?:night|week|year)|years? ago|o['’]clock)\b"
    r"|(?<!will )(?<!shall )(?<!may )\bone day\b"
    r"|(?<!if )(?<!though )(?<!if he )(?<!if you )(?<!if it )(?<!if they )(?<!as it )(?<!if we )\bwere\b"
    r"|\b(?:he|she|they|it|who|which)\s+(?:\w+ly\s+)?(?!need|exceed|succeed|proceed|indeed|feed|heed)\w{2,}ed\b"
    r"|\d{2,}|[$£€]|\b\w+['’]d\b|\b(?:Mr|Mrs|Dr|St|Sir|Lord|Lady|King|Captain|General|Professor)\b\.?"
    rf"|(?<=[a-z,;] )(?!(?:{_ABSTRACT.replace(' ', '|')})\b)[A-Z][a-z]+"
    r"|^(?!God|Nature|Heaven|Providence)[A-Z][a-z]+ [A-Z][a-z]+"
    r"|\b(?:London|England|Rome|Paris|America|American|Greek|Roman|French|Boston|Philadelphia|Walden|"
    r"Concord|Athens|Franklin|Conwell|Socrates|Caesar|Antoninus)\b"
    r"|\b(?:pond|ice|snow|squirrel|bushel|acre|railroad|parliament|colon(?:y|ies)|regiment|sulphur|pine|"
    r"lamp|grandfather|troops?|handkerchief|machine|cedar|wagon|cattle|wood(?:s|land)?|acid|beans|shore|river|church|college|sun|tobacco|quid|craft|ox(?:en)?|huckleberr(?:y|ies)|hay(?:ing)?|pulpit|platform)s?\b"
    rf"|{_PAST}"
)
_ADVISES = re.compile(
    r"\b(?:must|should|ought|needs? to|have to|has to|let (?:him|them|us|your|no|every|not|nothing|it|a|the|all)|"
    r"never|always|only by|it is (?:better|best|wise|well|necessary|important|useless|vain)|"
    r"do not|don['’]t|the (?:secret|way|best|surest|only|first step|true|great|chief)|shall|"
    r"cannot|can only|there is no|be sure|take care|beware|he who|whoever|they who|the more|depends?)\b"
    r"|^(?:be|do|keep|take|give|look|learn|think|remember|consider|begin|avoid|choose|cease|seek|love|"
    r"read|work|try|put|hold|go|set|make|live|use|cast|trust|follow|accustom|adapt|observe|wipe|"
    r"lay|write|decide|start|stop|walk|wait|rise|fix|note|count|answer|speak|listen|repeat|plan|finish|build|plant|help|forgive|forget|accept|remain|rest|cherish|dream|desire|retire|return|bear|turn|say|ask|teach|judge|leave|throw|get|pay|save|spend|study|cultivate|"
    r"practise|practice|strive|endeavou?r|reverence|inquire|examine|prepare|select|engage|depend)\b(?! of| by| is| was|,)"
    # What holds for everybody is said as such.
    r"|^(?:(?:a|an|every|no|any|the)(?: \w+){0,2}|all|great|good|strong|wise|honest|most)? ?(?:man|men|person|people|mind|"
    r"youth|life|character|habit|virtue|success)s? (?:who \w+ )?(?:is|are|has|have|can|will|may|makes?|does|do|needs?|\w+s)\b"
    r"|^(?:nothing|nobody|no one) (?:is|are|can|should|has|will|happens)\b|^remember,? that\b|\bis nothing else than\b"
    r"|^(?:attend|resist|rejoice|respect|despise|endure|reflect|hasten|direct|welcome|practise|beware|deal|adorn)\b(?!,)"
    r"|^if (?:a man|you|we|one|men) .{10,}, \w+ \w*\s?(?:will|can|may|must)\b|^it is an? (?:\w+ ){0,2}(?:thing|error|mistake)\b"
    r"|^(?:we|you) (?:are|have|can|may|will|become|get|make|need|do|owe|learn)\b|^those who\b"
    r"|\b(?:is|are) (?:the|a) (?:key|root|mother|secret|result|outcome|source|beginning|foundation|price|test|"
    r"product|fruit|enem(?:y|ies)|friend|best|greatest|only|surest|maker)s?\b",
    re.IGNORECASE,
)
_IMPERATIVE = (
    "be|do|keep|take|give|look|learn|think|remember|consider|begin|avoid|choose|cease|seek|love|read|work|try|"
    "put|hold|go|set|make|live|use|cast|trust|follow|observe|bear|turn|leave|get|pay|save|spend|study|cultivate|"
    "lay|write|decide|start|stop|walk|wait|rise|fix|note|count|answer|speak|listen|repeat|plan|finish|build|plant|help|forgive|forget|accept|remain|rest|cherish|dream|strive|examine|prepare|select|engage|depend|let|never|always|don['’]t"
)
_INSTRUCTS = re.compile(
    r"\b(?:must|should|ought to|have (?:only )?to|needs? to|only by|can only|it is (?:better|best|wise|well|necessary)"
    r"|(?<!in )the (?:way|secret|best|surest) (?:of|to))\b"
    rf"|(?:^|[.;:] )(?:{_IMPERATIVE})\b(?! of| by| is| was|,)",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:because|since|so that|therefore|hence|thus|lest|the reason|otherwise|that is why|in order|"
    r"depends? (?:on|upon)|leads? to|or you|by which|for (?:it|he|they|we|you|what|if|no|nothing|all|every))\b",
    re.IGNORECASE,
)
_GAINS = re.compile(
    r"\b(?:only )?by (?:\w+ ){0,2}\w+ing\b|\bthe (?:\w+ )?(?:secret|way|road|key) (?:of|to)\b|\b(?:is|are) (?:\w+ )?(?:gained|won|learn(?:ed|t)|"
    r"acquired|got|bought|attained|earned)\b|\b(?:comes?|springs?|grows?) (?:of|from|out of|by)\b|\bdepends? (?:up)?on\b"
    r"|\bha(?:s|ve) only to\b",
    re.IGNORECASE,
)
_PRAISES = re.compile(
    r"\b(?:invaluable|(?:is|are) (?:one of )?the (?:\w+ )?(?:best|greatest|noblest|highest|most)|worth (?:more|a|the)|essential|indispensable|necessary|secures?|gives?|creates?|brings?|"
    r"inspires?|strengthens?|commands?|elevates?|makes?|leads? to|enables?|preserves?)\b",
    re.IGNORECASE,
)
_BLAMES = re.compile(
    r"\b(?:worst|ruins?|ruinous|destroys?|drags?|harms?|harmful|slave|slavery|slavish|miser(?:y|able)|poisons?|weak(?:ens?|ness)|loses?|lost|"
    r"fatal|dangerous|evil|degrad\w+|corrupt\w*|enem(?:y|ies)|suffers?|wretched\w*)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:man|men|mankind|woman|women|person|persons|people|we|us|our|ourselves|you|your|yourself|one|oneself|"
    r"he who|they who|those who|whoever|everyone|everybody|every one|nobody|no one|mind|minds|soul|heart|"
    r"life|character|youth|worker|himself|themselves|conscience|human|virtue|habit|success|failure)\b",
    re.IGNORECASE,
)


_NO_NOUN = (
    "of|from|than|without|with|by|for|to|in|on|at|is|are|was|be|has|have|can|may|must|will|shall|should|who|that|which|"
    "or|not|no|as|other|into|it|he|they|if|when|where|but|do|does|did|one"
)
_BEHIND_SUBJECT = (
    r"(?=,| (?:and|or|of|in|is|are|was|has|have|can|cannot|may|might|could|would|ought|will|must|should|does|do|depends?|alone|itself|that|"
    r"which|when|never|always|without|requires?|comes?|makes?|gives?|consists?|begins?|grows?|needs?|brings?|leads?|"
    r"creates?|secures?|commands?|shows?|teach(?:es)?|cheers?|keeps?|acts?|comprehends?|proves?|appears?|seems?|becomes?|follows?|rises?|works?|means?|stands?|lies|ends?|runs?|turns?|lives?|dies|knows?|feels?|breeds?|begets?|kills?|saves?|costs?|pays?|helps?|hinders?|rules?|governs?|moves?|draws?|adds?|takes?|rewards?|forgets?|finds?|loses?|wins?|excludes?|goes)\b)"
)
_ABOUT = (
    # Its subject, or what it says it speaks of.
    re.compile(
        rf"^(?:(?:in|of|as for|as to|with (?:respect|regard) to|in (?:regard|respect) to) |(?:in|at|on|with|for|to|by) [^,]{{3,40}}, )?"
        rf"(?:(?!(?:{_NO_NOUN})\b)[\w’'-]+ ){{0,3}}\0{_BEHIND_SUBJECT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:though |when |if |where )?(?:the|a|an|all|true|real) (?:[\w’'-]+ ){{1,2}}(?:of|to|for) (?:\w+ )?\0{_BEHIND_SUBJECT}",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:men|a man|young men|people|those|we|you) (?:in|when|while) (?:\w+ ){1,2}\0(?! (?:of|and)\b)"
        r"|\b(?:by|for|through|from) (?:the |a )?(?:lack|want|loss|waste) of \0",
        re.IGNORECASE,
    ),
    re.compile(r"^there (?:is|are) (?:\w+ ){0,3}\0(?= (?:in|which|that)\b)", re.IGNORECASE),
    # What is to be done with it, or left.
    re.compile(
        rf"(?:^(?!if\b)[^;]*?\b(?:must|should|ought to|needs? to|ha(?:s|ve) (?:only )?to|never|can(?:not| only)?|do not|don['’]t) (?!be\b|not\b)[a-z]+ |^(?:{_IMPERATIVE}) )"
        rf"(?:(?!(?:without|than|not|with|and|that|which|as|other|if|like|in|from|by|for|what|how)\b)[\w’'-]+ ){{0,3}}\0"
        rf"(?=[,.;]| (?:and|or|by|in|when|if|as|with|without|because|before|until|for|to|this|each|every|today|now|at|on|about|also|only|alone)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        r"^it is (?:a|an|no|better|best|wise|well|good|easy|hard|dangerous|foolish|useless|vain|impossible|important|necessary)\b"
        r"[^;]{0,60}? to (?:(?!(?:and|or|with|without|by|from|for|be)\b)[\w’'-]+ ){1,5}\0",
        re.IGNORECASE,
    ),
    re.compile(r"^let [^.;]* without (?:an? )?\0", re.IGNORECASE),
    re.compile(
        r"\bthat (?:(?:a|the|our|your|his|man’s|men’s|all|man's) ){0,2}\0[^,;.]{0,20},? (?:is|are|can|must|will|should)\b"
        r"|^the (?:more|less|nearer|greater|better)\b[^;]*, the (?:more|less|nearer|greater|better)\b[^;]{0,30}\0"
        r"|\b(?:required|needed|necessary) (?:to|for) (?:\w+ )?\0"
        r"|\b(?:made|born|meant) for \0|^nothing (?:is|can) [^,;]* but \0"
        r"|^(?:nothing|everything|all that|whatever|that which) (?:(?:that|which|can|does) )?\0",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:begin|start|end|deal) (?:\w+ ){0,3}with (?:(?:the|a|an|your|our|his) )?\0",
        re.IGNORECASE,
    ),
    re.compile(r"^if (?:you|we|a man|men|he) [^,;]{3,50}\0,", re.IGNORECASE),
    re.compile(r"; (?:the |all |true )?\0 (?:is|are|has|can|must|will|should)\b", re.IGNORECASE),
    re.compile(
        r"^(?:we|you|men|people|a man|one|everyone|everybody) (?:all )?needs? (?:(?:a|an|the|some|more) )?\0",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:because|for) (?:(?:the|a|our|your) )?\0 (?:is|are)\b", re.IGNORECASE),
    # What something is the secret of.
    re.compile(
        r"\b(?:is|are) (?:the|a|an) (?:[\w’'-]+ ){0,2}(?:secret|key|root|source|foundation|test|price|way|road|first step|"
        r"condition|means|enemy) (?:of|to) (?:[\w’'-]+ ){0,2}\0",
        re.IGNORECASE,
    ),
)

ENGLISH_PHRASING = Phrasing(
    opening=_OPENING,
    clings=_CLINGS,
    refers=_REFERS,
    tells=_TELLS,
    dangles=re.compile(f"{_PRONOUN_WITHOUT_NOUN}|{_THEY_WITHOUT_NOUN}", re.IGNORECASE | re.DOTALL),
    quotes=re.compile(r"[“”\"]|(?<!\w)[‘'](?=\w)|[‘'’](?=\s|$)(?<![sS]['’])"),
    asks=re.compile(r"[?!]"),
    advises=_ADVISES,
    instructs=_INSTRUCTS,
    explains=_EXPLAINS,
    gains=_GAINS,
    praises=_PRAISES,
    blames=_BLAMES,
    general=_GENERAL,
    ending=re.compile(r"^[A-Z].*[a-z)]\.$", re.DOTALL),
    means=r"(?:,[^,]{1,40},)? (?:is|are|means|consists?)\b",
    defines=r"(?:,[^,]{1,40},)? (?:(?:is|are) (?:an?|the|that|to|nothing|neither|but|only|simply|not)|means|consists?)\b",
    modernize=modernize,
    shortest=64,
    longest=560,
    longest_sentence=300,
    topics=TOPICS,
    forms=FORMS,
    borders=(r"\b", r"\b"),
    weights={"life": 0.4, "matter": 0.9},
    clauses=CLAUSES,
    general_forms=GENERAL_FORMS,
    as_mine=speak_as_asker,
    as_theirs=speak_of_another,
    others=OTHERS,
    about=_ABOUT,
    tidy=drop_asides,
    maxim=MAXIM,
    breaks=BREAKS,
    stands=STANDS,
)
