"""The policy, by calls: read, and changed a section at a time as on its page of the portal.

policy.py   the calls;  effect.py  whom a change meets, as an answer
"""
