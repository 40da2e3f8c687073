"""The road from an application to its answer, at the authorization endpoint and when signing out.

addressed.py  which application asks, and to which of its own addresses it is answered
reply.py      the answer: at its redirect address, or by a form that sends itself there
marks.py      since when it is asked, sealed in the address to which people come back
beside.py     where the form of a page on the way goes, and back
native.py     whether its person has opened the native application that asks
meeting.py    who is signed in here, and what of what is wanted is lacking
asking.py     leading to our own pages: the accounts of this browser, a name that was given, a language
"""
