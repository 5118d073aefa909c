"""Sentences: joined they are the text again, in English and Japanese."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.text.sentences.boundaries import split_sentences

ENGLISH = """\
Mr. Smith went home. |He slept.
I met Dr. Jones, Mrs. Hill and Prof. Gray on St. John Street. |We talked.
The Rev. Mr. Dodd preached. |We slept.
Messrs. Smith & Co. sold it. |It was dear.
Gen. Grant and Lt. Lee met. |They spoke.
Gov. Keith of Penn. wrote. |Franklin read.
He was called “Dr.” Smith by all. |Then he left.
This works, e.g. in books, i.e. printed ones. |It fails elsewhere.
The word etc. is Latin. |So is e.g. this.
Bring pens, ink, etc. |Then write.
Smith vs. Jones was decided. |Smith won.
He ran approx. five miles. |He was tired.
The 5th ed. is out. |Buy it.
He got a Ph.D. in physics. |He taught.
The U.S. Army came. |It left.
He lived in the U.S. |She lived in France.
He went to Washington, D.C. |Then he left.
J. R. R. Tolkien wrote it. |He was English.
J.R.R. Tolkien wrote it. |He was English.
Then came John F. Kennedy. |He spoke.
Oh, J. said so. |Then he left.
“Hello,” said I. |“Go.”
See No. 5 on the list. |It is the best.
No. |That is wrong.
Vol. II, ch. 3, pp. 10-12 are lost. |Nobody has them.
Ps. xxiii. 4 is quoted. |It comforts.
See Fig. 3. |It is clear.
On Jan. 5 it snowed. |On Feb. 6 it thawed.
He came at 5 p.m. |She came at six.
It is 10 a.m. now. |Wake up.
He was born in 44 B.C. in Rome. |He died old.
The price rose 3.14 percent. |Nobody cared.
It costs $1,000.50 today. |Buy it.
He paid 5s. 6d. for it. |It was cheap.
It ended in the year 1776. |A war began.
Version 2.0.1 is out. |Get it.
Visit www.example.com today. |It is free.
Mail a.b@example.com now. |We answer.
Chapter 3. The Sea
1. Begin at once. |2. Never stop.
IV. Spend not the remnant of thy days. |V. Begin.
"I am here," he said. |"You are late."
"Are you here?" he asked. |Nobody answered.
“Stop!” Alice cried. |He stopped.
“Stop!” |Alice ran.
He said, "Go." |She went.
He said: "I will go. You stay." |Then he left.
“He said, ‘Go.’” |She went.
“Who is it?” |“It is I.” |They laughed.
'I know.' |He smiled.
He asked, “Why not?” and left.
He left (she stayed). |Nobody spoke.
He said (and he meant it.) nothing.
(He left.) |She stayed.
Wait... |What?
Wait... what is it?
Wait… |What is it?
Well… I do not know. |Go.
Then . . . |And so it was.
What?! |No!
Really?!? |Yes!!! |Good.
Oh! what a day. |It was fine.
It was late.[1] |He went home.
It was late.¹ |He went home.
It was late.[12] |"Go," he said.
It was late.{3} |He went.
It was late.† |He went.
“Do as you would be done by.”—Proverb.
He had one aim: to win. |He won.
First; second; third. |Fourth.
It was broken at\\nthe line. |Then more.
“Do you wish to buy any baskets?” he asked. |“No, we do not want any,” was the reply.
Then he asked me, “Were you brought up on a farm?” |I said, “Yes; in the Berkshire Hills.”
“Mr. Bigelow,” said he. |Twenty men sprang forward, with “I will,” “and I.” |But seven only were wanted.
(I used to see people like that when I taught school.) |But he acted upon the hint.
she agreed to take me in at the same rate, 3s. 6d. per week; cheaper. |She was a widow.
I shall a good deal gratify my own vanity.[4] |Indeed, I scarce ever heard it.
O man! what ado doest thou keep? |Do what thy nature doth require.
They are covered when they are green.⁠ ⁠… |The meaner sort are covered with mats.
“The time will come when you will hear me.” |The time did come.
"""
JAPANESE = """\
彼は「行こう。」と言った。|次の日、
「はい。」|「いいえ。」
「はい」と答えた。|そして去った。
「行くのか。」|彼は立った。
「行くのか」彼は言った。|私は黙った。
「行くぞ。」|「待て。」|彼らは走った。
「とにかく行く。」|とにかく歩く。
「行くか？」|ところが彼は来ない。
「そうですか。」って言われた。|困った。
「嘘だ。」などと言う。|次。
「嘘だ。」という声。|次。
「嘘だ。」の一言。|次。
「どうする。」と、彼は言った。|私は黙った。
「どうする。」——彼は言った。|私は黙った。
「一。二。三。」と言う。|次。
「一。二。三。」|次。
彼は言った、「行くぞ。」|そして行った。
彼は言った。|「行くぞ。」|そして行った。
彼は『こころ』を読んだ。|面白かった。
彼は「『こころ』を読め。」と言った。|私は読んだ。
「彼が『行け。』と言った。」|彼女は泣いた。
「彼が『行け。』と言ったら、『はい。』と答えろ。」と言う。|次。
（これは注。）|本文に戻る。
本文（これは注である。）は続く。|終わり。
終わった（拍手）。|次へ。
終わった。|（拍手。）|次に移る。
終わった。（笑）|次へ。
そうだ（違うか？）と思う。|次。
そうだ（違うか？）。|次。
“行け。”と言った。|次。
“行け。”|次。
〝行け。〟と言った。|次。
"Go."と言った。|次。
答えは「はい」。|以上。
答えは「はい。」。|以上。
そうだ。」|次へ。
「閉じない。次も閉じない。\\n|次の段落。
すごい！！|本当？！|はい。
本当ですか？|はい。
え？|　何？|　はい。
本当かと思った。|違った。
すごい！と彼は叫んだ。|皆笑った。
「すごい！」と彼は叫んだ。|皆笑った。
何だと！？　と彼は言った。|次。
なぜ？|というのも、彼は来ない。
すごい！|とても良い。
すごい‼️|次へ。
ああ！、そうか。|次。
しかし……。|私は行く。
しかし……私は行く。|それから帰る。
そう。。。|次へ。
そう…。|次へ。
……そうか。|次へ。
全角の句点．|次の文．
これは本です. |それは机です.
円周率は３．１４である．|次へ．
円周率は3.14である。|次へ。
１．はじめに
第1.2節を見よ。|次へ。
U.S.A.から来た。|彼は若い。
Mr. Smithは来た。|彼は座った。
Yahoo!ニュースを見た。|次。
http://example.com/?q=1 を見た。|良かった。
終わりです。[1]|次です。
終わりです。［１］|次です。
終わりです［１］。|次です。
終わりです。（注１）|次です。
終わりです。＊|次です。
次を読め。|（一）はじめに。|（二）おわりに。
彼は——そう、彼は——去った。|私は残った。
一行目\\n|二行目
　段落一。\\n|　段落二。
ﾊｲ｡|ｿｳﾃﾞｽ｡
『実語教』に、「人学ばざれば智なし、智なき者は愚人なり」とあり。|されば賢人と愚人との別は学ぶと学ばざるとによりてできるものなり。
いわゆる「論語よみの論語しらず」とはすなわちこれなり。|わが国の『古事記』は暗誦すれども、
「私はすぐそれを厠へ持っていって置いてきます。」|ところが先生たいへん怒った。
この本でした（本を手に持って）。|でこの夏期学校にくる。
そのモーニングを着てどこへ行ったと思いますか？|　その時分は今と違って就職の途は大変楽でした。
ああここにおれの進むべき道があった！|　ようやく掘り当てた！|　こういう感投詞を叫び出される。
今日まで……これから三菱は善い事業をするかと信じておりますけれども……今日まで何をしたか。|次。
答えていわく、「この説は小人の説なり。私立の人も在官の人も等しく日本人なり。」と。|次。
"""


def pieces_of(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text, language)]


def verdicts(table: str) -> list[list[str]]:
    """Each line a text, with a stroke where a person ends a sentence; \\n is a line end."""
    return [line.replace("\\n", "\n").split("|") for line in table.splitlines()]


@pytest.mark.parametrize("expected", verdicts(ENGLISH), ids="".join)
def test_english_sentences_end_where_a_person_ends_them(expected):
    assert pieces_of("".join(expected), "en") == expected


@pytest.mark.parametrize("expected", verdicts(JAPANESE), ids="".join)
def test_japanese_sentences_end_where_a_person_ends_them(expected):
    assert pieces_of("".join(expected), "ja") == expected


def test_a_blank_line_ends_an_english_sentence():
    assert pieces_of("So it was\n\nand then not", "en") == ["So it was\n\n", "and then not"]


def test_language_is_seen_where_it_is_not_said():
    assert pieces_of("これは一つ。それは二つ。", "") == ["これは一つ。", "それは二つ。"]


def test_wide_blanks_do_not_stop_the_western_splitter():
    assert (
        "".join(pieces_of("é. A.\u3000B. c\u3000.\u3000d", "en")) == "é. A.\u3000B. c\u3000.\u3000d"
    )


@given(
    st.text(alphabet="aB é。！？「」（）『』と\n　.!?\"' ,\u00a0\u2003", max_size=300),
    st.sampled_from(["en", "ja", "", "fr", "xx"]),
)
def test_joined_sentences_are_the_text(text, language):
    spans = split_sentences(text, language)
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(one.end == after.start for one, after in itertools.pairwise(spans))
    assert all(span.start < span.end for span in spans)
