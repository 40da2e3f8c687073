"""What a browser is called: ``{{ session.browser|browser_in_words }}``, ``{{ alert.details|browser_of }}``."""

from django.template import Library

from accounts.audit.browser_names import in_words, of_origin

register = Library()
register.filter("browser_in_words", in_words)
register.filter("browser_of", of_origin)
