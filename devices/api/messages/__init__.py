"""What goes over the wire, as JSON.

reading.py  a body is read so that no two readers can see two things in it
fields.py   what bodies are made of, stricter than the framework's own
sent.py     what bodies may hold: every member named, typed and bounded
facts.py    a phone and an account, as the app is told
responses.py  what answers hold, for the schema
"""
