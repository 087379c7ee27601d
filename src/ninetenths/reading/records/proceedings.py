"""Who presided, who spoke, who attended: out of the clauses of procedural sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ninetenths.patterns import regex

from .cutting import Span, trim
from .grammar import NUMBER, grammar, number
from .people import Person, group, is_name, one, speaker

_PRESIDED = regex(r"主持(?=了|会议|全会|大会|召开|开幕|闭幕|并|第|本次|这次|$|[^，]{0,30}?会)")
_WHEN = regex(
    r"(?:于|在)?(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日?(?:至\d{1,2}日)?(?:[上下]午|晚上?)?$|(?:今天|昨天|昨日|[上下]午)+$"
)
_WHEN_FIRST = regex(
    r"^(?:(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:[上下]午|晚上?)?|会议|全会|大会(?!执行主席|主席团)|本次会议|开幕会|闭幕会|会议分别|由)+(?:由)?"
)
_BODIES = regex(r"(?:常委会|政治局|主席团|常务委员会|委员会|党组|党委|理事会|村委会|董事会|常委会委员会)$")
_SPEECH = regex(r"讲话|报告|汇报|说明|发言|致辞|述职|通报|总结|部署|点评|辅导|介绍")
_DID = regex(
    r"(?:(?<![工合协操])作|做|发表|致|宣读|传达|通报)了?(?=[^，]{0,160}?(?:讲话|报告|汇报|说明|发言|辞|述职|部署|总结|辅导|决定|精神|名单|意见|讲解|点评|情况|动员|通报))"
    r"|讲话|发言|述职|汇报|介绍|部署|安排部署"
)
_WORK = regex(r"(?P<act>报告)工作$|在[^，]{0,40}会议?上(?P<said>强调|指出|要求)$")
_NAMED_REPORT = regex(r"了?《[^《》]{2,40}(?:报告|说明)》$")
_TITLED_REPORT = regex(
    r"(?!关于|了|大会|专题|辅导|主题|年度|述职|情况|党委|工作|动员|书面)[\u4e00-\u9fff0-9（）]{2,24}(?:工作报告|情况的报告|工作的报告)"
)
_PERSONAL = regex(r"会上|会议上|主持|讲话|报告|汇报|说明|发言|述职|致|介绍|部署|通报|委托|总结|传达|宣读")
_INVITED = regex(r"列席|参加|应邀|旁听|到会|参会|出席|参与协商|介绍")
_LECTURE = regex(r"讲座|仪式|此前|会后|会前|座谈时|调研时")
_SAID = regex(r"^(?P<name>[^，]{2,5}?)(?:同志)?(?:在(?:讲话|报告|会上)中?)?(?P<act>指出|强调|要求|表示|说)(?:，|$)?")
_DELEGATED = regex(r"受(?P<by>[^，,。受]{2,24}?)(?:的)?委托")
_COUNTED = regex(r"[\d一二三四五六七八九十百][名人位]")
_COUNT = regex(
    r"(?P<category>[\u4e00-\u9fff（）()]{0,24}?)(?P<count>\d{1,5}|[一二三四五六七八九十百]{2,7})(?:名|人|位)(?![^，,。；;、）)]*次)"
)
_CATEGORY = regex(
    r".*(?:出席|到会|列席(?!人员)|参加)(?:了)?(?:这次|本次|此次)?(?:全会|会议|大会)?(?:的)?(?:共?有)?|^(?:会议|大会|全会|本次会议|这次全会|本次全会)?(?:共|现|实际|其中)?(?:有)?"
)
# “副主任…及委员共23人”: the count is of the last group named, and 共 is not of its name.
_LAST_OF = regex(r"^.+(?:以及|及|和)(?=.{2,10}共$)")
_MANY_OF = regex(r"(?:代表|员|干部|群众|职工|成员|委员|党员|负责人|同志)$")
_ALL_OF = regex(r"(?:共|共计|总计|一共|等)$")
_DUE = regex(r"(?:应到会?|应出席会?|应参加会?|应参会)(?:会议)?(?:的)?")
_PRESENT = regex(r"(?:实到会?|实际到会|实际出席|实出席|到会|实有|实际参会|实际参加|出席|实参会)(?:会议)?(?:的)?")
_GUESTS = regex(
    r"(?:分别|也|还|一并|全程|均)*(?P<act>列席|旁听|参加会议|参加了会议|应邀参加|应邀出席|应邀列席|参加全会|参加大会|到会祝贺|到会指导|应邀到会(?:[^，]{1,12})?|参加学习|参加活动|参与协商|介绍有关情况|介绍情况|参会|出席|在主会场参加|在分会场参加)(?:了|交流|并同[^，]{2,10}协商交流)?(?:本次|这次)?(?:会议|全会|大会|协商交流|开幕会|闭幕会|开幕式|闭幕式)?(?:并[^，]{2,12})?$"
)
_GUEST_LIST = regex(
    r"(?:应邀)?(?:列席|参加|特邀列席|旁听|邀请列席)(?:本次|这次)?(?:会议|全会|大会)?(?:的)?(?:还)?有?[：:]?"
)
_BEFORE_GUESTS = ("会议邀请", "邀请", "特邀", "此外", "以及")
_LISTED = ("）长", ")长")
_GUEST_FIRST = regex(r"^(?:应邀)?(?:列席|参加)(?:本次|这次)?(?:会议|全会|大会)的(?:还)?(?:有)?[：:]?")


@dataclass
class Speech:
    """Somebody's act at the session."""

    person: Person
    act: str
    span: Span


