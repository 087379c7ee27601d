"""Markdown as lines of text: headings, paragraphs and list items a line each, rows of tables with tabs, no marks."""

from __future__ import annotations

import re

from ninetenths.extraction.values import Drawn

_FRONT = re.compile(r"\A---[ \t]*\r?\n.*?\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"\s{0,3}(?:={3,}|-{3,}|\*{3,}|_{3,})\s*$")
_BULLET = re.compile(r"(\s*)[-*+]\s+(?:\[[ xX]\]\s+)?(?=\S)")
_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_SLANTED = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]+?)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`([^`]+)`")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")


def draw_markdown(text: str, encoding: str) -> Drawn:
    """The text of a Markdown file, and its first heading as title. Every word is kept, only marks are taken away."""
    lines: list[str] = []
    title = ""
    text = _COMMENT.sub("", _FRONT.sub("", text))
    for line in text.split("\n"):
        line = line.rstrip("\r")
        if _FENCE.match(line) or _UNDERLINE.match(line) or ("|" in line and _RULE.match(line)):
            continue
        heading = _HEADING.match(line)
        words = _bare(heading[2] if heading else _QUOTE.sub("", line, count=1) if _QUOTE.match(line) else line)
        if heading and not title:
            title = words
        lines.append(words)
    return Drawn("\n".join(lines), encoding, {"title": title} if title else {})


def _bare(line: str) -> str:
    """A line without the marks of lists, tables, links and emphasis."""
    stripped = line.strip()
    if stripped.startswith("|") or stripped.count(" | ") >= 1:
        cells = re.split(r"(?<!\\)\|", stripped.strip("|"))
        return "\t".join(_inline(cell.strip()) for cell in cells).rstrip("\t")
    return _inline(_BULLET.sub(r"\1", line, count=1)).rstrip()


def _inline(words: str) -> str:
    words = _LINK.sub(r"\1", _IMAGE.sub(r"\1", words))
    words = _CODE.sub(r"\1", _SLANTED.sub(r"\2", _STRONG.sub(r"\2", words)))
    return _ESCAPED.sub(r"\1", re.sub(r"<br\s*/?>", " ", words))
