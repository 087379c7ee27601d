"""Minutes that name their fields: “时间：… 地点：… 主持人：… 列席人员：…”."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ninetenths.patterns import regex

from .cutting import BLANK, Span, trim

_KEY = regex(
    r"(?:会议)?(?:(?P<when>时\s?间|日\s?期)|(?P<where>地\s?点)|(?P<chair>主\s?持(?:人|者)?)"
    r"|(?P<present>(?:参加|出席|参会|与会)(?:人员|人|领导)?)|(?P<guests>(?:特邀)?列席(?:人员|人|单位|领导)?)"
    r"|(?P<absent>(?:缺席|请假)(?:人员|人)?)|(?P<clerk>记\s?录(?:人|员)?)|(?P<topic>议\s?[题程]))\s?[:：]"
)
_HEAD = 25


@dataclass
class Labelled:
    """Values of the named fields as spans, and the lines they stand on."""

    values: dict[str, list[Span]] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)


def read_labelled(text: str, rows: list[Span]) -> Labelled:
    """The named fields at the head of minutes; empty unless at least two of them are there."""
    found = Labelled()
    for at, (start, end) in enumerate(rows[:_HEAD]):
        keys: list[re.Match[str]] = []
        match = _KEY.match(text, start, end)
        while match:
            keys.append(match)
            match = _KEY.search(text, match.end(), end) if end - start < 400 else None
            while match and text[match.start() - 1] not in BLANK + "；;，,。":
                match = _KEY.search(text, match.end(), end)
        for key, after in zip(keys, [*(k.start() for k in keys[1:]), end], strict=False):
            span = trim(text, key.end(), after, BLANK + "；;。，,")
            if key.lastgroup and span[0] < span[1]:
                found.values.setdefault(key.lastgroup, []).append(span)
                found.lines.add(at)
    if len(found.values.keys() & {"when", "where", "chair", "present", "guests", "clerk"}) < 2:
        return Labelled()
    return found
