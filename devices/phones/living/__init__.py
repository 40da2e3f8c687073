"""Where the app lives on a phone: may it live there, does it still, and what shows that it does not.

platforms.py  which systems and browsers are too old, and which are no phones; pure (B11)
refusals.py   what is said no with
marker.py     a cookie that outlives the app's storage: a phone lived in this browser (B15)
silence.py    may a phone have lost its keys? Pure (B15)
"""
