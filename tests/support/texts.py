"""What people read, in a language other than English."""

from __future__ import annotations

from django.utils.translation.trans_real import DjangoTranslation

from idp.management.commands.compile_texts import Command as CompileTexts
from tests.support.journeys import Words


def swedish(domain: str) -> Words:
    """Put a text into Swedish, which must differ from its English; the server reads the same, compiled anew."""
    CompileTexts().handle(verbosity=0)
    catalogue = DjangoTranslation("sv", domain=domain)

    def put(text: str) -> str:
        translated = str(catalogue.gettext(text))
        assert translated != text, f"no Swedish for {text!r}"
        return translated

    return put
