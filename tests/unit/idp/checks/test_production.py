"""H03: production refuses what is unsafe, and each refusal says what to do."""

import pytest
from pytest_django import Settings

from idp.checks.production import production_is_safe


@pytest.fixture
def production(settings: Settings) -> Settings:
    """A production in which nothing is wrong."""
    settings.PRODUCTION = True
    settings.SECRET_KEY = "q7" * 40
    settings.SECRET_KEY_FALLBACKS = ["m4" * 40]
    settings.DEBUG = False
    settings.PUBLIC_URL = "https://id.nordljus.example"
    settings.ALLOWED_HOSTS = ["id.nordljus.example"]
    settings.REDIS_URL = "redis://cache.nordljus.example/0"
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.DEMO = False
    settings.DESKTOP_PHONES = False
    return settings


def refusals() -> set[str | None]:
    return {message.id for message in production_is_safe()}


def test_a_safe_production_starts(production: Settings) -> None:
    assert refusals() == set()


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("SECRET_KEY", "", "idp.E001"),
        ("SECRET_KEY", "short", "idp.E002"),
        ("SECRET_KEY", "django-insecure-" + "q7" * 40, "idp.E003"),
        ("SECRET_KEY_FALLBACKS", ["m4" * 40, "short"], "idp.E010"),
        ("SECRET_KEY_FALLBACKS", ["django-insecure-" + "q7" * 40], "idp.E010"),
        ("DEBUG", True, "idp.E004"),
        ("PUBLIC_URL", "http://id.nordljus.example", "idp.E005"),
        ("PUBLIC_URL", "https://id.nordljus.example/path", "idp.E006"),
        ("PUBLIC_URL", "https://id.nordljus.example?a=b", "idp.E006"),
        ("PUBLIC_URL", "https://ann@id.nordljus.example", "idp.E006"),
        ("ALLOWED_HOSTS", ["another.example"], "idp.E007"),
        ("ALLOWED_HOSTS", ["id.nordljus.example", "*"], "idp.E008"),
        ("ALLOWED_HOSTS", ["id.nordljus.example", ".example"], "idp.E008"),
        ("DEMO", True, "idp.E009"),
        ("DESKTOP_PHONES", True, "idp.W001"),
        ("REDIS_URL", "", "idp.W002"),
        ("TRUSTED_PROXIES", [], "idp.W003"),
    ],
)
def test_each_unsafe_setting_is_refused(production: Settings, name: str, value: object, refusal: str) -> None:
    setattr(production, name, value)

    assert refusals() == {refusal}


def test_every_refusal_names_its_remedy(production: Settings) -> None:
    production.SECRET_KEY = ""
    production.SECRET_KEY_FALLBACKS = ["short"]
    production.TRUSTED_PROXIES = []
    production.DEBUG = production.DEMO = production.DESKTOP_PHONES = True
    production.PUBLIC_URL = "http://id.nordljus.example/path"
    production.ALLOWED_HOSTS = ["*"]

    messages = production_is_safe()

    assert len(messages) == 10
    assert all(message.hint for message in messages)


def test_development_is_not_asked(production: Settings) -> None:
    production.PRODUCTION = False
    production.DEBUG = True

    assert refusals() == set()
