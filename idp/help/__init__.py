"""Help for people, open to everybody: what to do with a new phone, without the old one, when somebody else tries.

`pages.py` shows them, `topics.py` names them, `templates/idp/help/` says what to do, in the words of the buttons
(`tests/web/idp/test_help.py` compares them). To who is signed in, or about to, a page names who helps them; it says
nothing of anybody's account (A18).
"""
