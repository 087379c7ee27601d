"""What a page says about its text (发布日期, 来源, 索引号 …): labelled pieces of a line, into named fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ninetenths.patterns import regex

# Labels as pages write them (spaces inside are ignored) → name of the field. None: known, and of no interest.
_LABELS: dict[str, str | None] = {
    "发布日期": "published_on", "发布时间": "published_on", "公开日期": "published_on", "发文日期": "published_on",
    "發佈日期": "published_on", "發布日期": "published_on", "發佈時間": "published_on", "發布時間": "published_on",
    "公布日期": "published_on", "信息时间": "published_on", "更新时间": "updated_on", "更新日期": "updated_on",
    "日期": "published_on", "时间": "published_on", "發表日期": "published_on", "发表时间": "published_on",
    "成文日期": "written_on", "生成日期": "written_on", "印发日期": "written_on", "成文時間": "written_on",
    "信息来源": "publisher", "来源": "publisher", "文章来源": "publisher", "稿件来源": "publisher",
    "新闻来源": "publisher", "内容来源": "publisher", "來源": "publisher", "資料來源": "publisher", "稿源": "publisher",
    "发布机构": "issuer", "发文机关": "issuer", "发文单位": "issuer", "发布单位": "issuer", "制发机关": "issuer",
    "公开机构": "issuer", "發文機關": "issuer", "發佈機構": "issuer", "发布机关": "issuer", "制定机关": "issuer",
    "索引号": "index_number", "信息索引号": "index_number", "索引編號": "index_number", "索引號": "index_number",
    "索取号": "index_number", "发文字号": "document_number", "文号": "document_number", "发文文号": "document_number",
    "發文字號": "document_number", "文件编号": "document_number", "文號": "document_number",
    "主题分类": "subject", "信息分类": "subject", "分类": "subject", "主題分類": "subject", "组配分类": "group",
    "主题词": "keywords", "关键词": "keywords", "體裁分類": "form", "体裁分类": "form", "公文种类": "form",
    "有效性": "validity", "时效性": "validity", "效力状态": "validity", "生效日期": "effective_on",
    "失效日期": "expires_on", "废止日期": "expires_on", "公开方式": "access", "公开范围": "access",
    "浏览次数": "views", "点击数": "views", "点击量": "views", "阅读次数": "views", "浏览量": "views",
    "阅读量": "views",
    "访问量": "views", "点击率": "views", "阅读": "views", "浏览": "views", "瀏覽次數": "views", "點擊數": "views",
    "作者": "author", "记者": "author", "通讯员": "author", "编辑": "editor", "责任编辑": "editor",
    "責任編輯": "editor",
    "审核": "editor", "校对": "editor", "初审": "editor", "复审": "editor", "终审": "editor", "编审": "editor",
    "标题": "title", "名称": "title", "信息名称": "title", "文件名称": "title", "標題": "title",
    "字体": None, "字号": None, "字体大小": None, "字號": None, "分享": None, "分享到": None, "分享至": None,
    "打印": None, "视力保护色": None, "保护视力色": None, "背景色": None, "扫一扫": None, "朗读": None, "收藏": None,
    "published": "published_on", "published on": "published_on", "date published": "published_on",
    "publication date": "published_on", "publish date": "published_on", "posted": "published_on",
    "posted on": "published_on", "date": "published_on", "released": "published_on", "release date": "published_on",
    "last updated": "updated_on", "updated": "updated_on", "last modified": "updated_on", "source": "publisher",
    "from": None, "published by": "publisher", "publisher": "publisher", "author": "author", "by": "author",
    "reference": "document_number", "reference number": "document_number", "ref": "document_number",
    "ref no": "document_number", "document number": "document_number", "document reference": "document_number",
    "resolution no": "document_number", "index number": "index_number", "views": "views", "page views": "views",
    "category": "subject", "topic": "subject", "text size": None, "font size": None, "share": None, "share this": None,
    "print": None,
}  # fmt: skip
_DATES = frozenset(("published_on", "updated_on", "written_on", "effective_on", "expires_on"))

# Longest first; between Chinese characters of a label blanks may stand (来 源). A label begins a line or follows a gap.
_ALTERNATIVES = "|".join(
    r"[ \u3000]*".join(label) if label >= "\x80" else re.escape(label)
    for label in sorted(_LABELS, key=len, reverse=True)
)
_LABELLED = regex(
    rf"(?:^|(?<=[\s\u3000|｜\[\]【】()（）·•]))[\[【(（]?"
    rf"(?P<label>{_ALTERNATIVES})[\]】)）]?[ \u3000]*[:：]",
    re.IGNORECASE,
)
_DAY = regex(
    r"(?P<y>(?:19|20)\d\d)\s*(?:[-/.]|年)\s*(?P<m>1[0-2]|0?[1-9])\s*(?:[-/.]|月)\s*(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"
)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
_MONTH = "(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_ENGLISH = (
    regex(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\.?,?\s+(?P<y>(?:19|20)\d\d)\b", re.IGNORECASE),
    regex(rf"\b{_MONTH}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b", re.IGNORECASE),
)
# Britain writes the day first, others the month: only when one of the two cannot be a month is it sure.
_SLASHED = regex(r"\b(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)\b")
_EDGES = " \t\u3000\xa0|｜[]【】()（）/·•,，;；"
# A longer line is prose that happens to contain a label.
_LONGEST = 400
_EMPTY = frozenset(("", "-", "--", "—", "无", "暂无", "none", "n/a", "{{}}"))


def iso_day(text: str) -> str | None:
    """The first calendar day in a text as ISO 8601; None if there is none or it is not sure which."""
    if match := _DAY.search(text):
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    for pattern in _ENGLISH:
        if match := pattern.search(text):
            return _day(int(match["y"]), _MONTHS[match["m"].lower()], int(match["d"]))
    if match := _SLASHED.search(text):
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second or first == second:
            return _day(int(match["y"]), second, first)
        if second > 12 >= first:
            return _day(int(match["y"]), first, second)
    return None


def _day(year: int, month: int, day: int) -> str | None:
    import datetime

    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def labelled(line: str) -> list[tuple[str | None, str]]:
    """Fields of one line in their order, raw; [] where it begins with no label or is prose.

    A table row of labels and values (a tab between them, no colon) is understood as well.
    """
    if len(line) > _LONGEST:
        return []
    if "\t" in line:
        return _from_cells(line.split("\t"))
    found = list(_LABELLED.finditer(line))
    if not found:
        return []
    ends = [match.start() for match in found[1:]] + [len(line)]
    return [
        (_LABELS[_key(match["label"])], line[match.end() : end].strip(_EDGES))
        for match, end in zip(found, ends, strict=True)
    ]


def _key(label: str) -> str:
    return label.lower() if label < "\x80" else re.sub(r"[ \u3000]", "", label)


def _from_cells(cells: list[str]) -> list[tuple[str | None, str]]:
    fields: list[tuple[str | None, str]] = []
    index = 0
    while index < len(cells):
        cell = cells[index].strip(_EDGES)
        key = _key(cell.rstrip(":： \u3000"))
        if key in _LABELS:
            value = cells[index + 1].strip(_EDGES) if index + 1 < len(cells) else ""
            fields.append((_LABELS[key], value))
            index += 2
            continue
        fields.extend(labelled(cell))
        index += 1
    return fields


def is_furniture(line: str, *, sure: bool = False) -> bool:
    """Whether a line says nothing but furniture: it begins with a label, a date or a tool, and no sentence follows.

    `sure`: a label that minutes and notices use of themselves as well (时间, Date) is not enough.
    """
    if sure and not _has_sure_label(line):
        return 0 < len(line) <= _LONGEST and bool(_TOOLS.fullmatch(line))
    if len(line) > _LONGEST or line.endswith(("。", "；", "，")):
        return False
    if "\t" in line:
        cells = [cell for cell in line.split("\t") if cell.strip(_EDGES)]
        return bool(cells) and 2 * len(_from_cells(line.split("\t"))) >= len(cells)
    match = _LABELLED.search(line)
    if match is None:
        return bool(_TOOLS.fullmatch(line))
    before = line[: match.start()].strip(_EDGES)
    if "。" in line:
        return False
    return not before or (iso_day(before) is not None and len(before) < 40) or bool(_TOOLS.fullmatch(before))


def _has_sure_label(line: str) -> bool:
    if len(line) > _LONGEST:
        return False
    pieces = {_key(match["label"]) for match in _LABELLED.finditer(line)}
    if "\t" in line:
        pieces |= {key for cell in line.split("\t") if (key := _key(cell.strip(_EDGES).rstrip(":："))) in _LABELS}
    return bool(pieces - _UNSURE)


_UNSURE = frozenset((
    "日期", "时间", "分类", "作者", "记者", "编辑", "审核", "校对", "标题", "名称", "標題", "阅读", "浏览", "关键词",
    "分享", "收藏", "朗读", "打印", "date", "by", "from", "ref", "ref no", "reference", "title", "topic", "category",
    "author", "resolution no", "source", "share", "print", "updated", "released", "posted",
))  # fmt: skip
_TOOLS = regex(
    r"(?:[\s\u3000|｜\[\]【】()（）·•:：]|打印(?:本页|此页|正文)?|关闭(?:窗口|本页|此页)?|字体|"
    r"分享(?:到|至)?|收藏|微信|微博|QQ空间|返回(?:顶部|上页|列表)?|大|中|小|"
    r"默认|超大|纠错|扫一扫在手机打开当前页(?:面)?|上一篇|下一篇|朗读|下载|转发|评论|"
    r"share this page|share|print this page|print|close|back to top|email|facebook|twitter|linkedin)+",
    re.IGNORECASE,
)


def fields_of(lines: Iterable[str]) -> dict[str, str]:
    """The fields that lines of furniture state, the first statement of each; dates as ISO days."""
    fields: dict[str, str] = {}
    for line in lines:
        pairs = labelled(line)
        if pairs and "published_on" not in fields:
            _bare_date(line, fields)
        for name, value in pairs:
            if name is not None and name not in fields:
                _put(fields, name, value)
    return fields


def _bare_date(line: str, fields: dict[str, str]) -> None:
    """“2024-03-01 10:20 来源：云川日报”: a date that stands before the first label, without one of its own."""
    match = _LABELLED.search(line)
    if match is not None and (day := iso_day(line[: match.start()])) is not None and match.start() < 40:
        fields["published_on"] = day


def _put(fields: dict[str, str], name: str, value: str) -> None:
    if name in _DATES:
        day = iso_day(value)
        if day is not None:
            fields[name] = day
    elif value.lower() not in _EMPTY and len(value) <= 200:
        if name == "publisher":
            value = _name_only(value)
        fields[name] = value


def _name_only(value: str) -> str:
    """A source without what was put after it on the same line (a date, a clock time, the tools)."""
    value = re.split(r"\s{2,}|\u3000|(?:19|20)\d\d[-年/.]|\d\d?:\d\d|[|｜]", value, maxsplit=1)[0]
    return value.strip(_EDGES)


def line_of(fields: Mapping[str, str], chinese: bool) -> str:
    """The fields that bear on a reading as one line of text, '' if there are none."""
    names = _SHOWN_ZH if chinese else _SHOWN_EN
    colon = "：" if chinese else ": "
    return " ".join(f"{label}{colon}{fields[name]}" for name, label in names if fields.get(name))


_SHOWN_ZH = (
    ("published_on", "发布日期"), ("publisher", "信息来源"), ("index_number", "索引号"),
    ("document_number", "发文字号"), ("issuer", "发文机关"), ("written_on", "成文日期"),
)  # fmt: skip
_SHOWN_EN = (
    ("published_on", "Published"), ("publisher", "Source"), ("index_number", "Index number"),
    ("document_number", "Reference"),
)  # fmt: skip
