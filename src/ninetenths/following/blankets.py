"""Blanket claims: “十件民生实事全部完成” answers every item of that list, as done by summary."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ninetenths.reading import Reading, Span

_CLAIM = re.compile(
    r"(?=[^。；\n]{0,40}(?:实事|實事|民生项目|民生工程|承诺事项))[^。；\n]{0,40}?(?:实事|實事|民生项目|民生工程|承诺事项)[^。；\n，,]{0,16}[，,]?"
    r"(?:全部|全面|圆满|如期|顺利|均已?|已全部|较好|逐项|件件|基本|高质量|得到|按期|年度任务|目标任务|任务)+[^。；，,\n]{0,6}(?:完成|办结|兑现|落实|办成|实现|落地)"
    r"|(?:完成|办结|办成|办好|兑现)(?:了)?[^。；，,\n]{0,20}(?:件|项|方面|类|大|届)[^。；，,\n]{0,12}(?:实事|實事|民生项目|民生工程|承诺事项)"
)
_SUBJECT = re.compile(r"实事|實事|民生项目|民生工程|承诺事项")
_LIST = re.compile(r"(?:实事|實事|民生项目|民生工程)[^。；\n：:]{0,24}(?:[：:]|(?=\n)|。)")
_ITEM = re.compile(
    r"[\s　]*(?:[①-⑳㉑-㊿]|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第?[一二三四五六七八九十]{1,3}[是、，：件项])"
)
# “三、加强自身建设” after a list of other numbering is the next heading, not an item.
_HEADING = re.compile(r"[\s　]*[一二三四五六七八九十]{1,3}、[^。；\n]{2,40}\n?$")


def claims(reading: Reading, within: Sequence[Span]) -> list[Span]:
    """Sentences among `within` that say a whole list of livelihood projects is done."""
    found = []
    starts = [start for start, _ in within]
    for low, high in _stretches(reading.text):
        for match in _CLAIM.finditer(reading.text, low, high):
            place = bisect_left(starts, match.end()) - 1
            if place >= 0 and within[place][1] > match.start():
                found.append(within[place])
    return found


def _stretches(text: str) -> Iterator[Span]:
    """Where a claim may stand: between full stops, semicolons and line ends, round a word for such a list."""
    last = 0
    for match in _SUBJECT.finditer(text):
        if match.start() < last:
            continue
        low = max(text.rfind(mark, last, match.start()) for mark in "。；\n") + 1
        ends = (text.find(mark, match.end()) for mark in "。；\n")
        last = min((end for end in ends if end >= 0), default=len(text))
        yield low, last


def listed(reading: Reading, spans: Sequence[Span]) -> list[bool]:
    """Which of the promises stand in a list of livelihood projects of the earlier text."""
    text = reading.text
    stretches: list[Span] = []
    for match in _LIST.finditer(text):
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        rest = text[match.end() : end].strip()
        if len(rest) > 20:
            stretches.append((match.end(), end))
        at = end
        while at < len(text):  # the numbered lines that follow
            close = text.find("\n", at + 1)
            close = len(text) if close < 0 else close
            line = text[at:close]
            if line.strip() and (not _ITEM.match(line) or _HEADING.match(line)):
                break
            if line.strip():
                stretches.append((at, close))
            at = close
    stretches.sort()
    begins = [start for start, _ in stretches]
    made = []
    for start, end in spans:
        place = bisect_left(begins, start + 1) - 1
        made.append(
            place >= 0 and any(low <= start and end <= high for low, high in stretches[max(0, place - 3) : place + 1])
        )
    return made
