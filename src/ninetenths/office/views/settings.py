"""Settings: one's own account and tokens, the people of the office, and what `office.toml` says."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse

from ninetenths.office.domain import accounts, clock, record, tokens
from ninetenths.office.domain.permissions import visible
from ninetenths.office.domain.verbs import ROOM, Forbidden
from ninetenths.office.folder import SETTINGS_FILE, served
from ninetenths.office.models import ROLES, Membership, OneTimeAddress, Organization, Person, Token
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.display import keep
from ninetenths.office.views.posting import led_back, only, outside, said
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render
from ninetenths.refusal import Refusal

ACCOUNT, PEOPLE, OFFICE = "/office/settings/", "/office/settings/people/", "/office/settings/office/"
COOKIE_OF = {"zh-Hans": "zh-hans", "en": "en", "": ""}


def _page(request: HttpRequest, which: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shell = shell_of(request, "settings")
    tabs = [{"label": said(request, "settings:account"), "href": ACCOUNT, "current": which == "account"}]
    if "administrator" in actor_of(request).office_roles:
        tabs += [
            {"label": said(request, "settings:people"), "href": PEOPLE, "current": which == "people"},
            {"label": said(request, "settings:office"), "href": OFFICE, "current": which == "office"},
        ]
    response = render(request, f"office/settings_{which}.html", {"shell": shell, "tabs": tabs, **context}, status)
    response["Cache-Control"] = "no-store"
    return response


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """One's own account; each form does one verb on oneself."""
    person = Person.objects.select_related("account").get(pk=actor_of(request).person)
    if request.method != "POST":
        return _account(request, person)
    act = _OWN.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        return act(request, person)
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        fault = words_of(refusal, request.words)  # type: ignore[attr-defined]
        return _account(request, person, fault=fault, typed=request.POST, status=422)


def _account(request: HttpRequest, person: Person, *, status: int = 200, **more: Any) -> HttpResponse:
    held = Membership.objects.filter(person=person, ended=None).select_related("organization")
    context = {
        "person": person, "memberships": list(held), "account": request.user, "fault": None, "typed": {}, "fresh": None,
        "factor": Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).exists(),
        "tokens": list(person.tokens.filter(ended=None).order_by("-entry")), "now": clock.now(),
        "contact_of": outside(request, ""), **more,
    }  # fmt: skip
    return _page(request, "account", context, status)


def _change(request: HttpRequest, person: Person) -> HttpResponse:
    mail, telephone, language = (request.POST.get(name, "").strip() for name in ("mail", "telephone", "language"))
    if language not in COOKIE_OF:
        raise Http404
    accounts.change(person, by=actor_of(request), mail=mail, telephone=telephone, language=language)
    response = led_back(request, ACCOUNT, "settings:changed")
    if language != person.language:
        keep(response, django_settings.LANGUAGE_COOKIE_NAME, COOKIE_OF[language])
    return response


def _token(request: HttpRequest, person: Person) -> HttpResponse:
    name = " ".join(request.POST.get("name", "").split())
    if not name or len(name) > 120:
        raise Refusal(ROOM, "token.name")
    days = request.POST.get("days", "")
    secret, digest = accounts.secret_of()
    accounts.token(
        person, by=actor_of(request), name=name, secret_sha256=digest, days=int(days) if days.isdecimal() else None
    )
    # Shown by this answer alone: a redirect would have to keep it somewhere.
    return _account(request, person, fresh=tokens.PREFIX + secret, status=201)


def _end_token(request: HttpRequest, person: Person) -> HttpResponse:
    accounts.end_token(person, by=actor_of(request), token=request.POST.get("token", ""))
    return led_back(request, ACCOUNT, "settings:token.ended")


_OWN = {"change": _change, "token": _token, "end_token": _end_token}


@signed_in
def people(request: HttpRequest, key: str = "") -> HttpResponse:
    """Everybody who can sign in, for administrators; one of them beside the list."""
    only(request, "accounts.invite", "administrator")
    if request.method != "POST":
        return _people(request, key)
    act = _OF_PEOPLE.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        return act(request, key)
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        fault = words_of(refusal, request.words)  # type: ignore[attr-defined]
        return _people(request, key, fault=fault, fault_in=request.POST["do"], typed=request.POST, status=422)


