"""A column that tells when its row was written."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts import clock


class WrittenAt(models.DateTimeField):  # type: ignore[type-arg]  # its types stand in the stubs alone
    """Django's `auto_now_add` by the database's clock. Tables and migrations see Django's own field."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "auto_now_add": True})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  as Django has it
        """The time now, when the row is new."""
        if add:
            setattr(model_instance, self.attname, clock.now())
        return getattr(model_instance, self.attname)

    def deconstruct(self) -> Any:
        """What a migration writes down."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, options