@dataclass
class Proceedings:
    """What is gathered of people over the whole text."""

    presided: list[tuple[str, Span]] = field(default_factory=list)
    titled: list[tuple[str, Span]] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)
    attendance: list[tuple[str, int, Span]] = field(default_factory=list)
    due: list[tuple[int, Span]] = field(default_factory=list)
    absent: list[tuple[int, Span]] = field(default_factory=list)
    delegated: list[tuple[str, Span]] = field(default_factory=list)
    guests: list[tuple[str, Span]] = field(default_factory=list)
    present: list[tuple[str, Span]] = field(default_factory=list)
    topics: list[Span] = field(default_factory=list)


def read_people(text: str, clauses: list[Span], found: Proceedings, counted: bool) -> None:
    """Take in one sentence: its clauses may say who presided, spoke, was sent by whom, or sat in."""
    if not clauses or _LECTURE.search(text, clauses[0][0], clauses[0][1]):
        return
    if _PERSONAL.search(text, clauses[0][0], clauses[-1][1]):
        for index, (start, end) in enumerate(clauses):
            for match in _DELEGATED.finditer(text, start, end):
                found.delegated.append((match["by"], match.span("by")))
            _presided(text, start, end, found)
            if not _DID.search(text, start, end) and not _WORK.search(text, start, end):
                continue
            first = index
            while first and index - first < 6 and group(text, *clauses[first - 1]):
                first -= 1
            if first == index or not _spoke(text, clauses[first][0], end, found):
                _spoke(text, start, end, found)
    if counted:
        _counts(text, clauses, found)
    if _INVITED.search(text, clauses[0][0], clauses[-1][1]):
        _guests(text, clauses, found)


def _presided(text: str, start: int, end: int, found: Proceedings) -> None:
    match = _PRESIDED.search(text, start, end)
    if not match or match.start() - start > 120 or match.start() == start:
        return
    left, right = start, match.start()
    by = text.rfind("由", left, right)
    named = by >= 0 and bool(
        _BODIES.search(text[by + 1 : right]) or group(text, by + 1, right) or not one(text, left, right)
    )
    if named:
        left = by + 1
    for junk in ("分别", "共同", "轮流", "同志分别"):
        if text[left:right].endswith(junk):
            right -= len(junk)
    while when := _WHEN.search(text[left:right]):
        if not when[0]:
            break
        right = left + when.start()
    if not named and (first := _WHEN_FIRST.match(text[left:right])):
        left += first.end()
    left, right = trim(text, left, right)
    value = text[left:right]
    if value and (_BODIES.search(value) or group(text, left, right)):
        found.presided.append((value, (left, right)))


