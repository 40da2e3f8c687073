import pytest

from devices.signatures.encoding import sha256_b64url
from devices.signatures.errors import SignatureRejected
from devices.simulator.calls import CallRefused
from devices.simulator.messages import build_decision
from devices.simulator.phone import SimulatedPhone
from devices.simulator.unlocking import UnlockMode
from tests.unit.devices.simulator.small_server import NOW, SmallServer


@pytest.mark.parametrize("mode", ["pin", "platform"])
def test_a_phone_enrols_and_approves_with_its_unlock(
    mode: UnlockMode, phone: SimulatedPhone, server: SmallServer
) -> None:
    phone.claim("the-code")
    account = phone.complete(unlock=mode)
    state = phone.approve(phone.requests()[0], number="07")

    assert (account.id, account.username, account.tenant_name) == ("a1", "ann@nordljus.example", "Nordljus")
    assert server.unlock is not None
    assert server.unlock.mode == mode
    assert state == "approved 07"


def test_a_phone_without_an_unlock_approves_where_none_is_asked(phone: SimulatedPhone) -> None:
    phone.claim("the-code")
    phone.complete()

    assert phone.approve(phone.requests()[0], number="07") == "approved 07"


def test_denying_needs_no_unlock(enrolled: SimulatedPhone) -> None:
    assert enrolled.deny(enrolled.requests()[0], reason="mistake") == "denied"


def test_saying_that_it_was_somebody_else_needs_no_unlock_and_says_what_that_did(
    enrolled: SimulatedPhone,
) -> None:  # A17
    said = enrolled.report(enrolled.requests()[0])

    assert said["state"] == "denied"
    assert [effect["code"] for effect in said["effects"]] == ["browser_ended"]


def test_a_request_tells_what_the_person_is_shown(enrolled: SimulatedPhone, server: SmallServer) -> None:
    server.match = "approve"

    request = enrolled.requests()[0]
    enrolled.mark_seen(request)

    assert (request.handle, request.account_id, request.kind, request.match) == (
        "r1",
        "a1",
        "signin",
        "approve",
    )
    assert request.unlock_required
    assert request.choices == ()
    assert request.context["place"] == "Umeå"
    assert server.calls[-1] == ("POST", "requests/r1/seen/")
    assert enrolled.approve(request) == "approved None"


def test_an_unlock_can_be_set_up_later(phone: SimulatedPhone, server: SmallServer) -> None:
    phone.claim("the-code")
    account = phone.complete()

    phone.set_up_unlock(account, mode="platform")
    phone.enable_phone_sign_in(account)

    assert server.unlock is not None
    assert account.phone_sign_in
    assert phone.approve(phone.requests()[0], number="07") == "approved 07"


def test_the_token_is_replaced_and_accounts_are_refreshed(
    enrolled: SimulatedPhone, server: SmallServer
) -> None:
    before = enrolled.calls.token

    enrolled.rotate_token()
    enrolled.refresh()

    assert enrolled.calls.token == server.token != before
    assert enrolled.accounts["a1"].state == "active"


def test_unregistering_keeps_the_account_and_removing_does_not(
    enrolled: SimulatedPhone, server: SmallServer
) -> None:
    account = enrolled.accounts["a1"]

    enrolled.unregister(account)
    assert "a1" in enrolled.accounts
    enrolled.remove(account)

    assert enrolled.accounts == {}
    assert server.calls[-2:] == [("DELETE", "accounts/a1/phone-sign-in/"), ("DELETE", "accounts/a1/")]


def test_a_forged_decision_goes_out_as_it_was_built(enrolled: SimulatedPhone) -> None:
    request = enrolled.requests()[0]
    forged = build_decision(
        key=enrolled.key,
        phone_id=enrolled.id,
        challenge=request.challenge,
        now=NOW,
        is_approval=False,
        overrides={"chh": sha256_b64url("another challenge")},
    )

    with pytest.raises(CallRefused) as refused:
        enrolled.send_decision(request, decision=forged, unlock=None)

    assert (refused.value.code, refused.value.text) == ("bad_signature", "wrong_challenge")


def test_requests_for_another_phone_are_not_believed(enrolled: SimulatedPhone) -> None:
    enrolled.id = "p2"

    with pytest.raises(SignatureRejected, match="wrong_audience"):
        enrolled.requests()


def test_nothing_is_completed_that_was_not_claimed(phone: SimulatedPhone) -> None:
    with pytest.raises(ValueError, match="Claim an enrolment first"):
        phone.complete(unlock="pin")


def test_the_first_live_frame_names_the_token_and_proves_the_key(enrolled: SimulatedPhone) -> None:
    hello = enrolled.live_hello()

    assert hello["authorization"] == f"DPoP {enrolled.calls.token}"
    assert hello["dpop"].count(".") == 2
