"""Lists of characters, as in primers, dictionaries and tables, are right text."""

from __future__ import annotations

import pytest

import fixtext

RADICALS = (
    "一丨丿丶乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸"
)
LATER = "見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高"
SYLLABLES = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"
KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん"
CHARACTERS = "天地人你我他一二三四五上下口耳目手足站坐日月水火山石田禾对云雨风花鸟虫"
SEPARATORS = [" ", "、", ", ", "，", "/", " / ", "|", "\n", "\t", "·"]


@pytest.mark.parametrize("listed", [RADICALS, LATER, SYLLABLES, KANA, CHARACTERS])
@pytest.mark.parametrize("separator", SEPARATORS)
def test_what_stands_one_by_one_stays(listed: str, separator: str) -> None:
    for begin in ("", "笔画 ", "表 1: "):
        for first in range(0, len(listed) - 12, 5):
            for size in (6, 12):
                text = begin + separator.join(listed[first : first + size])
                assert fixtext.fix(text) == text
        text = begin + separator.join(listed)
        assert fixtext.fix(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "按部首查：一 丨 丿 丶 乙 二 亠 人 儿 入 八 冂。",
        "十二支：子 丑 寅 卯 辰 巳 午 未 申 酉 戌 亥。",
        "本课生字：春 风 冬 雪 花 飞 入 姓 什 么 双 国 王 方 青 清 气 晴 情 请 生。",
        "选项：东 南 西 北 中 发 白 春 夏 秋 冬 梅 兰 竹 菊，共十五张。",
        "丨 丿",
    ],
)
def test_a_list_in_a_sentence_stays(text: str) -> None:
    assert fixtext.fix(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "変数はα、β、γ、δ、ε、ζ、η、θとする",
        "Ζ、Η、Θ、Ι、Κ、Λ、Μ、Ν",
        "กขฃคฅฆงจฉชซฌญ",
        "ㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀ",
        "ЧШЩЪЫЬЭЮЯа",
        "åæçèéêëìíîïðñ",
        "〃 〄 々 〆 〇 〈 〉",
    ],
)
def test_alphabets_in_their_order_stay(text: str) -> None:
    assert fixtext.fix(text) == text


@pytest.mark.parametrize("text", ["(｡･ω･｡)", "今日は(｡･ω･｡)", "בָּרָא", "תֹהוּ", "הַמָּיִם", "请看בָּרָא。"])
def test_faces_and_pointed_words_stay(text: str) -> None:
    assert fixtext.fix(text) == text


def test_a_sentence_with_spaces_in_right_text_is_joined() -> None:
    spaced = "此 后，原 国 家 卫 计 委 先 后 确 定 了 福 建、江 苏 为 试 点 省 份，并 展 开 建 设。"
    right = "如今，五大区域数据中心均已取得重大进展。"
    assert fixtext.fix(spaced + right) == spaced.replace(" ", "") + right
