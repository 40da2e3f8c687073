"""What an organisation has set, as a file: written by `manage.py tenant export`, brought in by `tenant import` (H05).

document.py  the file: its form, read strictly and written in one order
chapters.py  the chapters of it, a registry: whoever has settings of an organisation registers one
services.py  writing all of them; bringing a file in, all or nothing
policy.py, strengths.py, groups.py, of_applications/, second_person.py, webhooks.py
             the chapters there are
saving.py    a policy as a file says it
events.py, refusals.py

No chapter writes a secret, and none takes one. A file says of what it names how it should be; the rest stays.
"""
