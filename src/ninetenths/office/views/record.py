"""The record: what was done, by whom, when it held and when it was taken; one Entry with its proof, to take along."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode

from ninetenths import ledger
from ninetenths.office.domain import clock, log
from ninetenths.office.domain.log import Opened
from ninetenths.office.domain.permissions import may_read_record
from ninetenths.office.domain.verbs import VERBS, Forbidden
from ninetenths.office.interfaces import bundles
from ninetenths.office.models import Commitment, Contact, Entry, Organization, Paper, Payload, Person, Round
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.posting import said
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render

PAGE = 50
ADDRESS = "/office/record/"
FILTERS = ("q", "verb", "by", "subject", "from", "to", "earlier")
# Kinds of subject that have a name, and the column that it stands in.
_NAMED: dict[str, tuple[Any, str]] = {
    "commitments": (Commitment, "title"), "organizations": (Organization, "name"), "people": (Person, "name"),
    "contacts": (Contact, "name"), "papers": (Paper, "title"), "rounds": (Round, "title"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One Entry in the list: `who` and `about` in words, `at` only where it differs from `recorded`."""

    entry: Opened
    label: str
    who: str
    about: str
    recorded: datetime.datetime
    at: datetime.datetime | None

    @property
    def day(self) -> datetime.date:
        """The day it was recorded on, in the office's zone."""
        return clock.day_of(self.recorded)

    @property
    def early(self) -> datetime.timedelta:
        """How long before it was recorded it is said to hold."""
        return self.recorded - self.at if self.at is not None else datetime.timedelta()


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: held for name in FILTERS if (held := request.GET.get(name, "").strip()[:80])}


def _instant(written: str, days: int = 0) -> str | None:
    """The first instant of a day in the office's zone, as the log writes it; None of what is no day."""
    try:
        day = datetime.date.fromisoformat(written) + datetime.timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return clock.written(datetime.datetime.combine(day, datetime.time(), clock.zone()).astimezone(datetime.UTC))


def _found(asked: dict[str, str]) -> Any:
    rows = Entry.objects.order_by("-index")
    if verb := asked.get("verb"):
        rows = rows.filter(verb__startswith=verb) if verb.endswith(".") else rows.filter(verb=verb)
    if by := asked.get("by"):
        rows = (
            rows.filter(actor=by) if ":" in by or by in ("clock", "console") else rows.filter(actor__endswith=f":{by}")
        )
    if subject := asked.get("subject"):
        rows = rows.filter(subject=subject) if "/" in subject else rows.filter(subject__startswith=f"{subject}/")
    if start := _instant(asked.get("from", "")):
        rows = rows.filter(recorded__gte=start)
    if end := _instant(asked.get("to", ""), 1):
        rows = rows.filter(recorded__lt=end)
    if asked.get("earlier"):
        from django.db.models import F

        rows = rows.exclude(at=F("recorded"))
    if q := asked.get("q"):
        rows = rows.filter(index=int(q)) if q.isdecimal() and len(q) < 18 else rows.filter(subject__in=_subjects(q))
    return rows


def _subjects(q: str) -> list[str]:
    """Subjects whose number or name has these words."""
    found = [
        f"commitments/{key}"
        for key in Commitment.objects.filter(number__icontains=q).values_list("pk", flat=True)[:200]
    ]
    for kind, (model, column) in _NAMED.items():
        keys = model._default_manager.filter(**{f"{column}__icontains": q}).values_list("pk", flat=True)[:200]
        found += [f"{kind}/{key}" for key in keys]
    return found


def _opened(rows: list[Entry]) -> list[Opened]:
    held = dict(Payload.objects.filter(index__in=[row.index for row in rows]).values_list("index", "fields"))
    return [
        Opened(
            row.index, row.at, row.recorded, row.verb, row.subject, row.actor, bytes(row.data), bytes(row.leaf),
            log.fields_of(held[row.index]) if row.index in held else {},
        )
        for row in rows
    ]  # fmt: skip


def _lines(request: HttpRequest, entries: list[Opened]) -> list[Line]:
    named = names_of(entries)
    return [_line(request, one, named) for one in entries]


def names_of(entries: list[Opened]) -> dict[str, str]:
    """Names of what entries are about and of who acts in them, by id, in one query."""
    keys = {key for one in entries for key in one.values.get("by", {}).values()}
    keys |= {one.subject.partition("/")[2] for one in entries}
    queries = [
        model._default_manager.filter(pk__in=keys).order_by().values_list("pk", column)
        for model, column in _NAMED.values()
    ]
    return dict(queries[0].union(*queries[1:]))


def _line(request: HttpRequest, one: Opened, named: dict[str, str]) -> Line:
    recorded, at = clock.read(one.recorded), clock.read(one.at)
    kind, _, key = one.subject.partition("/")
    about = named.get(key, "") or (said(request, f"record:subject.{kind}") if kind in SUBJECTS else kind)
    label = said(request, f"verbs:{one.verb}.done") if one.verb in VERBS else one.verb
    return Line(one, label, _who(request, one, named), about, recorded, None if at == recorded else at)


SUBJECTS = (*_NAMED, "links", "messages", "entries", "issues")


def _who(request: HttpRequest, one: Opened, named: dict[str, str]) -> str:
    by = one.values.get("by", {})
    kind = by.get("kind", "")
    if kind in ("clock", "console"):
        return said(request, f"record:by.{kind}")
    names = [
        named.get(by[name], "") or said(request, "record:nameless") for name in ("person", "contact") if name in by
    ]
    agency = named.get(by.get("organization", ""), "")
    if kind in ("link", "behalf"):
        return said(request, f"record:by.{kind}", agency=agency, name=names[0] if names else "").strip()
    return names[0] if names else one.actor


