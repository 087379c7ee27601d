"""What a session dealt with: acts and items out of its procedural sentences, and what it adopted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ninetenths.patterns import regex

from .cutting import BLANK, Span, trim
from .grammar import grammar
from .people import Person, group, one

_PENDING = regex(r"[^，]{0,12}?经(?:过|会议|大会|全会)?[^，的]{0,10}?(?P<act>表决|审议|讨论|研究|票决|审查)$")
_TREATED = regex(
    r"(?:会议|全会|大会)?(?:还|并|分别|上)*[对就](?P<item>.{2,120}?)(?:进行|作|做|作出|开展)了?(?:分组|专题|认真|全面|再次|深入|具体|初步|满意度|民主|专门|研究)*"
    r"(?P<act>审议|审查|讨论|研究|部署|安排|表决|评议|票决|测评|询问|审定|酝酿)(?P<second>部署|安排|表决)?$"
)
_PROPOSED = regex(r"[^，]{0,24}?提出了?(?=关于提请)")
# “全面落实市委部署要求”: 要求 there is what is required, not that somebody requires.
_SPOKEN = regex(r"[^，《》]{0,14}?(?:指出|强调|(?<![署标务策的])要求|认为|号召|表示|提出|希望)")
_DID = regex(r"所?(?<!工)作的(?=[^，])")
_BEHALF = regex(r"受|代表|就|分别|书面|在")
_ABOUT = regex(r"关于")
_BASIS = regex(r"[^《》]{0,60}?(?:提出|拟定|起草|形成|提请|提交|报送|汇报)(?:审议|审定|审批|研究)?的(?=拟|《|关于)")
_MOTIONS = regex(r"关于[^《]{0,12}(?P<titles>(?:《[^》]+》[、和]?){2,})的(?:\S个)?议案$")
_ALSO = regex(r"(?<=[报告案》稿])并(?:开展|进行|组织|就)[^，]{2,14}$")
_REPORT = regex(r"(?:报告|汇报)$")
_WHOLE = regex(r"(?:的|情况)(?:报告|汇报|通报|说明)$")
_REPORTED = regex(r"(?:报告|汇报|说明|通报|情况|议案|方案)$")
_TITLES = regex(r"《[^《》]*(?:《[^》]*》[^《》]*)*》")
_ETC = regex(r"(?:等)?(?:\d+|[一二三四五六七八九十]+)?(?:个|份|件|项)?(?:文件|事项|议题)?$")
_LOOSE = regex(r"(?<=[》）])等.{0,14}$")
_DECIDING = frozenset(["决定", "确认", "同意", "宣布"])
_LISTING = frozenset(
    ["听取", "审议", "审查", "讨论", "通过", "原则通过", "表决", "审定", "票决", "批准", "研究", "传达", "学习", "部署"]
)
_ACTED = regex(r"通过|票决")
_NOT_PAPERS = regex(r"^(?:其他|有关|相关|各项|人事)?(?:任免案|人事任免|任免名单|人事任免名单|任免事项|事项)$")
_SPLIT_HEAD = regex(r"(?:关于|《|拟|[^、]{2,40}?关于)")
# “会议任命…”: the act itself, without a decision named before it.
_APPOINTS = regex(r"(?P<act>任命|免去|接受|许可|罢免|增补|递补|推选)了?")
# “审议通过了…，递补了…”: done, not part of what was passed.
_OWN_ACT = regex(r"(?P<acts>(?:卸免|递补|增补|替补|补选|任命|免去|推选)(?:、(?:卸免|递补|增补|替补|补选))?)了")
# “原则同意该办法”: what was named before.
_SAME = regex(r"该(?:办法|方案|意见|规划|条例|草案|报告|计划|文件|决定|规定|措施|细则|预案|清单|名单|议案|纲要)")
_MISSION = regex(r"深入|全面|认真")


@dataclass
class Item:
    """A piece of business: the acts written, where each stands, and the item's spans."""

    text: str
    acts: list[str]
    spans: list[Span]


