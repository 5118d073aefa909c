"""English: how advice is said and asked for, in books that are mostly old."""

from __future__ import annotations

import re

from studio.text.languages.english_clauses import (
    BREAKS,
    CLAUSES,
    STANDS,
    drop_asides,
    speak_as_asker,
)
from studio.text.languages.modern_english import modernize
from studio.text.languages.phrasing import Asking, Phrasing, QuestionForm, Topic

_OPENING = re.compile(
    r"^(?:(?:\(?(?:[IVXLC]+|\d+|[a-h])[.)]|[-–—*•])\s+)?"
    r"(?:(?:and|but|yet|now|nay|still|besides?|moreover|furthermore|however|therefore|thus|hence|then|"
    r"again|indeed|accordingly|consequently|nevertheless|finally|lastly|well then|of course|in fact|"
    r"in short|in a word|to comprehend all in a few words|the fact is|the truth is|in fine|in sum|in conclusion|actually|of course|on the contrary|on the other hand|for the rest|above all|"
    r"at the same time|for instance|for example|to conclude|(?:first|second|third|fourth|fifth|sixth|"
    r"seventh|eighth|ninth|tenth)(?:ly)?),\s+|(?:and|but|yet|now|for|nay|therefore|so)\s+(?=(?:a|an|the|"
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
    r"it(?! is (?:the|in|not|only|by|a |better|best|easy|hard|impossible|necessary|wise|well|good|"
    r"always|never|important|true that|useless|vain|our|what|no ))|they(?! who| that)|"
    r"his|her|him|them|their|its|which|another|others|here|there(?! is| are| must| can| will)|or|nor|"
    r"neither|either|both|the (?:former|latter|same|other|above|first|second|third|last|result|reason) |"
    r"so|too|also|thus|then|hence|even so|what then|how|why|and|but|for|yet|because|"
    r"whereas|although|not so|some|many|most|few|one|two|three|none|all (?:this|these|that (?!a |he |is |we |you |men ))|to this|in the one|the one|"
    r"in the one|the one|by this|in this|with this|from this|on this|for this|of this|at this|after|all the other|"
    r"besides|likewise|similarly|again|indeed)\b"
    r"|^if (?:indeed|to|so|not)\b|^not to\b|\b(?:before|after|with|to|for|of) it[;,]|^[^,]{0,60}\bthen,?\b|\b(?:this|these)\b(?! (?:world|life|days|age|earth|very day))|\bsuch (?!as\b|an? one as\b)(?!.{1,60}\bas\b)|\bthose (?!who|that|which|of|things|whom|in)"
    r"|\bthe (?:same|former|latter|other two|said)\b|\b(?:thereof|thereby|thereto|therein|hereby|herein)\b"
    r"|^(?:[^,]{0,12}\b)?(?:it|they|them|she|her)\b(?<!^It)|"
    + f"{_PRONOUN_WITHOUT_NOUN}|{_THEY_WITHOUT_NOUN}",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:for the present|by way of illustration|chapter|essays?|page|book|volume|author|reader|lecture|preface|paragraph|quoted|quotation|as we have|"
    r"above-?mentioned|aforesaid|following|foregoing|as follows|have said|has been said|as already|"
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
    "Fortune Bible English Knowledge Vision Ideal Wisdom Reason Spirit Thought Self Soul Man Virtue "
    "Courage Patience Duty Faith Hope Justice Beauty Work Success Purpose"
)
_TELLS = re.compile(
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
    r"lamp|wagon|cattle|wood(?:s|land)?|acid|beans|shore|river|church|college|sun|tobacco|quid|craft|ox(?:en)?|huckleberr(?:y|ies)|hay(?:ing)?|pulpit|platform)s?\b"
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
    r"|the (?:way|secret|best|surest) )\b"
    rf"|(?:^|[.;:] )(?:{_IMPERATIVE})\b(?! of| by| is| was|,)",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:because|since|so that|therefore|hence|thus|lest|the reason|otherwise|that is why|in order|"
    r"depends? (?:on|upon)|leads? to|or you|by which|for (?:it|he|they|we|you|what|if|no|nothing|all|every))\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:man|men|mankind|woman|women|person|persons|people|we|us|our|ourselves|you|your|yourself|one|oneself|"
    r"he who|they who|those who|whoever|everyone|everybody|every one|nobody|no one|mind|minds|soul|heart|"
    r"life|character|youth|worker|himself|themselves|conscience|human|virtue|habit|success|failure)\b",
    re.IGNORECASE,
)


