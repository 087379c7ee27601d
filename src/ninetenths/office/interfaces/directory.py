"""A list of agencies and who answers for them in: rows with what is wrong in each, then those that stand are added."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ninetenths.documents.cells import text_of
from ninetenths.documents.rows.grids import is_workbook, separated_sheet, workbook_sheets
from ninetenths.documents.workbooks import Sheet
from ninetenths.extraction import extract
from ninetenths.office.domain import organizations
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.drafting import Names
from ninetenths.office.domain.writing import writing
from ninetenths.office.models import Contact, Organization
from ninetenths.refusal import Refusal

ROOM = "directory"
FIELDS = ("name", "short", "aliases", "remit", "contact", "telephone", "mail")
# Headings by field; the first field whose words are the whole heading has the column, then the first that occurs in it.
_HEADS: tuple[tuple[str, str, str], ...] = (
    ("mail", r"电子邮[箱件]|邮箱|e-?mail(?: address)?|mail", r"邮箱|e-?mail"),
    ("telephone", r"(?:联系|办公|移动|手机)?(?:电话|手机)(?:号码?)?|联系方式|(?:tele)?phone|tel\.?|mobile|cell", r"电话|手机|phone|mobile"),
    ("contact", r"联系人|联络员|姓名|责任人|经办人|负责人|contact(?: person)?|person|liaison|full name", r"联系人|联络员|姓名|contact|liaison"),
    ("short", r"(?:单位|机构|部门)?简称|short(?: name)?|abbreviation|acronym", r"简称|abbrev|acronym|short"),
    ("aliases", r"别名|曾用名|又称|其他名称|aliases|also known as|other names?", r"别名|alias|other name"),
    ("remit", r"职责|职能|主要职责|分工|remit|responsibilit(?:y|ies)|function", r"职责|职能|remit"),
    ("name", r"(?:责任|承办|成员|牵头|工作)?(?:单位|机构|部门|科室|局)(?:名称|全称)?|全称|名称|agency|department|organi[sz]ation|office|bod(?:y|ies)|unit|name|(?:agency|department|organi[sz]ation) name",
     r"单位|机构|部门|agency|department|organi[sz]ation"),
)  # fmt: skip
_MAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")
# A heading stands among the first lines, under a title at most.
_HEAD_WITHIN = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number from 1, its words by field, what is wrong with it (a code; "" of nothing), whether the agency
    is here already, and whether the contact is.
    """

    number: int
    cells: Mapping[str, str]
    fault: str
    known: bool
    known_contact: bool

    @property
    def has_contact(self) -> bool:
        """Whether the row says who answers, or how they are reached."""
        return _has_contact(self.cells)


@dataclass(frozen=True, slots=True)
class Directory:
    """A list as it was read: lines in order, and headings of columns that are not used."""

    lines: tuple[Line, ...]
    unused: tuple[str, ...]

    @property
    def fresh(self) -> tuple[str, ...]:
        """Names of agencies that would be added."""
        return tuple(dict.fromkeys(one.cells["name"] for one in self.lines if not one.fault and not one.known))

    @property
    def contacts(self) -> int:
        """How many contacts would be added."""
        return sum(one.has_contact and not one.fault and not one.known_contact for one in self.lines)

    @property
    def faults(self) -> tuple[Line, ...]:
        """Rows that are left out, each with its reason."""
        return tuple(one for one in self.lines if one.fault)

    @property
    def text(self) -> str:
        """The rows as CSV under our own headings: what a page carries until it is confirmed, so that nothing is kept."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(FIELDS)
        writer.writerows([one.cells.get(name, "") for name in FIELDS] for one in self.lines)
        return out.getvalue()


def read_directory(name: str, data: bytes | str) -> Directory:
    """Read a workbook, a CSV or pasted lines. Raises Refusal where there is no column of agencies or no row."""
    best: tuple[int, dict[int, str], Sheet] | None = None
    for sheet in _sheets(name, data):
        row, columns = _headings(sheet)
        if "name" in columns.values() and (best is None or len(columns) > len(best[1])):
            best = row, columns, sheet
    if best is None:
        raise Refusal(ROOM, "no-agencies", name=name)
    row, columns, sheet = best
    lines = tuple(_lines(sheet, row, columns))
    if not lines:
        raise Refusal(ROOM, "no-rows", name=name)
    if len(lines) > organizations.MOST_ROWS:
        raise Refusal("office", "too-many-rows", most=organizations.MOST_ROWS)
    heads = [text_of(cell) for cell in sheet.rows[row]]
    return Directory(
        lines, tuple(head for at, head in enumerate(heads) if head and at not in columns and not _is_count(head))
    )


def _sheets(name: str, data: bytes | str) -> Iterable[Sheet]:
    if isinstance(data, str):
        return (separated_sheet(data, name),)
    if is_workbook(data, name):
        return [sheet for sheet in workbook_sheets(data, name) if sheet.visible]
    return (separated_sheet(extract(data, name=name).text, name),)


def _is_count(head: str) -> bool:
    return head.strip().lower() in ("序号", "编号", "no", "no.", "#")


def _headings(sheet: Sheet) -> tuple[int, dict[int, str]]:
    """The row of headings and what its columns stand for; the row that names most."""
    found = [(at, _columns([text_of(cell) for cell in row])) for at, row in enumerate(sheet.rows[:_HEAD_WITHIN])]
    return max(found, key=lambda one: len(one[1]), default=(0, {}))


def _columns(heads: Sequence[str]) -> dict[int, str]:
    """What columns stand for: whole headings first, each field once. “Name” beside “Agency” is a person's."""
    columns: dict[int, str] = {}
    for whole in (True, False):
        for field, words, part in _HEADS:
            for at, head in enumerate(heads):
                plain = re.sub(r"\s+", " " if head.isascii() else "", head).strip(" :：*").lower()
                hit = re.fullmatch(words, plain) if whole else len(plain) <= 24 and re.search(part, plain)
                if (
                    hit
                    and at not in columns
                    and (field not in columns.values() or (field == "name" and plain != "name"))
                ):
                    columns[at] = field
    named = [at for at, field in columns.items() if field == "name"]
    persons = [at for at in named if heads[at].strip().lower() in ("name", "名称")]
    if len(named) > 1:
        for at in named:
            if at in persons and "contact" not in columns.values():
                columns[at] = "contact"
            elif at != next(one for one in named if one not in persons or len(persons) == len(named)):
                del columns[at]
    return columns


