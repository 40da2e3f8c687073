"""What the lock made for an account is besides: a passkey of its person's (also_passkey.py)."""
