"""What this installation is, noted in its database so that every server finds the same.

services.py  noting one thing under its name; reading it
models.py    the table
"""
