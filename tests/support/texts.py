"""What people read, in a language other than English."""

from __future__ import annotations

from django.utils.translation.trans_real import DjangoTranslation

from idp.management.commands.compile_texts import Command as CompileTexts
from tests.support.journeys import Words


def swedish(*domains: str) -> Words:
    """Put a text into Swedish, which must differ from its English; the server reads the same, compiled anew.

    It is looked for in each of these domains in turn.
    """
    CompileTexts().handle(verbosity=0)
    catalogues = [DjangoTranslation("sv", domain=domain) for domain in domains]

    def put(text: str) -> str:
        found = (str(catalogue.gettext(text)) for catalogue in catalogues)
        translated = next((one for one in found if one != text), None)
        assert translated is not None, f"no Swedish for {text!r}"
        return translated

    return put
