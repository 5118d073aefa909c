"""Japanese: its row in the table of languages."""

from __future__ import annotations

import re

from studio.text.languages.japanese_phrasing import JAPANESE_PHRASING
from studio.text.languages.row import Language

_LEANS = re.compile(
    r"^[　「『]*(?:これ|それ|あれ|この|その|あの|かれ|彼|しかし|そして|また|けれども|すると|そこで|それで|"
    r"だから|もっとも|ところが|さて|こう|そう|かく|尤も|然し|いや|つまり|すなわち)"
)
# Runs of kanji that stand in any text: counters, pronouns, nouns that only carry grammar.
_STOPWORDS = """
普通 自身 第一番 一般 種類 問題 一種 何事 人間
事 時 人 者 物 所 中 上 下 前 後 間 方 今 何 私 我 我々 君 彼 彼等
自分 一 二 三 人々 今日 場合 必要 多く 此 其 為 様 的 訳 通り 処 一つ
二つ 諸君 皆 皆様 世 第一 第二 最後 一人 多少 以上 以下 非常 如何 結果
意味 点 言 話 内 外 今度 一番 大変 当時 昔 年 月 日 本 又 程 位 等
"""
_SUBJECTS = (
    ("目的", r"目的|目標|志|理想"),
    ("習慣", r"習慣|毎日|日々|繰り返"),
    ("考え方", r"考え|思想|あたま|頭"),
    ("努力", r"努力|勉強|忍耐|苦労|根気"),
    ("仕事", r"仕事|事業|職業|実業"),
    ("お金", r"金|財産|富|貯"),
    ("人格", r"人格|品性|正直|誠実|道徳"),
    ("勇気", r"勇気|恐れ|不安|失敗"),
    ("学び", r"学問|学校|読書|書物|教育"),
    ("健康", r"健康|養生|睡眠"),
    ("自己", r"個性|自己|自由|個人"),
    ("人間関係", r"友人|友だち|家族|他人"),
)

JAPANESE = Language(
    code="ja",
    name="Japanese",
    commonest=frozenset(),
    spaced=False,
    has_ruby=True,
    characters_per_token=1.3,
    line_length=40,
    shortest_answer=15,
    shortest_sentence=12,
    longest_sentence=120,
    shortest_prose=40,
    shortest_choice=4,
    shortest_copy=20,
    # As many of its sentences are as long (18 of 100) as are of English ones from 200 letters on
    # (16), counted in the real books of both; and as many condensed drafts repeat such a run.
    verbatim_run=80,
    opening=6,
    leans=_LEANS,
    narrator=r"と言った|と申しました|であります|でございます",
    past=r"ました。",
    refusal=r"申し訳(?:ありません|ございません)|お答えできません|AIとして",
    hedges=("かもしれ", "たぶん", "おそらく", "と思われ"),
    proper_name=r"[ァ-ヶー]{4,}",
    term=re.compile(r"[一-龯々]{2,6}|[ァ-ヴー]{3,12}"),
    stopwords=frozenset(_STOPWORDS.split()),
    subjects=_SUBJECTS,
    bare_question="ここで述べられている一番大切な点は何ですか。",
    phrasing=JAPANESE_PHRASING,
)
