"""A saved web page as text: title, one line of furniture, then the article, a line a paragraph.

The text is
    the title (from the page's meta data, its heading or its <title>), one line;
    what the page says of date, source and numbers, if anything, in one line and always in the same words, e.g.
    `发布日期：2024-03-01 信息来源：云川日报`, so that a record can point to it (in English `Published: … Source: …`);
    the article: paragraphs, headings, list items (with the number an <ol> gives them) and lines made by <br> one line
    each, without indents; rows of a table one line each, cells apart by tabs. No empty lines.
Set aside: scripts, navigation, breadcrumbs, share and print buttons, footers, what the page hides. Where the article
stands is told by how content systems name its container and otherwise by where text is dense and links are few; no
site is known by name. Nothing is fetched, no script is run.
"""

from __future__ import annotations

import re
from typing import Any

from ninetenths.extraction.article import article_of
from ninetenths.extraction.decoding import decode_loosely, label_of
from ninetenths.extraction.furniture import fields_of, is_furniture, iso_day, line_of
from ninetenths.extraction.joining import EDGE, is_wide, plain
from ninetenths.extraction.markup import HERE, lines_of
from ninetenths.extraction.values import Drawn, refusal
from ninetenths.extraction.weighing import Measures
from ninetenths.patterns import regex

# Elements of a page that is taken apart, at most: a tree costs some hundred bytes each. Real pages have thousands.
_ELEMENTS = 500_000
_STOPPED = frozenset(("ERR_RESOURCE_LIMIT", "ERR_INTERNAL_ERROR", "ERR_NO_MEMORY"))
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_DECLARATION = regex(r"\s*<\?xml[^>]{0,200}\?>")
_SAVED_FROM = regex(r"<!--\s*saved from url=\(\d+\)(\S{4,2000}?)\s*-->")
_META = {
    "title": ("articletitle", "og:title", "dc.title", "dcterms.title", "twitter:title"),
    "published_on": ("pubdate", "article:published_time", "publishdate", "dc.date.issued", "dcterms.issued",
                     "dcterms.date", "dc.date", "date"),
    "publisher": ("contentsource",),
    "site": ("sitename", "og:site_name", "dc.publisher", "dcterms.publisher"),
    "url": ("og:url", "url"),
    "editor": ("author",),
}  # fmt: skip
_TITLE_PARTS = regex(r"\s*[|｜_]\s*|\s+[-–—]\s+|-(?=[^-]*(?:网|政府|Council)[^-]*$)")
# Lines around the article that are looked at for furniture.
_BEFORE, _AFTER = 60, 20


def draw_page(data: bytes, name: str) -> Drawn:
    """The text of a page and the fields it states. Raises Refusal `page-damaged`, `page-too-large`."""
    markup, encoding, damage = decode_loosely(data, _declared(data))
    root = _tree(markup, name)
    if root is None:
        return Drawn("", encoding, {}, damage)
    fields = _from_meta(root, markup)
    headings = _headings(root)
    measures = Measures(root)
    article = article_of(root, measures)
    body = lines_of(article, measures, within=True)
    around = lines_of(root, measures, skip=article) if article is not root else [HERE]
    place = around.index(HERE) if HERE in around else len(around)
    title = _title(fields.get("title"), headings, root, body)
    body, own = _without_furniture(body, title)
    outside = [*around[max(0, place - _BEFORE) : place], *around[place + 1 : place + 1 + _AFTER]]
    stated = fields_of([*own, *(line for line in outside if is_furniture(line))])
    stated.pop("title", None)
    fields = {**stated, **{name: value for name, value in fields.items() if value}}
    if title:
        fields["title"] = title
    if "publisher" not in fields and "site" in fields and "issuer" not in fields:
        fields["publisher"] = fields["site"]
    chinese = _is_chinese(body)
    lines = [*([title] if title else []), *([line] if (line := line_of(fields, chinese)) else []), *body]
    return Drawn("\n".join(lines) if body else "", encoding, fields, damage)


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:8192])
    if match is None:
        return None
    declared = match[1].decode("ascii")
    # A page that can be searched for this in ASCII is not in UTF-16, whatever it says.
    return declared if label_of(declared) not in ("utf-16-le", "utf-16-be") else None


