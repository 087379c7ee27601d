"""Who: the organs named in a commitment or in the note after it, each with the role the words give it."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from ninetenths.patterns import regex
from ninetenths.reading.values import Organ

Role = Literal["lead", "joint", "supporting"] | None

# Without one of these a clause charges no organ. Plain words all: a scan for them skips to their first characters.
CUES = (
    "牵头", "牽頭", "责任单位", "責任單位", "责任部门", "責任部門", "配合", "负责", "負責", "会同", "會同", "协办", "協辦",
    "协助", "協助", "主办单位", "主辦單位", "主办部门", "承办单位", "承辦單位", "承办部门", "落实单位", "落實單位",
    "参与单位", "參與單位",
)  # fmt: skip
_CUES = regex("|".join(CUES))
# “牵头单位：甲、乙；配合单位：丙”
_NOTE = regex(
    "(?P<role>[牵牽][头頭](?:[单單]位|部[门門])?|主[办辦](?:[单單]位|部[门門])|承[办辦](?:[单單]位|部[门門])|落[实實][单單]位|[责責]任(?:[单單]位|部[门門])|(?:配合|[协協][办辦]|[参參][与與]|[协協]同)(?:[单單]位|部[门門]))"
    "[：:]\\s?(?P<names>[^；;。）)\\]】\\n\\r（(]{1,400}(?:[（(][^）)\\n\\r]{1,40}[）)][^；;。）)\\]】\\n\\r（(]{0,400}){0,20})"
)
# “由甲会同乙负责”, “（甲牵头，乙、丙配合）”
_ROLES = regex("牵头|牽頭|负责|負責|配合|协助|協助|协办|協辦|参与|參與")
_NOT_AFTER = frozenset("人任制于於的")
_WITH = regex("会同|會同|联合|聯合")
_MANNER = regex(
    "(?:等|有关|相关|各有关|各相关)*(?:单位|部门|單位|部門)?(?:分别|分別|共同|具体|具體|联合|按职责分工|按職責分工|按职责)*$"
)
_NAMED = regex(
    "(?:局|委|办|辦|厅|廳|部|院|署|行|社|中心|公司|集团|集團|队|隊|街道|处|處|会|會|府|校|学|學|大学|机构|部门|部門|单位|單位|组|組|镇|鎮|乡|鄉|区|區|县|縣|市|州|省|工商联|残联|妇联|文联|科协|侨联|团市委|[）)])$"
)
# “市经济和信息化局” is one organ: what stands before its 和 does not end as an organ's name does, what follows it does.
_ENDED = regex(
    "(?:(?<!科)学|(?<!社)会|社|[局委办辦厅廳部院署行心司团團队隊道处處府校构门門位组組镇鎮乡鄉区區县縣市州省联聯协協侨）)])$"
)
_ENDING = regex(
    "[^、，,；;和及与與\\s（(）)]{0,16}(?:局|委员会|委員會|委|办公室|辦公室|办|辦|厅|廳|部|署)(?=[、，,；;和及与與等\\s（(）)]|$)"
)
_REACH = 160  # characters looked back for a list of organs
_SPLIT = regex("[、，,；;和及与與\\s]")


def organs_of(text: str, start: int, end: int) -> tuple[Organ, ...]:
    """The organs named in `text[start:end]` with their roles, in order; () at once where no cue stands there.

    The first lead is `lead`, further leads are `joint`; 责任单位 are supporting where a lead is named, else
    without role.
    """
    if _CUES.search(text, start, end) is None:
        return ()
    found: list[Organ] = []
    for match in _NOTE.finditer(text, start, end):
        role = _role_of(match["role"])
        _add(found, text, *match.span("names"), role)
    if not found:
        _governed(found, text, start, end)
    return tuple(found)


def organs_in_line(text: str, start: int, end: int) -> tuple[Organ, ...]:
    """The organs of a line that is nothing but a note on the commitment before it: “（牵头单位：市住建局）”."""
    first = start
    while first < end and text[first] in "（([【〔 \u3000":
        first += 1
    match = _NOTE.match(text, first, end)
    if match is not None:
        return organs_of(text, start, end)
    if first == start or text[end - 1] not in "）)]】〕。" or _CUES.search(text, start, end) is None:
        return ()
    return organs_of(text, start, end)


def _role_of(word: str) -> Role:
    if word[0] in "牵牽主承":
        return "lead"
    return None if word[0] in "责責落" else "supporting"


def _add(found: list[Organ], text: str, start: int, end: int, role: Role, strict: bool = False) -> None:
    """Add the organs of one list. Commas inside brackets part nothing (各县（市、区）)."""
    led = any(organ.role == "lead" for organ in found)
    for first, last in _pieces(text, start, end):
        name = text[first:last]
        if strict and _NAMED.search(name) is None:
            continue
        given: Role = role
        if role == "lead" and led:
            given = "joint"
        elif role is None and led:
            given = "supporting"
        led = led or given == "lead"
        found.append(Organ(name, given, (first, last)))


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    depth, first = 0, start
    for at in range(start, end + 1):
        char = text[at] if at < end else "、"
        if char in "（(":
            depth += 1
        elif char in "）)":
            depth = max(0, depth - 1)
        elif (not depth or at == end) and _SPLIT.match(char):
            if char in "和与與" and at < end and _joins(text, first, at, end):
                continue
            a, b = first, at
            while a < b and text[a] in " \u3000由":
                a += 1
            if text[a:b].endswith("等") and b - a > 1:
                b -= 1
            if a < b:
                found.append((a, b))
            first = at + 1
    return found


def _joins(text: str, first: int, at: int, end: int) -> bool:
    """Whether the 和 at `at` stands within an organ's name that begins at `first`."""
    return _ENDED.search(text, max(first, at - 3), at) is None and _ENDING.match(text, at + 1, end) is not None


