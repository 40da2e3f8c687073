"""The keys by which browsers' push services know this installation: ES256, made by command, encrypted at rest.

A subscription holds for the key it was made with. So a new key leaves the one before in use, for the phones that have
not been opened since. Entry points: `services.newest`, `services.with_public_key`, `services.make`.
"""