def _tree(markup: str, name: str) -> Any:
    """The page's tree without comments and scripts; None where there is no element at all."""
    from lxml import etree, html

    if markup.count("<") > _ELEMENTS:
        raise refusal("page-too-large", name=name, limit=f"{_ELEMENTS:,}")
    markup = _DECLARATION.sub("", markup.replace("\x00", ""), count=1)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise refusal("page-damaged", name=name) from error
    # libxml2 stops at a depth of some thousand; what it has left out must not be lost in silence.
    if any(entry.type_name in _STOPPED for entry in parser.error_log):
        raise refusal("page-damaged", name=name)
    etree.strip_elements(
        root, "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "select", "textarea",
        "button", "audio", "video", "canvas", "map", "rt", "rp", with_tail=False,
    )  # fmt: skip
    return root


def _from_meta(root: Any, markup: str) -> dict[str, str]:
    """What the page's meta elements state, by our names."""
    stated: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
        value = " ".join(plain(element.get("content") or "").split())
        if key and value and len(value) <= 1000:
            stated.setdefault(key, value)
    first = {name: next((stated[key] for key in keys if key in stated), "") for name, keys in _META.items()}
    fields = {name: value for name, value in first.items() if value}
    if "published_on" in fields:
        fields["published_on"] = iso_day(fields["published_on"]) or ""
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            fields["url"] = link.get("href").strip()
    if (match := _SAVED_FROM.search(markup[:4096])) is not None:
        fields["url"] = match[1]
    if not fields.get("url", "http").startswith(("http://", "https://")):
        fields.pop("url", None)
    return fields


def _headings(root: Any) -> list[str]:
    """First-level headings, one line each; parts that <br> sets apart are joined."""
    found = []
    for heading in root.iter("h1"):
        for line_break in heading.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "")
        text = _joined("".join(heading.itertext()))
        if text:
            found.append(text)
    return found


def _joined(text: str) -> str:
    """Lines of a title as one: without a space between Chinese."""
    whole = ""
    for part in plain(text).split("\n"):
        part = " ".join(part.split())
        if part:
            close = not whole or (is_wide(whole[-1]) and is_wide(part[0]))
            whole += part if close else " " + part
    return whole


def _title(stated: str | None, headings: list[str], root: Any, body: list[str]) -> str:
    """The article's title: as stated; the first heading that <title> repeats; the article's first line if it does."""
    element = root.find(".//title")
    window = _joined("".join(element.itertext())) if element is not None else ""
    squeezed = _squeezed(window)
    if stated:
        # Some systems state the title with the site's name behind it.
        for heading in headings:
            if _squeezed(stated).startswith(_squeezed(heading)) and len(heading) > 3:
                return heading
        return _first_part(stated) if _squeezed(stated) == squeezed else stated
    for heading in headings:
        if _squeezed(heading) in squeezed:
            return heading
    if body and 4 <= len(body[0]) <= 100 and _squeezed(body[0]) in squeezed:
        return body[0]
    if len(headings) == 1:
        return headings[0]
    return _first_part(window)


def _first_part(window: str) -> str:
    """A window title without the site's name: its first part, unless that is a mere word."""
    parts = [part for part in _TITLE_PARTS.split(window) if part]
    return max(parts[:1] or [""], key=len).strip(EDGE) or window


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _without_furniture(body: list[str], title: str) -> tuple[list[str], list[str]]:
    """The article without the title and the furniture that stand at its ends; and that furniture."""
    own: list[str] = []
    start, squeezed = 0, _squeezed(title)
    for _ in range(12):
        rest = body[start : start + 3]
        if not rest:
            break
        repeated = next((n for n in (1, 2, 3) if squeezed and _squeezed("".join(rest[:n])) == squeezed), 0)
        if repeated:
            start += repeated
        elif is_furniture(rest[0], sure=True):
            own.append(rest[0])
            start += 1
        else:
            break
    end = len(body)
    while end > start and (is_furniture(body[end - 1], sure=True) or _ENDING.fullmatch(body[end - 1])):
        own.append(body[end - 1])
        end -= 1
    return body[start:end], own


_ENDING = regex(
    r"[\[【(（]?\s*(?:责任编辑|責任編輯|编辑|责编|审核|校对|初审|复审|终审)\s*[:：].{0,40}[\]】)）]?|"
    r"(?:上一[篇条]|下一[篇条]|相关(?:链接|文章|新闻|阅读)|推荐阅读)\s*[:：]?.{0,80}|"
    r".{0,60}(?:版权所有|ICP备|公网安备|网站标识码|主办单位[:：]|承办单位[:：]).{0,120}|"
    r"(?:©|Copyright\b).{0,120}|(?:was this page (?:useful|helpful)).{0,80}",
    re.IGNORECASE,
)


def _is_chinese(lines: list[str]) -> bool:
    sample = "".join(lines[:50])[:4000]
    return sum("\u4e00" <= character <= "\u9fff" for character in sample) * 5 > len(sample)
