"""Readings made by hand for the pages: crude on purpose, so that a page's test does not depend on how well we read."""

from __future__ import annotations

import hashlib
import re

from ninetenths.reading import (
    Clause,
    Commitment,
    CountedSet,
    DateMention,
    Field,
    Finding,
    Indicator,
    Label,
    Organ,
    Passage,
    Quantity,
    Reader,
    Reading,
    Reference,
    Section,
    SetPhrase,
    Source,
)
from ninetenths.reading.scanning import scan

_HEADING = re.compile(r"^[ \u3000]*([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\))([^\n。]{2,40})$", re.M)
_PASSAGE = re.compile(r"^[ \u3000]*(全会)(指出|强调|认为|号召|充分肯定)", re.M)
_FIGURE = re.compile(r"(\d[\d,.]*)(万)?(%|个|家|公里|亩|人|条|座|亿元|列|件)(左右|以上)?")
_DATE = re.compile(r"(20\d\d)年(?:底前?)?")
_PHRASE = re.compile(r"“([^”\n]{2,8})”")
_SET = re.compile(r"([^，。；、\n]{2,12}(?:、[^，。；、\n]{2,12})+)等(十|五|六|5|6|10)(?:件|个|项)")
_COUNT = {"十": 10, "五": 5, "六": 6}
_ACTION = re.compile("建成|建设|实施|出台|开展|推进|新增|改造|完成|设立|印发|落实|启动")


def _label(surface: str, review: bool) -> tuple[Label, str]:
    if "出席" in surface or "主持" in surface or "审议" in surface or "列席" in surface:
        return "record", "zh.record.verb"
    if review:
        return ("claim", "zh.claim.review") if _FIGURE.search(surface) else ("appraisal", "zh.appraisal.review")
    if _FIGURE.search(surface):
        return "target", "zh.target.figure"
    if _ACTION.search(surface):
        return "action", "zh.action.verb"
    if surface.startswith(("要", "坚持", "始终")):
        return "conduct", "zh.conduct.modal"
    return ("aim", "zh.aim.direction") if len(surface) > 7 else ("frame", "zh.frame.short")


def _value(match: re.Match[str]) -> float:
    return float(match[1].replace(",", "").rstrip(".") or 0) * (10000 if match[2] else 1)


def by_hand(text: str, title: str | None = None) -> Reading:
    """A reading of a Chinese text with something on every list."""
    cut = scan(text)
    heads = list(_HEADING.finditer(text))
    tops = [match for match in heads if match[1].endswith("、")]
    sections = []
    for at, match in enumerate(heads):
        top = match in tops
        start = match.start(1)
        later = [head.start(1) for head in (tops if top else heads) if head.start(1) > start]
        parent = None if top else next((f"s{heads.index(head)}" for head in reversed(tops) if head.start(1) < start), None)
        part = "review" if "回顾" in match[2] else "plan"
        sections.append(
            Section(f"s{at}", start, min(later, default=len(text)), 1 if top else 2, match[1], match[1] + match[2], part, parent)
        )  # type: ignore[arg-type]
    found = list(_PASSAGE.finditer(text))
    kinds = {"指出": "noted", "强调": "stressed", "认为": "held", "号召": "called", "充分肯定": "commended"}
    passages = tuple(
        Passage(f"p{at}", match.start(1), found[at + 1].start(1) if at + 1 < len(found) else len(text), match[1], match[2],
                kinds[match[2]])  # type: ignore[arg-type]
        for at, match in enumerate(found)
    )  # fmt: skip
    clauses, commitments = [], []
    for at, (start, end) in enumerate(zip(cut.starts, cut.ends, strict=True)):
        section = next((item for item in reversed(sections) if item.start <= start < item.end), None)
        passage = next((item for item in passages if item.start <= start < item.end), None)
        label, rule = _label(text[start:end], section is not None and section.part == "review")
        clauses.append(
            Clause(f"{section.id if section else 's0'}.c{at}", start, end, label, section and section.id, passage and passage.id, rule)
        )
        if label in ("target", "action"):
            figures = [
                Indicator(text[start : start + match.start()][-6:] or None, ">=" if match[4] == "以上" else "~" if match[4] else "=",
                          _value(match), match[3], None, None, ((start + match.start(), start + match.end()),))
                for match in _FIGURE.finditer(text[start:end])
            ]  # fmt: skip
            year = _DATE.search(text[start:end])
            organs = tuple(
                Organ(name, "lead", (start + text[start:end].index(name), start + text[start:end].index(name) + len(name)))
                for name in ("市委督查室", "市纪委监委")
                if name in text[start:end]
            )
            commitments.append(
                Commitment(f"t{len(commitments) + 1}", ((start, end),), label, None, tuple(figures), organs,
                           f"{year[1]}-12-31" if year else None, None, rule)
            )  # fmt: skip
    phrases: dict[str, list[tuple[int, int]]] = {}
    for match in _PHRASE.finditer(text):
        phrases.setdefault(match[1], []).append(match.span())
    sets = tuple(
        CountedSet(match[0][-12:], match.span(), _COUNT.get(match[2]) or int(match[2]), _members(match),
                   "equal" if len(_members(match)) == (_COUNT.get(match[2]) or int(match[2])) else "illustrative")
        for match in _SET.finditer(text)
    )  # fmt: skip
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Reading(
        1, Reader("0.1.0", {"zh": "1"}),
        Source(digest, digest, len(text), "utf-8", "zh-Hans", "decision", title, None, "云川日报", "2031-07-21"),
        record={
            "body": Field("中共云川市委", "stated", ((0, 2),)), "term": Field(9, "stated", ((2, 3),)),
            "ordinal": Field(2, "stated", ((4, 5),)), "enlarged": Field(True, "stated", ((9, 11),)),
            "held_on": Field("2031-07-20", "derived", ((120, 125),)), "presided_by": Field(None, "absent"),
            "attendance": Field([{"category": "市委委员", "count": 48}, {"category": "候补委员", "count": 7}], "stated", ((150, 170),)),
            "agenda": Field([{"acts": ["听取", "讨论"], "item": "市委常委会工作报告"}], "stated", ((60, 80),)),
            "speakers": Field([{"person": "季明川", "role": "市委书记", "act": "讲话"}], "stated", ((170, 180),)),
        },
        sections=tuple(sections), passages=passages, clauses=tuple(clauses), commitments=tuple(commitments), sets=sets,
        phrases=tuple(SetPhrase(name, tuple(spans), None) for name, spans in phrases.items()),
        references=tuple(Reference("text", match[1], None, (match.span(),)) for match in re.finditer("《([^》]+)》", text)),
        quantities=tuple(
            Quantity(*match.span(), _value(match), match[3], "~" if match[4] == "左右" else "=") for match in _FIGURE.finditer(text)
        ),
        dates=tuple(DateMention(*match.span(), match[1], None) for match in _DATE.finditer(text)),
        findings=tuple(Finding("set.short", {"declared": item.declared, "listed": len(item.members)}, (item.span,)) for item in sets[:2]),
        text=text,
    )  # fmt: skip


def _members(match: re.Match[str]) -> tuple[tuple[int, int], ...]:
    spans, at = [], match.start(1)
    for name in match[1].split("、"):
        spans.append((at, at + len(name)))
        at += len(name) + 1
    return tuple(spans)