def _governed(found: list[Organ], text: str, start: int, end: int) -> None:
    """Organs of “由甲会同乙负责” or “（甲牵头，乙配合）”: only names that end as organs' names do."""
    low = start
    for match in _ROLES.finditer(text, start, end):
        if text[match.end() : match.end() + 1] in _NOT_AFTER and match.end() < end:
            continue
        last = match.start()
        first = _list_start(text, max(low, last - _REACH), last, bool(found))
        low = match.end()
        if first is None:
            continue
        manner = _MANNER.search(text, max(first, last - 20), last)
        last = manner.start() if manner else last
        role: Role = "lead" if match[0][0] in "牵牽负負" else "supporting"
        both = _WITH.search(text, first, last)
        _add(found, text, first, both.start() if both else last, role, strict=True)
        if both:
            _add(found, text, both.end(), last, "supporting", strict=True)


def _list_start(text: str, low: int, last: int, following: bool) -> int | None:
    """Where the list of organs before a role begins: after 由, an open bracket, or a comma if others went before."""
    depth = 0
    for at in range(last - 1, low - 1, -1):
        char = text[at]
        if char in "）)":
            depth += 1
        elif char in "（(":
            if not depth:
                return at + 1
            depth -= 1
        elif not depth:
            if char == "由" and text[at - 1 : at] not in ("自", "理", "事"):
                return at + 1
            if char in "，,；;。":
                return at + 1 if following else None
    return None


# Titles are capitalised words, joined by small ones: “Director of Public Works”.
_ENGLISH = (
    r"\b[Tt]he\s(?P<name>[A-Z][\w&'’-]{0,40}(?:(?:\s(?:of|and|for|the|&)){0,2}\s[A-Z][\w&'’-]{0,40}){0,9}+)"
    r"(?:,?\sor\s(?:his|her|their|the|its|such)[\w\s/'’]{0,30}designee,?)?"
    r"\s(?:shall|will|is\s(?:hereby\s)?(?:directed|authorized|authorised|requested|instructed)"
    r"|are\s(?:hereby\s)?(?:directed|requested))\b"
)


@cache
def _english() -> re.Pattern[str]:
    return regex(_ENGLISH)


def organs_of_en(text: str, start: int, end: int) -> tuple[Organ, ...]:
    """The officers and bodies an English passage charges: “the Director of Public Works shall …” leads."""
    found: list[Organ] = []
    for match in _english().finditer(text, start, end):
        name = match["name"]
        if all(organ.name != name for organ in found[-30:]):
            found.append(Organ(name, "joint" if found else "lead", match.span("name")))
    return tuple(found)
