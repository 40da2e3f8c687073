"""Deploying, tried: a whole Debian machine, and what of deploy/ can be looked at without the programs it is for.

machine.py  an empty Debian with its own systemd, beside this one and with its network
document.py  the steps of docs/deploying.md as they are written there
"""
