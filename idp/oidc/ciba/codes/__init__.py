"""A person's own code, without which applications that know only their name do not ask their phone (0129).

It keeps spam away and proves nothing: CIBA Core 1.0, section 7.1, `user_code`.

rules.py     what a code may be, and of which applications it is asked (pure)
models.py    the code, hashed as passwords are
services.py  set, removed
trying.py    whether an application has said it: tries count
page.py      where its person sets it
"""
