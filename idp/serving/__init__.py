"""What stands between the network and Django.

bodies         no page thread before the whole body is here; who has proven nothing sends little
pages          Django's pages in a few threads
streams        answers in parts, each in a thread of its own, a few at once
device_api     what every answer to a phone carries
origin         who may open a websocket
collector      what Python's collector of cycles looks at, and what is set aside
headers        what browsers and proxies may do with a page
static_files   files under names with their hash, served from memory
cache          what is kept in Redis, and how pages do without it
health         whether this process lives, and can work
log/           what the log has, and how
"""
