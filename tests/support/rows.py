"""Every row of ours but counts of tries, to see that nothing changed."""

from typing import Any

from django.apps import apps

from accounts.throttle.models import TryCount


def everything() -> dict[str, list[dict[str, Any]]]:
    models = [model for label in ("accounts", "devices") for model in apps.get_app_config(label).get_models()]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in models
        if model is not TryCount
    }
