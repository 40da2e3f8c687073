"""What the release before this one knows: it serves beside this one while that is begun, and after a way back."""

# The last migration of each app in it. Of a new release: those that the one before it was made with.
BEFORE = {
    "accounts": "0039_temporary_passwords_end",
    "devices": "0029_callers_confirm_on_their_phone",
    "oidc": "0006_pushed_requests_bound_tokens_services",
}
