"""What people must learn, on their phones: each event with `told`, until they say OK or a week has passed (D07).

listing.py   the notices that a phone has to show, and the OK that takes them away
telling.py   that there is one: to open phones at once, to others by one notification

No row for each: a phone has seen everything up to an event of the log. What *This wasn't me* does is the page of
`accounts.security_info.undoing`; a phone only gets its link.
"""
