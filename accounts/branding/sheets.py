"""The colours of an organisation as style sheets. They follow from the colour alone, which stands in their address.

So no page carries a style (the CSP takes none), nobody is looked up for one, and browsers keep them for good.
"""

from __future__ import annotations

from collections.abc import Mapping

from accounts.branding.colour import DARK, LIGHT, palette


def for_pages(colour: str) -> str:
    """In the place of our own colours, on the whole page."""
    tones = palette(colour)
    light, dark = _said(tones.light.values), _said(tones.dark.values)
    return (
        f"@layer tokens{{:root{{{light}}}@media (prefers-color-scheme: dark){{:root{{{dark}}}}}"
        f"@media print{{:root{{{light}}}}}}}\n"
    )


def for_preview(colour: str) -> str:
    """In two parts of a page, one as it is in light surroundings and one as in dark, whatever the page is."""
    tones = palette(colour)
    light, dark = _said(LIGHT | tones.light.values), _said(DARK | tones.dark.values)
    return (
        f"@layer pages{{.brand-light{{color-scheme:light;{light}}}.brand-dark{{color-scheme:dark;{dark}}}}}\n"
    )


def _said(values: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())
