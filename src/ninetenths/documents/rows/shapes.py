"""What a cell looks like, whatever its column is headed: an agency, a post, a day, a mark of progress, a number."""

from __future__ import annotations

import functools
import re

from ninetenths.delivery import names_of
from ninetenths.documents.columns import cell_words

# How the names of agencies end. Places count as agencies only in columns of agencies.
AGENCY_END = (
    "(?:局|委|委员会|办|办公室|厅|部|院|署|政府|党委|党组|中心|公司|集团|队|街道|办事处|处|科|股|室|站|所|组|小组|专班|部门|单位|协会"
    "|学会|商会|联合会|工会|团委|团市委|团县委|团区委|妇联|残联|科协|工商联|侨联|文联|红十字会|法院|检察院|银行|分行|支行|大学|学院|学校"
    "|中学|小学|医院|指挥部|园区|管委会|开发区|新区|高新区|机关|企业|供销社|联社|电视台|融媒体|馆|基地|职能|承办)"
)
_PLACE_END = "(?:县|区|市|镇|乡|村|社区|州|盟|旗|省|街)"
_AGENCY = re.compile(rf"[\u3400-\u9fff（）()、/·]{{0,26}}(?:{AGENCY_END}|{_PLACE_END})(?:[（(][^（()）]*[)）])?(?:等)?")
_ROLE_WORD = re.compile(r"(?:共同|分别)?(?:牵头(?:负责)?|负责|配合|协助|主办|协办|指导)$")
_OFFICER = (
    r"(?:officers?|heads?|directors?|managers?|clerks?|team|department|dept\.?|council|committee|treasurer|cllrs?|councillors?|engineers?|chair(?:man|woman)?"
    r"|secretary|solicitor|services?|board|division|office|unit|partners?|lead|mayor|commissioners?|attorney|surveyor|planner|police|agency"
    r"|auditors?|accountants?|trustees?|warden|librarian|authority|staff|members|group|executive|coordinator|administrator|counsel|assembly|rfo|ceo|cfo|all)"
)
_ENGLISH_AGENCY = re.compile(
    rf"(?:[A-Z][\w.&'’/-]*(?:\s+(?:of|and|for|the|&|to|with)|\s+[A-Z(][\w.&'’/)-]*)*|.*\b{_OFFICER}\b.*)", re.IGNORECASE
)
_POST = re.compile(
    r"[\u3400-\u9fff、，\s（）()·]{0,16}(?:市长|县长|区长|州长|镇长|乡长|局长|主任|书记|秘书长|部长|主席|组长|处长|科长|总经理|董事长|院长|校长"
    r"|站长|所长|行长|队长|常委|委员|厅长|行署专员|盟长|旗长|政委|巡视员|调研员|负责人|负责同志|领导)(?:[（(].*[)）])?(?:[\s、，]?[\u3400-\u9fff×X]{2,4})?"
)
_PERSON = re.compile(
    r"(?!一般|重点|重要|较大|特急|完成|正常|滞后|推进)[\u3400-\u9fff×某·]{2,4}(?:[、，\s/]+[\u3400-\u9fff×某·]{2,4})*"
)
_WHEN = re.compile(
    r"(?:\d{4}\s*[-/.年]\s*\d{1,2}|\d{1,2}\s*月|[一二三四五六七八九十]{1,3}月|(?:19|20)\d\d\s*年|年[底内末]|季度|半年|长期|持续|常态|全年|即日|立即|每[年月周季]"
    r"|工作日|[日天周][内前]|月[底末]|\bQ[1-4]\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\bongoing\b|\basap\b"
    r"|\b(?:annual|month|quarter|week|immediate|continu)|next meeting|\bend of\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|^\d{1,2}[./]\d{1,2}$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:[(（]?(?:\d{1,4}(?:[.-]\d{1,3})*|[一二三四五六七八九十]{1,3})[)）]?[、.．]?|[A-Z]{1,4}[ ./-]?\d[\w./-]{0,10}|[①-⑳])"
)
_STATUS = re.compile(
    r"(?:已|未|基本|全部|正在|持续|按时|超期|逾期)?(?:完成|办结|销号|推进|推进中|进行中|启动|开展|落实|滞后|达标|正常|办理中|在办|待办|逾期|超期|序时推进|达到序时进度)"
    r"|(?:[√✓✔×✗✘○●◎△▲☆★■□])|(?:红|黄|绿|蓝)(?:灯|色|牌)?|(?:not\s)?(?:started|done|complete[d]?|closed?|open|ongoing|in progress|on track|off track"
    r"|at risk|overdue|delayed|pending|outstanding|cancelled|deferred|superseded|red|amber|green|r|a|g|y|n|yes|no)",
    re.IGNORECASE,
)


def is_agency(text: str) -> bool:
    """Whether a cell is nothing but agencies: “市教育局、各区政府”, “Head of Finance / Clerk”."""
    text = text.strip()
    if not text or len(text) > 160:
        return False
    if text.isascii():
        return len(text) <= 60 and not is_when(text) and _ENGLISH_AGENCY.fullmatch(text) is not None
    names = [_ROLE_WORD.sub("", name) for name in names_of(text)]
    return bool(names) and sum(_AGENCY.fullmatch(name) is not None for name in names) * 5 >= 4 * len(names)


def is_post(text: str) -> bool:
    """Whether a cell is a post, or persons' names: “甲副市长”, “张某某、李某”."""
    text = text.strip()
    return _POST.fullmatch(text) is not None or (_PERSON.fullmatch(text) is not None and not is_agency(text))


def is_when(text: str) -> bool:
    """Whether a cell says a day, a stretch or a rhythm."""
    return len(text) <= 28 and _WHEN.search(text) is not None


def is_status(text: str) -> bool:
    """Whether a cell is a mark of how far something is."""
    text = text.strip(" 。.")
    return _STATUS.fullmatch(text) is not None or text.lower() in cell_words("done")


def is_number(text: str) -> bool:
    """Whether a cell is the number of a row: “3”, “（二）”, “1.2”, “SR 31/01”."""
    return _NUMBER.fullmatch(text.strip()) is not None


@functools.cache
def kinds_of(text: str) -> frozenset[str]:
    """The fields whose cells look like this text."""
    found = set()
    if is_number(text):
        found.add("number")
    if is_agency(text):
        found.add("lead")
    if is_post(text):
        found.add("post")
    if is_when(text):
        found.add("deadline")
    if is_status(text):
        found.add("status")
    if len(text) >= 8 and not found & {"number", "lead", "deadline"}:
        found.add("title")
    return frozenset(found)
