"""Where each phone can be woken, and how that stands. One row a phone, replaced whole, encrypted at rest.

models.py    PhoneAddress
services.py  register, forget, what the phone is told of it
carrying.py  waking a phone there, and noting what the push service answered
trying.py    the test notification

Who is to be woken, and when: devices/waking. How a notification is sent: devices/push.
"""
