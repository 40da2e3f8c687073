"""The loader of templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template import Engine, Origin, Template
from django.template.loaders import base, cached

from idp.drawing.folding import folded

FROM_FILES = (
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
)


class _Folding(base.Loader):
    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """Return the template of this name, read anew and folded. Raises TemplateDoesNotExist."""
        template = super().get_template(template_name, skip)
        template.nodelist = folded(template.nodelist)
        return template


class Loader(cached.Loader, _Folding):
    """Django's own that keeps what it has read: folded, and from the folders of the project and of its apps."""

    def __init__(self, engine: Engine, loaders: Sequence[Any] = FROM_FILES) -> None:
        super().__init__(engine, loaders)
