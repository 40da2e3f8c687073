"""The list of addresses that an organisation has written to when something suspicious happens (E17).

kinds.py     what it can be written about, a table that packages above add to: the events that each kind is made of
settings.py  the part of the policy: the addresses, the kinds, how often; whose addresses may stand there
models.py    WarningDue, that there is something to write of a kind
reading.py   from the next events of the log to what is due (accounts.audit.readers)
telling.py   the letters: gathered, one of a kind, none twice within the time that was chosen
lockouts.py  who was locked after wrong tries, and that many were: read from the log
events.py    what is found by looking at many events, in the audit log, and so in webhooks

What is written here also stands in the portal. Beside the list, those who may deal with an alert are written to
(accounts/alerts/telling.py).
"""
