"""Django's settings, made from the folder of the office that `NINE_OFFICE` names."""

from __future__ import annotations

import hashlib
import hmac
import os
import tempfile
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from ninetenths.office import folder

# Types and migrations are checked without an office: a folder that is made for nobody.
_named = os.environ.get(folder.ENVIRONMENT)
_office = folder.load(Path(_named)) if _named else None
# Whatever runs has one; None only where types and migrations are looked at.
OFFICE: folder.Office = cast(folder.Office, _office)
_secret = OFFICE.secret() if _office else os.urandom(32)


def derived(purpose: str) -> bytes:
    """A key of its own for each purpose, from the office's one secret."""
    return hmac.digest(_secret, purpose.encode(), hashlib.sha256)


SECRET_KEY = derived("django").hex()
DEBUG = False
_address = urlsplit(OFFICE.address) if _office and OFFICE.address else None
HTTPS = _address is not None and _address.scheme == "https"
# Reached under any name inside a network; what is written into mails is the address of office.toml, never the Host header.
ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [f"{_address.scheme}://{_address.netloc}"] if _address else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rules",
    "csp",
    "ninetenths.office",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ninetenths.office.views.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ninetenths.office.views.acting.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Before allauth's: what allauth raises to lead elsewhere, its own middleware takes first.
    "ninetenths.office.views.refusals.RefusalMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "ninetenths.office.interfaces.api.answering.IdempotencyMiddleware",
]
ROOT_URLCONF = "ninetenths.office.urls"
_templates = Path(__file__).parent / "templates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_templates],
        "OPTIONS": {
            "environment": "ninetenths.office.views.templating.environment",
            "context_processors": ["ninetenths.office.views.templating.page_context"],
        },
    },
    {
        # allauth's own mails and fallbacks; every page of ours is found by the first.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

_database = OFFICE.database if _office else Path(tempfile.gettempdir()) / "nine-tenths-no-office.db"
_sqlite = {
    "ENGINE": "django.db.backends.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
            "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
        ),
    },
}
DATABASES = {
    "default": {**_sqlite, "NAME": str(_database)},
    # Where the log is replayed to be held against the state; empty between two checks.
    "replay": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "file:replay?mode=memory&cache=shared",
        "OPTIONS": {"uri": True, "init_command": "PRAGMA foreign_keys=OFF;"},
        "TEST": {"NAME": "file:replay?mode=memory&cache=shared", "MIGRATE": False},
    },
}
DATABASE_ROUTERS = ["ninetenths.office.routing.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "office.Account"
AUTHENTICATION_BACKENDS = ["rules.permissions.ObjectPermissionBackend", "allauth.account.auth_backends.AuthenticationBackend"]  # fmt: skip
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # fmt: skip
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/office/account/login/"
LOGIN_REDIRECT_URL = "/office/"
LOGOUT_REDIRECT_URL = "/office/account/login/"
ACCOUNT_ADAPTER = "ninetenths.office.views.signing_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_REAUTHENTICATION_REQUIRED = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = OFFICE.name if _office else "Nine Tenths"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "nine_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "nine_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "ninetenths.office.views.refusals.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

USE_TZ = True
TIME_ZONE = OFFICE.zone if _office else "UTC"
USE_I18N = True
LANGUAGE_CODE = {"zh-Hans": "zh-hans", "en": "en"}[OFFICE.language if _office else "en"]
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "nine_language"
# A text is at most 20 million characters, an upload 100 MB; the server has taken the body whole before Django sees it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
FILE_UPLOAD_TEMP_DIR = str(OFFICE.temporary) if _office else None
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STATIC_URL = "/static/"
APPEND_SLASH = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"tokens": {"()": "ninetenths.office.views.secrecy.CutTokens"}},
    "loggers": {"django.request": {"filters": ["tokens"]}, "nine.office": {"filters": ["tokens"]}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SILENCED_SYSTEM_CHECKS = ["models.W042"]
