"""THE WHOLE: puts accounts and devices together and speaks to operators.

settings/         base, development, production, test
asgi.py           the one process: pages in threads, sockets on the loop, static files before both
urls.py           every mount point on one screen
serving/          between the network and Django: origins, headers, static files, the channel layer, the log
errors.py         a Refusal becomes a page or problem+json
checks/           production refuses to start when unsafe, and says what to do
housekeeping.py   what time ends: requests, enrolments, old sessions, decoys
worker/           what must not keep a page waiting: tasks, and the waking of phones
demo.py           the demo organisation; home.py leads to where one may go; operators.py makes the first
health.py         is this process alive, and can it do its work
portal/           the admin portal

Nothing below (devices, accounts) knows this package.
"""
