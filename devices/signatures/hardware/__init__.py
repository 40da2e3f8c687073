"""Keys that a phone's hardware keeps and gives out only after the person unlocked it.

unlocks.py      such a key made, and used: the proof of an unlock
attestation.py  whether the hardware vouches for it, by the operator's roots (Android)
"""
