"""What the cells of a task table say: shares, nodes, extensions, checks; the grammar is told in `docs/desk.md`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from fractions import Fraction

from ninetenths.delivery import Check, Extension, Node, Span, read_deadline
from ninetenths.documents.columns import cell_words
from ninetenths.documents.workbooks import Value

_YEARS = (1950, 2199)
_EPOCH = datetime.date(1899, 12, 30)
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d+)?)\s*[%％]")
_FULL = re.compile(r"(?:19|20)\d\d\s*(?:[-/.年])\s*\d{1,2}\s*(?:[-/.月])\s*\d{1,2}日?")


def text_of(value: Value) -> str:
    """A cell as its reader sees it: 12.0 → “12”, a day as ISO, blanks at the ends gone."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    return str(value)


def says(kind: str, written: str) -> bool:
    """Whether a whole cell is one of the words of a kind (`done`, `cancelled`, `inapplicable`)."""
    return written.strip(" 。.！!；;\u3000").lower() in cell_words(kind)


def coded(kind: str, written: str) -> str | None:
    """The code a whole cell stands for (`kind`, `every`), None where it stands for none."""
    known = cell_words(kind)
    assert isinstance(known, dict)
    return known.get(written.strip(" 。.").lower())


def day_of(value: Value, year: int | None = None) -> datetime.date | None:
    """The day a cell gives: a date, a spreadsheet's serial number, or words; the last day where they name a stretch."""
    if isinstance(value, datetime.date):
        # 9999-12-31 and 1899-12-31 are no days but what programs write for none.
        day = value.date() if isinstance(value, datetime.datetime) else value
        return day if _YEARS[0] <= day.year <= _YEARS[1] else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if not isinstance(value, str):
        whole = int(value)
        if 20_000 <= whole <= 80_000:
            return _EPOCH + datetime.timedelta(days=whole)
        return datetime.date(whole, 12, 31) if 1950 <= whole <= 2100 else None
    if value.isdigit() and len(value) == 5:
        return day_of(int(value))
    return read_deadline(value, year).day


def share_of(value: Value, percent: bool) -> Fraction | None:
    """The share a cell gives; `percent` says that bare numbers count hundredths. None where it gives none (0 is 0)."""
    if isinstance(value, bool) or value == "":
        return None
    if isinstance(value, int | float):
        if value != value or value < 0:
            return None
        exact = Fraction(str(value))
        return exact / 100 if percent else exact
    if not isinstance(value, str):
        return None
    written = value.strip()
    if match := _PERCENT.search(written):
        return Fraction(match[1]) / 100
    try:
        return share_of(float(written), percent) if written else None
    except (ValueError, OverflowError):
        return None


def counts_hundredths(head: str, values: list[Value]) -> bool:
    """Whether bare numbers of a column are per cent: its heading says so, or one of them is over 2."""
    if "%" in head or "％" in head:
        # A cell formatted as per cent holds 0.8; typed into a column headed “%” it is 80.
        return any(isinstance(value, int | float) and value > 1 for value in values)
    return any(isinstance(value, int | float) and not isinstance(value, bool) and value > 2 for value in values)


def lines(written: str) -> list[str]:
    """A cell's entries: one a line, or parted by semicolons."""
    return [part.strip() for part in re.split(r"[\n\r；;]+", written) if part.strip()]


def spans_of(written: str) -> tuple[Span, ...]:
    """“12-40 55-60” as spans; what is no span is left out."""
    return tuple((int(start), int(end)) for start, end in re.findall(r"(\d+)-(\d+)", written) if int(start) < int(end))


def spans_written(spans: tuple[Span, ...]) -> str:
    """The inverse of `spans_of`."""
    return " ".join(f"{start}-{end}" for start, end in spans)


_DONE_MARK = re.compile(r"[（(]?(已完成|✓|√|done)[)）]?\s*$", re.IGNORECASE)
_MISSED_MARK = re.compile(r"[（(]?(未完成|✗|×|missed|not done)[)）]?\s*$", re.IGNORECASE)


def node_of(day: datetime.date, written: str) -> Node:
    """A node from its day and words; “（已完成）” or “（未完成）” at its end say whether it is reached."""
    done = True if _DONE_MARK.search(written) else False if _MISSED_MARK.search(written) else None
    match = _PERCENT.search(written)
    return Node(day, Fraction(match[1]) / 100 if match else None, written, done)


def nodes_of(written: str, year: int | None) -> tuple[Node, ...]:
    """The nodes of a cell, “3月底前完成规划（20%）；6月底前开工（50%）”; an entry without a day is left out."""
    found = ((read_deadline(line, year).day, line) for line in lines(written))
    return tuple(sorted((node_of(day, line) for day, line in found if day is not None), key=lambda node: node.day))


