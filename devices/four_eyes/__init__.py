"""FOUR EYES: an act that one admin asks for is carried out when another has agreed to it on their phone (E22).

kinds.py     the kinds of act, a table: what each is in words, who may agree, how it is carried out
models.py    AskedAct, what was asked for; SecondLook, another's look at it; ChosenActs, what an organisation chose
choosing.py  which acts need it: turned on where there are two, turned off by such an act itself
asking.py    asking, withdrawing, denying on the page, running out
looking.py   looking at it on the phone, and what follows from the answer
events.py    what happened, in words;  refusals.py  what is refused, and why

Knows no act: whoever has one registers its kind (idp/portal/four_eyes).
"""
