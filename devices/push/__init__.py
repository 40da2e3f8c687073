"""Waking a phone that is not open. A push only wakes: it names nobody, and the app fetches the request itself.

contract.py  what a sender must do
console.py   the sender we have: a line in the server's log
deliver.py   tells the configured sender

Who is to be woken, and what happens when that fails or hangs: devices/waking.
"""
