"""References: texts, meetings, strategies, persons and organs a text points to, told by form, not by a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Literal

from ninetenths.patterns import regex
from ninetenths.reading.scanning import Scan
from ninetenths.reading.values import Reference, Span

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

__all__ = ["find_references"]

Kind = Literal["text", "meeting", "strategy", "person", "organ"]
Add = Callable[[Kind, int, int], None]

_TITLE = regex(r"《([^《》\n\r]{2,80}(?:《[^《》\n\r]{1,60}》[^《》\n\r]{0,40})?)》")
_NUM = "[一二三四五六七八九十百〇零0-9]"
_LEVEL_WORD = "(?:中央|全国|全國|省|市|县|縣|区|區|州|旗|镇|鎮|乡|鄉)"
# Tried where the word 届, 党代会, 工作会议… stands; each looks from a few characters before it.
_SESSION = regex(
    f"(?:(?:党的|黨的|中共|中国共产党第?|{_LEVEL_WORD}委|{_LEVEL_WORD}(?:人大|政协|纪委)|(?:全国)?(?:人大|政协)"
    f"|{_LEVEL_WORD})?第?"
    f"{_NUM}{{1,3}}[届屆](?:中央纪委|全国人大|全国政协|[省市县区](?:委|纪委|人大|政协))?(?:常委会)?第?{_NUM}{{1,3}}"
    f"(?:中全[会會]|次全[会會]|次(?:全体|全體)?(?:[（(]扩大[）)])?(?:会议|會議)))"
    f"|{_NUM}{{1,3}}[届屆]{_NUM}{{1,3}}(?:中|次)全[会會]"
)
_CONGRESS = regex(
    f"(?:中共|中国共产党)?{_LEVEL_WORD}?(?:委)?第?{_NUM}{{0,3}}次(?:党代[会會]|黨代會|(?:党"
    f"|黨)?(?:员)?代表大[会會])|{_LEVEL_WORD}党代会"
)
_NATIONAL = regex(f"(?:党的|黨的|中共){_NUM}{{1,3}}大(?![一二三四五六七八九十]|精[力]|[力项型])")
_WORK = regex("(?:中央|全国|" + _LEVEL_WORD + "委)(?:[一-鿿]{2,8})工作(?:会议|會議)$")
_STRATEGY = regex(
    r"(?:[“「](?P<quoted>[^“”「」，。；：、\s]{2,14})[”」](?:总|发展|专项|提升|攻坚)?"
    r"|(?:实施|實施|部署开展|组织开展|推进|推動|推动|落实|服务|融入|贯彻|深化|开展|開展|抓好|对接|参与|坚持|执行"
    r"|响应|提出|启动|打好|[、，。；：和与\n])(?:好|了)?(?P<plain>(?:国家|新一轮)?[一-鿿]{2,10}))$"
)
# What a running sentence has and a name has not: “每个专项行动”, “把实施扩大内需战略”, “七大专项行动”.
_NO_NAME = regex(r"[每各这把将的等了要在]|[一二三四五六七八九十](?:大|项|个)")
_STRATEGY_WORDS = ("战略", "戰略", "倡议", "倡議", "专项行动", "提升行动", "攻坚行动", "三年行动")
_GOES_ON = regex(r"[性的目意定高地支资机部举重规布选伙伙眼储纵科新决合物矿思要]")
_POSTS = (
    "书记", "書記", "省长", "省長", "市长", "市長", "县长", "縣長", "区长", "区長", "主席", "总理", "總理", "委员长",
    "部长", "部長", "主任", "同志",
)  # fmt: skip
_BEFORE_POST = regex(r"(?:常务副|副|總|总)$")
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞袁柳鲍"
    "史唐费廉岑薛"
    "雷贺倪汤滕殷罗毕郝邬安傅皮卞齐康伍余顾孟黄穆萧肖尹姚邵汪祁毛禹狄贝臧戴宋庞熊舒屈祝董梁杜阮蓝闵席季贾路江童颜"
    "郭梅盛林刁"
    "钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房解应丁宣邓洪包左石崔吉龚程邢裴陆荣翁荀甄曲封芮储靳段焦谷车侯仲宫宁栾甘厉"
    "祖武符刘景詹"
    "龙叶黎白蒲赖卓屠池乔谭冉桑桂牛尚农温庄晏柴瞿阎连习艾容向古易廖耿匡寇欧沃蔚师巩聂晁敖冷辛简饶沙丰查"
    "趙錢孫馮陳衛蔣韓楊許呂張嚴謝鄒蘇馬費賀湯羅畢鄔齊顧黃蕭龐藍閔賈顏鍾駱盧莊閻連習龍葉劉鄧陸榮寧聶"
)
# Characters of organs and of running words; no given name in office style is made of them.
_NOT_GIVEN = frozenset(
    "委会会部局协协院党政国省市县区厅组办府法工民员体全各的了和在是与及任为由务门责者关市州团军长级央常大副总主"
    "席位有对中这该此些任何我地城落实业渔、，。；：“”（）《》 \n\r\t0123456789"
)
_ORGAN_AFTER = regex(
    "(?:委常委会|委全会|委(?![员托派会书办副副常])|政府(?!工作报告|性)|人民政府|人大常委会|人大(?![代会常])"
    "|政协(?![委会常主])|纪委监委|纪委|监委|法院|检察院"
    "|委常委會|委全會|人民法院|人民检察院)"
)
_CENTRAL = ("党中央", "黨中央", "国务院", "國務院", "中共中央", "中央纪委", "中央军委", "全国人大常委会", "全国政协")
_LEVELS = (
    (
        regex(
            r"党的|黨的|中共[一二三四五六七八九十中]|中国共产党第|中央|全国|全國|国家|國家|国务院|國務院|中华人民共和国"
            r"|^第?[一二三四五六七八九十]{1,3}[届屆][一二三四五六七八九十]{1,2}中全"
        ),
        "中央",
    ),
    (regex(r"省|自治区|自治區"), "省"),
    (regex(r"市|州(?!市)"), "市"),
    (regex(r"县|縣|旗|[区區](?:委|政府|人大|政协|长|党代)"), "县"),
    (regex(r"[乡鄉镇鎮](?:党委|政府|人大|党代)"), "乡"),
)
_POST_LEVELS = {"总书记": "中央", "总理": "中央", "委员长": "中央", "省长": "省", "市长": "市", "县长": "县"}


def find_references(text: str, scan: Scan) -> tuple[Reference, ...]:
    """What a text points to, each name once with all its spans, in order of first mention. Linear in the length.

    `level` is 中央, 省, 市, 县 or 乡 where the words say it, else None. A person is a name of two or three characters
    before a post; a strategy ends in a word for one and is quoted or governed by a verb of carrying out.
    """
    found: dict[tuple[Kind, str], list[Span]] = {}

    def add(kind: Kind, start: int, end: int) -> None:
        found.setdefault((kind, text[start:end]), []).append((start, end))

    titles: list[Span] = []
    if "《" in text:
        titles = [match.span() for match in _TITLE.finditer(text)]
        for start, end in titles:
            add("text", start, end)
    for place in _anchors(scan):
        _find_at(text, place, add)
    return tuple(
        Reference(kind, name, _level(kind, name), tuple(sorted(set(spans))))
        for (kind, name), spans in sorted(found.items(), key=lambda item: (item[1][0], item[0]))
    )


# Pairs of characters that anchor a reference; what stands around each is looked at, nothing else of the text.
_MEETING_PAIRS = {
    "次党": (_CONGRESS, 14, 5), "次黨": (_CONGRESS, 14, 5), "代表": (_CONGRESS, 14, 5), "市党": (_CONGRESS, 2, 4),
    "省党": (_CONGRESS, 2, 4), "党的": (_NATIONAL, 0, 8), "黨的": (_NATIONAL, 0, 8), "中共": (_NATIONAL, 0, 8),
}  # fmt: skip
_STRATEGY_PAIRS = frozenset(word[-2:] for word in _STRATEGY_WORDS)
_POST_PAIRS = {post[:2]: post for post in _POSTS}
_CENTRAL_PAIRS = {
    pair: tuple(word for word in _CENTRAL if word[:2] == pair) for pair in sorted({word[:2] for word in _CENTRAL})
}
_PAIRS = frozenset({*_MEETING_PAIRS, *_STRATEGY_PAIRS, *_POST_PAIRS, *_CENTRAL_PAIRS, "作会", "作會"})
_SITTING = "届屆"
_AFTER_SITTING = frozenset("一二三四五六七八九十0123456789第中全省市县区人政常")


@cache
def _table() -> NDArray[numpy.uint8]:
    """1 and 2: first and second of a pair; 4 and 8: a level and what an organ of it goes on with; 16: 届."""
    import numpy as np

    table = np.zeros(0x10000, dtype=np.uint8)
    for bit, chars in (
        (1, {pair[0] for pair in _PAIRS}), (2, {pair[1] for pair in _PAIRS}), (4, "省市县縣區区州旗"),
        (8, "委政人纪监法检"), (16, _SITTING),
    ):  # fmt: skip
        for char in chars:
            table[ord(char)] |= bit
    return table


def _anchors(scan: Scan) -> list[int]:
    import numpy as np

    kinds = scan.kinds(_table())
    pairs = np.concatenate((scan.pairs(kinds, 1, 2), scan.pairs(kinds, 4, 8), np.flatnonzero(kinds[:-1] & 16 != 0)))
    # (Not numpy's `unique`, which loads all of its masked arrays: a tenth of a start.)
    return sorted(set(pairs.tolist()))


def _find_at(text: str, at: int, add: Add) -> None:
    pair = text[at : at + 2]
    if pair[0] in _SITTING:
        if pair[1:] in _AFTER_SITTING and (span := _around(_SESSION, text, at, 12, 26)):
            add("meeting", *span)
        return
    if pair[0] in "省市县縣區区州旗" and (organ := _ORGAN_AFTER.match(text, at + 1)):
        add("organ", at, organ.end())
    if pair not in _PAIRS:
        return
    if meeting := _MEETING_PAIRS.get(pair):
        if span := _around(meeting[0], text, at, meeting[1], meeting[2]):
            add("meeting", *span)
    elif pair in _STRATEGY_PAIRS:
        _strategy(text, at + 2, add)
    elif pair in ("作会", "作會"):
        _work_meeting(text, at - 1, add)
    elif post := _POST_PAIRS.get(pair):
        _person(text, at, post, add)
    for word in _CENTRAL_PAIRS.get(pair, ()):
        if text.startswith(word, at):
            add("organ", at, at + len(word))


def _around(pattern: re.Pattern[str], text: str, at: int, before: int, after: int) -> Span | None:
    """The first match near `at` that covers it."""
    for match in pattern.finditer(text, max(0, at - before), min(len(text), at + after)):
        if match.start() <= at < match.end():
            return match.span()
        if match.start() > at:
            break
    return None


def _work_meeting(text: str, at: int, add: Add) -> None:
    if at < 0 or text[at : at + 4] not in ("工作会议", "工作會議"):
        return
    window = text[max(0, at - 14) : at + 4]
    begins = max(window.rfind(word, 0, -4) for word in ("中央", "全国", "省委", "市委", "县委", "縣委", "区委", "區委"))
    if begins >= 0 and _WORK.match(window, begins):
        add("meeting", at + 4 - (len(window) - begins), at + 4)


def _strategy(text: str, end: int, add: Add) -> None:
    word = next((word for word in _STRATEGY_WORDS if text.endswith(word, max(0, end - 4), end)), None)
    at = end - len(word) if word else end
    if text.startswith("计划", end) and word is None and text[end - 2 : end] == "行动":
        word, at, end = "行动计划", end - 2, end + 2
    if word is None or _GOES_ON.match(text, end):
        return
    low = max(0, at - 20)
    match = _STRATEGY.search(text[low:at])
    if match is None:
        return
    quoted = match.start("quoted")
    start = low + (quoted - 1 if quoted >= 0 else match.start("plain"))
    if at - start >= 2 and (quoted >= 0 or not _NO_NAME.search(text, start, at)):
        add("strategy", start, end)


def _person(text: str, at: int, post: str, add: Add) -> None:
    if not text.startswith(post, at):
        return
    begin = at
    if prefix := _BEFORE_POST.search(text, max(0, at - 3), at):
        begin = prefix.start()
    for length in (3, 2):
        start = begin - length
        if start < 0 or text[start] not in _SURNAMES:
            continue
        if not _NOT_GIVEN.intersection(text[start + 1 : begin]) and _name_begins(text, start):
            add("person", start, at + len(post))
            return


_WORDS_NOT_NAMES = frozenset(("负责", "西方", "东方", "地方", "双方", "各方", "平安", "公安", "提高", "最高", "崇高"))


def _name_begins(text: str, start: int) -> bool:
    """Whether a name can begin here: not inside a word that the preceding character would make of it."""
    return start == 0 or text[start - 1 : start + 1] not in _WORDS_NOT_NAMES


def _level(kind: Kind, name: str) -> str | None:
    if kind == "person":
        return next((level for post, level in _POST_LEVELS.items() if name.endswith(post)), None)
    head = name[:14] if kind == "text" else name
    for pattern, level in _LEVELS:
        if pattern.search(head):
            return level
    return None
