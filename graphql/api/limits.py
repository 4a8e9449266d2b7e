"""What a document may be before any work is done for it. The numbers are one table; README.md says why each is what it is."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    Lexer,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Source,
    TokenKind,
    parse,
)

from api.errors import RequestRefused, over_limit, with_code
from townships.paging import MOST


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """`body` bytes of a POST; `characters` of the text; `cost` values of an answer; `seconds` for one operation; else how many of each."""

    body: int = 65_536
    characters: int = 20_000
    tokens: int = 2_000
    comments: int = 100
    fragments: int = 50
    depth: int = 18
    fields: int = 300
    root_fields: int = 20
    aliases: int = 30
    directives: int = 50
    spreads: int = 100
    page: int = MOST
    cost: int = 25_000
    seconds: float = 5.0


STANDARD: Final = Limits()
#: Counted by `Tally`, in the order in which they are reported.
WORDS: Final = {
    "depth": ("too_deep", gettext_noop("The document is nested {actual} levels deep; {limit} are allowed.")),
    "root_fields": ("too_many_root_fields", gettext_noop("The document asks for {actual} things at once; {limit} are allowed.")),
    "fields": ("too_many_fields", gettext_noop("The document selects {actual} fields, fragments spread out; {limit} are allowed.")),
    "aliases": ("too_many_aliases", gettext_noop("The document has {actual} aliases, fragments spread out; {limit} are allowed.")),
    "directives": ("too_many_directives", gettext_noop("The document has {actual} directives; {limit} are allowed.")),
    "spreads": ("too_many_spreads", gettext_noop("The document spreads {actual} fragments; {limit} are allowed.")),
}


class Tally(msgspec.Struct):
    """What a selection adds up to once its fragments are spread out."""

    depth: int = 0
    root_fields: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    spreads: int = 0

    def add(self, other: Tally) -> None:
        self.depth = max(self.depth, other.depth)
        self.root_fields += other.root_fields
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives
        self.spreads += other.spreads


def read(source: str, limits: Limits = STANDARD) -> DocumentNode:
    """Parses a document that is not too long. Raises `RequestRefused`."""
    if len(source) > limits.characters:
        words = _("The document has {actual} characters; {limit} are allowed.")
        raise over_limit(words, "document_too_long", limits.characters, len(source))
    try:
        return parse(source, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
    except GraphQLError as error:
        _check_tokens(source, limits)
        raise RequestRefused(*with_code([error], "syntax_error")) from None


def _check_tokens(source: str, limits: Limits) -> None:
    """The parser tells "too many" only in words: count again, and only as far as needed."""
    tokens = comments = 0
    for kind in _kinds(source):
        comments += kind is TokenKind.COMMENT
        tokens += kind is not TokenKind.COMMENT
        if tokens > limits.tokens:
            raise over_limit(_("The document has more than {limit} words and signs."), "too_many_tokens", limits.tokens, tokens)
        if comments > limits.comments:
            raise over_limit(_("The document has more than {limit} comments."), "too_many_comments", limits.comments, comments)


def _kinds(source: str) -> Iterator[TokenKind]:
    """The kinds of the document's tokens, comments included, up to the first that cannot be read."""
    lexer = Lexer(Source(source))
    token = lexer.token
    try:
        while token.kind is not TokenKind.EOF:
            token = token.next or lexer.read_next_token(token.end)
            yield token.kind
    except GraphQLError:
        return


def check_shape(document: DocumentNode, limits: Limits = STANDARD) -> None:
    """Refuses a document that would be dear to validate or to run. Linear in the document, whatever its fragments multiply to."""
    fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    if len(fragments) > limits.fragments:
        words = _("The document defines {actual} fragments; {limit} are allowed.")
        raise over_limit(words, "too_many_fragments", limits.fragments, len(fragments), fragments[limits.fragments :][:1])
    survey = Survey(fragments, limits)
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            survey.check(operation)


class Survey:
    """Adds up operations. Every fragment is measured once, relative to where it is spread; a cycle ends where it closes
    (validation names it afterwards)."""

    def __init__(self, fragments: Sequence[FragmentDefinitionNode], limits: Limits) -> None:
        self.limits = limits
        self.fragments = {fragment.name.value: fragment for fragment in fragments}
        self.known: dict[str, Tally] = {}
        self.open: set[str] = set()

    def check(self, operation: OperationDefinitionNode) -> None:
        tally = self.selections(operation.selection_set, 1)
        tally.directives += len(operation.directives) + sum(len(v.directives) for v in operation.variable_definitions or ())
        for name, (code, words) in WORDS.items():
            actual, limit = getattr(tally, name), getattr(self.limits, name)
            if actual > limit:
                raise over_limit(_(words), code, limit, actual, [operation])

    def selections(self, selection_set: SelectionSetNode, level: int) -> Tally:
        """`level` only stops the descent in time; the tally's own depth counts from here."""
        if level > self.limits.depth:
            self.refuse_depth(selection_set, level)
        tally = Tally()
        for selection in selection_set.selections:
            tally.add(self.selection(selection, level))
        tally.depth += 1
        return tally

    def selection(self, node: SelectionNode, level: int) -> Tally:
        if isinstance(node, FieldNode):
            tally = self.field(node, level)
        elif isinstance(node, InlineFragmentNode):
            tally = self.selections(node.selection_set, level + 1)
        else:
            tally = self.spread(node, level)  # type: ignore[arg-type]
        tally.directives += len(node.directives)
        return tally

    def field(self, node: FieldNode, level: int) -> Tally:
        tally = self.selections(node.selection_set, level + 1) if node.selection_set else Tally()
        tally.root_fields = 1
        tally.fields += 1
        tally.aliases += node.alias is not None
        return tally

    def spread(self, node: FragmentSpreadNode, level: int) -> Tally:
        tally = Tally(spreads=1)
        tally.add(self.fragment(node.name.value, level))
        return tally

    def fragment(self, name: str, level: int) -> Tally:
        fragment = self.fragments.get(name)
        if fragment is None or name in self.open:
            return Tally()
        if name not in self.known:
            self.open.add(name)
            tally = self.selections(fragment.selection_set, level + 1)
            tally.directives += len(fragment.directives)
            self.open.discard(name)
            self.known[name] = tally
        return self.known[name]

    def refuse_depth(self, node: Node, level: int) -> None:
        code, words = WORDS["depth"]
        raise over_limit(_(words), code, self.limits.depth, level, [node])
