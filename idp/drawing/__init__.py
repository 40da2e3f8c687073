"""Templates, read so that what is the same for everybody is drawn once.

loader.py    the loader of templates: reads one, folds it, keeps it
language.py  in which language a page is drawn
folding.py   whatever stands side by side in a template and says the same to everybody becomes one part, kept as text
quick.py     parts that Django draws in many steps, drawn in few

Knows no page, and no template has to know of it.
"""
