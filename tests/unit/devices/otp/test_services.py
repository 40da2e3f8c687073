"""Authenticator apps: added by a first code, asked for a code, removed (D05)."""

import base64
import time

import pytest
import time_machine
from django_otp.oath import TOTP

from accounts.policy.organisations import make_organisation
from accounts.policy.rules import MethodRule
from accounts.users.models import User
from devices.otp import services
from devices.otp.method import METHOD
from devices.otp.models import DIGITS, STEP_SECONDS, AuthenticatorApp
from devices.otp.refusals import AuthenticatorsNotAllowed, TooManyAuthenticators

NOON = "2030-01-01 12:00:00+00:00"


@pytest.fixture
def ann(db: None) -> User:
    on = {METHOD.key: MethodRule(is_on=True, for_everyone=True)}
    tenant = make_organisation("Nordljus", domains=["nordljus.example"], rules=on)
    return User.objects.create_user("ann@nordljus.example", tenant=tenant)


@pytest.fixture
def app(ann: User) -> AuthenticatorApp:
    """An app that was added an hour before NOON."""
    with time_machine.travel(NOON, tick=False) as clock:
        clock.shift(-3600)
        return added(ann)


def added(user: User, name: str = "Ann's app") -> AuthenticatorApp:
    app = services.offer(user)
    assert services.confirm(app, code=code_of(app), name=name)
    return app


def code_of(app: AuthenticatorApp, *, steps: int = 0) -> str:
    """What the app shows now, or so many steps from now."""
    clock = TOTP(base64.b32decode(app.secret), STEP_SECONDS, digits=DIGITS)
    clock.time = time.time() + steps * STEP_SECONDS
    return f"{clock.token():0{DIGITS}d}"


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_taken_one_step_early_or_late_and_once(
    steps: int, ann: User, app: AuthenticatorApp
) -> None:  # F04
    code = code_of(app, steps=steps)

    assert services.check(ann, code) == app
    assert services.check(ann, code) is None


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_time_is_refused(steps: int, ann: User, app: AuthenticatorApp) -> None:  # F04
    assert services.check(ann, code_of(app, steps=steps)) is None


@time_machine.travel(NOON, tick=False)
def test_an_earlier_code_is_refused_after_a_later_one(ann: User, app: AuthenticatorApp) -> None:  # F04
    earlier = code_of(app)
    assert services.check(ann, code_of(app, steps=1)) == app

    assert services.check(ann, earlier) is None


def test_an_app_counts_only_once_a_first_code_was_right(ann: User) -> None:  # D05
    app = services.offer(ann)

    assert not services.confirm(app, code="000 00", name="Mine")
    assert METHOD.rows_for(ann) == []
    assert not METHOD.is_registered_for(ann)

    assert services.confirm(app, code=code_of(app), name="Mine")
    assert [row.label for row in METHOD.rows_for(ann)] == ["Mine"]
    assert METHOD.is_registered_for(ann)


def test_a_person_has_five_apps_at_most(ann: User) -> None:  # B12
    for n in range(services.MOST):
        added(ann, name=str(n))

    with pytest.raises(TooManyAuthenticators):
        services.offer(ann)


def test_where_codes_are_off_no_app_is_added(ann: User) -> None:  # E02
    other = make_organisation("Sydljus", domains=["sydljus.example"])
    bo = User.objects.create_user("bo@sydljus.example", tenant=other)

    with pytest.raises(AuthenticatorsNotAllowed):
        services.offer(bo)


def test_the_secret_stands_nowhere_in_the_table(app: AuthenticatorApp) -> None:  # I10
    row = AuthenticatorApp.objects.filter(pk=app.pk).values().get()

    assert app.secret not in str(row)


def test_a_removed_app_gives_nothing_any_more(ann: User, app: AuthenticatorApp) -> None:
    services.remove(app, actor=ann)

    assert services.check(ann, code_of(app)) is None
    assert METHOD.rows_for(ann) == []
