"""The phone web app, server half: the page, its texts, its service worker and its manifest.

views.py   the four addresses
shell.py   the files the app is made of, found by looking, and their common version

The app itself is devices/static/authenticator/: vanilla ES modules that talk only to the device API and the
phone's socket. This package knows nothing of phones, accounts or requests.
"""
