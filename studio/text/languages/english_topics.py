"""English: what people ask a mentor about, and the forms of question for it."""

from __future__ import annotations

from studio.text.languages.phrasing import Asking, QuestionForm, Topic


def _make_topics(group: str, rows: str) -> tuple[Topic, ...]:
    """Topics of a group: ``pattern = name, feeling`` a line; without ``=`` the name finds itself."""
    topics = []
    for row in filter(None, (line.strip() for line in rows.splitlines())):
        head, _comma, feeling = row.partition(",")
        name, _equals, pattern = head.partition("=")
        name = name.strip()
        topics.append(Topic(pattern.strip() or name, name, group, feeling.strip()))
    return tuple(topics)


TOPICS = (
    *_make_topics(
        "virtue",
        """
        patience = patien(?:ce|tly)
        perseverance = persever(?:ance|ing|e)
        courage = courage|bravery|the brave(?: man| men)?|boldness
        honesty = honest(?:y|ly)?
        integrity = integrity(?! of the)
        kindness = kind(?:ness|ly)
        cheerfulness = cheerful(?:ness|ly)?
        self-control = self-control|self-command|self-restraint|self-government|command (?:of|over) (?:himself|yourself|oneself)
        self-reliance = self-(?:reliance|help|dependence)
        self-respect
        self-denial = self-(?:denial|sacrifice)
        modesty = modest(?:y|ly)
        humility
        diligence = diligen(?:ce|tly|t)
        calmness = calm(?:ness)?|tranquill?ity|serenity|composure
        concentration = concentrat(?:ion|e|ing)
        determination = determination|resolution
        gratitude = gratitude|grateful|thankful
        justice
        politeness = polite(?:ness)?|courtesy|civility|good manners
        punctuality = punctual(?:ity)?
        sincerity = sincer(?:ity|e|ely)
        thrift = thrift|frugality|(?:true )?economy
        simplicity = simplicity
        discipline = (?:self-)?discipline
        attention = attention
        accuracy
        strength of character = strength of character|force of character
        practical wisdom = practical wisdom|common sense|prudence|prudent|discretion
        charity = charity|charitable|benevolence
        purity = purity
        ambition = ambition
        hope = hopes?
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
        worry = worry|worries|anxiety|anxious(?! (?:to|for)\b)|perturbation, anxious
        difficulties = difficult(?:y|ies)|obstacles?, stuck
        poverty = poverty, poor and stuck
        temptation = temptations?
        criticism = criticism|censure, hurt by criticism
        other people's faults = (?:others?|another)['’]?s? (?:faults?|wrongs?)|wrong-?doings?
        insults = insults?|injury|injures?
        mistakes = mistakes?|errors?, ashamed of my mistakes
        bad habits = bad habits?|evil habits?
        vice = vices?|wickedness
        wasting time = (?:waste|loss) of time|wast(?:e|es|ing) (?:your |our |his )?time
        dishonesty = dishonest(?:y)?|fraud|falsehood|lying|lies
        putting things off = waits for|delays?|postpon(?:e|es|ing)|procrastinat(?:e|es|ion), unable to begin
        selfishness = selfish(?:ness)?
        pride = pride(?! of)
        hardship = hardships?|privations?
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
        good company = (?:good )?company|companions?|companionship|fellowship of the good
        health = health|bodily vigou?r
        a good reputation = reputation|good name
        power = power
        a clear conscience = conscience
        the respect of others = respect of (?:others|men)|esteem of (?:others|men)|esteemed
        experience = experience
        leisure = leisure
        excellence = excellence
        prosperity = prosperity
        talent = talents?
        trust = trust(?= (?:is|in|of))
        """,
    ),
    *_make_topics(
        "doing",
        """
        work = work|labou?r|industry|toil|exertion
        reading = reading|(?:good|great|best|choice of) books?
        studying = stud(?:y|ies|ying)
        learning = learning
        business = (?<!your )(?<!his )(?<!own )business
        advertising = advertis(?:es?|ing)
        choosing an occupation = occupation|vocation|trade|(?:a|his|your|the right) calling|profession
        """,
    ),
    *_make_topics(
        "matter",
        r"""
        my thoughts = (?<!be )(?<!is )(?<!are )(?<!have )(?<!has )(?<!and )thoughts?|right thinking
        my habits = habits?
        luck = luck|fortune (?:favou?rs|smiles)|good fortune
        cooperation = co-?operation|co-?operate
        good manners = (?:good )?manners|good behaviour
        helping others = help(?:ing)? (?:others|one another)
        society = (?<!the )society
        being a gentleman = gentleman|gentlemen
        hiring people = employees|workmen
        biography = biograph(?:y|ies)
        newspapers = newspapers?
        food and drink = diet|food|drink
        sleep = sleep(?= is)
        public opinion = public opinion
        chance = accident|chance
        comfort = comforts?
        teachers = teachers?
        change = change(?= is)
        effort = efforts?
        energy = energy
        enthusiasm = enthusiasm
        greatness = greatness
        details = little things|details|trifles
        the will = (?:the|force of) will
        self-knowledge = know(?:ing)? thyself|self-knowledge
        virtue = virtue
        goodness = goodness
        beauty = beauty(?! of)
        my neighbours = neighbou?rs?
        love = love(?= (?:is|of|and|makes|gives|knows)\b)
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
        truth = truth|truthfulness
        faith = faith
        other people's opinions = other (?:men|people)['’]s? opinions?
        beginning = first step|beginning
        repentance = repentance
        my time = (?:your|our|his|their|my|spare|lost|wasted?|present|use of|value of|loss of) time|time (?:lost|well|and money)|(?<=\. )time is|first hour of the day
        my duty = dut(?:y|ies)
        education = education|self-culture|culture
        an ideal = ideals?|(?:your|our|his) dreams?|visions?
        a purpose in life = (?<!what )(?<!after )purpose(?! after)|(?:the|an|one|our|his|your|higher?|great|definite) aims?
        my goals = goals?|one thing that matters most
        small steps = (?:small|little|first) steps?
        decisions = decisions?
        opportunities = opportunit(?:y|ies)
        my imagination = imagination
        my desires = desires?|passions?
        pleasure = (?<!take )pleasures?
        my circumstances = circumstances?|environment
        death = death|dying
        fame = fame|glory|applause
        the example of others = examples?
        family life = family|home life|(?:his|your|our|one’s) own home
        bringing up children = children
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
        life = (?<!vegetable )(?<!animal )(?<!his )(?<!her )life
        """,
    ),
)
"""What an answer can be about. To add one: its line, a name with the pattern behind it that finds it
in an answer (none: the name itself), and after a comma what it makes one feel."""


