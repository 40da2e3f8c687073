"""The pages of one tenant's policy: a glance at all of it, one page for each method and each part, and its history.

urls.py      the addresses
overview.py  the glance: a row for each page
page.py      one method's page or one part's; sections.py which there are, made of what methods and parts bring
form.py      what is written on one, and what cannot be saved
plain.py     a page as plain values, for calls (idp/rest) and files (idp/configuration)
saving.py    what it does is shown first, when asked for and whenever people will notice
effect.py    how many people a policy is about, a change meets, and who loses a way in, counted before it is made
services.py  save_policy: the one way in which an admin saves any of it
history.py   what was changed, by whom and when, and Put back
words.py     what a setting, its value and a change are called
groups.py    names of groups for the search of a form
"""