def _lines(sheet: Sheet, head: int, columns: Mapping[int, str]) -> Iterable[Line]:
    names, above = Names(), ""
    held = set(Contact.objects.filter(ended=None).values_list("organization", "name", "telephone"))
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(sheet.rows[head + 1 :], head + 2):
        cells = {field: " ".join(text_of(row[at]).split()) for at, field in columns.items() if at < len(row)}
        if not any(cells.values()):
            continue
        # An agency that stands once for several contacts: the rows under it are its.
        cells["name"] = cells.get("name") or (above if _has_contact(cells) else "")
        above = cells["name"]
        here = names.find(above)
        key = (above.casefold(), cells.get("contact", ""), cells.get("telephone", ""))
        known = (here, *key[1:]) in held
        yield Line(number, cells, "twice" if key in seen else _fault(cells), here is not None, known)
        seen.add(key)


def _has_contact(cells: Mapping[str, str]) -> bool:
    return any(cells.get(name) for name in ("contact", "telephone", "mail"))


def _fault(cells: Mapping[str, str]) -> str:
    """What keeps a row out; "" of nothing."""
    if not cells["name"]:
        return "no-name"
    if len(cells["name"]) > 200:
        return "long-name"
    if cells.get("mail") and not _MAIL.fullmatch(cells["mail"]):
        return "mail"
    if cells.get("telephone") and sum(sign.isdigit() for sign in cells["telephone"]) < 3:
        return "telephone"
    return ""


def take_over(by: Actor, found: Directory) -> tuple[int, int]:
    """Add the agencies that are new and the contacts that are; all in one transaction. Gives how many of each.

    Raises Refusal where nothing is new.
    """
    if not found.fresh and not found.contacts:
        raise Refusal("office", "organization.none-new")
    standing = [one for one in found.lines if not one.fault]
    with writing():
        if found.fresh:
            rows: dict[str, dict[str, object]] = {}
            for one in standing:
                if not one.known:
                    rows.setdefault(one.cells["name"], _agency(one.cells))
            organizations.import_rows(by=by, rows=list(rows.values()))
        names, rows_by_id = Names(), Organization.objects.in_bulk()
        for one in standing:
            if one.has_contact and not one.known_contact:
                organizations.add_contact(
                    rows_by_id[names.find(one.cells["name"]) or ""], by=by, name=one.cells.get("contact", ""),
                    telephone=one.cells.get("telephone", ""), mail=one.cells.get("mail", ""),
                )  # fmt: skip
    return len(found.fresh), found.contacts


def _agency(cells: Mapping[str, str]) -> dict[str, object]:
    aliases = [one for one in re.split(r"[、，,;；\s]+", cells.get("aliases", "")) if one]
    return {"name": cells["name"], "short": cells.get("short", ""), "aliases": aliases, "remit": cells.get("remit", "")}