def _spoke(text: str, start: int, end: int, found: Proceedings) -> bool:
    did = _DID.search(text, start, end)
    if not did:
        return _worked(text, start, end, found)
    persons, rest = speaker(text, start, end)
    if not persons or rest > end or text.startswith(("作的", "所作的"), rest):
        return False
    if re.match(r"作的|所作的|作出的", text[did.start() : did.end() + 2]):
        return False
    tail = list(_SPEECH.finditer(text, rest, end))
    if not tail or re.search(r"(?:作|做|发表)的", text[rest:end]):
        return False
    if (
        tail[-1].end() != end
        and not did[0].startswith(("作", "做", "发表"))
        and tail[-1][0] not in ("讲话", "发言", "汇报", "通报", "介绍", "部署")
    ):
        return False
    if re.search(r"讲话精神$|报告精神$|讲话中$", text[rest:end]):
        return False
    found.speeches += [Speech(person, tail[-1][0], person.span) for person in persons]
    about = re.search(r"关于", text[did.end() : end])
    if did[0].startswith(("作", "做")) and about and about.start() < 12:
        found.topics.append((did.end() + about.start(), end))
    elif did[0].startswith(("作", "做")) and _TITLED_REPORT.fullmatch(text, did.end(), end):
        found.topics.append((did.end(), end))
    elif did[0].startswith(("作", "做")) and (named := _NAMED_REPORT.fullmatch(text, did.end(), end)):
        found.topics.append((did.end() + named[0].startswith("了"), end))
    elif (about := re.search(r"就(?=关于提请)", text[rest:end])) and did.start() > rest + about.end():
        found.topics.append((rest + about.end(), did.start()))
    return True


def _worked(text: str, start: int, end: int, found: Proceedings) -> bool:
    """“主席张三代表常务委员会向大会报告工作”."""
    work = _WORK.search(text, start, end)
    if work is None:
        return False
    persons, rest = speaker(text, start, end)
    if work["said"]:
        persons = [person for person in persons if person.role and text.startswith(person.role, start)]
    act = work["act"] or work["said"]
    found.speeches += [Speech(person, act, person.span) for person in persons if rest < end]
    return bool(persons)


def said(text: str, clauses: list[Span], found: Proceedings) -> None:
    """“张三强调，…” where 张三 is known to be of the session."""
    start, end = clauses[0]
    match = _SAID.match(text[start : min(end, start + 40)])
    if match is None or match["name"] in {speech.person.name for speech in found.speeches}:
        return
    name = match["name"]
    if name.endswith(("会", "议")):
        return  # “全会强调”
    known: dict[str, str | None] = {}
    for _, place in found.presided:
        for person in group(text, *place):
            known.setdefault(person.name, person.role)
    if name in known:
        span = (start, start + len(name))
        found.speeches.append(Speech(Person(name, known[name], span), match["act"], span))


_MEMBER = regex(
    r"(?P<name>[\u4e00-\u9fff·]{2,12}?)(?P<role>常委|委员|代表)(?:代表[^，]{2,20}?)?(?P<act>提出|表示|建议|认为|指出|说)(?:，|$)"
)


def members_said(text: str, clauses: list[Span], found: Proceedings) -> None:
    """“张三委员建议，…；李四委员代表农工党提出，…”."""
    for start, end in clauses:
        match = _MEMBER.match(text[start:end])
        if match and is_name(match["name"], False):
            span = (start, start + match.end("role"))
            found.speeches.append(Speech(Person(match["name"], match["role"], span), "发言", span))


def _counts(text: str, clauses: list[Span], found: Proceedings) -> None:
    last = ""
    for start, end in clauses:
        owed = False
        if not _COUNTED.search(text, start, end):
            continue
        for match in _COUNT.finditer(text, start, end):
            count = int(match["count"]) if match["count"].isdigit() else number(match["count"])
            if count is None:
                continue
            category = match["category"]
            span = match.span()
            if due := _DUE.search(category):
                found.due.append((count, span))
                owed = True
                last = category[due.end() :] or _subject(category[: due.start()]) or last
                continue
            if re.search(r"请假|缺席|因[病事]|因故", category):
                found.absent.append((count, span))
                continue
            if owed and not _PRESENT.search(category):
                found.due.append((count, span))
                continue
            owed = False
            present = next(reversed(list(_PRESENT.finditer(category))), None)
            bare = category
            if present is not None and found.due:
                bare = category[present.end() :] or _subject(category[: present.start()]) or last
            else:
                bare = _CATEGORY.sub("", category).strip("，, ") or ("列席" if category.endswith("列席") else last)
            if bare.endswith("共") and (listed := _listed(text, start, match.start("count"))):
                bare, span = text[slice(*listed)], (listed[0], match.end())
            bare = bare.removeprefix("的").removeprefix("有").strip("()（）")
            bare = _ALL_OF.sub("", _LAST_OF.sub("", bare))
            if bare and (bare, count) not in [(c, n) for c, n, _ in found.attendance]:
                found.attendance.append((bare, count, span))


def _listed(text: str, start: int, end: int) -> Span | None:
    """“居民代表、党员代表、网格员共63人”: all the groups that are counted together, no person among them."""
    stop = end - (text[end - 1] == "共")
    parts = re.split("、|以及|及|和", text[start:stop])
    if len(parts) < 2 or not all(1 < len(part) < 12 and _MANY_OF.search(part) for part in parts):
        return None
    return (start, stop)


