"""*This wasn't me*: the one page that takes back what a letter or a phone told of, and secures the account (D07, T19).

taking_back.py  what the link of a letter does: each change taken back that can be, then everything stopped
page.py         the page of the link, which does nothing before its button is pressed
of_account.py   how what happens to an account as a whole is taken back

How a change is taken back says whoever owns it: `register(Undo(…))` or `say_why_not` (accounts/undoing/registry.py).
"""
