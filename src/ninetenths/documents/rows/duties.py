"""A sentence of running Chinese into duties: who is charged with what by when; what it tells and asks nobody gives none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ninetenths.documents.rows.clauses import Clause, Span, clause_at
from ninetenths.documents.rows.subjects import acts, is_collective
from ninetenths.documents.rows.when import is_firm

_OPENERS, _CLOSERS = "（(《“〔[【‘", "）)》”〕]】’"
# What was, or how things stand: no duty, unless a word of duty stands there too.
_PAST = re.compile(
    "了(?!解)|主持召开|出席|已经|已(?=[完建开启出印制累])|累计|仅(?:完成|有|为|占)|滞后|不力|同比|较好|较差|突出|不到位|未(?:按|完成|落实|及时|清理)|存在|汇报|听取|审议|通过了|达到了|居|位列|排名|缓慢|不足|偏低|发现"
)
# How something is done, or that it is to be taken seriously: part of the duty that follows.
_MANNER = re.compile(
    "(?:要|务必|切实|严格|进一步|充分|继续)*(?:认真|高度重视|提高|切实|严格|主动|积极|深入(?:学习|查|剖析|贯彻|分析)|充分|迅速|抓紧|加强(?:组织|协调|沟通|领导|配合|统筹|协作|对|工作)|强化(?:责任|组织|统筹|措施|协同|担当)|压实|落实(?:主体|工作)?责任|密切|对照|结合|按照|根据|针对|依据|依法依规|坚持|以|举一反三|履行|统筹(?:安排|推进)?|把|聚焦|围绕|实行|承担(?:日常|具体)|负责日常|倒排|挂图作战|组成[^，。]{1,8}组|(?:立即|迅速|马上)?(?:部署|行动|动员|传达)|加快(?:前期|推进|办理|进度|手续)|制定(?:专项)?计划表|明确(?:时间|目标)|明确(?:专人|责任|分工)|精心|逐项|逐条|全力|确定(?:专人|1名|一名))"
)
# Giving account of what was done: the end of the duty, not one of its own, unless both have their day.
_REPORT = re.compile(
    "(?:形成|将|并将|把)?[^，；]{0,24}(?:报(?!名|纸|废|警|考|销|社|刊)|报送|上报|报告|反馈|备案|通报|抄送|审定|函告|书面说明|审批|提交)"
)
_COMPLETED = re.compile(
    "(?:前|内|底|末)?(?:力争|基本|全面|全部|要|确保|必须)?(?:完成|办结|到位|见效|落实到位|整改到位|投用|建成|办理完毕|完工|落实)(?:全部|上述|相关|各项)?(?:任务|工作|整改|办理|处置|治理|化解|目标|验收)*$"
)
_DOES = re.compile(
    "完成|实行|执行|安排|落实|值守|开展|制定|提出|建立|组织|推进|实施|落实|建成|新建|改造|整改|报送|上报|公布|公开|启动|出台|印发|排查|清理|调度|通报|核查|检查|督促|督办|指导|编制|办理|研究|做好|抓好|加快|加强|确保|提供|保障|协调|划定|修订|培训|评估|验收|配备|完善|健全|设立|成立|召开|举办|引进|培育|修复|整治|报|查|建|办"
)
_QUANTITY = re.compile(
    "[0-9０-９一二两三四五六七八九十百千万]+(?:\\.[0-9]+)?(?:余|多)?(?:%|％|个|家|所|条|公里|千米|万|亿|亩|户|人|套|座|处|台|张|件|项|场|次|名|吨|平方|公顷|辆|间|元|倍|村|站|栋|盏|对|只|头|万吨|度|位|批|宗|支)"
)
# What a clause with a figure begins with where it is a thing to do, and no measure of the one before.
_OPENS = re.compile(
    "(?:年内|全年|力争)?(?:新建|改造|建成|建设|完成|新增|增加|培育|引进|举办|开展|发放|新改扩建|打造|整治|修复|开工|投用|实施|推进|创建|培训|组织|设置|配备|安装|更新|提升|治理|种植|清理|拆除|回收|发展|争取|落实"
    "|制定|出台|上线|开通|改建|扩建|维修|购置|筹集|销售|实现|化解|查处|排查|检测|抽检|救助|帮扶|招聘|安置|启动|免费|为|支持|认定|申报|签约|盘活|供应|改扩建|疏浚|植|修建|布设|选派|评选|选树)"
)
_LOOSE = re.compile("^(?:立行立改|立即|马上|立刻|尽快|近期|限期|即时)$")
_STARTS = re.compile(
    "[（(]?(?:[一二三四五六七八九十]{1,2}|\\d{1,2})[)）]|[①-⑳]|(?<![\\d.])\\d{1,2}[.．、](?!\\d)|[一二三四五六七八九]是(?!否)"
)


@dataclass(slots=True)
class Duty:
    """What one is charged with: the characters that say it, and who, with whom, by when. Leads may come from a note."""

    spans: list[Span]
    leads: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    deadline: str = ""
    sentence: Span = (0, 0)
    charged: bool = False  # the text charges somebody with it
    manner: bool = False
    helped: bool = False  # its helpers stand in its own words

    @property
    def firm(self) -> bool:
        return bool(self.deadline) and not _LOOSE.match(self.deadline)


@dataclass(slots=True)
class _State:
    leads: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    topic: Span | None = None
    pending: str = ""
    charged: bool = False
    said: bool = False
    duties: list[Duty] = field(default_factory=list)
    first: int = 0  # where the duties of who is charged now begin
    named: Clause | None = None  # who stands before what nobody is charged with so far


def cut(text: str, start: int, end: int, marks: str) -> Iterator[Span]:
    """`text[start:end]` cut behind the marks that stand outside brackets and quotes."""
    depth, first = 0, start
    for at in range(start, end):
        char = text[at]
        if char in _OPENERS:
            depth += 1
        elif char in _CLOSERS:
            depth = max(0, depth - 1)
        elif not depth and char in marks:
            yield first, at
            first = at + 1
    if first < end:
        yield first, end


def duties_of(text: str, start: int, end: int, *, said: bool = False) -> list[Duty]:
    """The duties of the sentence `text[start:end]` in order; those without `charged` need a note to be any.

    `said`: it stands in a list of decisions or instructions, so that a bare “甲局做某事” charges 甲局.
    """
    state = _State(said=said)
    for first, last in cut(text, start, end, "，,；;"):
        while first < last and text[first] in " \u3000\n":
            first += 1
        if first < last:
            _take(text, clause_at(text, first, last), state)
    for duty in state.duties:
        duty.sentence = (start, end)
    _finish(text, state)
    return state.duties


def _take(text: str, clause: Clause, state: _State) -> None:
    state.said = state.said or clause.said
    if clause.seat is not None:
        office, host = clause.seat
        state.leads, state.supporting, state.posts, state.charged = (f"{office}（{host}）",), (), (), True
        state.topic = None
    elif clause.names and clause.role == "supporting" and (not clause.does or state.duties or state.leads):
        _help(clause, state)
    elif clause.names and not clause.does:
        _charge(text, clause, state)
    elif clause.names:
        _subject(text, clause, state)
    else:
        _more(text, clause, state)


def _help(clause: Clause, state: _State) -> None:
    """“市财政局配合”: of the duty before where there is one, else of those that follow."""
    names = clause.names.agencies
    state.supporting = tuple(dict.fromkeys((*state.supporting, *names)))
    for duty in state.duties[state.first :]:
        if duty.charged or not state.leads:
            duty.supporting = tuple(dict.fromkeys((*duty.supporting, *names)))


def _charge(text: str, clause: Clause, state: _State) -> None:
    """“由甲牵头，会同乙”: of what stands before and charges nobody yet, else of what follows."""
    open_duties = [duty for duty in state.duties if not duty.charged]
    role = clause.role == "lead" or clause.trigger or bool(clause.helpers)
    if not role and clause.when is None and not clause.modal:
        return
    if clause.when is not None:
        state.pending = text[slice(*clause.when)]
    if (
        clause.names.agencies
        and state.leads
        and state.duties
        and state.duties[-1].charged
        and clause.topic is None
        and not clause.names.posts
        and not state.duties[-1].leads
    ):
        state.duties[-1].leads = clause.names.agencies
    if open_duties and clause.topic is None and not state.charged:
        for duty in open_duties:
            duty.leads, duty.supporting = clause.names.agencies, (*duty.supporting, *clause.helpers)
            duty.posts, duty.charged = clause.names.posts, True
        state.charged = True
        state.leads, state.posts = clause.names.agencies, clause.names.posts
        return
    if clause.topic is not None:
        state.topic = clause.topic
        state.posts, state.leads, state.supporting = clause.names.posts, clause.names.agencies, clause.helpers
    elif clause.names.posts and not clause.names.agencies:
        state.posts = clause.names.posts
    else:
        state.leads, state.supporting = clause.names.agencies, clause.helpers
        state.posts = clause.names.posts or (state.posts if state.topic is not None or not state.duties else ())
        for duty in state.duties:
            if duty.charged and not duty.leads:
                duty.leads = clause.names.agencies
    state.charged = True
    state.first = len(state.duties)


def _subject(text: str, clause: Clause, state: _State) -> None:
    """A clause that names whom it charges and with what."""
    words = text[slice(*clause.rest)]
    ordered = (
        clause.trigger
        or clause.modal
        or clause.role is not None
        or (bool(clause.helpers) and _PAST.search(words) is None)
    )
    timed = clause.when is not None and is_firm(text[slice(*clause.when)])
    bare = (timed and (state.said or all(map(acts, clause.names.agencies)))) or (
        state.said and _DOES.search(words) is not None
    )
    if (_PAST.search(words) and not ordered) or not (ordered or bare):
        state.leads, state.charged = (), False
        state.duties.append(Duty([(clause.start, clause.rest[1])]))
        if _PAST.search(words) is None:
            state.named = clause
        return
    state.charged, state.topic = True, clause.topic
    state.leads, state.supporting, state.posts = clause.names.agencies, clause.helpers, clause.names.posts
    if clause.topic is not None and re.match(
        "本(?:办法|规定|细则|通知|条例|方案|制度|规则|意见)", text[slice(*clause.topic)]
    ):
        state.charged, state.leads = False, ()
        return
    if clause.names.posts and clause.names.agencies and clause.role != "lead":
        state.posts = ()
    before: list[Span] = []
    if clause.trigger and state.duties[state.first :] and not any(duty.charged for duty in state.duties[state.first :]):
        # “针对某问题，由甲负责整改”: what stands before says what it is about.
        before = [span for duty in state.duties[state.first :] for span in duty.spans]
        del state.duties[state.first :]
    if clause.topic is not None and not _points(text, clause.topic):
        before.append(clause.topic)
    state.first = len(state.duties)
    state.duties.append(_new(text, state, [*before, clause.rest], clause))


def _points(text: str, topic: Span) -> bool:
    """Whether a topic only points back (“上述事项”, “该项工作”)."""
    return (
        re.fullmatch("(?:上述|以上|此|该|这)(?:几|些)?(?:项|类)?(?:事项|工作|任务)?", text[slice(*topic)]) is not None
    )


def _new(text: str, state: _State, spans: list[Span], clause: Clause) -> Duty:
    deadline = text[slice(*clause.when)] if clause.when is not None else ""
    if not deadline and state.pending:
        deadline, state.pending = state.pending, ""
    words = text[slice(*clause.rest)]
    return Duty(
        spans, state.leads, state.supporting, state.posts, deadline, charged=state.charged,
        manner=_is_manner(words) and not is_firm(deadline), helped=bool(clause.helpers),
    )  # fmt: skip


def _is_manner(words: str) -> bool:
    """Whether words only say how or after what something is to be done."""
    return (_MANNER.match(words) is not None or words.endswith("后")) and _QUANTITY.search(words) is None


def _more(text: str, clause: Clause, state: _State) -> None:
    """A clause that goes on: a time, helpers, something further to do, or an account to give."""
    words = text[slice(*clause.rest)]
    when = text[slice(*clause.when)] if clause.when is not None else ""
    firm = bool(when) and is_firm(when)
    last = state.duties[-1] if state.duties else None
    if clause.helpers and not clause.does:
        _help_later(clause, state)
        return
    if when and clause.when is not None and clause.when[0] <= clause.rest[0] and _is_time(words, when):
        _dated(text, clause, state, when)
        return
    if not words:
        return
    if firm and state.named is not None and not state.charged and last is not None:
        # “各单位实行值班，每日16时前报送情况”: the day shows that it is asked of them.
        state.leads, state.posts, state.charged = state.named.names.agencies, state.named.names.posts, True
        last.spans, last.leads, last.posts, last.charged = [state.named.rest], state.leads, state.posts, True
        last.manner = _is_manner(text[slice(*state.named.rest)])
    state.named = None
    if state.topic is not None and (last is None or last.spans[0] != state.topic):
        spans = [clause.rest] if _points(text, state.topic) else [state.topic, clause.rest]
        state.duties.append(_new(text, state, spans, clause))
        return
    if last is None or last.charged != state.charged or not _continues(text, last, clause, firm, state.topic):
        duty = _new(text, state, [clause.rest], clause)
        if clause.helpers:
            duty.supporting, duty.helped = clause.helpers, True
        elif last is not None and last.helped and len(state.duties) > 1:
            duty.supporting = ()
        state.duties.append(duty)
        return
    last.spans.append(clause.rest)
    last.manner = last.manner and _is_manner(words) and not firm
    if when and (firm or not last.deadline) and not last.firm and (firm or _LOOSE.match(when)):
        last.deadline = when


def _continues(text: str, last: Duty, clause: Clause, firm: bool, topic: Span | None) -> bool:
    """Whether a clause is part of the duty before it: no helpers, no day, no figure of its own."""
    words = text[slice(*clause.rest)]
    if clause.helpers:
        return False
    if last.manner or (topic is not None and last.spans[0] == topic and not last.firm):
        return True
    if _REPORT.match(words):
        return not (firm and last.deadline)
    if re.match("确保|力争|争取|务必|保证", text[clause.start : clause.end]) is not None and not last.firm:
        return True
    if firm:
        return re.match("每.{1,4}(?:不少于|至少|不低于|超过)", words) is not None
    if not last.charged:
        return _QUANTITY.search(words) is None or _OPENS.match(words) is None
    return True


def _is_time(words: str, when: str) -> bool:
    rest = words[len(when) :] if words.startswith(when) else words
    return words == when or (words.startswith(when) and (not rest or _COMPLETED.fullmatch(rest) is not None))


def _dated(text: str, clause: Clause, state: _State, when: str) -> None:
    """“10月底前完成”, “于5月20日前”: the day of what stands before, else of what follows."""
    if state.duties and not state.pending and (state.duties[-1].charged == state.charged):
        last = state.duties[-1]
        if not last.firm:
            last.deadline = when
            if not re.fullmatch("(?:全面|基本|全部)?(?:完成)?", text[clause.rest[0] + len(when) : clause.rest[1]]):
                last.spans.append(clause.rest)
            return
    if state.topic is not None and not state.duties:
        state.duties.append(Duty([state.topic], state.leads, state.supporting, state.posts, when, charged=True))
        return
    state.pending = when


def _help_later(clause: Clause, state: _State) -> None:
    state.supporting = tuple(dict.fromkeys((*state.supporting, *clause.helpers)))


def _finish(text: str, state: _State) -> None:
    """Give what was left over: a topic nobody said more of, a day that came last."""
    if not state.duties and state.topic is not None and state.charged and (state.leads or state.posts):
        state.duties.append(
            Duty([state.topic], state.leads, state.supporting, state.posts, state.pending, charged=True)
        )
        state.pending = ""
    if state.pending and state.duties and not state.duties[-1].deadline:
        state.duties[-1].deadline = state.pending
    kept: list[Duty] = []
    for duty in state.duties:
        # What is only manner joins the duty before it.
        if duty.manner and kept and kept[-1].charged == duty.charged:
            kept[-1].spans += duty.spans
        else:
            kept.append(duty)
    state.duties = kept
    for duty in kept:
        # “各单位要高度重视，确保稳定”: how all are to behave is no task.
        if duty.charged and not duty.deadline and all(map(is_collective, duty.leads)) and _is_conduct(text, duty):
            duty.charged, duty.leads = False, ()


def is_past(words: str) -> bool:
    """Whether words tell what was, or how things stand."""
    return _PAST.search(words) is not None


_CONDUCT = re.compile(
    "(?:要|务必|切实|进一步)*(?:高度重视|提高|切实|加强(?:组织|协作|配合|协调|领导)|强化(?:责任|组织|担当)|密切|严格(?:落实|按照|执行|遵守)|认真(?:贯彻|履行|组织|落实|抓好|学习)|统一思想|充分认识|压实|积极(?:配合|参与)|各司其职|主动(?:作为|担当)|履行|通力|结合(?:实际|各自))"
)


def _is_conduct(text: str, duty: Duty) -> bool:
    return _CONDUCT.match(words_of(text, duty.spans[:1])) is not None and not any(
        _QUANTITY.search(text, *span) for span in duty.spans
    )


def words_of(text: str, spans: list[Span]) -> str:
    """The words of a duty: what is apart in the text is joined by a comma."""
    pieces: list[Span] = []
    for span in spans:
        if (
            pieces
            and 0 <= span[0] - pieces[-1][1] <= 2
            and re.fullmatch("[，,；;、\\s]*", text[pieces[-1][1] : span[0]])
        ):
            pieces[-1] = (pieces[-1][0], span[1])
        else:
            pieces.append(span)
    return "，".join(text[start:end].strip(" \u3000，,；;。：:") for start, end in pieces if text[start:end].strip())
