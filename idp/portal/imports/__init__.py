"""Files of many rows in the portal: people (E04), hardware tokens (F08).

pages.py     one page for each kind: the file, how it must look, and those sent before
job_page.py  one of them: how far it is, what came of each row, and what to do next
people.py    what a row about a person means
generators.py what a row about a code generator means
unclaimed.py code generators that are nobody's: listed, handed out, taken out of the list

How a file is looked through and carried out is accounts/jobs/; how large one may be, idp/serving/large_bodies.py.
"""
