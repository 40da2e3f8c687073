"""Folding: what of a template says the same to everybody, side by side, becomes one part that is drawn once.

Most of a page is words, addresses and marks that depend on nothing but the language and the place of the pages. As a
template is read, these parts are found by their kind, and only they: what asks the page for anything stays as it is, so
nothing that is kept can be anybody's. The text comes out as it would have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from django.template.base import FilterExpression, Node, NodeList, TextNode, TokenType, Variable
from django.template.context import Context
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.exceptions import TemplateSyntaxError
from django.template.library import SimpleNode
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.templatetags.drawing import drawn_once, icon
from idp.drawing.quick import quicken

Where = tuple[str | None, str]


class Same(Node):
    """Parts of a template that stand side by side and say the same to everybody, kept as one text."""

    child_nodelists = ()

    def __init__(self, parts: list[Node]) -> None:
        self.parts = parts
        self.kept: dict[tuple[Where, bool], SafeString] = {}

    def render(self, context: Any) -> SafeString:
        """Return their text; kept apart by what words and addresses depend on, of which there are few."""
        try:
            return self.kept[context.render_context.where, context.autoescape]
        except (AttributeError, KeyError):
            return self._kept(context)

    def _kept(self, context: Context) -> SafeString:
        where = _where(context), context.autoescape
        if where not in self.kept:
            self.kept[where] = SafeString("".join(str(part.render_annotated(context)) for part in self.parts))
        return self.kept[where]


def _where(context: Context) -> Where:
    """The language and the place of the pages: of a whole page, looked up at its first part."""
    drawing = vars(context.render_context)
    where: Where | None = drawing.get("where")
    if where is None:
        where = drawing["where"] = get_language(), get_script_prefix()
    return where


class Parts(NodeList):
    """Parts of a template, which change no more."""

    def __init__(self, parts: Iterable[Node] = ()) -> None:
        super().__init__(parts)
        self.found: dict[type[Node], list[Node]] = {}

    def render(self, context: Any) -> SafeString:
        """Return their text; where each failure is shown beside its part, by Django's own."""
        if context.template.engine.debug:
            return super().render(context)
        return SafeString(
            "".join([part.s if type(part) is TextNode else part.render(context) for part in self])
        )

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        """Look for them once: whatever extends a page asks for its blocks each time it is drawn."""
        if nodetype not in self.found:
            self.found[nodetype] = super().get_nodes_by_type(nodetype)
        return self.found[nodetype]


def folded(parts: Collection[Node]) -> NodeList:
    """Return these parts of a template, folded with all that is within them; what says nothing is left out."""
    if any(isinstance(part, LanguageNode) for part in parts):
        raise TemplateSyntaxError("a page is drawn in one language: one part of it cannot be in another")
    made = Parts()
    made.contains_nontext = getattr(parts, "contains_nontext", False)
    said = (part for part in parts if not isinstance(part, LoadNode | CommentNode))
    for is_same, found in groupby(said, says_the_same):
        side_by_side = list(found)
        if is_same and not all(isinstance(part, TextNode) for part in side_by_side):
            made.append(Same(side_by_side))
            continue
        for part in side_by_side:
            _fold_within(part)
            quicken(part)
            made.append(part)
    return made


def says_the_same(part: Node) -> bool:
    """Does this part say the same to everybody, in one language and one place of the pages?"""
    if isinstance(part, TextNode):
        return True
    asked = _asked_by(part)
    return asked is not None and all(_is_written(value) for value in asked)


def _asked_by(part: Any) -> list[FilterExpression] | None:
    """What a part of a known kind asks before it is drawn; None of one that may ask, or leave, something else."""
    match part:
        case URLNode(asvar=None):
            return [part.view_name, *part.args, *part.kwargs.values()]
        case StaticNode(varname=None):
            return [part.path]
        case TranslateNode(asvar=None, message_context=None):
            return [part.filter_expression]
        case BlockTranslateNode(asvar=None, message_context=None, countervar=None):
            return None if part.extra_context or _has_places(part) else []
        case SimpleNode(target_var=None) if part.func in (drawn_once, icon):
            return [*part.args, *part.kwargs.values()]
    return None


def _is_written(value: FilterExpression) -> bool:
    """Does it stand in the template as it is?"""
    is_looked_up = isinstance(value.var, Variable) and value.var.lookups is not None
    return not (is_looked_up or value.filters)


def _has_places(part: Any) -> bool:
    return any(token.token_type == TokenType.VAR for token in part.singular)


def _fold_within(part: Any) -> None:
    if isinstance(part, IfNode):
        part.conditions_nodelists = [(asked, folded(then)) for asked, then in part.conditions_nodelists]
        return
    for name in part.child_nodelists:
        within = getattr(part, name, None)
        if within:
            setattr(part, name, folded(within))
