"""Web Push: to browsers, by the push service of each one's maker (RFC 8030).

encryption.py  so that only the browser can read it (RFC 8291)
vapid.py       which server it is that sends (RFC 8292)
sender.py      the sender
"""
