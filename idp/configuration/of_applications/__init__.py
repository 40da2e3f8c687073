"""Applications in the file of settings.

added.py  those that were added, by their client id
hosts.py  hosts whose documents are believed
"""
