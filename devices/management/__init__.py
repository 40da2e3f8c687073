"""Commands of the devices app: `manage.py phone`."""
