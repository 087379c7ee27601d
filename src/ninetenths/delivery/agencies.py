"""Who: what the cells of leads and of supporting agencies say, cut into names; what was written is kept."""

from __future__ import annotations

import functools
import re

from ninetenths.delivery.values import Agencies

_ROLE = re.compile(
    r"(?P<lead>牵头(?:负责)?(?:单位|部门)?|主办(?:单位)?|责任(?:单位|部门)|lead(?:\s+(?:agency|office))?s?)\s*[:：]"
    r"|(?P<supporting>配合(?:单位|部门)?|协办(?:单位)?|协同(?:单位)?|参与(?:单位)?"
    r"|support(?:ing|ed by)?(?:\s+agenc(?:y|ies))?)\s*[:：]",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[(（](?P<word>共同牵头|牵头|主办|配合|协办|参与|lead|joint|supporting)[)）]", re.IGNORECASE)
_LEADING = ("牵头", "共同牵头", "主办", "lead", "joint")
_TAIL = re.compile(r"(?:等(?:有关|相关)?(?:单位|部门)?|(?:共同|分别)?(?:牵头|负责|配合))$")
_OPENERS, _CLOSERS = "(（【[", ")）】]"
_MATE = dict(zip(_OPENERS + _CLOSERS, _CLOSERS + _OPENERS, strict=True))
_SEPARATORS = "、，,；;/\n\r\t\u3000"


def names_of(cell: str) -> tuple[str, ...]:
    """The names a cell lists, in order, once each. Brackets keep together: “各县（市、区）政府” is one name."""
    names: list[str] = []
    depth, current = 0, ""
    for char in [*cell, "\n"]:
        depth += (char in _OPENERS) - (char in _CLOSERS and depth > 0)
        if char in _SEPARATORS and (depth == 0 or char == "\n"):
            depth = 0
            # A space parts Chinese names, and stands inside English ones.
            parts = re.split(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", current)
            names.extend(_TAIL.sub("", part.strip(" 。.：:")) for part in parts)
            current = ""
        else:
            current += char
    return tuple(dict.fromkeys(name for name in names if name))


@functools.lru_cache(maxsize=8192)
def agencies_of(lead: str = "", supporting: str = "", responsible: str = "") -> Agencies:
    """Agencies from the cells of a row: 牵头单位, 配合单位, 责任单位.

    The first lead is the lead, further ones are joint. Where no lead is named, the first of 责任单位 leads and the
    others support it (the custom of tables without a column of leads); where one is, all of 责任单位 support it.
    """
    leads: list[str] = []
    others: list[str] = []
    for role, stretch in _stretches(lead, "lead"):
        _sort(stretch, role, leads, others)
    for role, stretch in _stretches(responsible, "responsible"):
        if role == "responsible":
            found: list[str] = []
            _sort(stretch, "lead", found, others)
            marked = _MARKED.search(stretch) is not None
            count = len(found) if marked else 0 if leads else 1
            leads.extend(found[:count])
            others[:0] = found[count:]
        else:
            _sort(stretch, role, leads, others)
    for role, stretch in _stretches(supporting, "supporting"):
        _sort(stretch, role, leads, others)
    leads = list(dict.fromkeys(leads))
    support = tuple(name for name in dict.fromkeys(others) if name not in leads)
    return Agencies(
        leads[0] if leads else None, tuple(leads[1:]), support,
        "\n".join(part for part in (lead, "" if lead else responsible) if part),
        "\n".join(part for part in (supporting, responsible if lead else "") if part),
    )  # fmt: skip


def _stretches(cell: str, role: str) -> list[tuple[str, str]]:
    """A cell cut at “牵头单位：” and “配合单位：”, each stretch with the role it is under."""
    found: list[tuple[str, str]] = []
    at = 0
    for match in _ROLE.finditer(cell):
        found.append((role, cell[at : match.start()]))
        role = "lead" if match["lead"] else "supporting"
        at = match.end()
    found.append((role, cell[at:]))
    return [(role, _unbracketed(stretch) if at else stretch) for role, stretch in found if stretch.strip()]


def _unbracketed(stretch: str) -> str:
    """A stretch without the bracket round the roles, “（牵头单位：甲；配合单位：乙）”; “各县（市、区）” keeps its own."""
    stretch = stretch.strip()
    while stretch and stretch[-1] in _OPENERS and stretch.count(stretch[-1]) > stretch.count(_MATE[stretch[-1]]):
        stretch = stretch[:-1].rstrip()
    while stretch and stretch[-1] in _CLOSERS and stretch.count(stretch[-1]) > stretch.count(_MATE[stretch[-1]]):
        stretch = stretch[:-1].rstrip()
    return stretch


def _sort(stretch: str, role: str, leads: list[str], others: list[str]) -> None:
    """Names of a stretch to those who lead and those who support; a mark behind a name outweighs the stretch.

    Where one is marked as leading, those without a mark beside it support.
    """
    if any(match["word"].lower() in _LEADING for match in _MARKED.finditer(stretch)):
        role = "supporting"
    for name in names_of(stretch):
        marked = _MARKED.search(name)
        bare = _MARKED.sub("", name).strip()
        leading = role == "lead"
        if marked is not None:
            leading = marked["word"].lower() in _LEADING
        if bare:
            (leads if leading else others).append(bare)
