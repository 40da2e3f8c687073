"""From one release to the next while people sign in (H05).

turns      of several that migrate one database, one works and the others wait for it
patience   a migration waits for a table as long as nobody notices, and comes again
release    which release this is
schema     whether a database and this release belong together
address    the address at which people know this installation, and what another one ends
released   the migrations of the release before, which goes on while this one migrates

What a migration may do is held by `tests/architecture/test_migrations.py`.
"""
