"""What waits for a second person, in the portal (E22); the rules are those of devices.four_eyes.

acts.py      the kinds of act there are, and how each is carried out
members.py   who is in a group that the policy names
holding.py   where an act is held back until somebody has agreed: asked by the pages that would do it
pages.py     what waits, one act, and its number for the phone
choosing.py  which acts need a second person
"""
