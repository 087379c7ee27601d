"""Who and when in the words of a cell or a note: leads, supporting agencies, the answerable post, the deadline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ninetenths.delivery import Agencies, agencies_of, names_of

# The labels of a note, “牵头单位：…”, and the field each names.
_LABEL_WORDS = {
    "post": "(?:市|县|区|省|州)?(?:牵头|責任|责任|分管|化解|督导|包案|包保|包抓|挂钩|联系|主抓|主管|协管|督办)(?:市|县|区)?领导|责任人|负责人|单位责任人|牵头负责人|第一责任人|主要责任人",
    "lead": "(?:总|市级|共同)?牵头(?:责任)?(?:单位|部门|科室|机关)?|主办(?:单位|部门)?|主责(?:单位|部门)?|牽頭單位|主辦單位|第一责任单位",
    "supporting": "(?:配合|协办|协助|参与|协同|参加|协作|支持|会办|協辦|參與)(?:责任)?(?:单位|部门|科室|單位)?|共同责任单位",
    "responsible": "(?:具体|主要|整改)?(?:责任|承办|落实|实施|负责|办理|責任|承辦|落實)(?:单位|部门|主体|科室|處室|处室|單位)|责任分工",
    "deadline": "(?:计划|拟|预计|要求)?[\u3400-\u9fff]{0,2}(?:时限|期限|时间节点|时间要求|截止时间|截止日期|完成时间|完成日期)|办结时间|完成节点|时间|完成時限",
    "contact": "联系人(?:及电话)?|联络员|联系电话|经办人|承办人",
    "status": "(?:当前|办理|完成|目前)?状态|办理结果|是否完成",
    "progress": "(?:办理|进展|完成|落实|推进|整改|目前进展|工作进展)(?:情况)?|进度",
    "goal": "(?:工作|年度|量化|任务)?目标(?:值)?",
    "measures": "(?:具体|工作|主要|整改|推进)?(?:举措|措施)",
    "remarks": "备注|说明",
    "title": "(?:工作|重点|主要|信访|化解|突出|办理|督办|督查|交办|议定|批示|具体|整改)?(?:任务|事项|内容|要求)(?:名称|内容)?",
    "number": "(?:督办|任务|事项)?(?:编号|序号)",
}
_ENGLISH_LABELS = {
    "post": "executive lead|sponsor|portfolio holder|accountable(?: officer)?|answerable",
    "lead": r"lead(?: officer| agency| department| body| service)?s?|led by",
    "supporting": r"support(?:ed by|ing)?(?: officers?| agenc(?:y|ies))?|with|assisted by|in consultation with|partners?",
    "responsible": r"actions?(?: owner)?(?: by)?|action for|owner(?:s|\(s\))?|responsib(?:le|ility)(?: (?:officer|person|party|for action))?|by whom|who|assigned(?: to)?|referred to|assignees?|actionee|officer",
    "deadline": r"due(?: date| by)?|by when|when|deadline|target(?: date)?|timescale|timeline|time ?frame|completion(?: date)?|complete by|date due|by|required by|report(?:ing)? back|report due|review date|next report",
    "status": r"(?:current )?status|rag(?: rating| status)?|state|position",
    "progress": r"progress|updates?|latest(?: update)?|comments?|notes?|outcome",
    "title": r"action (?:required|item|point)|task|recommendation|decision|what|description|agreed action",
    "number": r"(?:action )?(?:no|ref|number|reference|id)\.?",
}
_LABEL = re.compile(
    "(?<![\u3400-\u9fff])(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABEL_WORDS.items())
    + ")\\s*[：:]\\s*"
)
_LABEL_EN = re.compile(
    r"(?<![A-Za-z])(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _ENGLISH_LABELS.items()) + r")\s*[:：]\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Note:
    """What a note says of the task it belongs to; "" and () where it says nothing."""

    agencies: Agencies = field(default_factory=Agencies)
    post: str = ""
    deadline: str = ""
    every: str = ""
    cells: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.agencies.lead or self.agencies.supporting or self.post or self.deadline or self.cells)


def labels_in(text: str) -> list[tuple[str, int, int]]:
    """The labels in a text in order: field, start, end (where its value begins)."""
    found = [
        (match.lastgroup or "", match.start(), match.end())
        for pattern in (_LABEL, _LABEL_EN)
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda one: one[1])
    return [one for at, one in enumerate(found) if not at or one[1] >= found[at - 1][2]]


_EDGE = " \u3000\t\r\n；;，,。.（()）[]【】〔〕"
_SAID = re.compile(
    r"(?:由)?(?P<names>[^，,；;。]+?)(?P<together>共同|联合|分别|按职责(?:分工)?|具体|各自|统筹|总)?(?P<role>牵头负责|牵头抓总|牵头组织|牵头|总负责|分工负责|负责|主抓|主办|承办|配合|协助|协办|参与|指导|支持|监督|落实)(?:落实|实施|组织实施|推进)?(?=[，,；;。、]|$)"
)
_TWO = re.compile(
    r"(?<=[局委办厅部院署行社会府校队镇乡区县市州心团司])(?:和|与|及|以及|会同)(?=[市省县区州镇]|国家|各|相关|有关)"
)
_POST_NAME = re.compile(
    r"(?:[\u3400-\u9fff]{0,12}?(?:的)?)(?:副?(?:市长|县长|区长|州长|镇长|乡长|局长|主任|书记|秘书长|部长|主席|组长|处长|科长|院长|校长|站长|所长|行长|队长|厅长|省长|旗长|盟长|行署专员)"
    r"|负责同志|主要负责人|分管领导|市领导|县领导|区领导)(?:[（(][^）)]*[）)])?"
)


def is_post_name(name: str) -> bool:
    """Whether a name is a post: “市长”, “分管交通工作的副市长”."""
    return _POST_NAME.fullmatch(name.strip()) is not None


def labelled(text: str, leads_first: bool = True) -> Note:
    """A text of labels, “牵头领导：甲；牵头单位：乙；配合单位：丙。完成时限：年底”, as a note."""
    marks = labels_in(text)
    said: dict[str, list[str]] = {}
    for at, (name, _, start) in enumerate(marks):
        end = marks[at + 1][1] if at + 1 < len(marks) else len(text)
        if value := _trimmed(text[start:end]):
            said.setdefault(name, []).append(value)
    joined = {name: "、".join(values) for name, values in said.items()}
    agencies = agencies_of(*(_TWO.sub("、", joined.get(role, "")) for role in ("lead", "supporting", "responsible")))
    cells = tuple(
        (name, value)
        for name, value in joined.items()
        if name in ("status", "progress", "contact", "goal", "measures", "remarks", "number")
    )
    return Note(agencies, joined.get("post", ""), joined.get("deadline", ""), "", cells)


def _trimmed(value: str) -> str:
    """A label's value without the marks around it; brackets that are its own stay."""
    value = value.strip(" \u3000\t\r\n；;，,。")
    for opener, closer in ("（）", "()", "[]", "【】", "〔〕"):
        while value.endswith(closer) and value.count(closer) > value.count(opener):
            value = value[:-1].rstrip(" \u3000；;，,。")
        while value.endswith(opener) and value.count(opener) > value.count(closer):
            value = value[:-1].rstrip(" \u3000；;，,。")
    return value