def _make_forms(rows: str) -> tuple[QuestionForm, ...]:
    """Forms of a group: ``kind fits words`` a line."""
    lines = (line.split(maxsplit=2) for line in rows.splitlines() if line.strip())
    return tuple(QuestionForm(kind, Asking(fits), words) for kind, fits, words in lines)


FORMS = {
    "virtue": _make_forms(
        """
        how gain How can I learn {topic}?
        how-practise gain What does it take to practise {topic}?
        good-for good What {is} {topic} good for?
        matter good Why {does} {topic} matter so much?
        meaning meaning What {does} {topic} really mean?
        advice advice What would you advise me about {topic}?
        remember any What should I keep in mind about {topic}?
        know any What should I know about {topic}?
        think any What do you think of {topic}?
        tell any What can you tell me about {topic}?
        worth any What is worth remembering about {topic}?
        view any I have been thinking about {topic}. What is your view?
        help advice Do you have any advice on {topic}?
        """
    ),
    "trouble": _make_forms(
        """
        how advice How should I deal with {topic}?
        what gain What can I do about {topic}?
        feel advice I feel {feeling}. What should I do?
        harm harm Why {does} {topic} do so much harm?
        meaning meaning What {is} {topic}, really?
        think any How should I think about {topic}?
        understand any What should I understand about {topic}?
        know any What should I know about {topic}?
        tell any What can you tell me about {topic}?
        worth any What is worth remembering about {topic}?
        view any I have been thinking about {topic}. What is your view?
        help advice Do you have any advice on {topic}?
        """
    ),
    "good": _make_forms(
        """
        how gain How can I gain {topic}?
        what-takes gain What does it take to have {topic}?
        meaning meaning What {is} {topic}, really?
        good-for good What {is} {topic} good for?
        think any How should I think about {topic}?
        remember any What should I keep in mind about {topic}?
        know any What should I know about {topic}?
        tell any What can you tell me about {topic}?
        worth any What is worth remembering about {topic}?
        view any I have been thinking about {topic}. What is your view?
        help advice Do you have any advice on {topic}?
        """
    ),
    "doing": _make_forms(
        """
        how advice What is the right way to go about {topic}?
        advice advice What would you advise me about {topic}?
        good-for good What {is} {topic} good for?
        meaning meaning What {is} {topic} really about?
        think any How should I think about {topic}?
        know any What should I know about {topic}?
        remember any What should I keep in mind about {topic}?
        tell any What can you tell me about {topic}?
        worth any What is worth remembering about {topic}?
        view any I have been thinking about {topic}. What is your view?
        help advice Do you have any advice on {topic}?
        """
    ),
    "matter": _make_forms(
        """
        advice advice What would you advise me about {topic}?
        think any How should I think about {topic}?
        look any How should I look at {topic}?
        know any What should I understand about {topic}?
        matter good Why should I care about {topic}?
        tell any What can you tell me about {topic}?
        worth any What is worth remembering about {topic}?
        view any I have been thinking about {topic}. What is your view?
        help advice Do you have any advice on {topic}?
        """
    ),
    "life": _make_forms(
        """
        how advice How should I look at my life?
        think any How should I look at life?
        know any What is worth remembering about life?
        tell any What can you tell me about life?
        """
    ),
}
"""How one asks about a topic of each group. To add one: a kind, what its answer must do, its words."""
GENERAL_FORMS = (
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
