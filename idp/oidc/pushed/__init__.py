"""Authorization requests that an application gave us itself, before it sends anybody (PAR, RFC 9126).

services.py  kept for a short while, opened once, used for one answer
"""
