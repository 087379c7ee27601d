"""Which session it was: body, term, ordinal, whether enlarged, and its days."""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass

from ninetenths.patterns import regex
from ninetenths.reading.values import State

from .cutting import Span
from .grammar import NUMBER, grammar, number

# (ISO date or a/b, stated or derived, where)
Day = tuple[str, State, Span]

_BOUNDS = frozenset("，。；：！？\n\r,;:!?“”《》〈〉 \u3000\t")
_BOUND = regex(r"[，。；：！？\n\r,;:!?“”《》〈〉 　\t]")
_HAN = "〇零○一二三四五六七八九"
_TIME = rf"(?:(?:\d{{4}}年)?(?:\d{{1,2}}月)?\d{{1,2}}日|(?:[{_HAN}]{{4}}年)?(?:[{_HAN}十]{{1,3}}月)[{_HAN}十]{{1,3}}日|今天|今日|昨天|昨日|近日|日前|当天)(?:[上下]午|晚上?|凌晨|中午)?"
_RANGE = rf"{_TIME}(?:[至到—\-－~～、](?:\d{{1,2}}月)?\d{{1,2}}日)?(?:[上下]午|晚上?)?"
_TRAIL = regex(
    rf"(?:(?:于|在)?{_RANGE})?(?:在[^，。第]{{1,10}})?(?:主持)?(?:召开|举行|举办)?了?(?:新一届)?(?:(?:\d{{4}})年度?)?$"
)
_HEAD = regex(
    rf".*(?:主持召开了?|主持了?|批准了|选举了|通过了?|听取了|审议了|讨论了|决定|根据|提请|出席了?|参加了?|列席了?|召开了?|举行了?|{_TIME}|[上下]午|新一届|[（(][^（）()]*[）)]|】)(?:由)?"
)
_OPENED = regex(r"(?<=[\u4e00-\u9fff]{2})(?<!主持)(?:召开|举行)了?[^，]{1,12}$")
_TERM_LAST = regex(rf"第?({NUMBER})届$")
_TERM = regex(rf"第?({NUMBER})届")
_ORGAN = regex(r"(?:常务|主席|主任|委员长|主任委员|全体|专题|扩大|临时|办公|务虚|[（(]|[）)]|20\d\d年度?|[年次])*$")
_KIND = regex(r"[（(]?扩大[）)]?|会议$|全会$|大会$|座谈会$")
_POST = regex(r"书记|主任|[省市县区镇乡局]长|主席、|委员长、|常委、")
# “全市安全生产工作会议”: no body is named, only whom it is for.
_WIDE = regex(r"[全我][省市县区州旗盟镇乡街校院](?!委|政府|人大|政协|人民|纪委)")
_PERSONS = regex(r"主持|书记|主席|[省市县区镇乡局]长|、")
# A second name in brackets: “市工商联（总商会）”.
_BRACKET = regex(r"(?<=[\u4e00-\u9fff]{2})[（(][\u4e00-\u9fff]{2,12}[）)]$")
_JUNK = regex(r"关于|审议|作的|(?<!协商)会议|学习|传达|提请|授权|总书记|秘书长|就|、")
_LEVEL = regex(r"^[省市县区州旗盟镇乡](?=委|政府|人大|人民|政协|纪委|监委|常委)")
_FUTURE = regex(r"将于|将在|定于|拟于|即将|筹备|迎接|召开前")
# Titles of papers and comment, which speak of sessions without being their news.
_OTHER_PAPER = regex(
    r"(?:规则|公告|条例|办法|规定|细则|意见|方案|规划|纲要|报告|制度|批复|请示|章程|计划|要点|解读|简报)(?:[（(][^（）()]{1,10}[）)])?$"
    r"|通知$|^(?:社论|评论|时评|快评|短评)|评论员|^关于.*(?:决定|决议|通知|意见)$|关于(?:召开|举行|提请).*(?:决定|决议|公告|函|通告)$"
)
_TOLD = regex(r"(?<!关于)(?:审议|听取|表决|研究|主持|会议通过|开幕|闭幕)(?!.*通知$)")
_HEADROOM = 2500


