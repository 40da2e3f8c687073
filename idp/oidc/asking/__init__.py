"""What an application asks for at the authorization endpoint, read strictly.

parameters.py  the parameters, one by one (pure)
acr.py         how strong a sign-in it wants, as a need of ours (pure)
wanted.py      `claims`: what is asked for by name (pure)
errors.py      what is said to an application that asks for what cannot be
"""
