"""Persons with their roles, read out of a clause: “市委副书记、市长张三，副市长李四、王五”."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from ninetenths.patterns import regex

from .cutting import Span, trim
from .grammar import grammar

_NAME = regex(r"[\u4e00-\u9fff]{2,4}$|[\u4e00-\u9fff]{1,8}(?:[·•・][\u4e00-\u9fff]{1,10}){1,3}$")
_STOP = frozenset("讲话及也还并的了在与就受持议席各等员室委会部局院府厅办司处科组、，")
# A name without a known surname (of other nations, mostly) is taken only where none of these stands in it.
_ODD = frozenset("重要近期和单草案关于中央专家法议题工作任务相有本其他全体年月日上下前后主委党政组市县区镇村")
_PARTS = regex(r"[、，,]|和(?=[\u4e00-\u9fff])|以及|及")
_TAIL = regex(r"(?:等|等人|等领导|同志|先生|女士|等同志|分别|也|还|都|均|共同|先后|一同|首先)+$")
_MANY = regex(r"等\d{1,3}[位名人][^、]{0,10}$")
_NOTE = regex(r"[（(][^（）()]{1,12}[）)]$")


@dataclass(frozen=True)
class Person:
    """A named person with the role as written, or None."""

    name: str
    role: str | None
    span: Span


# “张　伟”: names of two characters are set apart to the width of three.
_SPACED = regex(r"([\u4e00-\u9fff])[ \u3000]{1,3}([\u4e00-\u9fff])$")
_SOME = regex(r"(?<=[\u4e00-\u9fff])等(?:\d{1,3}|[一二三四五六七八九十]{1,3})[位名人].{0,16}$")


def is_name(word: str, after_title: bool) -> bool:
    """Whether a word can be a person's name; without a title before it, it needs a known surname."""
    if " " in word or "\u3000" in word:
        word = _SPACED.sub(r"\1\2", word)
    if not _NAME.match(word) or word in grammar().not_names or any(char in _STOP for char in word):
        return False
    if "·" in word or "•" in word or "・" in word:
        return True
    surnames = grammar().surnames
    if word[:2] in surnames:
        return 3 <= len(word) <= 4
    return (len(word) <= 3 and word[0] in surnames) or (after_title and len(word) > 2 and not _ODD.intersection(word))


def one(text: str, start: int, end: int) -> Person | None:
    """A person out of “市长张三”, “张三”, “张三同志” or “张三常委”."""
    start, end = trim(text, start, end)
    if not 1 < end - start <= 80:
        return None
    if (at := text.rfind("等", max(start, end - 20), end)) >= 0 and _MANY.match(text, at, end):
        end = at
    if end > start and text[end - 1] in "等人导志生士别也还都均同后先" and (tail := _TAIL.search(text[start:end])):
        end = start + tail.start()
    if end > start and text[end - 1] in "）)" and (note := _NOTE.search(text[start:end])):
        end = start + note.start()
    if end - start < 2:
        return None
    segment, last = text[start:end], None
    for match in grammar().title.finditer(segment):  # the last title is the one beside the name
        last = match
    if last and last.end() < len(segment):
        name = segment[last.end() :]
        written = Person(_SPACED.sub(r"\1\2", name), segment[: last.end()].rstrip(" \u3000"), (start, end))
        return written if is_name(name.lstrip(" \u3000"), True) else None
    if last and (2 <= last.start() <= 4 or "·" in segment) and is_name(segment[: last.start()], False):
        return Person(segment[: last.start()], last[0], (start, end))
    if last or not is_name(segment, False):
        return None
    return Person(_SPACED.sub(r"\1\2", segment), None, (start, end))


def group(text: str, start: int, end: int) -> list[Person]:
    """Every person of a group; empty where any part of it is not a person."""
    start, end = trim(text, start, end)
    if not 1 < end - start <= 600:
        return []
    # Without a title each part must be a bare name, and these are short.
    if end - start > 9 and not _PARTS.search(text, start, end) and not grammar().title.search(text, start, end):
        return []
    if text.find("等", max(start, end - 24), end) >= 0 and (some := _SOME.search(text, max(start, end - 24), end)):
        end = some.start()
    found: list[Person] = []
    begin, role = start, None
    for stop in [*(match.start() for match in _PARTS.finditer(text, start, end)), end]:
        while begin < stop and text[begin] in "、，,和及 \u3000":
            begin += 1
        person = one(text, begin, stop)
        if person is None and found and stop - begin == 3 and is_name(text[begin:stop], True):
            person = Person(text[begin:stop], None, (begin, stop))
        if person is None:
            continue  # a role with 、 in it goes on to the next mark
        role = person.role or role
        found.append(Person(person.name, role, person.span))
        begin = stop
    rest = text[begin:end].lstrip("、，,和及")
    return found if not rest.strip("等人同志分别也还均 ") else []


_CUT = regex(
    r"受|代表|应邀|就|围绕|向|在|分别|还|并|也|主持|出席|到会|结合|对|首先|随后|最后|作|做|发表|宣读|通报|传达|讲话|发言|以|说|书面|共同|领|专题|列席|参加|部署|安排"
)


def speaker(text: str, start: int, end: int) -> tuple[list[Person], int]:
    """The persons a clause begins with, and where what they do begins."""
    words = grammar()
    if text[start] not in words.surnames and not words.title.search(text, start, min(end, start + 80)):
        return [], end
    for cut in itertools.islice(_CUT.finditer(text, start, end), 9):
        persons = group(text, start, cut.start()) if cut.start() > start else []
        if persons:
            return persons, cut.start()
    return group(text, start, end), end
