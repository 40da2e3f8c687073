"""Requests that a phone answers, whatever they serve: sign-in, second step, fresh proof, the test of an enrolment.

models.py     the rows; refusals.py what is said no with
kinds.py      the kinds of request, a table that packages above add to
state.py      states and moves, a table; pure
services.py   asking: request_approval, send_again, withdraw, expire
challenges.py what a phone is shown
deciding.py   approve and deny: what a phone's signed decision does
finishing.py  consume: this browser, once, in time, while everything still stands; revoking what no longer does
reporting/    *It wasn't me*: what ends, who is warned
moves.py      the one function that moves a request: one conditional UPDATE and its audit row, an event for each state
stage.py      what is told of a request: to its browser the stage, to a phone how it ended
method.py     the phone in its role as a way to prove oneself; begin: whom a form asks, once for a step
receipts/     what somebody approved, as one text that others verify
pages/        the browser's number page, which asks nobody by being opened

A socket only tells; a POST decides. Every move is one conditional UPDATE by the database's clock.
"""
