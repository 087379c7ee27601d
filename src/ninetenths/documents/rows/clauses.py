"""One clause of running Chinese taken apart: whom it charges, with whom, by when, and what is to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ninetenths.documents.rows.subjects import Names, names_at
from ninetenths.documents.rows.when import when_in

Span = tuple[int, int]
Role = Literal["lead", "supporting"] | None

_BEFORE = re.compile(
    r"(?:[\s“”‘’\"「」]|(?:汛期|节日期间|平时|期间|同期|届时)(?:内|，)?(?=[各市县区有])|并(?:且|由|请)?(?=[由请会于对将在于报组制及\u3400-\u9fff])|同时|此外|另外|其中|另(?!行)|以及|原则上|一是|二是|三是|四是|五是|六是|首先|其次|最后"
    r"|(?:会议|常务会议|本次会议|会上)(?:研究)?(?:议定|要求|决定|明确|强调|指出|确定|认为|部署|同意由)(?:如下)?(?:事项)?[，：:]?"
    r"|(?:现)?(?:明确|议定|决定)(?:如下)?(?:事项)?[：:]|(?:下一步|今后|接下来)(?:工作)?(?:要求)?[，：:]|要求[，：:]?(?=[各市县区]))+"
)
_TRIGGER = re.compile(
    r"(?:请(?!求|示|假)|责成|责令|督促|委托|指定|授权|同意由|拟由|改由|仍由|继续由|统一由|由|要求|通知|安排|交由|交|限令|提请)"
)
_LEAD = re.compile(
    r"(?:共同|联合|分别|具体|统筹|总体|统一|主要|按职责(?:分工)?|按照职责分工|各自)*(?:牵头负责|牵头组织实施|牵头抓总|牵头(?:组织)?|负责牵头|总负责|负总责|负责(?!人|同志|的)|主抓|具体落实|具体实施|负责落实|组织实施|主办|主管|承办|包抓|抓总|抓落实|担任牵头单位|为牵头单位|为责任单位|作为牵头单位)(?:落实|推进|实施|组织实施|抓落实)?(?=[，。；,;、]|$)?"
)
_HELP = re.compile(
    r"(?:共同|积极|密切|分别|按职责(?:分工)?|各自|做好)*(?:配合(?:做好|落实|支持|单位)?|协助|协办|协同|参与|参加|指导|支持|监督|监督指导|为配合单位|予以(?:配合|支持|保障)|做好[^，；]{0,8}(?:保障|配合|支持|服务)(?:工作)?)$"
)
_HELPING = re.compile("(?:共同|积极|密切|全力)*(?:配合|协助|协同)(?:做好|开展|落实|推进|实施|完成)?")
_WITH = re.compile(r"(?:并)?(?:会同|联合|协同|会商|商(?=[市县区省各有])|协调(?=[市县区省各有])|与|同)")
_MODAL = re.compile(
    r"(?:均|都|也|还)?(?:要(?!求|素|点|件)|应当|应(?!急|用|对|届)|须|必须|需要?(?!求)|务必|务须|可以?|应该|负有|有义务)(?:及时|积极|主动)?"
)
_PREPOSITION = re.compile(r"(?:于|在|至迟|最迟|不晚于|限|确保|力争|争取|原则上|务必|至|到)+(?:于|在)?")
_SEATED = re.compile(
    r"^(?P<office>[^，。；]{0,24}?(?:办公室|秘书处|工作专班))(?:设在|设于|挂靠在?|依托)(?P<host>[^，。；]+)$"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause taken apart; `rest` is what is to be done (with the time before it), empty where nothing is said of it."""

    start: int
    end: int
    names: Names
    topic: Span | None = None
    trigger: bool = False
    modal: bool = False
    role: Role = None
    helpers: tuple[str, ...] = ()
    when: Span | None = None
    rest: Span = (0, 0)
    said: bool = False  # a meeting or leader is quoted as deciding it
    seat: tuple[str, str] | None = None

    @property
    def does(self) -> bool:
        """Whether the clause says what is to be done."""
        return self.rest[1] > self.rest[0]


