"""The icicle: a tree drawn as layered bars in the order of the text, breadth by weight, as server-side SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ninetenths.pages.escaping import html

WIDTH = 720
_GAP = 1.0
_HAN, _LATIN = 12.0, 6.6


@dataclass(frozen=True, slots=True)
class Node:
    """A bar: its name, its class, the characters it stands for, the bars under it, what it weighs if there are none.

    `short` is shown where the name does not fit (a section's number).
    """

    name: str
    kind: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    children: tuple[Node, ...] = ()
    weight: int = 1
    short: str = ""

    @property
    def total(self) -> int:
        """What it and everything under it weigh: a bar with bars under it weighs what they do."""
        return sum(child.total for child in self.children) if self.children else self.weight


def depth(nodes: Sequence[Node]) -> int:
    """How many layers there are."""
    return 1 + max((depth(node.children) for node in nodes), default=0) if nodes else 0


def icicle(nodes: Sequence[Node], *, description: str, layer: int = 24) -> Markup:
    """The tree from the top down; `layer` is the height of one in px at full width. An equal list must stand by it."""
    total = sum(node.total for node in nodes)
    if total == 0:
        return Markup("")
    height = depth(nodes) * (layer + 2)
    parts = [
        f'<svg class="icicle" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{html(description)}">',
        *_bars(nodes, 0.0, WIDTH / total, 0, layer, deep=depth(nodes)),
        "</svg>",
    ]
    return Markup("".join(parts))


def _bars(nodes: Sequence[Node], left: float, scale: float, level: int, layer: int, deep: int) -> list[str]:
    parts: list[str] = []
    for node in nodes:
        breadth = node.total * scale
        top = level * (layer + 2)
        # A leaf reaches down to the ground, so that no white holes look like missing parts.
        tall = layer if node.children else (deep - level) * (layer + 2) - 2
        shown = max(breadth - (_GAP if breadth > 3 else breadth * 0.15), 0.3)
        spans = " ".join(f"{start}-{end}" for start, end in node.spans)
        box = f'x="{left:.1f}" y="{top}" width="{shown:.1f}" height="{tall}"'
        if not node.children:  # by far the most: its name stands in the equal list
            parts.append(f'<rect class="bar {node.kind}" data-s="{spans}" {box}/>')
            left += breadth
            continue
        parts.append(
            f'<g class="bar {node.kind}" data-s="{spans}"><title>{html(node.name)}</title>'
            f"<rect {box}/>{_caption(node, left, top, breadth, layer)}</g>"
        )
        parts.extend(_bars(node.children, left, scale, level + 1, layer, deep))
        left += breadth
    return parts


def _caption(node: Node, left: float, top: float, breadth: float, layer: int) -> str:
    shown = next((name for name in (node.name, node.short) if name and _breadth(name) <= breadth - 9), "")
    return f'<text x="{left + 5:.2f}" y="{top + layer * 0.68:.1f}">{html(shown)}</text>' if shown else ""


def _breadth(name: str) -> float:
    return sum(_HAN if ord(char) > 0x2E7F else _LATIN for char in name)
