"""Who: the organs named in a commitment or in the note after it, each with the role the words give it."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from ninetenths.reading.values import Organ

Role = Literal["lead", "joint", "supporting"] | None

# Plain words all: the scan skips to their first characters.
_CUES = re.compile(
    "牵头|牽頭|责任单位|責任單位|责任部门|責任部門|配合|负责|負責|会同|會同|协办|協辦|协助|協助|主办单位|主辦單位|主办部门|承办单位|承辦單位|承办部门|落实单位|落實單位|参与单位|參與單位"
)
# “牵头单位：甲、乙；配合单位：丙”
_NOTE = re.compile(
    "(?P<role>[牵牽][头頭](?:[单單]位|部[门門])?|主[办辦](?:[单單]位|部[门門])|承[办辦](?:[单單]位|部[门門])|落[实實][单單]位|[责責]任(?:[单單]位|部[门門])|(?:配合|[协協][办辦]|[参參][与與]|[协協]同)(?:[单單]位|部[门門]))"
    "[：:]\\s?(?P<names>[^；;。）)\\]】\\n\\r（(]{1,400}(?:[（(][^）)\\n\\r]{1,40}[）)][^；;。）)\\]】\\n\\r（(]{0,400}){0,20})"
)
_ENDING = (
    "委员会|委員會|管委会|办公室|辦公室|办公厅|人民政府|政府|检察院|法院|总工会|联合会|工商联|残联|妇联|文联|社科联|科协|侨联|团市委|团省委|团县委|"
    "[^\\s、，]{0,10}(?:局|委|办|厅|部|院|署|行|台|社|中心|公司|集团|总队|支队|大队|街道|管理处|指挥部|委辦|局|廳|辦|會|联社|学校|大学|医院|银行|党校|机构|部门|部門|单位|組|组|镇|乡|區|区|县|市)"
)
_ORGAN = f"(?:[^\\s、，；。：:,;（()）和及与由“”]{{0,24}}(?:[（(][^）)\\s]{{1,12}}[）)])?[^\\s、，；。：:,;（()）和及与由“”]{{0,12}})"
_LIST = f"{_ORGAN}(?:[、和及与]{_ORGAN}){{0,30}}"
# “由甲会同乙负责”, “（甲牵头，乙、丙配合）”
_BY = re.compile(
    f"(?:由|[（(，,；;])(?P<names>{_LIST}?)(?:(?:等)?(?:[会會]同|[联聯]合)(?P<others>{_LIST}?))?(?:等)?(?:[单單]位|部[门門])?"
    "(?:分[别別]|共同|具[体體]|按[职職][责責]分工|按[职職][能责責])?(?P<role>[牵牽][头頭]|[负負][责責]|配合|[协協]助|[参參]与|[参參]與|[协協][办辦])(?![人任制于的])"
)
_NAMED = re.compile(f"(?:{_ENDING})(?:等)?$|^各.{{0,12}}$|^(?:省|市|县|區|区|州)(?:直|级|属)?有?[关關]?(?:部门|单位)?$")
_SPLIT = re.compile("[、，,；;和及与與\\s]")


def organs_of(text: str, start: int, end: int) -> tuple[Organ, ...]:
    """The organs named in `text[start:end]` with their roles, in order; () at once where no cue stands there.

    The first lead is `lead`, further leads are `joint`; 责任单位 are supporting where a lead is named, else without role.
    """
    if _CUES.search(text, start, end) is None:
        return ()
    found: list[Organ] = []
    for match in _NOTE.finditer(text, start, end):
        role = _role_of(match["role"])
        _add(found, text, *match.span("names"), role)
    if not found:
        for match in _BY.finditer(text, start, end):
            _governed(found, text, match)
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
            a, b = first, at
            while a < b and text[a] in " \u3000由":
                a += 1
            if text[a:b].endswith("等") and b - a > 1:
                b -= 1
            if a < b:
                found.append((a, b))
            first = at + 1
    return found


def _governed(found: list[Organ], text: str, match: re.Match[str]) -> None:
    """Organs of “由甲会同乙负责” or “（甲牵头，乙配合）”: only names that end as organs' names do."""
    role: Role = "lead" if match["role"][0] in "牵牽负負" else "supporting"
    _add(found, text, *match.span("names"), role, strict=True)
    if match["others"]:
        _add(found, text, *match.span("others"), "supporting", strict=True)


@cache
def _english() -> re.Pattern[str]:
    title = (
        r"(?:[A-Z][\w&'’.-]*(?:\s(?:of|and|for|the|to|&)(?=\s))*\s?){1,10}"
    )
    return re.compile(
        rf"\b[Tt]he\s(?P<name>(?:[A-Z][\w&'’-]*)(?:(?:,?\s(?:of|and|for|the|&)){{0,2}}\s[A-Z][\w&'’-]*){{0,9}})"
        rf"(?:,?\sor\s(?:his|her|their|the|its|such)[\w\s/'’]{{0,30}}?designee,?)?\s"
        rf"(?P<role>shall|will|is\s(?:hereby\s)?(?:directed|authorized|authorised|requested|instructed)|are\s(?:hereby\s)?(?:directed|requested)|to\slead|in\s(?:consultation|coordination)\swith)"
        if title else ""
    )


def organs_of_en(text: str, start: int, end: int) -> tuple[Organ, ...]:
    """The officers and bodies an English passage charges: “the Director of Public Works shall …” leads."""
    found: list[Organ] = []
    seen: set[str] = set()
    for match in _english().finditer(text, start, end):
        name = match["name"]
        if name not in seen and match["role"][0] != "i" or match["role"].startswith("is"):
            seen.add(name)
            led = any(organ.role == "lead" for organ in found)
            found.append(Organ(name, "joint" if led else "lead", match.span("name")))
    return tuple(found)