@dataclass
class Business:
    """The agenda as it is gathered; one entry per thing, however often it is stated."""

    items: dict[str, Item] = field(default_factory=dict)
    reporters: list[tuple[Person, str, Span]] = field(default_factory=list)

    def add(self, text: str, start: int, end: int, acts: list[str]) -> None:
        """Enter what stands at start..end under these acts."""
        start, end = trim(text, start, end, BLANK + "：:，, 了")
        if also := _ALSO.search(text, start, end):
            end = also.start()
        if basis := _BASIS.match(text, start, end):
            start = basis.end()
        for begin, stop in _parts(text, start, end, acts):
            self._enter(text, begin, stop, acts)

    def add_topic(self, text: str, start: int, end: int) -> None:
        """Enter what was reported on or explained outside a list of acts: an entry without acts."""
        for tail in ("的说明", "的讲话", "的发言"):
            if text[start:end].endswith(tail):
                end -= len(tail)
        start, end = trim(text, start, end)
        spans: list[Span] = []
        begin = start
        for mark in re.finditer("、(?=关于)", text[start:end]):
            spans.append((begin, start + mark.start()))
            begin = start + mark.end()
        spans.append((begin, end))
        for first, stop in spans:
            if text[first:stop].endswith("的说明"):
                stop -= 3
            for part in _parts(text, first, stop, []):
                self._enter(text, *part, [])

    def _enter(self, text: str, start: int, end: int, acts: list[str]) -> None:
        start, end = trim(text, start, end)
        if text.startswith("该", start) and _SAME.match(text, start, end):
            if self.items:
                last = next(reversed(self.items.values()))
                last.acts += [act for act in acts if act not in last.acts]
            return
        start, end = self._strip(text, start, end)
        if end - start < 2:
            return
        item = text[start:end]
        key = item[1:-1] if item.startswith("《") and item.endswith("》") and item.count("《") == 1 else item
        known = self.items.get(key)
        if known is None:
            self.items[key] = Item(item, list(acts), [(start, end)])
            return
        known.spans.append((start, end))
        for act in acts:
            if act not in known.acts:
                known.acts.append(act)

    def _strip(self, text: str, start: int, end: int) -> Span:
        """Leave out who reported: “主任张三作的关于…的报告” is “关于…的报告”; who did is kept as a speaker."""
        words = grammar()
        item = text[start:end]
        if item.startswith("《"):
            return start, end
        act = next(
            (word for word in ("报告", "汇报", "说明", "讲话", "通报", "辅导", "发言") if item.endswith(word)), "报告"
        )
        if did := _DID.search(item[:160]):
            persons = _reporters(text, start, start + did.start())
            self.reporters += [(person, act, person.span) for person in persons]
            rest = item[did.end() :]
            if rest not in words.generic and (persons or did.start() == 0 or rest.startswith("关于")):
                return start + did.end(), end
            return start, end
        if (about := _ABOUT.search(item[:80])) and about.start() and _REPORTED.search(item):
            head = re.sub(r"(?:受.{2,20}委托|代表.{2,20})?(?:作|做|所作)?$", "", item[: about.start()])
            persons = (
                [p] if (p := one(text, start, start + len(head))) and p.role else group(text, start, start + len(head))
            )
            if persons and persons[0].role:
                self.reporters += [(person, act, person.span) for person in persons]
                return start + about.start(), end
        return start, end


def _reporters(text: str, start: int, end: int) -> list[Person]:
    """The persons named before “作的”, with or without whom they stand for."""
    for stop in [end, *(mark.start() + start for mark in _BEHALF.finditer(text[start:end]))]:
        if persons := group(text, start, stop):
            return persons
    return []


