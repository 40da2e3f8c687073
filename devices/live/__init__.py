"""The websockets: they tell that something changed, and never what to believe. A POST decides.

routing.py    the three addresses
scope.py      a socket's session and cookies, seen as those of a page
sockets.py    what all three share
approval.py   the browser that waits for its phone
enrolment.py  the browser that adds a phone
phone.py      an open phone, known by its proof

Nobody is found by an address or by what a frame says (T16): browsers by their own session and binding cookie,
phones by a proof of their key. Frames carry no secret. A waiting socket costs no task and no timer of ours.
"""