def _make_topics(group: str, rows: str) -> tuple[Topic, ...]:
    """Topics of a group: ``pattern = name, feeling`` a line; without ``=`` the name finds itself."""
    topics = []
    for row in filter(None, (line.strip() for line in rows.splitlines())):
        head, _comma, feeling = row.partition(",")
        name, _equals, pattern = head.partition("=")
        name = name.strip()
        topics.append(Topic(pattern.strip() or name, name, group, feeling.strip()))
    return tuple(topics)


# A name with "=" has its pattern behind it: the forms in which an answer speaks of it.
_TOPICS = (
    *_make_topics(
        "virtue",
        """
        patience = patien(?:ce|tly)
        perseverance = persever(?:ance|ing|e)
        courage = courage|bravery|the brave|boldness
        honesty = honest(?:y|ly)?
        integrity
        kindness = kind(?:ness|ly)
        cheerfulness = cheerful(?:ness|ly)?
        self-control = self-control|self-command|self-restraint|self-government
        self-reliance = self-(?:reliance|help|dependence)
        self-respect
        self-denial = self-(?:denial|sacrifice)
        modesty = modest(?:y|ly)
        humility
        diligence = diligen(?:ce|tly|t)
        calmness = calm(?:ness)?|tranquill?ity|serenity|composure
        concentration = concentrat(?:ion|e|ing)
        determination = determination|resolution|resolve
        gratitude = gratitude|grateful|thankful
        justice
        politeness = polite(?:ness)?|courtesy|civility|good manners
        punctuality = punctual(?:ity)?
        sincerity = sincer(?:ity|e|ely)
        thrift = thrift|frugality|economy
        simplicity = simplicity
        discipline = (?:self-)?discipline
        attention = attention
        accuracy
        strength of character = strength of character|force of character
        practical wisdom = practical wisdom|common sense|prudence|discretion
        charity = charity|charitable|benevolence
        contentment = contentment|content with
        """,
    ),
    *_make_topics(
        "trouble",
        """
        fear = fears?, afraid
        doubt = (?<!no )doubts?, full of doubt
        anger = anger|angry|wrath, angry
        failure = failures?, like a failure
        debt = debts?, crushed by debt
        idleness = idleness|indolence|laziness|sloth, lazy
        vanity = vanity|vain-glory
        envy = envy|envious|jealousy, envious of others
        suffering = suffering|pain|affliction|grief, worn down by what I suffer
        misfortune = misfortunes?|calamit(?:y|ies)|adversity, that everything goes against me
        worry = worry|worries|anxiety|anxious|perturbation, anxious
        difficulties = difficult(?:y|ies)|obstacles?, stuck
        poverty = poverty, poor and stuck
        temptation = temptations?
        criticism = criticism|blame, hurt by criticism
        other people's faults = (?:others?|another)['’]?s? (?:faults?|wrongs?)|wrong-?doings?|offends?
        insults = insults?|injury|injures?
        mistakes = mistakes?|errors?, ashamed of my mistakes
        bad habits = bad habits?|evil habits?|vices?
        wasting time = (?:waste|loss) of time|wast(?:e|es|ing) (?:your |our |his )?time
        dishonesty = dishonest(?:y)?|fraud|falsehood|lying|lies
        putting things off = waits for|delays?|postpon(?:e|es|ing)|procrastinat(?:e|es|ion), unable to begin
        selfishness = selfish(?:ness)?
        extravagance = extravagan(?:ce|t)|luxur(?:y|ies)
        """,
    ),
    *_make_topics(
        "good",
        """
        success = success|succeeds?
        happiness = happiness|happy|blessedness
        money = money
        wealth = wealth|riches|a (?:large )?fortune
        knowledge = knowledge
        wisdom
        freedom = freedom|liberty
        independence = independen(?:ce|t)
        peace of mind = peace of mind|peace|serene
        a good character = character
        good friends = friends?|friendship
        health = health|bodily vigou?r
        a good reputation = reputation|good name
        power = power
        a clear conscience = conscience
        the respect of others = respect of (?:others|men)|esteem of (?:others|men)|esteemed
        experience = experience
        """,
    ),
    *_make_topics(
        "doing",
        """
        work = work|labou?r|industry|toil|exertion
        reading = reading|(?:good|great|best|choice of) books?
        studying = stud(?:y|ies|ying)
        learning = learning
        business = business
        advertising = advertis(?:e|ing)
        choosing an occupation = occupation|vocation|calling|profession
        """,
    ),
    *_make_topics(
        "matter",
        r"""
        my thoughts = thoughts?|thinking
        my habits = habits?
        luck = luck|fortune (?:favou?rs|smiles)|good fortune
        my plans = plans|forethought
        my principles = principles?
        my body = the body
        learning by heart = by heart
        solitude = solitude
        old age = old age
        conversation = conversation
        smoking = smok(?:ing|es)
        drinking = drunkenness|intemperance|intoxicating
        lending money = lend(?:s|ing)?|endors(?:e|ing)|indors(?:e|ing)|security
        truth = truth|the true
        faith = faith
        my nature = (?:your|our) (?:own )?nature
        other people's opinions = other (?:men|people)['’]s? opinions?
        beginning = first step|beginning
        repentance = repentance
        my time = (?:your|our|his|their|my|spare|lost|wasted?|present|use of|value of|loss of) time|time (?:lost|well|and money)|(?<=\. )time is|first hour of the day
        my duty = dut(?:y|ies)
        education = education|self-culture|culture
        an ideal = ideals?|dreams?|visions?
        a purpose in life = purpose|aim|aims
        my goals = goals?|one thing that matters most
        small steps = (?:small|little|first) steps?
        decisions = decisions?
        opportunities = opportunit(?:y|ies)
        my imagination = imagination
        my desires = desires?|passions?|pleasures?
        my circumstances = circumstances?|environment
        death = death|dying
        fame = fame|praise|glory|applause
        the example of others = examples?
        family life = family|children|home
        the past = the past
        the future = the future
        the present moment = the present
        what happens to me = happens? to|befalls?
        my opinions = opinions?|judgments?|judgements?
        """,
    ),
    *_make_topics(
        "life",
        """
        life = life
        """,
    ),
)