_TO = re.compile(r"(?:延期|延长|展期|推迟|调整)?(?:至|到)\s*|(?:extended\s+)?(?:until|to)\s+", re.IGNORECASE)
_APPROVED = re.compile(r"批准|同意|核准|approved", re.IGNORECASE)
_ASKED = re.compile(r"申请|请示|报请|asked|requested", re.IGNORECASE)
_REASON = re.compile(r"(?:事由|原因|理由|reason)\s*[:：]?\s*(?P<reason>[^；;]+)$", re.IGNORECASE)
_BY = re.compile(r"[(（](?P<by>[^)）]*)[)）]|by\s+(?P<name>[^,，;；]+)", re.IGNORECASE)


def extensions_of(written: str, year: int | None) -> tuple[Extension, ...]:
    """The extensions of a cell, one a line: “2031-09-10申请，2031-09-12批准（市委督查室），延至2031-12-31，事由：征地”.

    One that is not said to be approved on a day was only asked for. In order of approval.
    """
    found = [extension for line in _entries(written) if (extension := _extension(line, year)) is not None]
    return tuple(sorted(found, key=lambda extension: extension.approved_on or extension.asked_on or extension.new))


def _entries(written: str) -> list[str]:
    return [part.strip() for part in re.split(r"[\n\r]+|[；;](?=\s*(?:19|20)\d\d)", written) if part.strip()]


def _extension(line: str, year: int | None) -> Extension | None:
    reason = _REASON.search(line)
    body = line[: reason.start()] if reason else line
    to = _TO.search(body)
    new = read_deadline(body[to.end() :][:24], year).day if to else None
    if new is None:
        return None
    assert to is not None
    head = body[: to.start()]
    tail = body[to.end() :]
    by = _BY.search(body)
    return Extension(
        new=new,
        asked_on=_day_by(head, _ASKED, year) or _day_by(tail, _ASKED, year),
        approved_on=_day_by(head, _APPROVED, year) or _day_by(tail, _APPROVED, year),
        approved_by=((by["by"] or by["name"] or "") if by else "").strip(),
        reason=reason["reason"].strip() if reason else "",
    )


def _day_by(text: str, word: re.Pattern[str], year: int | None) -> datetime.date | None:
    """The day of a word: right before it (“9月12日批准”), right after it (“approved 2031-09-12”), else before it."""
    match = word.search(text)
    if match is None:
        return None
    days = list(_places_of_days(text, year))
    before = [(end, day) for _, end, day in days if end <= match.start()]
    after = [(start, day) for start, _, day in days if start >= match.end()]
    if before and match.start() - before[-1][0] <= 1 and text[match.start() - 1 : match.start()] not in ("，", ","):
        return before[-1][1]
    if after and after[0][0] - match.end() <= 4:
        return after[0][1]
    if before:
        return before[-1][1]
    return after[0][1] if after else None


_SHORT = re.compile(r"(?<![年\d])\d{1,2}月\d{1,2}日")


def _places_of_days(text: str, year: int | None) -> Iterator[tuple[int, int, datetime.date]]:
    found = sorted((*_FULL.finditer(text), *_SHORT.finditer(text)), key=lambda match: match.start())
    for match in found:
        day = read_deadline(match[0], year).day
        if day is not None:
            yield match.start(), match.end(), day


def day_in(text: str, year: int | None) -> datetime.date | None:
    """The first full day written in a text (“截至11月20日，…”), None where there is none."""
    return next((day for _, _, day in _places_of_days(text, year)), None)


def checks_of(written: str, year: int | None) -> tuple[Check, ...]:
    """The checks of a cell, one a line: “2031-11-20 市委督查室 核查 通过 100%”. A line without a result is no check."""
    found = [check for line in lines(written) if (check := _check(line, year)) is not None]
    return tuple(sorted(found, key=lambda check: check.on or datetime.date.min))


def _found(kind: str, line: str) -> tuple[str, str] | None:
    """The code and the word of a kind that stands in a line; the longest word wins (不通过 before 通过)."""
    known = cell_words(kind)
    assert isinstance(known, dict)
    low = line.lower()
    word = max((word for word in known if word in low), key=len, default=None)
    return None if word is None else (known[word], word)


def _check(line: str, year: int | None) -> Check | None:
    rest = line
    result = _found("result", line)
    if result is None:
        return None
    day = day_in(line, year)
    percent = _PERCENT.search(line)
    kind = _found("check", line.lower().replace(result[1], " ", 1))
    for pattern in (_FULL, _SHORT, _PERCENT):
        rest = pattern.sub(" ", rest)
    for word in (result, kind):
        if word is not None:
            rest = re.sub(re.escape(word[1]), " ", rest, count=1, flags=re.IGNORECASE)
    by, _, words = rest.strip(" ，,：:。").partition("：")
    return Check(
        kind[0] if kind else "desk", result[0], day, re.split(r"[\s，,]{2,}|[，,]", by.strip())[0].strip(" ，,"),  # type: ignore[arg-type]
        Fraction(percent[1]) / 100 if percent else None, words.strip() or line,
    )  # fmt: skip
