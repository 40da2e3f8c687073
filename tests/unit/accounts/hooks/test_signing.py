"""A message is signed as Standard Webhooks says, so that its libraries verify it."""

from accounts.hooks.signing import headers_of

# The example of the specification's own libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_is_signed_as_the_standard_says() -> None:  # E17
    headers = headers_of(BODY, message=MESSAGE, at=AT, secrets=[SECRET])

    assert headers == {
        "webhook-id": MESSAGE,
        "webhook-timestamp": str(AT),
        "webhook-signature": SIGNATURE,
    }


def test_each_secret_signs() -> None:  # E17
    other = "whsec_" + "A" * 43 + "="

    signed = headers_of(BODY, message=MESSAGE, at=AT, secrets=[other, SECRET])["webhook-signature"].split()

    assert len(signed) == 2
    assert signed[1] == SIGNATURE
