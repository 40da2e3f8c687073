#!/usr/bin/env python3
"""Django's command line for Handslag: ``python manage.py help`` lists what it can do."""

import os
import sys

from django.core.management import execute_from_command_line

from idp.upgrading.release import version

if __name__ == "__main__":
    # Nobody said which settings: a server has the strict ones, which refuse rather than guess.
    kind = "production" if sys.argv[1:2] == ["serve"] else "development"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"idp.settings.{kind}")
    # Django would say its own.
    if sys.argv[1:] == ["version"]:
        print(version())  # noqa: T201  it speaks to a person
        sys.exit()
    execute_from_command_line(sys.argv)
