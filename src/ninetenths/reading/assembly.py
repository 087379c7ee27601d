"""Putting a reading together: one pass a part, each pointing into the same characters."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import os
import sys
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from ninetenths import __version__
from ninetenths.measures import Anchor, Calendar, count_of
from ninetenths.packs import load
from ninetenths.patterns import regex
from ninetenths.reading.genres import adoption_of, classification_of, genre_of, language_of, number_of
from ninetenths.reading.scanning import Scan, scan
from ninetenths.reading.values import (
    VERSION,
    Clause,
    DateMention,
    Field,
    Genre,
    Label,
    Passage,
    Reader,
    Reading,
    Source,
    Span,
    freeze,
    unfrozen,
)

if TYPE_CHECKING:
    from ninetenths.reading.sections import Headings

_RECORDED = frozenset(("session-news", "communique", "other"))
# Fields whose spans are the session's business itself, so that the clauses under them are `record`.
_PROCEDURAL = (
    "published_on", "source", "attendance", "presided_by", "agenda", "other_participants", "speakers", "held_on",
)  # fmt: skip
_YEAR = regex(
    r"(?<!\d)((?:19|20)\d\d)(?=年|[-/.]\d|[-—–－~～至到](?:19|20)\d\d年)"
    r"|([一二]九[〇○零一二三四五六七八九]{2}|二[〇○零一二三四五六七八九]{3})年"
)
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_SURROGATE = regex("[\ud800-\udfff]")


def read(text: str, *, source: Source | None = None, calendar: Calendar | None = None) -> Reading:
    """Read a text. Total: any text gives a reading, in time linear in its length; the same text, the same bytes.

    `calendar` is the body's own: working days and holidays of deadlines are told by it; none are counted without one.
    `source` says what is known of where the text came from; what the text itself says is added to it. A lone surrogate,
    which no encoding can hold, is read as U+FFFD; the reading's `text` shows it so.
    """
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
        encoded = text.encode()
    _one_thread()
    language = language_of(text)
    cut = scan(text)
    made = (
        _english(text, cut, source, calendar) if language == "en" else _chinese(text, cut, source, language, calendar)
    )
    mark = classification_of(text)
    said = made.source
    given = source or Source()
    told = dataclasses.replace(
        given,
        text_sha256=hashlib.sha256(encoded).hexdigest(),
        chars=len(text), language=language, genre=said.genre,
        title=given.title or said.title,
        publisher=given.publisher or said.publisher,
        published_on=given.published_on or said.published_on,
        adopted_on=given.adopted_on or said.adopted_on,
        document_number=given.document_number or said.document_number,
        year=given.year or said.year,
        classification=mark[0] if mark else given.classification,
    )  # fmt: skip
    return dataclasses.replace(made, source=told)


@cache
def _one_thread() -> None:
    """Import numpy with one thread of linear algebra, unless the program has done so or says otherwise.

    The reader's matrices are small: threads would wait for each other, on a busy machine for longer than a reading takes.
    """
    if "numpy" in sys.modules:
        return
    unsaid = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(unsaid, "1"))
    import numpy  # noqa: F401  # its libraries ask once, when they are loaded

    for name in unsaid:
        os.environ.pop(name, None)


@cache
def _reader() -> Reader:
    from ninetenths.reading.labelling.network import weights

    names = ("genres", "sections", "passages")
    packs = {f"grammar/{name}": str(load("grammar", name).get("version", "1")) for name in names}
    return Reader(__version__, packs | {"models/labels": weights().version})


def _chinese(text: str, cut: Scan, source: Source | None, language: str, calendar: Calendar | None) -> Reading:
    # Each language's parts are imported with its first text: their patterns cost more than a reading.
    from ninetenths.reading.commitments import find_commitments
    from ninetenths.reading.dates import find_dates
    from ninetenths.reading.findings import find_findings
    from ninetenths.reading.labelling import label_clauses, simplified
    from ninetenths.reading.labelling.promised import promised
    from ninetenths.reading.passages import find_passages
    from ninetenths.reading.phrases import find_phrases
    from ninetenths.reading.quantities import find_quantities
    from ninetenths.reading.references import find_references
    from ninetenths.reading.sections import find_sections
    from ninetenths.reading.sets import find_sets

    head = [text[start:end] for start, end in zip(cut.line_starts[:8], cut.line_ends[:8], strict=True)]
    genre = genre_of(text, head)
    headings = find_sections(cut, genre)
    passages = find_passages(cut)
    record = None
    if genre in _RECORDED:
        from ninetenths.reading.records import read_record

        published = source.published_on if source else None
        record = read_record(text, published_on=published, source=source.publisher if source else None)
    codes = simplified(cut) if language == "zh-Hant" else None
    labelled = label_clauses(cut, genre, headings, passages, _recorded(record), codes)
    quantities = find_quantities(text)
    promised(cut, genre, headings, labelled.half, quantities, labelled.labels, labelled.rules)
    ids = _ids(cut, headings)
    clauses = _clauses(cut, ids, headings, passages, labelled.labels, labelled.rules)
    year, day = _year(head, record), _own_day(head, record, source, find_dates)
    anchor = Anchor(source.year if source and source.year else year, day)
    commitments = find_commitments(cut, labelled.labels, labelled.rules, ids, headings, quantities, anchor, calendar)
    sets = find_sets(text, cut)
    phrases = find_phrases(text, cut)
    return Reading(
        version=VERSION, reader=_reader(),
        source=Source(
            genre=genre, title=_title(head), publisher=_said(record, "source"),
            published_on=_said(record, "published_on"), year=year,
            adopted_on=adoption_of(head), document_number=number_of(head),
        ),
        record=record, sections=headings.sections, passages=passages, clauses=clauses, commitments=commitments,
        sets=sets, phrases=phrases, references=find_references(text, cut), quantities=quantities,
        dates=tuple(find_dates(text, year)),
        findings=find_findings(text, commitments, sets, phrases), text=text,
    )  # fmt: skip


def _english(text: str, cut: Scan, source: Source | None, calendar: Calendar | None) -> Reading:
    from ninetenths.reading.dates import find_dates_en
    from ninetenths.reading.english import read_english
    from ninetenths.reading.english.commitments import with_due
    from ninetenths.reading.quantities import find_quantities_en

    parts = read_english(text, cut)
    head = [text[start:end] for start, end in zip(cut.line_starts[:8], cut.line_ends[:8], strict=True)]
    genre: Genre = parts.genre
    year, day = _year(head, parts.record), _own_day(head, parts.record, source, find_dates_en)
    anchor = Anchor((source.year if source else None) or year or (day.year if day else None), day)
    return Reading(
        version=VERSION, reader=_reader(), source=Source(genre=genre, title=parts.title, year=year, adopted_on=_said(parts.record, "adopted_on")),
        record=parts.record, sections=parts.sections, passages=parts.passages, clauses=parts.clauses,
        commitments=with_due(text, parts.commitments, anchor, calendar), sets=parts.sets, phrases=parts.phrases, references=parts.references,
        quantities=parts.quantities or tuple(find_quantities_en(text)),
        dates=parts.dates or tuple(find_dates_en(text, year)),
        findings=parts.findings, text=text,
    )  # fmt: skip


def _ids(cut: Scan, headings: Headings) -> list[str]:
    """Ids made from places: section, paragraph in it, clause in that (`s2-1.p3.c4`)."""
    made: list[str] = []
    counts: dict[int, int] = {}
    orders = [str(order) for order in range(1, 65)]
    for line, section in enumerate(headings.section_of):
        number = counts[section] = counts.get(section, 0) + 1
        owner = headings.sections[section].id if section >= 0 else "s0"
        prefix = f"{owner}.p{number}.c"
        held = len(cut.clauses_of(line))
        if held > len(orders):
            orders += [str(order) for order in range(len(orders) + 1, held + 1)]
        made += [prefix + order for order in orders[:held]]
    return made


def _clauses(
    cut: Scan, ids: list[str], headings: Headings, passages: tuple[Passage, ...], labels: list[Label], rules: list[str]
) -> tuple[Clause, ...]:
    names: list[str | None] = [section.id for section in headings.sections]
    names.append(None)  # section -1 is none
    in_passage: list[str | None] = [None] * len(ids)
    for passage in passages:
        low, high = bisect_left(cut.starts, passage.start), bisect_left(cut.starts, passage.end)
        in_passage[low:high] = [passage.id] * (high - low)
    section_of = headings.section_of
    sections = [names[section_of[line]] for line in cut.line_of]
    return freeze(Clause, map(unfrozen(Clause), ids, cut.starts, cut.ends, labels, sections, in_passage, rules))


def _recorded(record: dict[str, Field] | None) -> list[Span]:
    if record is None:
        return []
    return [span for name in _PROCEDURAL if name in record for span in record[name].spans]


def _said(record: dict[str, Field] | None, name: str) -> str | None:
    field = (record or {}).get(name)
    return field.value if field is not None and isinstance(field.value, str) else None


def _title(head: list[str]) -> str | None:
    return head[0] if head and len(head[0]) <= 120 else None


def _own_day(
    head: list[str],
    record: dict[str, Field] | None,
    source: Source | None,
    find: Callable[[str, int | None], list[DateMention]],
) -> datetime.date | None:
    """The text's own day: of the session, of adoption, of publication, else the first whole day in its head."""
    said = [_said(record, "adopted_on"), _said(record, "held_on"), adoption_of(head), _said(record, "published_on")]
    said += [source.adopted_on, source.published_on] if source else []
    said += [day.iso for line in head for day in find(line[:120], None)]
    for iso in said:
        if iso and len(iso) == 10:
            return datetime.date.fromisoformat(iso)
    return None


def _year(head: list[str], record: dict[str, Field] | None) -> int | None:
    """The year that “this year” means: of the session, else of publication, else the first stated in the head."""
    for name in ("held_on", "published_on"):
        if (value := _said(record, name)) and value[:4].isdigit():
            return int(value[:4])
    for line in head:
        if match := _YEAR.search(line[:120]):
            if match[1]:
                return int(match[1])
            return count_of(match[2].replace("○", "〇"))
    return None
