"""Parts of templates that Django draws in many steps, drawn in few: each says what Django's own would.

Only what is plain is done here; all else is left to Django. Parts become quick where they stand.
"""

from __future__ import annotations

from html import escape
from typing import Any

from django.forms.boundfield import BoundField
from django.template.base import FilterExpression, Node, NodeList, VariableNode, render_value_in_context
from django.template.defaulttags import CsrfTokenNode
from django.template.loader_tags import IncludeNode
from django.template.smartif import TokenBase
from django.utils.functional import SimpleLazyObject, empty
from django.utils.safestring import SafeString


def quicken(part: Node) -> None:
    """Let this part, and what it asks the page for, take few steps; what stands within it not."""
    match part:
        case VariableNode():
            part.__class__ = QuickVariable
        case CsrfTokenNode():
            part.__class__ = QuickToken
        case IncludeNode(isolated_context=False, template=FilterExpression(is_var=False, filters=[])):
            part.__class__ = QuickInclude
    _quicken_asked(vars(part))


def _quicken_asked(held: Any) -> None:
    match held:
        case FilterExpression(is_var=True, filters=[]) if held.var.lookups and not held.var.translate:
            held.__class__ = QuickExpression
        case dict():
            _quicken_asked(list(held.values()))
        case list() | tuple() if not isinstance(held, NodeList):
            for one in held:
                _quicken_asked(one)
        case TokenBase():
            _quicken_asked(vars(held))


class QuickExpression(FilterExpression):
    """What the page has under a name, without filters."""

    __slots__ = ()

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:  # noqa: FBT001, FBT002  # as Django asks
        """Look it up. What is not there, or has to be called, Django looks up."""
        name, *within = self.var.lookups
        for known in reversed(context.dicts):
            if name in known:
                value = known[name]
                break
        else:
            if ignore_failures and not hasattr(context, name):
                return None
            return super().resolve(context, ignore_failures)
        # The thing itself: each look through its proxy would be three calls more.
        while type(value) is SimpleLazyObject and value._wrapped is not empty:
            value = value._wrapped
        for one in within:
            if callable(value):
                return super().resolve(context, ignore_failures)
            try:
                is_keyed = type(value) is not BoundField and hasattr(type(value), "__getitem__")
                value = value[one] if is_keyed else getattr(value, one)
            except (AttributeError, LookupError, TypeError, ValueError):
                return super().resolve(context, ignore_failures)
            except Exception as error:
                if not getattr(error, "silent_variable_failure", False):
                    raise
                return context.template.engine.string_if_invalid
        return super().resolve(context, ignore_failures) if callable(value) else value


class QuickVariable(VariableNode):
    """A value on the page: text is escaped unless it is safe as it stands; any other kind is written by Django."""

    def render(self, context: Any) -> str:
        """Return its text."""
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        if type(value) is SafeString:
            return value
        if type(value) is str and context.autoescape:
            return escape(value)
        return render_value_in_context(value, context)


class QuickToken(CsrfTokenNode):
    """The field by which a form shows that a page of ours brought it: one text for all forms of one page."""

    def render(self, context: Any) -> str:
        """Return the field, with the value that this page has here."""
        drawing, token = context.render_context, context.get("csrf_token")
        made_of, text = getattr(drawing, "token_field", (None, ""))
        if token is None or made_of is not token:
            text = super().render(context)
            drawing.token_field = token, text
        return text


class QuickInclude(IncludeNode):
    """Another template, whose name is written here: it is looked for once."""

    found: Any = None

    def render(self, context: Any) -> SafeString:
        """Return its text, drawn with what it is handed and, as ever, with a state of its own."""
        if self.found is None:
            self.found = context.template.engine.select_template([self.template.var])
        handed = self.extra_context
        values = {name: value.resolve(context) for name, value in handed.items()} if handed else {}
        drawing = context.render_context
        around, drawing.template = drawing.template, self.found
        context.dicts.append(values)
        drawing.dicts.append({})
        try:
            text: SafeString = self.found._render(context)
            return text
        finally:
            drawing.dicts.pop()
            context.dicts.pop()
            drawing.template = around
