"""*It wasn't me* (A17): a phone says that a request was not its person's.

alert.py      what that raises, in words: the alert with its effects, the event
services.py   report, the phone's word: what ends, who is warned, what is blocked; go_on, the browser's side: nothing
              more is proven in a sign-in that was reported; disown, the same said at Security info
floods.py     somebody asked again and again, who says no or does not answer: an alert
warned_of.py  what of it an organisation can have written to its list of addresses (accounts/warning)

Who wins when both come at once, the rows of the requests say.
"""
