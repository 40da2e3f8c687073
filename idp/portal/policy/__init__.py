"""The page of one tenant's policy: the same shape for every method, each with its own settings.

form.py      what is written, made of what the methods bring, and what cannot be saved
effect.py    how many people a change meets, and who loses a way in, counted before it is made
words.py     what a setting and its value are called
services.py  the change, and what people have set up when it goes too
page.py      the page, and the question asked first when people will notice
"""
