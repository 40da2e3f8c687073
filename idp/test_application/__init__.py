"""The test application: it opens nothing, and asks for proof as an application does.

An admin requires a strength for it and sees what that asks of people, before they require it for something that counts.
page.py is the page, and its place among what a strength can be required for.
"""
