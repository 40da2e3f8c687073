"""The code that adds a phone: 256 bits in the QR code and the link, and a short one to type that stands for it (B17).

typed.py     the short code: made of the long one, read as people write it; pure
naming.py    which enrolment a code names
guessing.py  wrong typed codes are counted, by network and in all
carried.py   the code on its way from a tab to the app on the Home Screen, in a cookie (B15)
"""