def clause_at(text: str, start: int, end: int) -> Clause:
    """The clause `text[start:end]` taken apart."""
    at = start
    decided = False
    if (before := _BEFORE.match(text, at, end)) is not None:
        decided = re.search("议定|要求|决定|明确|强调|指出|确定|部署", before[0]) is not None
        at = before.end()
    seat = _SEATED.match(text[at:end])
    if seat is not None and (host := names_at(seat["host"], 0, len(seat["host"]))):
        return Clause(start, end, Names((), (), at), seat=(seat["office"], "、".join(host.agencies)), rest=(end, end))
    trigger = _TRIGGER.match(text, at, end)
    if trigger is not None and (names := names_at(text, trigger.end(), end)):
        return _after(text, start, end, names, None, True, decided)
    if names := names_at(text, at, end):
        found = _after(text, start, end, names, None, False, decided)
        if not (found.modal or found.role or found.helpers) and (passed := _passed_on(text, start, at, end, decided)):
            return passed
        if found.does or found.role or found.helpers or found.when:
            return found
        return _plain(text, start, at, end, decided)
    return _passed_on(text, start, at, end, decided) or _plain(text, start, at, end, decided)


def _passed_on(text: str, start: int, at: int, end: int, decided: bool) -> Clause | None:
    """“建设规划报批由市长主抓”: what it is about stands before whom it charges."""
    for match in re.finditer("(?<![自理事原])由(?!于|此|来)|(?<=事项|工作)请|：请", text[at:end]):
        names = names_at(text, at + match.end(), end)
        if names and match.start():
            last = at + match.start()
            return _after(text, start, end, names, _trimmed(text, at, last), True, decided)
    return None


def _after(text: str, start: int, end: int, names: Names, topic: Span | None, trigger: bool, decided: bool) -> Clause:
    """What follows the names: roles, helpers, a modal word, a time, in any order; then what is to be done."""
    at = names.end
    role: Role = None
    modal = False
    helpers: list[str] = []
    when: Span | None = None
    rest = at
    if _HELP.match(text[at:end]):
        return Clause(start, end, names, topic, trigger, False, "supporting", (), None, (end, end), decided)
    if (helping := _HELPING.match(text, at, end)) is not None:
        held = _trimmed(text, at, end)
        return Clause(
            start, end, names, topic, trigger, False, "supporting", (), when_in(text, helping.end(), end), held, decided
        )
    if text[at : at + 1] in "：:" and at + 1 < end:
        trigger, at = True, at + 1
        rest = at
    while at < end:
        if (match := _WITH.match(text, at, end)) is not None and (found := names_at(text, match.end(), end)):
            helpers += [*found.agencies]
            at = rest = found.end
        elif match is None and (match := _MODAL.match(text, at, end)) is not None and not modal:
            modal, at = True, match.end()
            rest = at
        elif (match := _LEAD.match(text, at, end)) is not None and role is None:
            role, at = "lead", match.end()
            rest = at
        elif (step := _time_at(text, at, end)) is not None and when is None:
            when = step
            rest = min(rest, step[0]) if rest == at else rest
            rest = step[0] if rest in (at, step[0]) else rest
            at = step[1]
            if not _goes_on(text, at, end):
                break
        else:
            break
    if when is None:
        when = when_in(text, rest, end)
    return Clause(
        start, end, names, topic, trigger, modal, role, tuple(helpers), when, _trimmed(text, rest, end), decided
    )


def _goes_on(text: str, at: int, end: int) -> bool:
    """Whether after a time more is said of who: “于5月20日前会同市财政局提出”, “6月底前牵头制定”."""
    return (
        _WITH.match(text, at, end) is not None
        or _LEAD.match(text, at, end) is not None
        or _MODAL.match(text, at, end) is not None
    )


def _time_at(text: str, at: int, end: int) -> Span | None:
    """A time that begins at `at`, with or without a preposition."""
    before = _PREPOSITION.match(text, at, end)
    begin = before.end() if before else at
    found = when_in(text, begin, end)
    return found if found is not None and found[0] == begin else None


def _plain(text: str, start: int, at: int, end: int, decided: bool) -> Clause:
    """A clause that charges nobody anew: helpers, a time, what is to be done."""
    helpers: tuple[str, ...] = ()
    rest = at
    if (
        (match := _WITH.match(text, at, end)) is not None
        and match[0] not in ("与", "同")
        and (found := names_at(text, match.end(), end))
    ):
        helpers = found.agencies
        rest = found.end
    elif (modal := _MODAL.match(text, at, end)) is not None:
        rest = modal.end()
    step = _time_at(text, rest, end)
    if step is not None:
        rest = step[0]
    when = step or when_in(text, rest, end)
    return Clause(
        start, end, Names((), (), at), None, False, False, None, helpers, when, _trimmed(text, rest, end), decided
    )


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in ' \u3000，,；;：:“”"':
        start += 1
    while end > start and text[end - 1] in ' \u3000，,；;。.！“”"\n':
        end -= 1
    return start, end
