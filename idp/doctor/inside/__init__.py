"""What only the installation itself can reach, with its own settings.

settings.py   what the program says of its settings when it starts
stores.py     the database, its tables, a copy that reads; news between processes; Redis
work.py       the worker, and what waits for it
mail.py       the mail server
push.py       the push services, each by its name
keys.py       how old the keys are that sign
backups.py    how old the last back-up is, and the last that was tried
disk.py       room on the disks
"""