def _allowed(request: HttpRequest) -> None:
    if not may_read_record(actor_of(request)):
        raise Forbidden("record.read")


@signed_in
def index(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The list, newest first, filtered by the address; one Entry beside it."""
    _allowed(request)
    asked = _asked(request)
    found = _found(asked)
    note = log.checkpoint()
    point = ledger.read_checkpoint(note)
    whole = found.count() if asked else point.size
    before = request.GET.get("before", "")
    rows = list((found.filter(index__lt=int(before)) if before.isdecimal() and len(before) < 18 else found)[: PAGE + 1])
    lines = _lines(request, _opened(rows[:PAGE]))
    focus = _focus(request, number, point) if number is not None else {"focus": None}

    def link(**more: Any) -> str:
        return _address({**asked, **more})

    def drop(name: str) -> str:
        return _address({key: held for key, held in asked.items() if key != name})

    def shown(name: str) -> str:
        return _shown(request, name, asked[name])

    context = {
        "shell": shell_of(request, "record"), "lines": lines, "whole": whole, "asked": asked, "size": point.size,
        "root": point.root.hex(), "days": _days(lines), "origin": point.origin, "vkey": log.signer().vkey, "link": link,
        "later": link(before=lines[-1].entry.index) if len(rows) > PAGE else None, "first": link() if before else None,
        "verbs": [(said(request, f"verbs:{name}.done"), link(verb=name)) for name in VERBS],
        "kinds": [(said(request, f"record:subject.{kind}"), link(subject=kind)) for kind in _NAMED],
        "drop": drop, "shown": shown, "query": urlencode(asked), "others": {key: held for key, held in asked.items() if key != "q"}, **focus,
    }  # fmt: skip
    return render(request, "office/record.html", context)


def _address(asked: dict[str, Any]) -> str:
    return f"{ADDRESS}?{urlencode(asked)}" if asked else ADDRESS


def _shown(request: HttpRequest, name: str, held: str) -> str:
    """A condition in words."""
    if name == "verb" and held in VERBS:
        return said(request, f"verbs:{held}.done")
    if name == "subject" and held in _NAMED:
        return said(request, f"record:subject.{held}")
    if name in ("by", "subject"):
        key = held.rpartition("/")[2].rpartition(":")[2]
        for model, column in _NAMED.values():
            row = model._default_manager.filter(pk=key).values_list(column, flat=True).first()
            if row:
                return str(row)
    return said(request, "record:earlier.yes") if name == "earlier" else held


def _days(lines: list[Line]) -> list[tuple[datetime.date, list[Line]]]:
    groups: list[tuple[datetime.date, list[Line]]] = []
    for line in lines:
        if not groups or groups[-1][0] != line.day:
            groups.append((line.day, []))
        groups[-1][1].append(line)
    return groups


def _focus(request: HttpRequest, number: int, point: ledger.Checkpoint) -> dict[str, Any]:
    entry = log.entry(number)
    if entry is None or number >= point.size:
        raise Http404
    proof = _proof(number, point.size)
    return {
        "focus": _lines(request, [entry])[0], "fields": list(_fields(entry)), "steps": len(proof),
        "holds": ledger.verify_inclusion(entry.leaf, number, point.size, proof, point.root)
        and ledger.leaf_hash(entry.data) == entry.leaf,
        "leaf": entry.leaf.hex(), "href": _subject_address(entry.subject),
    }  # fmt: skip


def _subject_address(subject: str) -> str:
    kind, _, key = subject.partition("/")
    known = {
        "commitments": "/office/register/", "organizations": "/office/organizations/", "papers": "/office/papers/",
        "rounds": "/office/rounds/",
    }  # fmt: skip
    return f"{known[kind]}{key}/" if kind in known and key else ""


def _fields(entry: Opened) -> Iterator[dict[str, Any]]:
    """Each field of a payload: open, cut or erased; of what is gone its hash."""
    for name, held in sorted(entry.fields.items()):
        if held.is_open:
            yield {"name": name, "value": _plain(held.value), "cut": None, "hash": ""}
        else:
            yield {"name": name, "value": None, "cut": held.cut, "hash": _hash(held)}


def _hash(held: ledger.Field) -> str:
    value = held.hash
    return value.hex() if isinstance(value, bytes) else str(value)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return text if len(text) <= 1200 else f"{text[:1200]}…"


def _proof(index: int, size: int) -> list[bytes]:
    return ledger.inclusion_proof_from(lru_cache(maxsize=64)(log.tile), index, size)


def _download(request: HttpRequest, data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _entry(request: HttpRequest, number: int) -> Opened:
    _allowed(request)
    entry = log.entry(number)
    if entry is None:
        raise Http404
    return entry


@signed_in
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """The one-file proof (C2SP tlog-proof) that an Entry is under the checkpoint of now; the Entry's bytes go along."""
    entry = _entry(request, number)
    note = log.checkpoint()
    size = ledger.read_checkpoint(note).size
    data = ledger.write_proof(number, _proof(number, size), note, extra=entry.data)
    return _download(request, data, f"entry-{number}.tlog-proof", "text/plain; charset=utf-8")


@signed_in
def bundle(request: HttpRequest, number: int) -> HttpResponse:
    """An internal bundle of one Entry, which `nine verify` reads offline."""
    _entry(request, number)
    return _download(request, b"".join(bundles.part([number])), f"{number}.bundle", "application/octet-stream")


@signed_in
def key(request: HttpRequest) -> HttpResponse:
    """The log's public key, a C2SP `vkey`."""
    return _download(request, f"{log.signer().vkey}\n".encode(), "log.vkey", "text/plain; charset=utf-8")
