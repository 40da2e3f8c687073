"""Phones and the accounts on them.

Owns: `Phone` (one installation of the app, known by its device key), `PhoneAccount` (a user's account on it),
`SpentDeviceToken`, `FormerKey`. Entry points: `access` (the gates), `services` (verbs), `keys` (locks opened, keys
renewed), `tokens` (what finds the phone of a call), `naming` (what its person calls it), `rules` (may phone sign-in be
enabled), `events` (what the audit log says), `living/` (may the app live on a phone, and does it still).
"""
