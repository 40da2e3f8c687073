"""RECEIPTS: what somebody approved on their phone, as one text that others can verify (G09, docs/receipts.md).

making.py   receipt_of: the receipt of a request whose approval was used; which kinds give one says their table
trusting.py an organisation's keys, as this server knows them, for whoever verifies
words.py    what a receipt shows, and why one does not hold, in words: for the page and the command
urls.py     pages/: what one has approved, with the receipts; verifying one, for everybody; an organisation's keys

How it is written and verified is pure: devices/signatures/receipts.
"""
