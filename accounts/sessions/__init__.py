"""Sessions: each is a row that its person sees and ends.

models.py    Session: whose, in which browser, since when, proven by what, until when
store.py     the store Django's middleware uses: under digests of the keys, the signed-in ones with their person
limits.py    when a session ends: by silence, by age, with what proved it (pure)
policy.py    what an organisation sets of them: a part of its policy
person.py    who is signed in at a request; notes that they were seen, now and then (backend.py: none other finds them)
standing.py  the sessions of a person that have not ended
services.py  beginning one; ending one, or all but one
followers.py what follows when one is ended: packages above register it

A session begins at one place, `begin`, called by the end of a sign-in. Knows nothing of sign-ins under way, which are
kept in sessions of nobody.
"""