@dataclass
class Meeting:
    """A session as one place of the text names it."""

    body: Span
    term: int | None
    ordinal: int | None
    enlarged: bool
    span: Span
    term_span: Span | None
    ordinal_span: Span | None
    event: bool
    watch: bool = False
    kind: str = ""


def find_meeting(text: str, rows: list[Span], skip: set[int]) -> tuple[Meeting, list[Meeting]] | None:
    """The session the text is about and every place that names it; None where the text is about something else."""
    head = [row for at, row in enumerate(rows) if at not in skip][:12]
    if head and _OTHER_PAPER.search(text, *head[0]) and not _TOLD.search(text, *head[0]):
        return None
    named: list[Meeting] = []
    budget = _HEADROOM
    for start, end in head:
        named += _named(text, start, min(end, start + budget))
        budget -= end - start
        if budget <= 0:
            break
    lead = [m for m in named if m.event and head and m.span[0] <= head[min(3, len(head) - 1)][1]]
    if not lead:
        return None
    lead = [m for m in lead if m.body[0] < m.body[1]] or [m for m in lead if m.span[0] < head[0][1]][:1]
    if not lead:
        return None
    best = min(lead, key=lambda m: m.span[0])
    if best.ordinal is None:
        name = text[slice(*best.body)]
        numbered = [m for m in lead if m.ordinal and _sort(text, m.body) == _sort(text, best.body)]
        near = [m for m in numbered if best.kind and m.kind == best.kind] or [
            m for m in numbered if not best.kind and (name in text[slice(*m.body)] or text[slice(*m.body)] in name)
        ]
        best = near[0] if near else best
    best.watch = _sort(text, best.body)[0] == "watch"
    if best.body[0] == best.body[1]:
        return best, [best]
    same = [m for m in named if _names_too(text, m, best)]
    return best, same


def _names_too(text: str, other: Meeting, best: Meeting) -> bool:
    """Whether another place names the session that `best` does."""
    name = text[slice(*other.body)]
    same_number = other.ordinal == best.ordinal
    longer = other.ordinal is None and "次" not in name and text[slice(*best.body)] in name
    same_term = other.term == best.term or other.term is None or best.term is None
    return (same_number or longer) and same_term and _sort(text, other.body) == _sort(text, best.body)


_SORTS = regex(
    r"(?P<watch>纪委|纪律检查)|(?P<group>党组)|(?P<bureau>政治局)|(?P<congress>人大|人民代表大会)|(?P<advisory>政协|政治协商)|(?P<rule>政府|国务院)"
)


def _sort(text: str, body: Span) -> tuple[str | None, bool]:
    """Which sort of body a name names, so that a longer name of another body is not taken for it."""
    name = text[body[0] : body[1]]
    found = _SORTS.search(name)
    return found.lastgroup if found else None, bool(re.search(r"常委会|常务委员会", name))


def _named(text: str, start: int, end: int) -> list[Meeting]:
    found = []
    for match in grammar().session.finditer(text, start, end):
        if match.start() == start or text[match.start() - 1] in _BOUNDS:
            continue  # a bare “全会”: no body is named
        left = max(start, match.end() - 64)
        for bound in _BOUND.finditer(text, left, match.start()):
            left = bound.end()
        meeting = _meeting(text, left, match.end(), end)
        if meeting:
            found.append(meeting)
    return found