def agencies_said(lead: str, supporting: str = "", responsible: str = "") -> Agencies:
    """Agencies of cells; words of role in them (“甲牵头，乙配合”) outweigh the column they stand in."""
    if any(
        _SAID.search(cell) and re.search("牵头|主办|配合|协助|协办", cell) and not labels_in(cell)
        for cell in (lead, responsible)
    ):
        found = said(f"{lead}，{responsible}".strip("，"))
        more = tuple(name for name in names_of(supporting) if name not in found.leads and name not in found.supporting)
        return Agencies(found.lead, found.joint, (*found.supporting, *more), found.lead_written, supporting)
    return agencies_of(lead, supporting, responsible)


def said(note: str) -> Agencies:
    """“甲牵头，乙、丙配合” as agencies; posts in it are no agencies."""
    note = _TWO.sub("、", note)
    leads: list[str] = []
    others: list[str] = []
    led = False
    for match in _SAID.finditer(note):
        names = [name for name in names_of(match["names"]) if not is_post_name(name)]
        # Where one agency heads the work, those “responsible by their duties” support it.
        heads = match["role"][0] in "牵主总承" or (match["role"][0] in "负分" and not led)
        (leads if heads else others).extend(names)
        led = led or (bool(names) and match["role"][0] in "牵主")
    leads = list(dict.fromkeys(leads))
    return Agencies(
        leads[0] if leads else None,
        tuple(leads[1:]),
        tuple(name for name in dict.fromkeys(others) if name not in leads),
        note,
    )
