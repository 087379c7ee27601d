"""How much text each element of a page holds, and how much of it in links; which tables are data, which boxes aside."""

from __future__ import annotations

import re
from typing import Any

from ninetenths.patterns import regex

# Elements that stand on lines of their own.
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
))  # fmt: skip
# Names of containers in common content systems and habits, without `-` and `_`, in lower case.
_CONTAINERS = frozenset((
    "zoom", "zoomcon", "trseditor", "trseditorview", "trsueditor", "viewtrsueditor", "ucapcontent", "vsbcontent",
    "vnewscontent", "customunionstyle", "articlecontent", "articlecontents", "articlecon", "articlebody", "articletext",
    "artcontent", "artcon", "artbody", "newscontent", "newscontents", "newscon", "newstext", "newsbody", "contentbody",
    "contenttext", "contenttxt", "conttext", "contxt", "contentmain", "contentdetail", "textcontent", "pagecontent",
    "pagescontent", "pagecon", "detailcontent", "detailcon", "detailtext", "detailbody", "infocontent", "infocon",
    "infotext", "xxgkcontent", "xxgkcon", "zwgkcontent", "zwcontent", "zwcon", "zhengwen", "wzcontent", "wzcon", "wznr",
    "maintext", "maintxt", "bodytext", "bodycontent", "entrycontent", "postcontent", "fieldnamebody", "editorcontent",
    "printcontent", "printarea", "cmscontent", "richtext", "wysiwyg", "govspeak", "trswordsection",
))  # fmt: skip
_ASIDES = regex(
    r"(?:bd)?share(?:box|bar|buttonbox|links?|tools?)?|social.*|breadcrumbs?.*|crumbs?|weizhi|dqwz|currentposition|"
    r"location(?:bar)?|printbtn|btnprint|print(?:link)?s?|toolbar|tools?|relate[ds]?.*|xgxw|xgwz|xglj|pagination|pager|"
    r"prevnext|pagenav|qrcode|ewm|erweima|skiplinks?|cookie.*|feedback.*|copyright|menu|sidebar|sidenav|navbar|nav|"
    r"navigation|footer|foot|siteheader|sitefooter|top(?:bar|nav)|advert.*|comments?|searchbox|search|login.*|editorname",
    re.IGNORECASE,
)
_HIDDEN = regex(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
ASIDE_TAGS = frozenset(("nav", "footer", "aside"))
# An aside is short or mostly links; what is longer is an article in a box with an unlucky name.
_ASIDE_TEXT = 240
# A cell with more text than this lays out the page.
_CELL_TEXT = 500


class Measures:
    """For each element of a page how much text it holds, and how much of that in links; which tables are data."""

    def __init__(self, root: Any) -> None:
        from lxml import etree

        self.text: dict[Any, int] = {}
        self.linked: dict[Any, int] = {}
        # Text in the element itself and in inline elements, outside links: of blocks only.
        self.own: dict[Any, int] = {}
        self._layout: set[Any] = set()
        self._table_of: dict[Any, Any] = {}
        self.containers: list[Any] = []
        frames: list[list[int]] = []
        tables: list[_Table] = []
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                frames.append([_length(element.text), 0, _length(element.text)])
                if element.tag == "table":
                    tables.append(_Table(element))
                elif tables and element.tag in ("tr", "td", "th"):
                    self._table_of[element] = tables[-1].element
                continue
            text, linked, own = frames.pop()
            if element.tag == "a":
                linked, own = text, 0
            self._settle(element, text, linked, own, tables)
            if frames:
                tail = _length(element.tail)
                frames[-1][0] += text + tail
                frames[-1][1] += linked
                frames[-1][2] += tail + (own if element.tag not in BLOCKS else 0)

    def _settle(self, element: Any, text: int, linked: int, own: int, tables: list[_Table]) -> None:
        self.text[element], self.linked[element] = text, linked
        tag = element.tag
        if tag in BLOCKS:
            self.own[element] = own
            named = tag not in ("table", "tr", "tbody") and _tokens(element) & _CONTAINERS
            if named or element.get("itemprop") == "articleBody":
                self.containers.append(element)
        if not tables:
            return
        if tag in ("td", "th"):
            tables[-1].cell(text)
        elif tag == "tr":
            tables[-1].end_row()
        elif tag == "table":
            table = tables.pop()
            if not table.is_data():
                self._layout.add(element)
            if tables:
                tables[-1].nested = True

    def is_data_row(self, row: Any) -> bool:
        """Whether a row belongs to a table of data, not to one that lays out the page."""
        table = self._table_of.get(row)
        return table is not None and table not in self._layout

    is_data_cell = is_data_row

    def unlinked(self, element: Any) -> int:
        """Characters outside links."""
        return self.text[element] - self.linked[element]

    def is_aside(self, element: Any, within: bool) -> bool:
        """Whether an element is hidden or, `within` an article, no part of it: navigation, buttons, a footer."""
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            return self.text.get(element, 0) < 2000
        if not within or (element.tag not in BLOCKS and element.tag not in ("span", "a")):
            return False
        if element.tag in ASIDE_TAGS:
            return True
        if not any(_ASIDES.fullmatch(token) for token in _tokens(element)):
            return False
        text, linked = self.text.get(element, 0), self.linked.get(element, 0)
        return text < _ASIDE_TEXT or linked * 10 > text * 6


class _Table:
    """A table being measured."""

    def __init__(self, element: Any) -> None:
        self.element = element
        self.nested = False
        self._longest = 0
        self._filled = 0
        self._wide = False

    def cell(self, text: int) -> None:
        self._longest = max(self._longest, text)
        self._filled += text > 0

    def end_row(self) -> None:
        self._wide = self._wide or self._filled >= 2
        self._filled = 0

    def is_data(self) -> bool:
        return self._wide and not self.nested and self._longest <= _CELL_TEXT


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _tokens(element: Any) -> set[str]:
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return {re.sub(r"[-_]", "", token).lower() for token in named[:500].split()} if named != " " else set()
