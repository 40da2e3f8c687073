"""Where each phone can be woken, and how that stands. One row a phone, replaced whole, encrypted at rest.

models.py    PhoneAddress
services.py  register, forget, what the phone is told of it
carrying.py  waking a phone there, and noting what the push service answered
trying.py    the test notification
failing.py   many phones of an organisation that cannot be woken: a warning to it

Who is to be woken, and when: devices/waking. How a notification is sent: devices/push.
"""
