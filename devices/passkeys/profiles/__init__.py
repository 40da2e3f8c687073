"""Passkey profiles: which passkeys are taken of whom, by model, synced or not, vouched for or not (E21).

kinds.py     Kinds, what a passkey must be; Profile, the same for some groups; Taken, what is taken of one person
counting.py  the same as conditions on many passkeys, and whose are taken no more by other settings
words.py     what is taken, and why one is not, in words
field.py     the profiles as an admin writes them

What an organisation sets stands in `devices/passkeys/settings.py`.
"""
