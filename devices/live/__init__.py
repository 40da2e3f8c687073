"""The websockets: they tell that something changed, and never what to believe. A POST decides.

room.py       how many there may be; asked before anything else
looks.py      their looks into the database, so that nobody waits for those of a thousand others
routing.py    the three addresses
scope.py      what a socket's opening says, seen as a page's request
sockets.py    what all three share
approval.py   the browser that waits for its phone
enrolment.py  the browser that adds a phone
phone.py      an open phone, known by its proof

Nobody is found by an address or by what a frame says (T16): browsers by their own session and binding cookie,
phones by a proof of their key. Frames carry no secret. A waiting socket costs no task beside its
connection's, and no timer.
"""
