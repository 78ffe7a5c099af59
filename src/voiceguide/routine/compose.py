"""YAML -> a tree of nodes with their places, and the problems of the YAML itself.

If parsing fails, `yaml_errors` finds the author's mistake and corrects the line, and reading starts again.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError

from voiceguide.errors import Problem, Where
from voiceguide.routine.model import VERBS, keys_of
from voiceguide.routine.source import UNPRINTABLE, SourceText
from voiceguide.routine.tree import MOST_PROBLEMS, Items, Node, Scalar, Table
from voiceguide.routine.values import bulleted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceguide.routine.yaml_errors.mistake import Mistake

DEEPEST = 32
MOST_NODES = 100_000
MOST_CORRECTIONS, MOST_READ = 20, 1_000_000
"""The most mistakes that are corrected, and characters that are read again, to find the next mistakes."""
MOST_OF_A_LINE = 4
"""The most corrections of one line. After more, it is no longer what its author meant."""

_LISTS = keys_of("list") - keys_of("text")
"""Keys that only take a list."""
_BLANK = re.compile(r"[ \t]*")
_COMMENT = re.compile(r"[ \t]*(#[^\r\n]*)")


@dataclass(frozen=True, slots=True)
class YamlFailure:
    """Where ruamel.yaml stopped: the index of the character, its message, and the index where the element began."""

    at: int
    message: str
    began: int | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """A file's tree, None if the file is empty, and the problems of its YAML.

    `corrected` has the numbers of the lines whose words were changed: other problems in them aren't the author's.
    `whole` is True if all of the file was read.
    """

    node: Node | None
    problems: tuple[Problem, ...]
    corrected: frozenset[int]
    whole: bool


def compose(text: str, file: str) -> Composed:
    """Return the tree of `text`, as far as it can be read, and the problems of its YAML."""
    source = SourceText(text, file)
    problems: list[Problem] = []
    times_corrected: Counter[int] = Counter()
    corrected: set[int] = set()
    for corrections in range(MOST_CORRECTIONS + 1):
        builder = _TreeBuilder(source)
        node = builder.document()
        if builder.failure is None:
            break
        from voiceguide.routine.yaml_errors import diagnose  # only broken YAML needs it

        mistake = diagnose(builder.failure, source)
        blamed = _blamed(builder.failure, mistake, source)
        again = mistake.corrected and corrections < MOST_CORRECTIONS and corrections * len(text) < MOST_READ
        line = mistake.where.line
        if times_corrected.keys().isdisjoint((blamed, line)):
            problems.append(mistake.problem)
        elif times_corrected[line] >= MOST_OF_A_LINE or (blamed in times_corrected and blamed != line):
            again = False  # the correction caused this mistake, not the author
        if not again:
            problems[-1] = replace(problems[-1], message=f"{problems[-1].message}; what follows was not checked")
            break
        times_corrected.update({source.written(row) for row in mistake.corrected})
        corrected.update(
            source.written(row) for row, line in mistake.corrected.items() if _reworded(source.line(row), line)
        )
        source = source.corrected(mistake.corrected)
    return Composed(node, (*problems, *builder.problems), frozenset(corrected), whole=not builder.stopped)


class _TreeBuilder:
    """Builds the tree from the YAML events of one text.

    `failure` says where the YAML is broken. `stopped` is True if part of the text was not read.
    """

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.failure: YamlFailure | None = None
        self.stopped = False
        self._nodes = 0
        self._anchors: dict[str, tuple[Node, int, int] | None] = {}
        self._unused: dict[str, events.Event] = {}
        self._events = self._read()

    def document(self) -> Node | None:
        """Return the file's one document, or None if it is empty or can't be read."""
        for event in self._events:
            if isinstance(event, events.DocumentStartEvent):
                node, _ = self._node(next(self._events, None), "", self.source.where(0), 1)
                break
        else:
            return None
        for event in self._events:
            if isinstance(event, events.DocumentStartEvent):
                self._report(event, "VG118", "a file holds one routine; put what follows '---' in a file of its own")
                break
        if self._unused and self.failure is None:
            # The author meant a text, such as "& breathe", of which YAML would drop the first word.
            self._fail(next(iter(self._unused.values())), "this anchor is never used")
        return None if isinstance(node, Scalar) and node.empty else node

    def _read(self) -> Iterator[events.Event]:
        try:
            for event in YAML(typ="safe", pure=True).parse(self.source.text):
                if self.stopped:
                    return
                yield event
        except MarkedYAMLError as error:
            began = error.context_mark.index if error.context_mark else None
            # Some errors have only one mark, and some have only a context.
            mark = error.problem_mark or error.context_mark
            self.failure = YamlFailure(mark.index if mark else 0, error.problem or error.context or "", began)
            self.stopped = True

    def _node(self, event: events.Event | None, key: str, at: Where, depth: int) -> tuple[Node, int]:
        """Return the node that `event` begins, and its depth. `at` is the place of a missing node."""
        before = self._nodes
        self._nodes += 1
        left_out = Scalar("", at, key), 0
        if event is None:
            return left_out
        if self._nodes > MOST_NODES:
            self._report(event, "VG119", f"this file has more than {MOST_NODES:,} values; 'include' takes a part out")
            self.stopped = True
            return left_out
        if isinstance(event, events.AliasEvent):
            return self._alias(event, key, at, depth)
        if depth > DEEPEST and isinstance(event, events.MappingStartEvent | events.SequenceStartEvent):
            self._report(event, "VG119", f"this is nested deeper than {DEEPEST} levels; 'include' takes a part out")
            self.stopped = True
            return left_out
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._anchors[anchor] = None
            if isinstance(event, events.ScalarEvent) and event.style is None:
                self._unused[anchor] = event
        if getattr(event, "tag", None):
            self._fail(event, "tags are not read")
            return left_out
        node: Node
        if isinstance(event, events.MappingStartEvent):
            node, height = self._table(event, key, depth)
        elif isinstance(event, events.SequenceStartEvent):
            node, height = self._items(event, key, depth)
        else:
            node, height = self._scalar(cast("events.ScalarEvent", event), key, at), 0
        if anchor:
            self._anchors[anchor] = (node, self._nodes - before, height)
        return node, height

    def _scalar(self, event: events.ScalarEvent, key: str, at: Where) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        plain = event.style is None
        if plain and key in _LISTS and bulleted(event.value) and self._begins(event):
            self._fail(event, "a list of one text, which begins with a dash")
        if plain and not event.value:
            return Scalar("", at, key, comment=self._comment(self.source.start(at.line) + at.column + at.width))
        comment = self._comment(end) if plain else None
        return Scalar(self._text(event), self.source.where(start, end), key, plain=plain, comment=comment)

    def _text(self, event: events.ScalarEvent) -> str:
        """Return the text of `event`, without characters that no file may have: an escape can stand for one."""
        if event.style != '"' or event.value.isprintable():
            return cast("str", event.value)
        # JSON writes an emoji as two escapes, a half each.
        text = event.value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        if found := UNPRINTABLE.search(text):
            self._report(event, "VG117", f"the character U+{ord(found[0]):04X} is not text; take it out")
        return UNPRINTABLE.sub("", text)

    def _begins(self, event: events.Event) -> bool:
        """Return True if only spaces precede `event` in its line."""
        index = event.start_mark.index
        return _BLANK.fullmatch(self.source.text, self.source.start(self.source.row(index)), index) is not None

    def _comment(self, end: int) -> Where | None:
        found = _COMMENT.match(self.source.text, end)
        return self.source.where(*found.span(1)) if found else None

    def _items(self, event: events.SequenceStartEvent, key: str, depth: int) -> tuple[Items, int]:
        where = self.source.where(event.start_mark.index)
        entries, deepest = [], 0
        for inner in self._events:
            if isinstance(inner, events.SequenceEndEvent):
                break
            node, height = self._node(inner, key, self.source.where(inner.start_mark.index), depth + 1)
            deepest = max(deepest, height)
            if self.stopped and not getattr(node, "entries", node):
                break  # it is empty because reading stopped in it
            entries.append(node)
        return Items(where, key, bool(event.flow_style), entries), deepest + 1

    def _table(self, event: events.MappingStartEvent, key: str, depth: int) -> tuple[Table, int]:
        where = self.source.where(event.start_mark.index)
        entries: dict[Scalar, Node] = {}
        names: dict[str, Scalar] = {}
        deepest = 0
        for inner in self._events:
            if isinstance(inner, events.MappingEndEvent):
                break
            name = self._key(inner, depth)
            node, height = self._node(next(self._events, None), name, name.where, depth + 1)
            deepest = max(deepest, height)
            if self.stopped and not getattr(node, "entries", node):
                break
            if name in entries:
                self._add(_twice(name, names[name], key))
            elif name == "<<" and name.plain:
                self._report(inner, "VG118", "'<<' merges nothing here; write the keys out, or use 'include'")
            else:
                entries[name] = node
                names[name] = name
        if not event.flow_style and entries:
            where = next(iter(entries)).where
        return Table(where, key, bool(event.flow_style), entries), deepest + 1

    def _key(self, event: events.Event, depth: int) -> Scalar:
        at = self.source.where(event.start_mark.index)
        node, _ = self._node(event, "", at, depth + 1)
        if isinstance(node, Scalar) and not node.empty:
            if node.plain and bulleted(node) and self._begins(event):
                self._fail(event, "a key begins with a dash")
            return node
        if not self.stopped:
            self._report(
                event, "VG118", "a key is a word before its ':'; a text that begins with '?' or '[' needs quotes"
            )
        return Scalar("", at)

    def _alias(self, event: events.AliasEvent, key: str, at: Where, depth: int) -> tuple[Node, int]:
        left_out = Scalar("", at, key), 0
        if event.anchor not in self._anchors:
            self._fail(event, f"there is no anchor '&{event.anchor}'")
            return left_out
        self._unused.pop(event.anchor, None)
        anchored = self._anchors[event.anchor]
        if anchored is None:
            self._report(event, "VG118", f"'*{event.anchor}' stands inside what it repeats, so it has no end")
            return left_out
        node, size, height = anchored
        self._nodes += size
        if self._nodes > MOST_NODES or depth + height - 1 > DEEPEST:
            limit = f"{MOST_NODES:,} values" if self._nodes > MOST_NODES else f"{DEEPEST} levels of nesting"
            self._report(event, "VG119", f"the aliases of this file expand to more than {limit}")
            self.stopped = True
            return left_out
        return node, height

    def _fail(self, event: events.Event, message: str) -> None:
        self.failure = YamlFailure(event.start_mark.index, message)
        self.stopped = True

    def _report(self, event: events.Event, code: str, message: str) -> None:
        self._add(Problem(self.source.where(event.start_mark.index), code, message))

    def _add(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.stopped = self.stopped or len(self.problems) >= MOST_PROBLEMS


def _blamed(failure: YamlFailure, mistake: Mistake, source: SourceText) -> int:
    """Return the line that caused `mistake`: the one where broken brackets begin, or else its own."""
    if failure.began is not None and source.text[failure.began : failure.began + 1] in ("{", "["):
        return source.written(source.row(failure.began))
    return mistake.where.line


def _reworded(line: str, corrected: str) -> bool:
    """Return True if `corrected` changes more of `line` than its indentation."""
    return corrected.partition("\n")[0].lstrip() != line.lstrip()


def _twice(second: Scalar, first: Scalar, table: str) -> Problem:
    """Return the problem of a second key of the same name in the table at the key `table`."""
    if table == "breathe":
        hint = "the pause after the breath out is 'rest'" if second == "hold" else "keep one"
    else:
        hint = f"begin a new step with '- {second}:'" if second in VERBS else "keep one"
    return second.problem("VG116", f"'{second}' stands here twice, first in line {first.where.line}; {hint}")
