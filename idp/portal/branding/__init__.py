"""Logos in the portal; how sign-in looks is a page of the policy (accounts/branding/settings.py).

logos.py  the pictures that can be chosen: adding and removing them
urls.py   its addresses
"""
