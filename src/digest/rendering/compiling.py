"""Templates → Python, as Jinja does it, with what it takes counted on the way.

Every block of a template, such as the body of a loop or of a macro, begins by counting its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

_BLOCKS = ("body", "else_")  # the parts of a statement that are blocks of their own
_A_BLOCK = 5  # steps that a block takes by itself, and then these; everything else is one
_STEPS: dict[type[nodes.Node], int] = {
    nodes.Call: 20,
    nodes.Concat: 5,
    nodes.Extends: 40,
    nodes.Filter: 10,
    nodes.FromImport: 40,
    nodes.Import: 40,
    nodes.Include: 40,
    nodes.Test: 10,
}
_ASKS_WITHIN = ("in", "notin")


class CountingGenerator(CodeGenerator):
    """Writes the Python of a template."""

    _is_choice = False  # whether the next blocks are those of an `if`, which are counted already

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """A block of statements."""
        statements = list(nodes)
        is_choice, self._is_choice = self._is_choice, False
        if not is_choice:
            steps, characters = _size(statements)
            self.writeline(f"environment.spend({steps}, {characters})")
        super().blockvisit(statements, frame)
        self._is_choice = is_choice

    def visit_If(self, node: nodes.If, frame: Frame) -> None:  # noqa: N802
        """A choice: all its blocks were counted with the block it stands in."""
        self._is_choice = True
        super().visit_If(node, frame)
        self._is_choice = False

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802
        """A loop; the test of one that has a test runs where its body may not."""
        if node.test:
            counted = nodes.EnvironmentAttribute("counted", lineno=node.lineno)
            node.test = nodes.Call(counted, [node.test], [], None, None, lineno=node.lineno)
        super().visit_For(node, frame)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """A template within this one."""
        self.writeline("environment.enter()", node)
        super().visit_Include(node, frame)
        self.writeline("environment.leave()")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """Texts joined by ``~``."""
        self.write("environment.joined(context, (")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:  # noqa: N802
        """A comparison; what stands on the left is looked through."""
        self.write("(environment.weighed(")
        self.visit(node.expr, frame)
        self.write(")")
        for operand in node.ops:
            self.visit(operand, frame)
        self.write(")")

    def visit_Operand(self, node: nodes.Operand, frame: Frame) -> None:  # noqa: N802
        """The right of a comparison, which is looked through where the left is looked for in it."""
        if node.op not in _ASKS_WITHIN:
            super().visit_Operand(node, frame)
            return
        self.write(" in " if node.op == "in" else " not in ")
        self.write("environment.weighed(")
        self.visit(node.expr, frame)
        self.write(")")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        """An item, or a slice, which is a copy."""
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.weighed(")
        self.visit(node.node, frame)
        self.write(")[")
        self.visit(node.arg, frame)
        self.write("]")

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802
        """A mapping; its keys are looked through."""
        self.write("{")
        for item in node.items:
            self.write("environment.weighed(")
            self.visit(item.key, frame)
            self.write("): ")
            self.visit(item.value, frame)
            self.write(", ")
        self.write("}")


def _size(statements: list[nodes.Node]) -> tuple[int, int]:
    """What running a block once takes: steps, and characters of literal text."""
    steps, characters = _A_BLOCK, 0
    for statement in statements:
        for each in _own(statement):
            steps += _STEPS.get(type(each), 1)
            if isinstance(each, nodes.TemplateData):
                characters += len(each.data)
    return steps, characters


def _own(node: nodes.Node) -> Iterator[nodes.Node]:
    """A node and everything in it but the blocks that count for themselves."""
    yield node
    is_choice = isinstance(node, nodes.If)
    for child in node.iter_child_nodes(exclude=None if is_choice else _BLOCKS):
        yield from _own(child)
