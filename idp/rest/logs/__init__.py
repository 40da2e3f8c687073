"""Both logs, by calls: rows as the portal's exports write them, fifty at a time, the latest first.

sign_ins.py   tries to sign in;  events.py  the audit log
"""
