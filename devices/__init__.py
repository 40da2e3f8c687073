"""WITH WHAT: phones and other authenticators, and the sign-in requests they answer.

signatures/      pure: keys, strict reading, verifying
challenge_keys/  the keys a tenant signs its challenges with
phones/          phones and the accounts on them
otp/             authenticator codes, whole
code_generators/ code generators (hardware tokens), whole
passkeys/        passkeys, whole
callers/         who calls the device API or opens the phone's socket
news/            telling open browsers and phones that something changed
push/            waking a phone
approvals/       sign-in requests: states, services, the method that fulfils accounts' contract, the page
waking/          the outbox: waking the phones of a request that are not open
enrolment/       adding a phone
api/  live/      the device API and the websockets
authenticator/   the phone web app, server half
simulator/       a phone in software, for tests, demos and load
qr.py            QR codes, drawn inside a page

Knows `accounts` and is not known by it: what is needed there registers itself when the program starts.
"""
