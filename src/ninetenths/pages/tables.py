"""Tables for work: dense, a head that stays, figures aligned, sorted by a click where scripts run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from ninetenths.pages.escaping import html

Kind = Literal["words", "figure", "date", ""]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, whether it holds words, figures (set flush right), dates, or what the
    table's own class says (""), and whether it can be sorted."""

    head: str
    kind: Kind = "words"
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that needs more than its text: HTML made by us, a key to sort by, or classes."""

    shown: str | Markup
    key: str | float | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells, the characters of the text it stands for, classes, an address."""

    cells: Sequence[str | Markup | Cell | int | float | None]
    spans: tuple[tuple[int, int], ...] = ()
    kind: str = ""
    id: str | None = None


def table(
    columns: Sequence[Column], rows: Iterable[Row | Sequence[str | Markup | Cell | int | float | None]], *,
    caption: str, lang: str | None = None, kind: str = "",
) -> Markup:  # fmt: skip
    """A table with its caption. Plain strings are escaped; None is an empty cell; the first cell heads its row."""
    parts = [f'<div class="scroll" tabindex="0" role="region" aria-label="{html(caption)}"><table class="{kind}">',
             f"<caption>{html(caption)}</caption><thead><tr>"]  # fmt: skip
    for column in columns:
        sort = " data-sort" if column.sortable else ""
        kind_of = column.kind or "figure"
        parts.append(f'<th scope="col" class="{kind_of}"{sort}>{html(column.head)}</th>')
    language = f' lang="{html(lang)}"' if lang else ""
    parts.append(f"</tr></thead><tbody{language}>")
    for row in rows:
        parts.append(_row(columns, row if isinstance(row, Row) else Row(row)))
    parts.append("</tbody></table></div>")
    return Markup("".join(parts))


def _row(columns: Sequence[Column], row: Row) -> str:
    attributes = f' id="{html(row.id)}"' if row.id else ""
    attributes += f' class="{row.kind}"' if row.kind else ""
    attributes += f' data-s="{spans_of(row.spans)}"' if row.spans else ""
    parts = [f"<tr{attributes}>"]
    for at, (column, given) in enumerate(zip(columns, row.cells, strict=True)):
        cell = given if isinstance(given, Cell) else Cell("" if given is None else given)  # type: ignore[arg-type]
        key = "" if cell.key is None else f' data-k="{html(cell.key)}"'
        shown = cell.shown if isinstance(cell.shown, Markup) else html(cell.shown)
        name, scope = ("th", ' scope="row"') if at == 0 else ("td", "")
        classes = f"{column.kind} {cell.kind}".strip()
        kind = f' class="{classes}"' if classes else ""
        parts.append(f"<{name}{scope}{kind}{key}>{shown}</{name}>")
    parts.append("</tr>")
    return "".join(parts)


def spans_of(spans: Iterable[tuple[int, int]]) -> str:
    """Spans as the page carries them: `12-40 55-60`."""
    return " ".join(f"{start}-{end}" for start, end in spans)
