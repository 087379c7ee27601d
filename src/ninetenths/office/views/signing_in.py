"""Signing in: by a one-time address, then with a password and, where it is set, a second factor (allauth)."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from ninetenths.office.domain import accounts, clock
from ninetenths.office.domain.acting import of_person
from ninetenths.office.models import Account, OneTimeAddress, Person
from ninetenths.office.views.acting import signed_in
from ninetenths.office.views.refusals import csrf_failed
from ninetenths.office.views.templating import Words, render
from ninetenths.packs import phrase

_SAID = {"usersessions/messages/sessions_logged_out.txt": "doors:sessions.ended"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation alone."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *given: Any, **named: Any
    ) -> None:
        """What a page shows by itself is not said again: only ends of sessions are, in our words."""
        code = _SAID.get(message_template or "")
        if code:
            messages.add_message(request, level, Words(request.words)(code))  # type: ignore[attr-defined]


def _held(secret: str) -> OneTimeAddress | None:
    row = OneTimeAddress.objects.filter(secret_sha256=accounts.sha256(secret)).select_related("person").first()
    if row is None or row.used is not None or row.expires <= clock.now() or row.person.disabled:
        return None
    return row


def account_of(person: Person) -> Account:
    """The account of a person, made at its first entry; it signs in under its name, numbered where that is taken."""
    held = Account.objects.filter(person=person).first()
    if held is not None:
        return held
    name, count = person.name, 1
    while Account.objects.filter(username=name).exists():
        count += 1
        name = f"{person.name} {count}"
    account = Account(username=name, person=person)
    account.set_unusable_password()
    account.save()
    return account


@csrf_exempt
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time address: opening it changes nothing, its button lets the person in once.

    The secret in the address is what is checked. A page under `no-referrer` posts with the origin `null`, which the
    usual check refuses; that another site posts it is refused by the browser's own word instead.
    """
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return csrf_failed(request)
    held = _held(secret)
    if held is None:
        return render(request, "office/enter_gone.html", status=404)
    if request.method != "POST":
        response = render(request, "office/enter.html", {"person": held.person})
    else:
        accounts.enter(held.person, by=of_person(held.person), address=held.pk)
        account = account_of(held.person)
        account.backend = "allauth.account.auth_backends.AuthenticationBackend"
        target = "/office/" if account.has_usable_password() else "/office/password/"
        response = perform_login(request, account, email_verification="none", redirect_url=target)
        # Who came by an address may have forgotten the password: the administrator vouches for them.
        request.session[_VOUCHED] = True
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


_VOUCHED = "came_by_address"


class PasswordForm(forms.Form):
    """A password of one's own, typed once: it can be shown. Another one asks for the one there is, unless its owner
    has just come by a one-time address (`vouched`).
    """

    current = forms.CharField(max_length=200, strip=False, required=False, widget=forms.PasswordInput)
    password = forms.CharField(min_length=12, max_length=200, strip=False, widget=forms.PasswordInput)

    words = "en"

    def __init__(self, account: Account, vouched: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        if vouched or not account.has_usable_password():
            del self.fields["current"]

    def clean_current(self) -> str:
        """Raises ValidationError where it is not the password there is."""
        current: str = self.cleaned_data["current"]
        if not self.account.check_password(current):
            raise forms.ValidationError(phrase("doors", "password.not_current", self.words))
        return current

    def clean_password(self) -> str:
        """Raises ValidationError where Django's validators do."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password


@signed_in
def password(request: HttpRequest) -> HttpResponse:
    """Set a password after the first entry, or another one later; it may be skipped: an address can be made again."""
    account = cast(Account, request.user)
    form = PasswordForm(account, bool(request.session.get(_VOUCHED)), request.POST or None)
    form.words = request.words  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        account.set_password(form.cleaned_data["password"])
        account.save(update_fields=["password"])
        account.backend = "allauth.account.auth_backends.AuthenticationBackend"
        update_session_auth_hash(request, account)
        messages.success(request, Words(request.words)("doors:password.kept"))  # type: ignore[attr-defined]
        response = redirect("/office/")
        response.status_code = 303
        return response
    status = 422 if request.method == "POST" else 200
    return render(request, "office/password.html", {"form": form, "account": account}, status)
