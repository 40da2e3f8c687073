"""Who somebody is called to an application (OpenID Connect Core, section 8; decision 0122).

sectors.py   which applications belong together (pure)
models.py    SubjectSalt: what an organisation's pairwise subjects are made with, encrypted
services.py  the subject of a person, told everywhere by this one function
"""