def _make_forms(rows: str) -> tuple[QuestionForm, ...]:
    """Forms of a group: ``kind fits words`` a line."""
    lines = (line.split(maxsplit=2) for line in rows.splitlines() if line.strip())
    return tuple(QuestionForm(kind, Asking(fits), words) for kind, fits, words in lines)


_FORMS = {
    "virtue": _make_forms(
        """
        how advice How can I learn {topic}?
        how-practise advice What does it take to practise {topic} every day?
        begin advice Where do I begin if I want more {topic}?
        why reason Why {does} {topic} matter so much?
        why-worth reason {Is} {topic} really worth the effort?
        meaning meaning What {does} {topic} really mean?
        role any What part {does} {topic} play in a good life?
        remember any What should I keep in mind about {topic}?
        know any What should I know about {topic}?
        good-for any What {is} {topic} good for?
        lack any What do I miss if I lack {topic}?
        """
    ),
    "trouble": _make_forms(
        """
        how advice How should I deal with {topic}?
        what advice What can I do about {topic}?
        keep-off advice How do I keep {topic} from ruling my life?
        feel advice I feel {feeling}. What should I do?
        feel-think any I feel {feeling}. How should I look at it?
        why reason Why {does} {topic} do so much harm?
        meaning meaning What {is} {topic}, really?
        think any How should I think about {topic}?
        understand any What is there to understand about {topic}?
        know any What should I know about {topic}?
        """
    ),
    "good": _make_forms(
        """
        how advice How do I come by {topic}?
        what-takes advice What does it take to have {topic}?
        keep advice What can I do for {topic}?
        why reason What {does} {topic} really depend on?
        meaning meaning What {is} {topic}, really?
        think any How should I think about {topic}?
        depend any What {does} {topic} have to do with how I live?
        know any What should I know about {topic}?
        tell any What can you tell me about {topic}?
        """
    ),
    "doing": _make_forms(
        """
        how advice What is the right way to go about {topic}?
        advice advice What would you advise me about {topic}?
        more advice How can I get more out of {topic}?
        meaning meaning What {is} {topic} good for?
        care any What matters most when it comes to {topic}?
        think any How should I think about {topic}?
        know any What should I know about {topic}?
        tell any What would you tell somebody who is serious about {topic}?
        """
    ),
    "matter": _make_forms(
        """
        how advice How should I deal with {topic}?
        advice advice What would you advise me about {topic}?
        care any What matters most when it comes to {topic}?
        think any How should I look at {topic}?
        weight any How much weight should I give to {topic}?
        know any What should I understand about {topic}?
        matter reason Why should I care about {topic}?
        tell any What can you tell me about {topic}?
        """
    ),
    "life": _make_forms(
        """
        how advice How should I live?
        good advice What makes a life a good one?
        think any How should I look at life?
        know any What is worth remembering about life?
        """
    ),
}
_GENERAL_FORMS = (
    "What should I keep in mind about “{a}”, “{b}” and “{c}”?",
    "How do “{a}”, “{b}” and “{c}” go together?",
    "What would you advise me about “{a}”? I am thinking of “{b}” and “{c}”.",
    "I keep thinking about “{a}” and “{b}”. What has “{c}” to do with it?",
    "Between “{a}” and “{b}”, where does “{c}” come in?",
    "Where do I begin with “{a}”, and what has it to do with “{b}” or “{c}”?",
    "Is “{a}” more important than “{b}” when it comes to “{c}”?",
    "Why do you speak of “{a}” and “{c}” when I ask about “{b}”?",
    "Tell me about “{a}”. Does it change how I should see “{b}” and “{c}”?",
)

ENGLISH_PHRASING = Phrasing(
    opening=_OPENING,
    clings=_CLINGS,
    refers=_REFERS,
    tells=_TELLS,
    quotes=re.compile(r"[“”\"]|(?<!\w)[‘'](?=\w)|[‘'’](?=\s|$)(?<![sS]['’])"),
    asks=re.compile(r"[?!]"),
    advises=_ADVISES,
    instructs=_INSTRUCTS,
    explains=_EXPLAINS,
    general=_GENERAL,
    ending=re.compile(r"^[A-Z].*[a-z)]\.$", re.DOTALL),
    means=r"(?:,[^,]{1,40},)? (?:is|are|means|consists?)\b",
    modernize=modernize,
    shortest=64,
    longest=560,
    longest_sentence=300,
    topics=_TOPICS,
    forms=_FORMS,
    borders=(r"\b", r"\b"),
    weights={"life": 0.4, "matter": 0.9},
    clauses=CLAUSES,
    general_forms=_GENERAL_FORMS,
    as_mine=speak_as_asker,
    tidy=drop_asides,
    breaks=BREAKS,
    stands=STANDS,
)