def _parts(text: str, start: int, end: int, acts: list[str]) -> list[Span]:
    """Cut a list into its entries: between papers, between titles, and every name of an election's posts."""
    words = grammar()
    item = text[start:end]
    if item.endswith("等"):
        end -= 1
        item = item[:-1]
    if motions := _MOTIONS.match(item):
        return [(start + motions.start("titles") + t.start(), start + motions.start("titles") + t.end())
                for t in _TITLES.finditer(motions["titles"])]  # fmt: skip
    if item.startswith("《"):
        titles = list(_TITLES.finditer(item))
        rest = _TITLES.sub("", item)
        if re.search(r"等(?:\d+|[一二三四五六七八九十]+)[个件份项部]", rest):
            return [(start, end)]
        if titles and re.fullmatch(r"[、和及以与并]*(?:等.{0,16})?", rest):
            return [(start + t.start(), start + t.end()) for t in titles]
    if item.startswith("关于") or not set(acts) & {"选举"} or "为" in item:
        cuts = [m for m in words.paper_join.finditer(item) if _parted(item, m)]
    else:
        cuts = list(re.finditer("、", item))
    spans, begin = [], 0
    for cut in cuts:
        spans.append((start + begin, start + cut.start()))
        begin = cut.end()
    spans.append((start + begin, end))
    return spans


def _parted(item: str, mark: re.Match[str]) -> bool:
    """Whether a mark between two papers parts entries, and not the words inside one title."""
    if item.count("《", 0, mark.start()) > item.count("》", 0, mark.start()):
        return False
    rest = item[mark.end() :]
    if item.startswith("《") and item[: mark.start()].endswith("》") and len(rest) > 2:
        return True
    if not grammar().paper_end.search(rest):
        return False
    if mark[0] == "、" and not item[: mark.start()].endswith("》"):
        if item.startswith(("相关", "有关", "上述", "各项")):
            return False
        return len(rest) > 4 and not (rest.startswith("副") and len(rest) < 9)
    last = grammar().paper_end.search(rest)
    if last and item[: mark.start()].endswith(last[0]) and len(rest) > 6:
        return True
    if mark[0] in ("和", "以及") and _WHOLE.search(item[: mark.start()]) and _REPORTED.search(rest) and "的" in rest:
        return True
    if (
        not item.startswith("关于")
        and "关于" not in item[: mark.start()]
        and _REPORT.search(item[: mark.start()])
        and _REPORT.search(rest)
    ):
        return True
    return bool(_SPLIT_HEAD.match(rest))


def read_business(text: str, clauses: list[Span], business: Business, active: bool) -> bool:
    """Take in one procedural sentence. Returns whether it dealt with any business.

    `active`: the sentence names the session as its subject; otherwise it counts only where it begins with an act.
    """
    sentence = _Sentence(text, business, active)
    for index, (start, end) in enumerate(clauses):
        if not sentence.take(index, start, end):
            break
    sentence.close()
    return sentence.dealt


