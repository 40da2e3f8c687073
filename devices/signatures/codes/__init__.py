"""The secret of six-digit codes on its way to a phone (C06).

naming.py      verify_codes_key: the phone's word which key is to open it
encrypting.py  encrypt_to: a compact JWE for that key
"""
