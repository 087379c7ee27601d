"""The register: one table over all sources, its filters in the address, the one in focus in the panel."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from ninetenths.office.domain import clock, commitments, rounds
from ninetenths.office.domain.permissions import STAFF, visible
from ninetenths.office.domain.shares import fraction
from ninetenths.office.interfaces import register
from ninetenths.office.interfaces.register import Filter, filter_of
from ninetenths.office.models import Check, Commitment, Organization, Person, Report
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.acts import acts_of
from ninetenths.office.views.history import SHOWN, history_of
from ninetenths.office.views.rows import number_words, pack_words, reason, row_of, status_of
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render
from ninetenths.packs import phrase


@signed_in
def index(request: HttpRequest, key: str | None = None) -> HttpResponse:
    """The register, with the commitment that `?c=` or the address names in its panel."""
    actor, language = actor_of(request), request.words  # type: ignore[attr-defined]
    asked = filter_of(request.GET)
    found = register.rows(actor, asked)
    counts = register.codes(actor, asked)
    whole = sum(counts.values())
    asked_page = request.GET.get("page", "")
    page = max(1, int(asked_page)) if asked_page.isdecimal() and len(asked_page) < 8 else 1
    start = (page - 1) * register.PAGE
    loaded = list(register.loaded(found[start : start + register.PAGE]))
    rows = [row_of(row, language) for row in loaded]
    focus = key or request.GET.get("c")
    held = next((row for row in loaded if row.pk == focus), None)
    context: dict[str, Any] = {
        "shell": shell_of(request, "register"), "asked": asked, "rows": rows, "whole": whole, "counts": counts,
        "first": start + 1, "focus": focus, "as_of": clock.now(), "pack": pack_words(language),
        "views": _views(actor, asked, language, counts, whole), "hidden": {name: value for name, value in asked.conditions.items() if name != "q"},
        "conditions": _choices(actor, asked, language),
        "earlier": _paged(asked, page - 1) if page > 1 else None,
        "later": _paged(asked, page + 1) if start + len(rows) < whole else None,
        "staff": bool(STAFF & actor.office_roles), "may_issue": commitments.issue.allows(actor),
        "may_ask": rounds.open_.allows(actor), "panel": panel_of(request, focus, held) if focus else None,
        "drops": _drops(actor, asked, language) if not rows else [],
        "link": lambda pk: f"{asked.address()}{'&' if asked.conditions or asked.sort else '?'}c={pk}#panel",
    }  # fmt: skip
    return render(request, "office/register.html", context)


def _paged(asked: Filter, page: int) -> str:
    address = asked.address()
    return f"{address}{'&' if '?' in address else '?'}page={page}"


def _views(actor: Any, asked: Filter, language: str, counts: dict[str, int], whole: int) -> list[dict[str, Any]]:
    items = []
    for code, one in register.views():
        current = one.conditions == asked.conditions
        items.append({
            "label": phrase("register", f"view.{code}", language), "href": one.address(), "current": current,
            "count": whole if current else None,
        })  # fmt: skip
    return items


def _choices(actor: Any, asked: Filter, language: str) -> list[dict[str, Any]]:
    """Conditions that may be set, each with its choices as links; those that are set come as chips."""
    agencies = visible(Organization, actor).filter(ended=None).exclude(kind="office").order_by("place", "name")[:80]
    names = {one.pk: one.name for one in agencies}
    handler = visible(Person, actor).filter(pk=asked.handler).first() if asked.handler else None
    status = [(phrase("face", f"status.{code}", language), asked.address(status=code)) for code in register.ORDER]
    stages = ("draft", "decided", "issued", "acknowledged", "reported", "returned", "checked", "closed")
    found = [
        _choice("status", asked.status, ", ".join(phrase("face", f"status.{code}", language) for code in asked.status.split(",") if code), status, asked, language),
        _choice("stage", asked.stage, ", ".join(phrase("face", f"status.{code}", language) for code in asked.stage.split(",") if code), [(phrase("face", f"status.{code}", language), asked.address(stage=code)) for code in stages], asked, language),
        _choice("lead", asked.lead, names.get(asked.lead, asked.lead), [(name, asked.address(lead=pk)) for pk, name in names.items()], asked, language),
        _choice("handler", asked.handler, handler.name if handler else "", [(phrase("register", "handler.me", language), asked.address(handler=actor.person))], asked, language),
    ]  # fmt: skip
    for name in ("due_after", "due_before", "source", "agency", "kind", "flag", "taken_over"):
        if value := getattr(asked, name):
            found.append(_choice(name, value, value, [], asked, language))
    return found


def _choice(name: str, value: str, shown: str, options: list[Any], asked: Filter, language: str) -> dict[str, Any]:
    return {
        "name": phrase("register", f"filter.{name}", language), "set": bool(value), "shown": shown, "options": options,
        "drop": asked.address(**{name: None}),
    }  # fmt: skip


def _drops(actor: Any, asked: Filter, language: str) -> list[tuple[str, str, int]]:
    """Which condition to drop when nothing was found, and what that gives."""
    found = []
    for name in asked.conditions:
        without = Filter(**{**asked.conditions, name: ""})
        label = phrase("register", f"filter.{name}", language)
        found.append((label, without.address(), sum(register.codes(actor, without).values())))
    return found


def panel_of(request: HttpRequest, key: str, held: Any = None) -> dict[str, Any]:
    """What the panel shows of one commitment; `held` is it where the page has it loaded. Raises Http404 where the
    asker may not see it.
    """
    actor, language = actor_of(request), request.words  # type: ignore[attr-defined]
    row: Any = held or register.loaded(visible(Commitment, actor).filter(pk=key)).first()
    if row is None:
        raise Http404
    prefetch_related_objects(
        [row], Prefetch("reports", Report.objects.filter(state="standing").order_by("entry"), "standing"),
        Prefetch("checks", Check.objects.order_by("entry"), "all_checks"),
    )  # fmt: skip
    status = status_of(row)
    line = row_of(row, language)
    source = row.all_sources[0] if row.all_sources else None
    staff = bool(STAFF & actor.office_roles)
    past = history_of(row, language, staff)
    last = row.standing[-1] if row.standing else None
    supporting = [duty.organization.name for duty in row.open_duties if duty.role == "supporting"]
    return {
        "row": row, "line": line, "status": status, "why": reason(status.why, language) if status else "",
        "flags": [reason(flag, language) for flag in status.flags] if status else [],
        "curve": curve_of(row, line), "arithmetic": arithmetic(row, line, status, language), "source": source, "last": last,
        "supporting": "、".join(supporting) if language == "zh" else ", ".join(supporting),
        "supporting_unknown": row.supporting_written if not supporting else "",
        "pending": row.pending[0] if row.pending else None,
        "acts": acts_of(row, actor, language, pending=bool(row.pending)), "history": past[:SHOWN], "entries": len(past),
        "staff": staff,
        "before": _around(row)[0], "mark": _around(row)[1], "after": _around(row)[2],
    }  # fmt: skip


def curve_of(row: Any, line: Any) -> dict[str, Any] | None:
    """Checked figures against the plan over time: from the start to the deadline; None where there is no plan."""
    if row.start is None or row.deadline is None or row.deadline <= row.start or line.due is None:
        return None
    start: datetime.date = row.start
    length: int = (row.deadline - start).days

    def at(day: datetime.date) -> float:
        return min(1.0, max(0.0, (day - start).days / length))

    points = [(0.0, 0.0)]
    goal = fraction(str(row.goal["value"])) if row.goal and isinstance(row.goal.get("value"), str) else None
    for report in row.standing:
        share = fraction(report.progress)
        if share is None and report.actual and goal:
            amount = fraction(report.actual)
            share = None if amount is None else amount / goal
        if share is not None:
            points.append((at(clock.day_of(report.at)), float(share)))
    if len(points) < 2:
        return None
    return {
        "points": points, "now": at(clock.today()), "said": None,
        "labels": {"start": f"{row.start:%m-%d}", "end": f"{row.deadline:%m-%d}",
                   "whole": f"{line.whole or '100%'} {line.unit}".strip()},
    }  # fmt: skip


def _around(row: Any) -> tuple[str, str, str]:
    """The sentence with the part read out of it between what stands before and after."""
    at = row.sentence.find(row.title) if row.sentence else -1
    if at < 0:
        return "", row.sentence or row.title, ""
    return row.sentence[:at], row.title, row.sentence[at + len(row.title) :]


def arithmetic(row: Any, line: Any, status: Any, language: str) -> list[str]:
    """Lines of arithmetic: what was checked, what was only said, what the schedule asks."""
    if status is None:
        return []
    lines = []
    for name in ("verified", "claimed", "planned"):
        value = getattr(line, {"verified": "checked", "claimed": "claimed", "planned": "due"}[name])
        if value is None:
            continue
        share = f"{value * 100:.1f}%"
        if name != "planned" and line.whole:
            exact = fraction(getattr(status, name))
            whole = fraction(str(row.goal["value"]))
            assert exact is not None and whole is not None
            params = {"count": number_words(exact * whole), "whole": line.whole, "unit": line.unit, "share": share}
            lines.append(phrase("register", f"arithmetic.{name}", language, **params))
        else:
            lines.append(phrase("register", f"arithmetic.{name}.share", language, share=share))
    return lines


@signed_in
def bulk(request: HttpRequest) -> HttpResponse:
    """What was picked goes on to the page that shows what will happen; nothing is done here."""
    chosen = request.POST.getlist("pick")
    target = {"issue": "/office/issue/", "round": "/office/rounds/new/", "export": "/office/register/export/"}.get(
        request.POST.get("act", "")
    )
    if target is None or not chosen:
        return redirect("/office/register/")
    return redirect(f"{target}?{urlencode([('c', key) for key in chosen])}")
