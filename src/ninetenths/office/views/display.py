"""How pages look to one browser: language, light, contrast, size of text, single keys; kept in cookies, asked of nobody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

YEAR_SECONDS = 366 * 24 * 3600
# What each choice may be; "" is what the system asks for.
CHOICES = {
    "theme": ("", "light", "dark"), "contrast": ("", "more"), "size": ("", "2", "3"), "keys": ("", "off"),
}  # fmt: skip
LANGUAGES = ("zh-hans", "en")


def safe_next(request: HttpRequest, otherwise: str = "/office/") -> str:
    """Where a form leads back to: `next` where it is an address of our own."""
    wanted = request.POST.get("next", "")
    local = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if local else otherwise


def _back(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(safe_next(request))
    response.status_code = 303
    return response


def keep(response: HttpResponse, name: str, value: str) -> None:
    """A cookie of this browser for a year; none where nothing was chosen."""
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    response.set_cookie(
        name, value, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The other language, for anybody; pages under `no-referrer` post with the origin `null`, and nothing but a
    language can be set from elsewhere.
    """
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        keep(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Light, contrast, size, keys, for anybody; what is not known stays as it was."""
    response = _back(request)
    for name, known in CHOICES.items():
        chosen = request.POST.get(name)
        if chosen in known:
            keep(response, f"nine_{name}", chosen)
    return response
