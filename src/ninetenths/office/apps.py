"""The Django app of the office."""

from __future__ import annotations

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """One app: models, verbs, pages."""

    name = "ninetenths.office"
    label = "office"
    default = True

    def ready(self) -> None:
        """Every verb is known once Django is."""
        from ninetenths.office import domain

        domain.load()
