"""The unfinished sign-in as a value."""

from accounts.signin.unfinished import SignIn


def test_each_reason_is_kept_once() -> None:
    # E15
    sign_in = SignIn(username="ann", tenant_id="", user_id=None, binding="", started_at=0)

    for _step in range(3):
        sign_in.note_lacked(["one_factor_only", "passkey:off"])

    assert sign_in.lacked == ["one_factor_only", "passkey:off"]
