"""References: the texts, meetings, strategies, persons and organs a text points to, told by form and never by a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Literal

from ninetenths.reading.scanning import Scan
from ninetenths.reading.values import Reference, Span

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

__all__ = ["find_references"]

Kind = Literal["text", "meeting", "strategy", "person", "organ"]

_N = "一二三四五六七八九十百〇零0-9"
_TITLE = re.compile(r"《([^《》\n\r]{2,80}(?:《[^《》\n\r]{1,60}》[^《》\n\r]{0,40})?)》")
_NUM = "[一二三四五六七八九十百〇零0-9]"
_LEVEL_WORD = "(?:中央|全国|全國|省|市|县|縣|区|區|州|旗|镇|鎮|乡|鄉)"
# Tried where the word 届, 党代会, 工作会议… stands; each looks from a few characters before it.
_SESSION = re.compile(
    f"(?:(?:党的|黨的|中共|中国共产党第?|{_LEVEL_WORD}委|{_LEVEL_WORD}(?:人大|政协|纪委)|(?:全国)?(?:人大|政协)|{_LEVEL_WORD})?第?"
    f"{_NUM}{{1,3}}[届屆](?:中央纪委|全国人大|全国政协|[省市县区](?:委|纪委|人大|政协))?(?:常委会)?第?{_NUM}{{1,3}}"
    f"(?:中全[会會]|次全[会會]|次(?:全体|全體)?(?:[（(]扩大[）)])?(?:会议|會議)))"
    f"|{_NUM}{{1,3}}[届屆]{_NUM}{{1,3}}(?:中|次)全[会會]"
)
_CONGRESS = re.compile(f"(?:中共|中国共产党)?{_LEVEL_WORD}?(?:委)?第?{_NUM}{{0,3}}次(?:党代[会會]|黨代會|(?:党|黨)?(?:员)?代表大[会會])|{_LEVEL_WORD}党代会")
_NATIONAL = re.compile(f"(?:党的|黨的|中共){_NUM}{{1,3}}大(?![一二三四五六七八九十]|精[力]|[力项型])")
_WORK = re.compile("(?:中央|全国|" + _LEVEL_WORD + "委)(?:[一-鿿]{2,8})工作(?:会议|會議)$")
_STRATEGY = re.compile(
    r"(?:[“「](?P<quoted>[^“”「」，。；：、\s]{2,14})[”」](?:总|发展|专项|提升|攻坚)?"
    r"|(?:实施|實施|部署开展|组织开展|推进|推動|推动|落实|服务|融入|贯彻|深化|开展|開展|抓好|对接|参与|坚持|执行|响应|提出|启动|打好|[、，。；：和与\n])(?:好|了)?(?P<plain>(?:国家|新一轮)?[一-鿿]{2,10}))$"
)
# What a running sentence has and a name has not: “每个专项行动”, “把实施扩大内需战略”, “七大专项行动”.
_NO_NAME = re.compile(r"[每各这把将的等了要在]|[一二三四五六七八九十](?:大|项|个)")
_STRATEGY_WORDS = ("战略", "戰略", "倡议", "倡議", "专项行动", "行动计划", "提升行动", "攻坚行动", "三年行动")
_GOES_ON = re.compile(r"[性的目意定高地支资机部举重规布选伙伙眼储纵科新决合物矿思要]")
_POSTS = ("书记", "書記", "省长", "省長", "市长", "市長", "县长", "縣長", "区长", "区長", "主席", "总理", "總理", "委员长", "部长", "部長", "主任", "同志")
_BEFORE_POST = re.compile(r"(?:常务副|副|總|总)$")
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞袁柳鲍史唐费廉岑薛"
    "雷贺倪汤滕殷罗毕郝邬安傅皮卞齐康伍余顾孟黄穆萧肖尹姚邵汪祁毛禹狄贝臧戴宋庞熊舒屈祝董梁杜阮蓝闵席季贾路江童颜郭梅盛林刁"
    "钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房解应丁宣邓洪包左石崔吉龚程邢裴陆荣翁荀甄曲封芮储靳段焦谷车侯仲宫宁栾甘厉祖武符刘景詹"
    "龙叶黎白蒲赖卓屠池乔谭冉桑桂牛尚农温庄晏柴瞿阎连习艾容向古易廖耿匡寇欧沃蔚师巩聂晁敖冷辛简饶沙丰查"
    "趙錢孫馮陳衛蔣韓楊許呂張嚴謝鄒蘇馬費賀湯羅畢鄔齊顧黃蕭龐藍閔賈顏鍾駱盧莊閻連習龍葉劉鄧陸榮寧聶"
)
# Characters of organs and of running words; no given name in office style is made of them.
_NOT_GIVEN = frozenset("委会会部局协协院党政国省市县区厅组办府法工民员体全各的了和在是与及任为由务门责者关市州团军长级央常大副总主席位有对中这该此些任何、，。；：“”（）《》 \n\r\t0123456789")
_ORGAN_AFTER = re.compile(
    "(?:委常委会|委全会|委(?![员托派会书办副副常])|政府(?!工作报告|性)|人民政府|人大常委会|人大(?![代会常])|政协(?![委会常主])|纪委监委|纪委|监委|法院|检察院"
    "|委常委會|委全會|人民法院|人民检察院)"
)
_CENTRAL = ("党中央", "黨中央", "国务院", "國務院", "中共中央", "中央纪委", "中央军委", "全国人大常委会", "全国政协")
_LEVELS = (
    (re.compile(r"党的|黨的|中共[一二三四五六七八九十中]|中国共产党第|中央|全国|全國|国家|國家|国务院|國務院|中华人民共和国|^第?[一二三四五六七八九十]{1,3}[届屆][一二三四五六七八九十]{1,2}中全"), "中央"),
    (re.compile(r"省|自治区|自治區"), "省"),
    (re.compile(r"市|州(?!市)"), "市"),
    (re.compile(r"县|縣|旗|[区區](?:委|政府|人大|政协|长|党代)"), "县"),
    (re.compile(r"[乡鄉镇鎮](?:党委|政府|人大|党代)"), "乡"),
)
_POST_LEVELS = {"总书记": "中央", "总理": "中央", "委员长": "中央", "省长": "省", "市长": "市", "县长": "县", "总書记": "中央"}


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
    _meetings(text, add)
    _strategies(text, add)
    _persons(text, add)
    _organs(text, scan, add)
    return tuple(
        Reference(kind, name, _level(kind, name), tuple(sorted(set(spans))))
        for (kind, name), spans in sorted(found.items(), key=lambda item: (item[1][0], item[0]))
    )


Add = Callable[[Kind, int, int], None]


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _around(pattern: re.Pattern[str], text: str, at: int, before: int, after: int) -> Span | None:
    """The first match near `at` that covers it."""
    for match in pattern.finditer(text, max(0, at - before), min(len(text), at + after)):
        if match.start() <= at < match.end():
            return match.span()
        if match.start() > at:
            break
    return None


def _meetings(text: str, add: Add) -> None:
    for word, pattern, before, after in (
        ("届", _SESSION, 12, 26), ("屆", _SESSION, 12, 26), ("次党代", _CONGRESS, 14, 5), ("代表大会", _CONGRESS, 14, 5),
        ("黨代會", _CONGRESS, 14, 5), ("党的", _NATIONAL, 0, 8), ("黨的", _NATIONAL, 0, 8), ("中共", _NATIONAL, 0, 8),
    ):  # fmt: skip
        for at in _places(text, word):
            if span := _around(pattern, text, at, before, after):
                add("meeting", *span)
    for word in ("工作会议", "工作會議"):
        for at in _places(text, word):
            window = text[max(0, at - 14) : at + 4]
            begins = max(window.rfind("中央", 0, -4), *(window.rfind(level + "委", 0, -4) for level in "省市县區区"))
            begins = max(begins, window.rfind("全国", 0, -4))
            if begins >= 0 and _WORK.match(window, begins):
                add("meeting", at + 4 - (len(window) - begins), at + 4)


def _strategies(text: str, add: Add) -> None:
    for word in _STRATEGY_WORDS:
        for at in _places(text, word):
            end = at + len(word)
            if _GOES_ON.match(text, end):
                continue
            low = max(0, at - 20)
            match = _STRATEGY.search(text[low:at])
            if match is None:
                continue
            quoted = match.start("quoted")
            start = low + (quoted - 1 if quoted >= 0 else match.start("plain"))
            if quoted < 0 and _NO_NAME.search(text, start, at):
                continue
            if at - start >= 2:
                add("strategy", start, end)


def _persons(text: str, add: Add) -> None:
    for post in _POSTS:
        for at in _places(text, post):
            begin = at
            if prefix := _BEFORE_POST.search(text, max(0, at - 3), at):
                begin = prefix.start()
            for length in (3, 2):
                start = begin - length
                if start < 0 or text[start] not in _SURNAMES:
                    continue
                if not _NOT_GIVEN.intersection(text[start + 1 : begin]) and _name_begins(text, start):
                    add("person", start, at + len(post))
                    break


def _name_begins(text: str, start: int) -> bool:
    """Whether a name can begin here: not inside a word that the preceding character would make of it."""
    return start == 0 or text[start - 1 : start + 1] not in ("负责", "西方", "东方", "地方", "双方", "各方", "平安", "公安", "提高", "最高", "崇高")


@cache
def _organ_table() -> NDArray[numpy.uint8]:
    import numpy as np

    table = np.zeros(0x10000, dtype=np.uint8)
    for char in "省市县縣区區州旗":
        table[ord(char)] |= 1
    for char in "委政人纪监法检":
        table[ord(char)] |= 2
    return table


def _organs(text: str, scan: Scan, add: Add) -> None:
    import numpy as np

    kinds = _organ_table()[np.minimum(scan.codes, 0xFFFF)]
    if len(kinds) > 1:
        for place in np.flatnonzero((kinds[:-1] & 1) & (kinds[1:] >> 1)).tolist():
            if match := _ORGAN_AFTER.match(text, place + 1):
                add("organ", place, match.end())
    for word in _CENTRAL:
        for at in _places(text, word):
            add("organ", at, at + len(word))


def _level(kind: Kind, name: str) -> str | None:
    if kind == "person":
        return next((level for post, level in _POST_LEVELS.items() if name.endswith(post)), None)
    head = name[:14] if kind == "text" else name
    for pattern, level in _LEVELS:
        if pattern.search(head):
            return level
    return None
