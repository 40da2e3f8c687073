"""All tests.

unit/          mirrors the source, file by file
web/           one file a page or endpoint
security/      the attacks of the threat model, by id
browser/       whole journeys in a real Chromium
architecture/  the shape of the code
support/       what tests share: server, browser windows, a phone that truly signs
"""
