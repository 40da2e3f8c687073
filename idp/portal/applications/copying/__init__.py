"""Settings to copy: how an application is told of Handslag, for each framework (G02).

frameworks.py  the table: a framework is a row and a template in templates/idp/portal/applications/copying/
page.py        the page of one, with the application's own values filled in
"""
