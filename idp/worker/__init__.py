"""The worker: what must not keep a page waiting, done beside the pages or in a process of its own.

loop.py      one worker: asks its sources what is due, at once when this process has committed something
queue.py     tasks in the database: claimed for a minute, tried again when they fail, at last given up
periodic.py  tasks that come back
lines.py     the audit log as lines of JSON, where the installation wants them
log.py       what is made of the log beside the pages: the sign-in log, evidence, seals

Whoever has work enqueues it in their own transaction, with `task` of django_tasks, and never imports this. The wakes of
phones are no tasks: a request's own row says what is to be sent (devices/waking/). Nor
is what webhooks are owed (accounts/hooks/).
"""