def _meeting(text: str, left: int, right: int, end: int) -> Meeting | None:
    words = grammar()
    segment = text[left:right]
    after = text[right : min(end, right + 60)]
    if words.beside.match(after):
        return None
    numbered = words.numbered.search(segment)
    if numbered:
        cut = numbered.start()
        group = next((name for name in "abc" if numbered[name]), None)
        ordinal = number(numbered[group]) if group else None
        ordinal_span = (left + numbered.start(group), left + numbered.end(group)) if group else None
        if numbered["c"] and numbered.start("c") and segment[numbered.start("c") - 1] in "第每上":
            return None
        kind = numbered["kind"] or ""
    else:
        kind_match = words.session.search(segment, max(0, len(segment) - 3))
        cut = kind_match.start() if kind_match else len(segment)
        cut -= len(_ORGAN.search(segment[:cut])[0])  # type: ignore[index]
        ordinal, ordinal_span, kind = None, None, segment[cut:]
    trailing = _TERM_LAST.search(segment[:cut]) if numbered and not numbered["t"] else None
    cut = trailing.start() if trailing else cut
    body = segment[:cut]
    if numbered and kind.endswith("代表") and segment.endswith("大会") and not numbered["a"]:
        body = segment
    else:
        if not numbered and (opened := _OPENED.search(body)):
            body = body[: opened.start()]
        body = body[: len(body) - len(_TRAIL.search(body)[0])]  # type: ignore[index]
    bracket = _BRACKET.search(body) if numbered else None
    skipped = _HEAD.match(body[: bracket.start()] if bracket else body)
    start = left + (skipped.end() if skipped else 0)
    start += text.startswith("的", start)
    body = text[start : left + len(body)]
    unnamed = not numbered and _WIDE.match(body) is not None
    if not numbered:
        body = "" if unnamed else _organ(body)
    if (not unnamed and not 1 < len(body) <= 40) or (
        numbered is None and not unnamed and ("次" in body or not words.body_end.search(body) or _POST.search(body))
    ):
        return None
    stop = re.search(r"[。！？；\n]", after)
    following = after[: stop.start()] if stop else after
    before = segment[: start - left] + segment[start - left + len(body) :]
    event = bool(words.event.search(following) or re.search(r"召开|举行|主持", before))
    if _FUTURE.search(following[:12]) or _FUTURE.search(before):
        event = False
    term = numbered["t"] if numbered and numbered["t"] else None
    term_span = (left + numbered.start("t"), left + numbered.end("t")) if numbered and term else None
    if trailing:
        term, term_span = trailing[1], (left + trailing.start(1), left + trailing.end(1))
    if term is None and (in_body := _TERM.search(body)):
        term, term_span = in_body[1], (start + in_body.start(1), start + in_body.end(1))
    wide = segment[cut:] + after[:5]
    return Meeting(
        body=(start, start + len(body)),
        term=number(term),
        ordinal=ordinal,
        enlarged="扩大" in wide,
        span=(start, right),
        term_span=term_span,
        ordinal_span=ordinal_span,
        kind=_KIND.sub("", kind),
        event=event,
    )


def _organ(body: str) -> str:
    """The organ at the head of “市委经济工作”: up to the last word a body's name ends with."""
    words = grammar()
    for size in range(len(body), max(1, len(body) - 16), -1):
        if words.body_end.search(body[:size]) and not body[:size].endswith(("农村", "乡村")):
            return body[:size] if not _PERSONS.search(body, size) else ""
    return body


def full_body(text: str, meeting: Meeting, same: list[Meeting]) -> tuple[str | None, list[Span]]:
    """The fullest name of the body, and where it stands.

    The longest name under which this session is spoken of; where that is a bare “市委”, the full name of the same
    organ of the same level, if the text has it (“中共云川市委”).
    """
    spans = [m.body for m in same if not _JUNK.search(text, *m.body)] or [meeting.body]
    longest = max(spans, key=lambda span: (span[1] - span[0], -span[0]))
    name = text[longest[0] : longest[1]]
    if not name:
        return None, []
    bare = _TERM.sub("", name)
    if _LEVEL.match(bare):
        organ = bare[1:]
        level = bare[0]
        named = _fuller(text, level, organ)
        if named:
            return text[named[0] : named[1]], [named]
    return name, [span for span in spans if text[span[0] : span[1]] == name]


_FULL_NAMES = {
    "委": "(?:委员会|委)",
    "纪委": "(?:纪律检查委员会|纪委)",
    "人大常委会": "(?:人大常委会|人民代表大会常务委员会)",
    "政府": "(?:人民政府|政府)",
    "政协": "政协",
    "政协常委会": "政协常委会",
}


