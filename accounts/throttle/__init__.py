"""Counting tries, in a table of its own: neither what strangers can fill nor a lost Redis gives anybody fresh ones.

counting.py  a limit; counting one try under several, in one statement; what of it is past
guesses.py   wrong tries to prove oneself: a wait that grows and a total a month, strangers apart
models.py    the table
memory.py    what this process was told just now is shut: a flood that is refused writes nothing

Nothing else counts tries. Under which keys, say `accounts.users.strangers` of networks, and its step of a sign-in.
"""