def _people(request: HttpRequest, key: str, *, status: int = 200, **more: Any) -> HttpResponse:
    now = clock.now()
    rows = list(
        visible(Person, actor_of(request))
        .select_related("account")
        .prefetch_related(
            Prefetch("memberships", Membership.objects.filter(ended=None).select_related("organization"), "held"),
            Prefetch("addresses", OneTimeAddress.objects.filter(used=None, expires__gt=now), "open_addresses"),
            Prefetch("tokens", Token.objects.filter(ended=None), "open_tokens"),
        )
        .order_by("disabled", "name", "pk")
    )
    focus = next((row for row in rows if row.pk == key), None)
    if key and focus is None:
        raise Http404
    agencies = Organization.objects.filter(ended=None).order_by("kind", "place", "name")
    context = {
        "people": rows, "focus": focus, "me": actor_of(request).person, "named_roles": [(role, said(request, f"settings:role.{role}")) for role in ROLES], "fault": None, "fault_in": "",
        "typed": {}, "fresh": None, "named_agencies": [(one.pk, one.name) for one in sorted(agencies, key=lambda one: one.kind != "office")],
        "days": accounts.ADDRESS_DAYS, **more,
    }  # fmt: skip
    return _page(request, "people", context, status)


def _invite(request: HttpRequest, key: str) -> HttpResponse:
    organization = _organization(request)
    secret, digest = accounts.secret_of()
    person = accounts.invite(
        organization, by=actor_of(request), name=request.POST.get("name", ""), role=request.POST.get("role", ""),
        mail=request.POST.get("mail", "").strip(), secret_sha256=digest,
    )  # fmt: skip
    return _people(request, person.pk, fresh=outside(request, f"/office/enter/{secret}/"), status=201)


def _organization(request: HttpRequest, field: str = "organization") -> Organization:
    found = visible(Organization, actor_of(request)).filter(pk=request.POST.get(field, ""), ended=None).first()
    if found is None:
        raise Refusal(ROOM, "organization.choose")
    row: Organization = found
    return row


def _person(request: HttpRequest, key: str) -> Person:
    found = visible(Person, actor_of(request)).filter(pk=key).first()
    if found is None:
        raise Http404
    row: Person = found
    return row


def _address(request: HttpRequest, key: str) -> HttpResponse:
    secret, digest = accounts.secret_of()
    accounts.address(_person(request, key), by=actor_of(request), secret_sha256=digest)
    return _people(request, key, fresh=outside(request, f"/office/enter/{secret}/"), status=201)


def _grant(request: HttpRequest, key: str) -> HttpResponse:
    organization = _organization(request, "grant_organization")
    accounts.grant(
        _person(request, key),
        by=actor_of(request),
        role=request.POST.get("grant_role", ""),
        organization=organization.pk,
    )
    return led_back(request, f"{PEOPLE}{key}/", "settings:granted")


def _revoke(request: HttpRequest, key: str) -> HttpResponse:
    accounts.revoke(_person(request, key), by=actor_of(request), membership=request.POST.get("membership", ""))
    return led_back(request, f"{PEOPLE}{key}/", "settings:revoked")


def _disable(request: HttpRequest, key: str) -> HttpResponse:
    accounts.disable(_person(request, key), by=actor_of(request))
    return led_back(request, f"{PEOPLE}{key}/", "settings:disabled")


def _enable(request: HttpRequest, key: str) -> HttpResponse:
    accounts.enable(_person(request, key), by=actor_of(request))
    return led_back(request, f"{PEOPLE}{key}/", "settings:enabled")


def _erase(request: HttpRequest, key: str) -> HttpResponse:
    record.erase_person(_person(request, key), by=actor_of(request), reason=request.POST.get("reason", ""))
    return led_back(request, f"{PEOPLE}{key}/", "settings:erased")


_OF_PEOPLE = {
    "invite": _invite, "address": _address, "grant": _grant, "revoke": _revoke, "disable": _disable, "enable": _enable,
    "erase": _erase,
}  # fmt: skip
# What of office.toml a page shows; keys and passwords are in other files.
SHOWN = ("name", "zone", "language", "address", "origin", "rules", "calendar", "series", "ceiling")
MAIL = ("host", "port", "security", "user", "sender")


@signed_in
def office(request: HttpRequest) -> HttpResponse:
    """What office.toml says, for administrators; it is changed there."""
    only(request, "settings.read", "administrator")
    held = served()
    context = {
        "rows": [(key, getattr(held, key)) for key in SHOWN] + [(f"mail.{key}", held.mail.get(key, "")) for key in MAIL],
        "file": held.folder / SETTINGS_FILE, "folder": held.folder,
    }  # fmt: skip
    return _page(request, "office", context)