# What stands before “市政府” and is no place.
_NO_PLACE = regex(
    r"^[全我经由对为在各本该是与和及据原现自向]|主持|召开|举行|出席|参加|列席|审议|听取|提请|受|以及|代表|通过"
)


@functools.cache
def _full_names(level: str, organ: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Patterns of an organ's full name, each with the words without which it need not be looked for."""
    ends = _FULL_NAMES.get(organ)
    if ends is None:
        return ()
    if organ in ("委", "纪委"):
        full = rf"(?:中国共产党|中共)[\u4e00-\u9fff]{{1,8}}?{level}(?:第{NUMBER}届)?{ends}"
        full += "(?!常委|办公|宣传|组织|党校|政法|统战)"
        placed = rf"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{{1,6}}?{level}委(?![员会常])"
        return (("中", re.compile(full)), *([(level + "委", re.compile(placed))] if organ == "委" else []))
    placed = rf"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{{1,6}}?{level}{ends}"
    placed += r"(?=关于|的|[，。、；）,;]|召开|举行|第|领导|副?[市县区省]长|主任)"
    return ((level, re.compile(placed)),)


def _fuller(text: str, level: str, organ: str) -> Span | None:
    for first, (gate, pattern) in enumerate(_full_names(level, organ)):
        if gate not in text:
            continue
        fit = (m for m in pattern.finditer(text) if m[0].startswith("中") or not _NO_PLACE.search(m[0]))
        found = next(fit, None) if first else max(fit, key=lambda m: (len(m[0]), -m.start()), default=None)
        if found:
            return found.span()
    return None


_DAYS = regex(
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)年)?(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})(?:日(?:[上下]午|晚上?)?)?"
    r"(?:\s?(?:至|到|[—–\-－~～]{1,2})\s?(?:(?P<y2>(?:19|20)\d\d)年)?(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日|(?<=日)|(?<=[午晚上]))"
)


# “二〇三一年七月二十日至二十一日”
_HAN_DAYS = regex(
    rf"(?:(?P<y>[{_HAN}]{{4}})年)?(?P<m>[{_HAN}十]{{1,3}})月(?P<d>[{_HAN}十]{{1,3}})日(?:[上下]午|晚上?)?"
    rf"(?:(?:至|到|[—–\-－~～]{{1,2}})(?:(?P<y2>[{_HAN}]{{4}})年)?(?:(?P<m2>[{_HAN}十]{{1,3}})月)?(?P<d2>[{_HAN}十]{{1,3}})日)?"
)


def held_on(text: str, sentence: Span, published: str | None, year: int | None) -> Day | None:
    """The days of the session stated in a sentence: (ISO date or a/b, state, span); None where no year is stated."""
    said = itertools.chain(_DAYS.finditer(text, *sentence), _HAN_DAYS.finditer(text, *sentence))
    for match in said if text.find("日", *sentence) >= 0 else ():
        if "日" in match[0] and (day := _days(match, published, year)):
            return day
    return None


def _days(match: re.Match[str], published: str | None, year: int | None) -> Day | None:
    """A matched day or run of days; what it leaves out it takes from the day of publication."""
    said = {name: _figures(part) for name, part in match.groupdict().items() if part}
    of_year, of_month = (int(published[:4]), int(published[5:7])) if published else (year, None)
    known, month = said.get("y") or of_year, said.get("m") or (None if "y" in said else of_month)
    if not known or not month or "d" not in said:
        return None
    first = _day(known, month, said["d"])
    if first and "y" not in said and published and first > published and "m" in said:
        first = _day(known - 1, month, said["d"])
    if first is None:
        return None
    state: State = "stated" if "y" in said else "derived"
    if "d2" not in said:
        return first, state, match.span()
    last = _day(said.get("y2") or int(first[:4]), said.get("m2") or month, said["d2"])
    return (f"{first}/{last}" if last and last != first else first), state, match.span()


def _figures(written: str) -> int:
    """31, 三十一 and 二〇三一 as numbers."""
    if len(written) == 4 and not written.isascii():
        return int("".join(str(number(char.replace("○", "〇"))) for char in written))
    return number(written) or 0


def _day(year: int, month: int, day: int) -> str | None:
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
