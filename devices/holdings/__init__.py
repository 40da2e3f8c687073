"""What the tables of devices tell their person about them, and why some tell nothing (accounts.holdings).

phones.py    phones, accounts on them, notifications;  requests.py what phones were asked;  ways.py other ways in
acts.py      what needs two people
"""

from accounts.holdings.registry import say_nothing, tell
from devices.holdings import acts, phones, requests, ways


def register() -> None:
    """Called once, when the program starts."""
    tell(*phones.HOLDINGS, *requests.HOLDINGS, *ways.HOLDINGS, *acts.HOLDINGS)
    for why, models in (*phones.SILENT.items(), *ways.SILENT.items(), *acts.SILENT.items()):
        say_nothing(why, *models)
