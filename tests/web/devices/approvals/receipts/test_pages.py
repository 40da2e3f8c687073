"""What one approved, its receipts, and verifying one (G09)."""

from __future__ import annotations

import pytest

from accounts.throttle import memory
from accounts.users.models import User
from devices.approvals.receipts.making import receipt_of
from devices.approvals.receipts.pages.verify import MOST_A_MINUTE
from devices.challenge_keys.models import ChallengeKey
from devices.challenge_keys.services import issuer_of
from devices.signatures.receipts.keys import read_keys
from devices.signatures.receipts.reading import LARGEST_RECEIPT, verify_receipt
from tests.support.pages import browser, read
from tests.support.people import make_person
from tests.support.phones import SigningPhone
from tests.support.receipts import approved_act
from tests.support.sessions import PASSWORD_PROOF, signed_in

pytestmark = [pytest.mark.django_db]


def made_by(user: User, phone: SigningPhone) -> str:
    made = receipt_of(approved_act(user, phone))
    assert made is not None
    return made


def test_a_person_sees_what_they_approved_and_takes_its_receipt(
    ann: User, phone: SigningPhone
) -> None:  # G09
    request = approved_act(ann, phone)
    client = signed_in(ann, PASSWORD_PROOF)

    page = read(client.get("/security-info/approvals/"))
    file = client.get(f"/security-info/approvals/{request.pk}/receipt/")

    assert "Give the role reader" in page.text
    assert f"/security-info/approvals/{request.pk}/receipt/" in page.links.values()
    assert file["Content-Type"] == "application/jose"
    assert 'filename="receipt-' in file["Content-Disposition"]
    trusted = read_keys(client.get(f"/receipts/keys/{ann.tenant_id}/").content)
    assert verify_receipt(file.content.decode().strip(), trusted=[trusted]).phone_name == "Ann's phone"


def test_whoever_approved_nothing_is_told_what_will_stand_there(ann: User) -> None:  # G09
    client = signed_in(ann, PASSWORD_PROOF)

    page = read(client.get("/security-info/approvals/"))

    assert "Nothing yet" in page.text
    assert "/security-info/approvals/" not in read(client.get("/security-info/account/")).links.values()


def test_t09_another_persons_receipt_is_not_there(ann: User, phone: SigningPhone) -> None:  # G09
    request = approved_act(ann, phone)
    bo = signed_in(make_person(ann.tenant, "bo"), PASSWORD_PROOF)

    assert bo.get(f"/security-info/approvals/{request.pk}/receipt/").status_code == 404
    assert "Nothing yet" in read(bo.get("/security-info/approvals/")).text


def test_anybody_verifies_a_receipt_and_nothing_is_kept(ann: User, phone: SigningPhone) -> None:  # G09
    text = made_by(ann, phone)

    page = read(browser().post("/receipts/", {"receipt": f"{text}\r\n"}))

    assert "The receipt holds." in page.text
    assert ann.username in page.text
    assert "What: Give the role reader" in page.text
    assert text not in page.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda text: text[:-2] + ("AA" if text[-2:] != "AA" else "BA"), "signatures in it does not hold"),
        (lambda text: text[:-60], "no whole receipt"),
        (lambda _text: "hello", "no whole receipt"),
        (lambda _text: "", "Paste the receipt."),
        (lambda _text: "A" * (LARGEST_RECEIPT + 1), "larger than any receipt"),
    ],
    ids=["changed", "cut", "nonsense", "nothing", "huge"],
)
def test_what_does_not_hold_is_said_with_the_reason(
    ann: User, phone: SigningPhone, changed: object, said: str
) -> None:  # G09, T11, T30
    answer = browser().post("/receipts/", {"receipt": changed(made_by(ann, phone))})  # type: ignore[operator]

    assert answer.status_code == 400
    assert said in read(answer).text
    assert "The receipt holds." not in read(answer).text


def test_t09_a_receipt_of_an_unknown_organisation_does_not_hold(
    ann: User, phone: SigningPhone
) -> None:  # G09
    text = made_by(ann, phone)
    ChallengeKey.objects.all().delete()

    answer = browser().post("/receipts/", {"receipt": text})

    assert "whose keys were not given" in read(answer).text


def test_t30_so_many_a_minute_from_one_network(db: None) -> None:  # G09
    memory.forget()
    client = browser()

    said = [client.post("/receipts/", {"receipt": "x"}).status_code for _ in range(MOST_A_MINUTE + 1)]

    assert said == [400] * MOST_A_MINUTE + [429]


def test_the_keys_of_an_organisation_are_public_and_all_there(ann: User, phone: SigningPhone) -> None:  # G09
    answer = browser().get(f"/receipts/keys/{ann.tenant_id}/")

    told = answer.json()
    assert told["iss"] == issuer_of(ann.tenant_id)
    assert [key["kid"] for key in told["keys"]] == list(
        ChallengeKey.objects.filter(tenant=ann.tenant).values_list("kid", flat=True)
    )
    assert not any("d" in key for key in told["keys"])


def test_of_no_organisation_there_are_no_keys(db: None) -> None:  # G09
    assert browser().get("/receipts/keys/00000000-0000-0000-0000-000000000000/").status_code == 404
