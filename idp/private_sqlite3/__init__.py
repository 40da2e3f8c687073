"""SQLite in a file that its owner alone can read; the rest is Django's (`ENGINE`, docs/operate.md).

Whoever reads the file has every digest and every name. SQLite makes it as the process's umask says, for most everybody.
"""
