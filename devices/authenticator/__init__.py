"""The phone web app, server half: the page, its texts, its service worker and its manifest.

views.py          what the app is made of: page, texts, worker, manifest
arriving.py       what its browser holds for an app without keys: a code on its way, and that a phone lived here
shell.py          the files the app is made of, found by looking, and their common version
joining.py        modules into one module, styles into one style, when files are collected
notifications.py  the constant words of a notification

The app itself is devices/static/authenticator/: vanilla ES modules that talk only to the device API and the
phone's socket. This package knows nothing of accounts or requests.
"""
