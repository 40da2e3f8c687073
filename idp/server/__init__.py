"""The server: who starts it, one or several, and what it takes of strangers before a request is whole (H08).

launcher      every option of the server, in the one place that starts it: ``manage.py serve``, the tests and the bench
parent        several servers at the same sockets: ``manage.py serve --workers``
gate          how many connections are let in, of all and of each network
requests      how much, and for how long, of a request before it is whole
answers       one on its way to somebody who may have gone
sockets       a connection that has become a websocket
frames        what comes and goes on it: small, little, and read
waiting       what it holds while it waits
line          whose turn for a page thread it is, once a request is whole: a ring of networks
alarm         seconds that run for one connection
this_machine  whoever comes from another machine while Handslag is tried out on this one (T40)

It knows nothing of Django's pages; what begins when a request is whole is ``idp/serving``.
"""
