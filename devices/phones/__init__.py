"""Phones and the accounts on them.

Owns: `Phone` (one installation of the app, known by its device key), `PhoneAccount` (a user's account on it),
`SpentDeviceToken`. Entry points: `access` (the gates), `services` (verbs), `naming` (what its
person calls it), `rules` (may phone sign-in be enabled),
`events` (what the audit log says).
"""
