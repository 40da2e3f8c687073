"""A session here is over: its applications hear of it (decision 0121).

models.py        LogoutNotice: one application that is to be told of one session
addresses.py     which addresses may be told, and by which a browser is led (pure)
noticing.py      which sessions are over, what ends with them, who is to be told
logout_token.py  what is told (OpenID Connect Back-Channel Logout 1.0)
claims.py        what is due, and how it ended;  outbox.py  what one worker sends at once
frames.py        the page that has the browser tell them (OpenID Connect Front-Channel Logout 1.0)
"""
