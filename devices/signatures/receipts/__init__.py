"""A receipt: one text that shows by its signatures alone who approved what on their phone (docs/receipts.md).

answered.py  what a phone answered, with its unlock, by the keys it is said to have: also for kept evidence
writing.py   write_receipt: the organisation vouches for whose phone it was, around what the phone signed
keys.py      TrustedKeys: an organisation's public keys, as whoever verifies has them
reading.py   verify_receipt: from the text and those keys, no network, no database
"""
