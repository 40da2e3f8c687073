"""Security rules, each with the smallest edit that takes it away and the test that must then fail.

rules/       the table: a file for each part of the product, a heading for each of its files
table.py     reads it, and chooses rows
problems.py  what of a row is wrong to begin with, found without running anything
scratch.py   a copy of the project in which an edit is made; the working tree is never touched
trial.py     one row tried: edit, test, verdict
verdict.py   the plugin of pytest that says by what a test failed
changes.py   which files a change touches
__main__.py  ``python -m tests.mutants``

A test that stays green without its rule holds nothing: the row *survived*, and the test has to be written.
"""
