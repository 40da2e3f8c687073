"""Fields of a policy's forms whose choices hang on whose policy it is."""

from __future__ import annotations

from abc import ABC, abstractmethod

from accounts.tenants.models import Tenant


class OfTenant(ABC):
    """Mixed into such a field: the page that shows it says for whom."""

    @abstractmethod
    def belong_to(self, tenant: Tenant) -> None:
        """From now on its choices are those that this tenant has."""


class InWords(ABC):
    """Mixed into a field whose values are not what people would call them."""

    @abstractmethod
    def in_words(self, value: object) -> str | None:
        """What a value is called; None for what is to be shown as it stands."""