@dataclass
class _Sentence:
    """One sentence being read: the acts in force and the item that is open (`begin` < 0: none)."""

    text: str
    business: Business
    active: bool
    acts: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    begin: int = -1
    stop: int = -1
    bare_decision: int = -2
    dealt: bool = False

    def close(self) -> None:
        """Enter the open item."""
        if self.stop > self.begin >= 0:
            self.business.add(self.text, self.begin, self.stop, self.acts)
        self.begin = -1

    def open(self, begin: int, end: int, acts: list[str] | None = None) -> None:
        """Begin an item, under new acts or those in force."""
        self.close()
        if acts is not None:
            self.acts = acts
        self.begin, self.stop, self.dealt = begin, end, True

    def take(self, index: int, start: int, end: int) -> bool:
        """Take in a clause; False where what follows is no business any more."""
        text, words = self.text, grammar()
        lead = words.lead.match(text, start, end)
        after = lead.end() if lead else start
        if text.startswith(("充分肯定", "高度评价"), after):
            self.close()
            return True
        if proposed := _PROPOSED.match(text, start, end):
            self.open(proposed.end(), end, [])
            return True
        if words.speech.match(text, after, end):
            return False
        act = words.act.match(text, after, end)
        if not self.active and not self.dealt and (act is None or index):
            return act is None
        if waiting := _PENDING.match(text, start, end):
            self.close()
            self.pending = [waiting["act"]]
            return True
        if act and not _idle(text, act, index, end, after == start):
            self._act(act, index, end)
            return True
        if self._personnel(after, end):
            return True
        if after > start and self.begin < 0 and not self.acts and (appoints := _APPOINTS.match(text, after, end)):
            self.open(appoints.end(), end, [appoints["act"]])
            return True
        if treated := _TREATED.match(text, start, end):
            self.open(*treated.span("item"), [act for act in treated.group("act", "second") if act])
            self.close()
            return True
        if self.begin < 0:
            return not (index and _SPOKEN.match(text, start, end))
        self._continue(start, end)
        return True

    def _act(self, act: re.Match[str], index: int, end: int) -> None:
        """“审议通过了…”; a “决定，” before it counts among the acts."""
        before = self.acts if self.bare_decision == index - 1 and self.stop == self.begin else []
        held = self.pending + before
        verbs = [verb for verb in grammar().verb.findall(act["verbs"]) if verb not in held]
        self.open(act.end(), end, held + verbs)
        if self.begin == self.stop and act["verbs"] == "决定":
            self.bare_decision = index

    def _personnel(self, after: int, end: int) -> bool:
        """“任命…”, “免去…” are items of their own, but part of a decision that began with another matter."""
        if not grammar().personnel.match(self.text, after, end) or (self.begin < 0 and not self.pending):
            return False
        if own := _OWN_ACT.match(self.text, after, end):
            self.open(own.end(), end, own["acts"].split("、"))
            return True
        other = not self.text.startswith(("任命", "免去", "决定"), self.begin)
        if self.begin >= 0 and set(self.acts) & _DECIDING and other:
            self.stop = end
        else:
            self.open(after, end, self.acts or self.pending)
        return True

    def _continue(self, start: int, end: int) -> None:
        """A clause without an act: the next entry of a list, the rest of a decision, or none of the item."""
        text = self.text
        whole = bool(grammar().paper_end.search(text, max(self.begin, self.stop - 40), self.stop))
        listing = set(self.acts) & _LISTING
        if text.startswith(("关于", "《"), start) and set(self.acts) <= _LISTING:
            self.open(start, end)
        elif not whole and (
            set(self.acts) & _DECIDING or (text.startswith("关于", self.begin) and end - self.begin < 160)
        ):
            self.stop = end
        elif (
            listing
            and end - start <= 70
            and grammar().paper_end.search(text, start, end)
            and "作了" not in text[start:end]
        ):
            self.open(start, end)
        else:
            self.close()


def _idle(text: str, act: re.Match[str], index: int, end: int, bare: bool) -> bool:
    """Acts that are no business: “深入学习贯彻…” among the premises, a bare “分析”, nothing after the verb."""
    verbs = act["verbs"]
    before = text[act.start() : act.start("verbs")]
    if verbs.startswith("学习") and _MISSION.search(before):
        return True
    if verbs.rstrip("了") in ("分析", "学习", "安排", "宣布") and end - act.end() < 4:
        return True
    if (
        act[0] == "通过"
        and bare
        and not text.startswith(("《", "关于"), act.end())
        and not grammar().paper_end.search(text[act.end() : end])
    ):
        return True
    if verbs in ("分析", "分析了") and index == 0 and text.startswith(("了当前", "当前形势"), act.end("verbs")):
        return True
    if verbs == "作出" and not text.startswith(("关于", "《", "了关于"), act.end()):
        return True
    return verbs in ("分析", "决定", "确定", "同意", "安排", "部署") and text.startswith(
        ("性", "于", "的", "权", "力"), act.end()
    )


def adopted(business: Business) -> list[tuple[str, list[Span]]]:
    """Titles of the papers adopted, without the outer 《》."""
    found: dict[str, list[Span]] = {}
    for item in business.items.values():
        if not any(_ACTED.search(act) for act in item.acts) or _NOT_PAPERS.match(item.text):
            continue
        start, end = item.spans[0]
        whole = item.text
        at = whole.find("《") if whole.startswith(("《", "新修订的《", "修订后的《", "题为《")) else -1
        if at >= 0:
            title = _TITLES.match(whole, at)
            if title:
                name, span = title[0][1:-1], (start + at + 1, start + title.end() - 1)
                found.setdefault(name, []).append(span)
                continue
        if grammar().paper_end.search(whole):
            found.setdefault(whole, []).append((start, end))
    return list(found.items())