def _subject(before: str) -> str:
    return re.sub(r"^(?:会议|大会|全会|本次会议|本次大会|出席)|(?:共|实际)$", "", before)


def _guests(text: str, clauses: list[Span], found: Proceedings) -> None:
    first = _GUEST_FIRST.match(text[clauses[0][0] : clauses[0][1]])
    if first:
        begin = clauses[0][0] + first.end()
        for start, end in [(begin, clauses[0][1]), *clauses[1:]]:
            _guest(text, start, end, found.guests, len(clauses) == 1)
        return
    waiting: list[Span] = []
    for start, end in clauses:
        match = _GUESTS.search(text, max(start, end - 56), end)
        if (match and match.start() > start) or (match and waiting):
            alone = not waiting
            for span in [*waiting, (start, match.start())]:
                _guest(text, *span, found.present if match["act"] == "出席" else found.guests, alone)
            waiting = []
        elif (
            grammar().group_end.search(text[start:end]) or text.endswith(_LISTED, start, end) or group(text, start, end)
        ):
            waiting.append((start, end))
        else:
            waiting = []


def take_guests(text: str, clauses: list[Span], found: Proceedings) -> None:
    """Every clause is a group that sat in."""
    for start, end in clauses:
        _guest(text, start, end, found.guests, len(clauses) == 1)


def _guest(text: str, start: int, end: int, into: list[tuple[str, Span]], alone: bool) -> None:
    start, end = trim(text, start, end, " \t，,、：:\u3000")
    for tail in ("应邀", "也", "还", "分别", "等"):
        if text[start:end].endswith(tail) and tail != "等":
            end -= len(tail)
    while text.startswith(_BEFORE_GUESTS, start):
        start += next(len(word) for word in _BEFORE_GUESTS if text.startswith(word, start))
    if end - start < 2 or re.search(NUMBER + r"人$|\d+[名人位]$", text[start:end]):
        return
    for begin, stop in _guest_parts(text, start, end) if alone else [(start, end)]:
        value = text[begin:stop]
        if value not in (guest for guest, _ in into) and (
            grammar().group_end.search(value)
            or one(text, begin, stop)
            or group(text, begin, stop)
            or value.endswith(("等", "领导人", "单位", "部门", *_LISTED))
        ):
            into.append((value, (begin, stop)))


def _guest_parts(text: str, start: int, end: int) -> list[Span]:
    """Cut “委员和有关负责同志” in two, but not what 部分 governs, nor “秘书长、副秘书长”."""
    words = grammar()
    persons = group(text, start, end)
    if len(persons) == 1:
        return [(start, end)]
    if persons:
        heads = [p.span[0] for p in persons if p.role and text.startswith(p.role, p.span[0])]
        if heads and heads[0] == persons[0].span[0]:
            return [trim(text, a, b, " 、，,和及等") for a, b in zip(heads, [*heads[1:], end], strict=True)]
        return [(start, end)]
    if mixed := _mixed(text, start, end):
        return mixed
    parts, begin = [], start
    for mark in re.finditer(r"[、和]|以及", text[start:end]):
        at = start + mark.start()
        left, right = text[begin:at], text[start + mark.end() : end]
        if ("部分" in left and mark[0] == "和") or left.startswith("不是") or left.count("（") > left.count("）"):
            continue
        if not words.group_end.search(left):
            continue
        deputy = right.startswith(("副", "常委", "委员")) and right[2:3] != "级"  # “副厅级以上老干部” is a rank
        if mark[0] == "、" and (len(right) < 5 or deputy):
            continue
        parts.append((begin, at))
        begin = start + mark.end()
    return [*parts, (begin, end)]


def _mixed(text: str, start: int, end: int) -> list[Span]:
    """“副市长张三、院长李四以及有关部门负责人”: titled persons, then a group; empty where it is not that."""
    spans: list[Span] = []
    begin = start
    for mark in re.finditer(r"、|以及|及|和", text[start:end]):
        stop = start + mark.start()
        person = one(text, begin, stop) if stop > begin else None
        if person is None and (spans or mark[0] != "、"):
            break
        if person and person.role and text.startswith(person.role, person.span[0]):
            spans.append((begin, stop))
            begin = start + mark.end()
    rest = text[begin:end]
    if not spans or "等" in rest or not grammar().group_end.search(rest):
        return []
    return [*spans, *_guest_parts(text, begin, end)]
