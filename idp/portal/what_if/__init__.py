"""What if: what a sign-in would be asked, of whom an admin chooses, and why; nothing comes of it (E15).

applications.py  what somebody may be on the way to, and what that needs
form.py          who, to what, in which browser, from where, with what proven
story.py         a walk (accounts.signin.supposed) in words
page.py          the page; that somebody was looked at is written down
"""
