"""What ends the process at its start, and says what to do instead (H03).

production    settings that are unsafe for real people
addresses     addresses nobody can read, or that browsers write differently
stores        addresses of databases and of Redis that could not be used
this_machine  trying out, served to other machines
native_apps   origins, roots and versions of apps that others make
audit_lines   a file for the log's lines that cannot be written
push          settings of notifications that are half there, or that push services refuse
demo_people   the demo's people in a database that serves real ones

``manage.py check --database default`` asks the same without starting.
"""
