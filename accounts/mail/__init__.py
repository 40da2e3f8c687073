"""Letters by mail: whoever has something to say declares a letter and sends it; the worker carries it.

letters.py    what a letter is; each is declared once, by its owner
services.py   send (to an address), send_to (to all addresses of a person), is_on
addresses.py  where a person is written to, and in which language
letterhead.py whose looks a letter has: asked of whoever knows them
facts.py      what letters are filled with: plain text, and links to pages of ours alone
writing.py    a letter becomes a message: two templates, one subject, headers of ours
delivering.py the worker's task: hands a message over to the mail server, again and again until it takes it
telling.py    what people must learn of: each event with `told`, gathered into one letter; items.py has its words
models.py     what is still to be told

What was sent is kept nowhere: a letter's row in the queue, encrypted, goes when the mail server has taken it.
"""
