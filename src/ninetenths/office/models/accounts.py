"""How a person gets in: the account with its password, one-time addresses, tokens for the API."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from ninetenths.office.models.fields import Recorded, id_field
from ninetenths.office.models.organizations import Person


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by the name they sign in with."""


class Account(AbstractBaseUser):
    """What signs in: not replayed, since passwords and second factors are in no log. One a person."""

    id = models.BigAutoField(primary_key=True)
    username = models.CharField(max_length=120, unique=True)
    email = models.CharField(max_length=200, blank=True)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="account")
    is_active = models.BooleanField(default=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_staff = False
    is_superuser = False


class OneTimeAddress(Recorded):
    """An address that lets one person in once; only the hash of its secret is kept."""

    id = id_field()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class Token(Recorded):
    """A token of the API with a person's rights; only its hash is kept."""

    id = id_field()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=120)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
