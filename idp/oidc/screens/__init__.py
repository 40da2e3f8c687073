"""Screens without a keyboard: a television, a kiosk, a terminal shows a code, and somebody lets it in from elsewhere.

The device authorization grant (RFC 8628), with what keeps a code from being sent on (RFC 10027; decision 0115).

codes.py      the code that a screen shows: letters that name the request, and a number that no link carries (pure)
models.py     ScreenRequest
asking.py     a screen asks: its codes, made and found; how many may be open
polling.py    how often it may ask whether somebody has answered
answering.py  finding what a code names, for whoever is signed in; letting in, denying, taking back
events.py     what is written down of it
endpoint.py   the address at which screens ask;  pages.py the page on which people answer
"""
