"""Consent: what an application that is not the organisation's own may know of somebody, as they said (decision 0124).

models.py    Consent: one person's word to one application, remembered
services.py  whether it covers what is asked, given, taken back, forgotten
words.py     what is asked, in words
page.py      the question, and its answer
"""
