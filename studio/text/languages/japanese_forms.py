"""Which Japanese words are written differently and are the same: 學問 and 学問, アタマ and 頭, 三十 and ３０.

Without a dictionary of readings only what is written everywhere can be known: old and new forms of
kanji, hiragana and katakana, figures, and the common words that stand in kana as often as in kanji.
"""

from __future__ import annotations

import re
import unicodedata

_NEW_KANJI = str.maketrans(
    "亞惡壓圍爲醫壹稻飮隱榮營衞驛圓應歐櫻奧橫溫價假畫會囘懷繪擴殼覺學嶽樂勸卷寬歡觀關陷氣歸龜僞戲犧舊據擧"
    "峽挾狹鄕曉勳徑惠揭鷄藝擊縣儉劍圈檢權獻硏驗顯嚴效廣恆鑛號國濟碎齋劑櫻册雜參慘棧贊殘絲齒兒辭濕實舍寫釋壽收從"
    "澁獸縱肅處緖敍將燒證奬條狀乘淨剩疊孃讓釀觸囑眞寢愼盡圖粹醉穗隨髓樞數聲靜攝竊專戰淺潛纖踐錢禪雙壯搜插"
    "總聰莊裝瘦騷增藏臟卽屬續墮對體帶滯臺瀧擇澤單擔膽團斷癡遲晝蟲鑄廳聽鎭遞鐵轉點傳黨燈當讀獨屆繩貳惱腦霸廢拜賣"
    "麥發髮拔蠻祕濱甁佛拂變邊辨瓣辯舖步寶豐飜沒萬滿默彌藥譯豫餘與譽搖樣謠來賴亂覽龍兩獵綠壘勵禮靈齡戀爐勞樓錄灣歷曆敎爭竝",
    "亜悪圧囲為医壱稲飲隠栄営衛駅円応欧桜奥横温価仮画会回懐絵拡殻覚学岳楽勧巻寛歓観関陥気帰亀偽戯犠旧拠挙"
    "峡挟狭郷暁勲径恵掲鶏芸撃県倹剣圏検権献研験顕厳効広恒鉱号国済砕斎剤桜冊雑参惨桟賛残糸歯児辞湿実舎写釈寿収従"
    "渋獣縦粛処緒叙将焼証奨条状乗浄剰畳嬢譲醸触嘱真寝慎尽図粋酔穂随髄枢数声静摂窃専戦浅潜繊践銭禅双壮捜挿"
    "総聡荘装痩騒増蔵臓即属続堕対体帯滞台滝択沢単担胆団断痴遅昼虫鋳庁聴鎮逓鉄転点伝党灯当読独届縄弐悩脳覇廃拝売"
    "麦発髪抜蛮秘浜瓶仏払変辺弁弁弁舗歩宝豊翻没万満黙弥薬訳予余与誉揺様謡来頼乱覧竜両猟緑塁励礼霊齢恋炉労楼録湾歴暦教争並",
)
_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)} | {
    ord("ヷ"): "ば",
    ord("ヴ"): "ぶ",
}
KANA_OF = {
    "頭": "あたま",
    "心": "こころ",
    "力": "ちから",
    "道": "みち",
    "皆": "みんな",
    "命": "いのち",
    "姿": "すがた",
    "形": "かたち",
    "傍": "そば",
    "側": "そば",
    "嘘": "うそ",
    "癖": "くせ",
    "罠": "わな",
    "夢": "ゆめ",
    "友": "とも",
    "幸": "しあわ",
    "頑張": "がんば",
    "綺麗": "きれい",
    "大事": "だいじ",
    "大切": "たいせつ",
    "仕事": "しごと",
    "友達": "ともだち",
    "子供": "こども",
    "言葉": "ことば",
    "本当": "ほんとう",
    "楽": "たの",
    "嬉": "うれし",
    "苦": "くる",
    "怖": "こわ",
    "優": "やさし",
    "易": "やさし",
    "難": "むずかし",
    "正": "ただし",
    "新": "あたらし",
    "強": "つよ",
    "弱": "よわ",
    "早": "はや",
    "速": "はや",
    "続": "つづ",
    "始": "はじ",
    "終": "おわ",
    "働": "はたら",
    "学": "まな",
    "教": "おし",
    "悩": "なや",
    "迷": "まよ",
    "選": "えら",
    "決": "きめ",
    "求": "もと",
    "望": "のぞ",
    "願": "ねが",
    "信": "しん",
    "助": "たす",
    "守": "まも",
    "変": "かわ",
    "育": "そだ",
    "伸": "のび",
    "悪": "わる",
    "並": "なら",
}
"""Kanji that a word begins with, and the kana it begins with as often. To add one: write its row."""
_DIGITS = {mark: value for value, mark in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "億": 10**8, "兆": 10**12}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|.")


def unify_writing(text: str) -> str:
    """Japanese in one way of writing: new kanji, hiragana, half width where there is one."""
    plain = unicodedata.normalize("NFKC", text).translate(_NEW_KANJI)
    plain = (
        plain.replace("ヴァ", "バ")
        .replace("ヴィ", "ビ")
        .replace("ヴェ", "ベ")
        .replace("ヴォ", "ボ")
    )
    return plain.translate(_HIRAGANA)


def read_number(text: str) -> str:
    """The value of a number in figures or kanji (三十五, 3万, １，０００, 一九二〇), as digits.

    Where it can't be read as a number, it comes back as it is.
    """
    pieces = _NUMBER.findall(text.strip(",."))
    if all(piece in _DIGITS for piece in pieces):
        return str(int("".join(str(_DIGITS[piece]) for piece in pieces)))
    total = section = digit = 0.0
    for piece in pieces:
        if piece in _MYRIADS:
            total += ((section + digit) or 1) * _MYRIADS[piece]
            section = digit = 0
        elif piece in _TENS:
            section += (digit or 1) * _TENS[piece]
            digit = 0
        elif piece in _DIGITS:
            digit = digit * 10 + _DIGITS[piece]
        elif piece[0].isdigit():
            digit = float(piece.replace(",", ""))
        else:
            return text
    return f"{total + section + digit:.10g}"
