"""Rows of a running text: breakdowns with notes, agreed items, instructions, notices, bulletins, rules, working groups."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ninetenths.delivery import Agencies, read_deadline
from ninetenths.documents.rows.duties import Duty, cut, duties_of, is_past, words_of
from ninetenths.documents.rows.notes import note_of
from ninetenths.documents.rows.values import Row, Span, TextRows, Unread
from ninetenths.documents.rows.who import Note, labelled, labels_in

_TITLE_END = re.compile(
    "(?:通知|通报|办法|规定|细则|规则|纪要|方案|意见|清单|分解表?|分工|台账|要点|计划|函|公告|决定|条例|报告|事项|任务|安排|措施|批示|制度|表)(?:[（(][^）)]*[）)])?$"
)


def title_of(text: str) -> str:
    """The title a text begins with: its first line that is no number, mark or salutation; two lines where one breaks."""
    lines = [line.strip() for line in text.split("\n")[:12] if line.strip()]
    for at, line in enumerate(lines[:6]):
        if "\t" in line or re.search(r"[〔\[][12]\d{3}[〕\]]|^\W*$|^(?:绝密|机密|秘密)", line) or len(line) > 90:
            continue
        line = re.sub(r"^#+\s*", "", line)
        if (
            not _TITLE_END.search(line)
            and at + 1 < len(lines)
            and len(line) < 36
            and _TITLE_END.search(lines[at + 1])
            and len(lines[at + 1]) < 36
            and not re.search("[。：:；]", line + lines[at + 1])
        ):
            return line + lines[at + 1]
        return line if not line.endswith(("。", "；")) else ""
    return ""


def rows_of_text(text: str, year: int | None) -> TextRows:
    """The rows that a text's own words give; spans point into it."""
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    if 2 * han < len(re.findall("[A-Za-z]{2,}", text)):
        from ninetenths.documents.rows.english import rows_of_english

        return rows_of_english(text, year)
    return _Reader(text, year).read()


_FIRST = re.compile(
    "列(?:在)?(?:首位|第一位|第一)(?:的|者)?(?:责任)?(?:单位|部门)?[^，。；]{0,6}(?:牵头|汇总)|(?:第一|首)(?:个|位)(?:责任)?(?:单位|部门)?为(?:牵头|主)|排(?:在|名)?(?:第一位?|首位)的?.{0,8}牵头"
)
_NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零\d]+条[\s\u3000]*|[（(][一二三四五六七八九十\d]{1,3}[）)][、.．]?\s*|[一二三四五六七八九十]{1,3}[、.．]\s*|\d{1,3}(?:\.\d{1,2})*[.．、）)](?!\d)\s*|\d{1,2}\s+(?=[\u3400-\u9fff])|[①-⑳]\s*|[-*•·◆●■▪]\s+|[一二三四五六七八九]是(?!否)[，：]?)+"
)
_INNER = re.compile(
    r"(?<=[：:；;。])\s*(?=[（(](?:[一二三四五六七八九十]|\d{1,2})[）)]|[①-⑳]|\d{1,2}[.．、）)](?!\d)|[一二三四五六七八九]是(?!否))"
)
_LEVELS = (
    (re.compile(r"\s*第[一二三四五六七八九十百\d]+[章编篇节部]"), 0),
    (re.compile(r"\s*[一二三四五六七八九十]{1,3}[、.．]"), 1),
    (re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[）)]"), 2),
    (re.compile(r"\s*\d{1,3}[.．、]"), 3),
    (re.compile(r"\s*[（(]\d"), 4),
)
_SALUTATION = re.compile(r"^[^。；]{2,120}[：:]$")
_MEMBERS = re.compile(
    r"^\s*(?:常务)?(?:副?组\s*长|副?总指挥|副?指挥长|副?主\s*任|成\s*员(?:单位)?|召集人|顾\s*问|联络员|出\s*席|列\s*席|请\s*假|主\s*持|记\s*录|参加(?:人员)?|抄\s*送|印\s*发|附\s*件|联系人|联系电话|分送|发)\s*[：:]"
)
_SAYING = re.compile(
    r"[^。]{0,80}?(?:批示|指示|要求|议定|议决|决定|明确|强调|部署)(?:如下|事项|指出|要求)?(?:，[^。，]{0,12})?[：:]\s*[“\"「]?"
)
_SAYS = re.compile(
    "会议(?:研究)?(?:议定|决定|要求|明确|强调|指出|确定)|议定(?:如下|事项)|批示|交办|督办|分工如下|任务分工|任务清单|责任清单"
)
_DIRECTS = re.compile("通知|方案|清单|分工|任务|要点|意见|分解|函$")
_DECIDES = re.compile(
    "会议(?:研究)?(?:议定|决定|要求|明确|强调|指出|确定|同意由)|(?:议定|决定|明确)(?:如下|事项|[：:])|批示|(?:下一步|工作)要求[：:，]"
)
_BRACKETS = re.compile(r"[（(〔\[【](?:[^（()）〔〕\[\]【】\n]|[（(][^（()）\n]*[）)])*[）)〕\]】]")
_DUTYLIKE = re.compile("(?:要|应当|应|须|必须|务必|请)(?!求)|[前内]|牵头|负责")
_LABELS_WHO = frozenset(("post", "lead", "supporting", "responsible", "deadline"))


@dataclass
class _Item:
    """The duties of a stretch of a paragraph that one note is about."""

    duties: list[Duty]
    note: Note = field(default_factory=Note)
    section: str = ""
    listed: bool = False
    number: str = ""


@dataclass
class _Reader:
    text: str
    year: int | None
    items: list[_Item] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    path: list[tuple[int, str]] = field(default_factory=list)
    ruling: list[tuple[int, Note]] = field(default_factory=list)
    said: bool = False
    article: bool = False  # an article of a rule: what an agency does there, it has to do
    directs: bool = False  # a notice or plan: what its numbered paragraphs say somebody does, he has to do
    tells: bool = False  # a bulletin or report: notes stand on what was, too
    since: int = 0  # items since the last heading or line of labels
    card: dict[str, str] = field(default_factory=dict)
    cards: list[Row] = field(default_factory=list)

    def read(self) -> TextRows:
        title = title_of(self.text)
        self.tells = re.search("通报|专报|报告|情况", title) is not None
        self.directs = _DIRECTS.search(title) is not None and re.search("通报|报告", title) is None
        self.first_leads = _FIRST.search(self.text) is not None
        at = 0
        number = 0
        for line in self.text.split("\n"):
            if line.strip():
                self._line(at, at + len(line.rstrip()), number)
                number += 1
            at += len(line) + 1
        self._close_card()
        rows = [*self.cards, *(row for item in self.items for row in self._rows(item))]
        return TextRows(tuple(rows), tuple(self.unread))

    def _line(self, start: int, end: int, number: int) -> None:
        text = self.text
        line = text[start:end]
        if _MEMBERS.match(line) or (number < 8 and _SALUTATION.match(line.strip()) and not _SAYS.search(line)):
            return
        if (
            number < 5
            and (_TITLE_END.search(line.strip()) or re.search(r"[〔\[][12]\d{3}[〕\]]", line))
            and "。" not in line
            and len(line) < 90
        ):
            self.said = self.said or _SAYS.search(line) is not None
            return
        if number == 0 and not re.search("[。；，]", line) and not labels_in(line) and len(line) < 60:
            self.said = self.said or _SAYS.search(line) is not None
            return
        numbered = _NUMBER.match(text, start, end)
        begin = numbered.end() if numbered else start
        if numbered is not None and re.match(r"\s*第.{1,6}条", numbered[0]):
            self.article = True
        if self._labels(begin, end, numbered):
            return
        self._close_card()
        if self._heading(start, begin, end):
            return
        self._paragraph(begin, end, numbered is not None, line[: begin - start].strip())

    def _heading(self, start: int, begin: int, end: int) -> bool:
        """Whether a line is a heading; what it says of who and when holds for what stands under it."""
        words = self.text[begin:end].strip()
        level = next((level for pattern, level in _LEVELS if pattern.match(self.text, start, end)), None)
        if level is None or not words:
            return False
        stripped, note = _split_note(words, self.first_leads)
        plain = stripped.rstrip("。：:")
        if (
            len(plain) > 34
            or re.search("[，；。]", plain)
            or (level >= 3 and not note and not words.endswith(("：", ":")))
        ):
            return False
        if any(duty.charged for duty in duties_of(self.text, begin, end, said=self.said or self.directs)):
            return False
        if note and level >= 2 and not self._has_below(end, level):
            return False
        if level >= 2 and not self._has_below(end, level):
            return False
        self.path = [one for one in self.path if one[0] < level] + [(level, self.text[start:end].strip())]
        self.ruling = [one for one in self.ruling if one[0] < level]
        if note:
            self.ruling.append((level, note))
        self.said = self.said or _SAYS.search(words) is not None
        self.since = len(self.items)
        return True

    def _has_below(self, end: int, level: int) -> bool:
        """Whether what follows a line stands under it: a paragraph without number, or a number of a lower order."""
        for line in self.text[end:].split("\n"):
            if not line.strip():
                continue
            found = next((order for pattern, order in _LEVELS if pattern.match(line)), None)
            if found is None:
                return not _is_note_line(line)
            # A list of a lower order begins at one; a number that goes on counts with the line before.
            return found > level and re.match(r"\s*(?:第一|[（(]?(?:一|1)[)）、.．])", line) is not None
        return False

    def _labels(self, start: int, end: int, numbered: re.Match[str] | None) -> bool:
        """A line of labels: a card's, or who and when of the items before it (of the section, where none stands there)."""
        words = self.text[start:end]
        inner = words.strip().strip("（）()[]【】〔〕").strip()
        marks = labels_in(inner)
        if not marks or marks[0][1] > 0:
            bare = words.strip()
            if _is_note_line(bare) and (note := note_of(bare[1:-1].rstrip("。"), first_leads=self.first_leads)):
                self._apply(note)
                return True
            return False
        fields = [name for name, _, _ in marks]
        if "title" in fields or self.card:
            self._to_card(inner, marks)
            return True
        if not _LABELS_WHO & set(fields):
            return False
        self._apply(labelled(inner))
        return True

    def _apply(self, note: Note) -> None:
        """Give a note to the items since the last note or heading."""
        open_items = [item for item in self.items[self.since :] if not (note.agencies.lead and item.note.agencies.lead)]
        if not open_items:
            if self.items[self.since :]:
                open_items = self.items[-1:]
            else:
                level = self.path[-1][0] if self.path else 0
                self.ruling.append((level, note))
                return
        for item in open_items:
            item.note = _both(item.note, note)
        self._note_done = True

    def _to_card(self, words: str, marks: Sequence[tuple[str, int, int]]) -> None:
        for at, (name, _, start) in enumerate(marks):
            value = words[start : marks[at + 1][1] if at + 1 < len(marks) else len(words)].strip(" \u3000；;，,。")
            if name == "title" and "title" in self.card:
                self._close_card()
            if value:
                self.card[name] = f"{self.card[name]}、{value}" if name in self.card else value

    def _close_card(self) -> None:
        """A record of labels (“督办事项：…，承办单位：…”) is a row."""
        from ninetenths.documents.rows.who import agencies_said

        card, self.card = self.card, {}
        if "title" not in card:
            if card:
                self._apply(
                    labelled("；".join(f"{_LABEL_OF.get(name, name)}：{value}" for name, value in card.items()))
                )
            return
        deadline = card.get("deadline", "")
        cells = {
            name: value
            for name, value in card.items()
            if name not in ("title", "lead", "responsible", "supporting", "post", "deadline")
        }
        if self.path:
            cells["section"] = self.path[-1][1]
        at = self.text.find(card["title"])
        self.cards.append(Row(
            card["title"], agencies_said(card.get("lead", ""), card.get("supporting", ""), card.get("responsible", "")), card.get("post", ""),
            deadline, self._due(deadline), cells, spans=((at, at + len(card["title"])),) if at >= 0 else (),
        ))  # fmt: skip

    def _due(self, deadline: str) -> datetime.date | None:
        return read_deadline(deadline, self.year).day if deadline else None

    def _paragraph(self, start: int, end: int, listed: bool, number: str) -> None:
        before = self.said
        self.said = before or _DECIDES.search(self.text, start, end) is not None
        self._parts(start, end, listed, number)
        self.said = before or (self.said and self.text[end - 1] in "：:")

    def _parts(self, start: int, end: int, listed: bool, number: str) -> None:
        saying = _SAYING.match(self.text, start, end)
        if saying is not None and (_SAYS.search(saying[0]) or "要求" in saying[0]):
            self.said = True
            if saying.end() < end:
                start = saying.end()
        for first, last in self._inner(start, end):
            inner = _NUMBER.match(self.text, first, last)
            self._stretch(
                inner.end() if inner and inner.end() < last else first, last, listed or inner is not None, number
            )

    def _inner(self, start: int, end: int) -> list[Span]:
        """A paragraph cut before the numbers inside it: “议定：（一）…；（二）…”, “一是…；二是…”."""
        places = [match.end() for match in _INNER.finditer(self.text, start, end)]
        edges = [start, *places, end]
        return [(a, b) for a, b in itertools.pairwise(edges) if self.text[a:b].strip()]

    def _stretch(self, start: int, end: int, listed: bool, number: str) -> None:
        """Sentences and the notes on them."""
        at = start
        pending: list[Duty] = []
        for first, last, note in self._notes(start, end):
            pending += self._sentences(at, first, listed)
            if pending:
                self._add(pending, note, listed, number)
                pending = []
            elif note:
                self._apply(note)
            at = last
        pending += self._sentences(at, end, listed)
        if pending:
            self._add(pending, Note(), listed, number)

    def _notes(self, start: int, end: int) -> list[tuple[int, int, Note]]:
        """Where notes stand: brackets that say who and when, and labels that run to the end."""
        found: list[tuple[int, int, Note]] = []
        for match in _BRACKETS.finditer(self.text, start, end):
            if (match.end() < end and self.text[match.end()] not in "。；;，,、.（(〔[【 \u3000") or self.text[
                match.end() : match.end() + 1
            ] == "、":
                continue
            note = note_of(match[0][1:-1], first_leads=self.first_leads)
            if note and (
                note.agencies.lead
                or note.agencies.supporting
                or note.post
                or self.text[match.end() : end].strip(" 。；;，") == ""
            ):
                tail = match.end()
                while tail < end and self.text[tail] in "。；; ":
                    tail += 1
                found.append((match.start(), tail, note))
        inside = [(a, b) for a, b, _ in found]
        for name, first, _ in labels_in(self.text[start:end]):
            at = start + first
            if any(a <= at < b for a, b in inside) or name not in _LABELS_WHO:
                continue
            if at > start and self.text[at - 1] not in "。；;，, \u3000（(":
                continue
            stop = next((a for a, _, _ in found if a > at), end)
            found.append((at, stop, labelled(self.text[at:stop])))
            break
        return sorted(found)

    def _sentences(self, start: int, end: int, listed: bool) -> list[Duty]:
        duties: list[Duty] = []
        charged = self.said or self.article or (self.directs and listed)
        spans = [self._begun(first, last) for first, last in cut(self.text, start, end, "。！!？?")]
        spans = [(first, last) for first, last in spans if last - first >= 3]
        for at, (first, last) in enumerate(spans):
            if at == 0 and len(spans) > 1 and self._names_it(first, last):
                continue
            said = note_of(self.text[first:last], first_leads=self.first_leads, whole=True) if duties else Note()
            if said and (said.agencies.lead or said.agencies.supporting):
                # “新建…10所。由甲牵头，乙配合，10月底前完成。”
                duties = [_noted(duty, said) for duty in duties]
                continue
            duties += duties_of(self.text, first, last, said=charged)
        return duties

    def _begun(self, first: int, last: int) -> Span:
        """A sentence without blanks and numbers before it."""
        while first < last and self.text[first] in " \u3000":
            first += 1
        inner = _NUMBER.match(self.text, first, last)
        return (inner.end() if inner and inner.end() < last else first, last)

    def _names_it(self, first: int, last: int) -> bool:
        """Whether a first sentence only names what the others say (“二、压实责任。各镇要…”)."""
        words = self.text[first:last]
        return (
            last - first <= 22
            and re.search("[0-9０-９]|[，；：]|[前内](?:$|完)", words) is None
            and not any(duty.charged for duty in duties_of(self.text, first, last))
        )

    def _add(self, duties: list[Duty], note: Note, listed: bool, number: str) -> None:
        ruling = self.ruling[-1][1] if self.ruling else Note()
        section = self.path[-1][1] if self.path else ""
        self.items.append(_Item(duties, _both(note, ruling), section, listed, number))
        if note.agencies.lead or note.agencies.supporting:
            self.since = len(self.items)

    def _rows(self, item: _Item) -> list[Row]:
        found: list[Row] = []
        has_who = bool(item.note.agencies.lead or item.note.agencies.supporting or item.note.post)
        for duty in item.duties:
            if not duty.charged and (
                not has_who or (self.tells and is_past(words_of(self.text, duty.spans)) and not duty.firm)
            ):
                self._left(duty)
                continue
            if duty.charged and not (duty.leads or duty.posts or has_who):
                self._left(duty)
                continue
            found.append(self._row(duty, item))
        return found

    def _left(self, duty: Duty) -> None:
        words = words_of(self.text, duty.spans)
        if _DUTYLIKE.search(words):
            self.unread.append(Unread("nobody-charged", words[:300]))

    def _row(self, duty: Duty, item: _Item) -> Row:
        note = item.note
        agencies = note.agencies
        if duty.leads:
            lead, *joint = duty.leads
            agencies = Agencies(lead, tuple(joint), tuple(name for name in duty.supporting if name not in duty.leads))
        elif duty.supporting:
            agencies = replace(agencies, supporting=tuple(dict.fromkeys((*agencies.supporting, *duty.supporting))))
        post = "、".join(duty.posts) or note.post
        deadline = self._deadline(duty.deadline, note.deadline)
        sentence = self.text[slice(*duty.sentence)].strip()
        cells = {"sentence": sentence, **({"section": item.section} if item.section else {}), **dict(note.cells)}
        title = words_of(self.text, duty.spans)
        return Row(title, agencies, post, deadline, self._due(deadline), cells, spans=tuple(duty.spans))

    def _deadline(self, own: str, noted: str) -> str:
        """A duty's own day, unless the note says the same day more fully, or the own is only “at once”."""
        if not own or not noted:
            return own or noted
        same = self._due(own) == self._due(noted)
        return noted if same and len(noted) > len(own) else own


def _noted(duty: Duty, note: Note) -> Duty:
    """A duty with who and when as a sentence after it says, where it says nothing itself."""
    if duty.charged and duty.leads:
        return duty
    leads, supporting = note.agencies.leads, (*duty.supporting, *note.agencies.supporting)
    posts = (note.post,) if note.post else duty.posts
    return replace(
        duty, leads=leads, supporting=supporting, posts=posts, deadline=duty.deadline or note.deadline, charged=True
    )


_LABEL_OF = {
    "lead": "牵头单位",
    "responsible": "责任单位",
    "supporting": "配合单位",
    "post": "责任领导",
    "deadline": "完成时限",
    "status": "状态",
    "progress": "进展",
    "contact": "联系人",
    "goal": "目标",
    "measures": "措施",
    "remarks": "备注",
    "number": "编号",
}


def _is_note_line(line: str) -> bool:
    bare = line.strip().rstrip("。")
    return (len(bare) > 3 and bare[0] in "（([【〔" and bare[-1] in "）)]】〕") or bool(
        (marks := labels_in(bare)) and marks[0][1] == 0 and marks[0][0] in _LABELS_WHO
    )


def _split_note(words: str, first_leads: bool) -> tuple[str, Note]:
    match = next((match for match in _BRACKETS.finditer(words) if match.end() >= len(words.rstrip("。"))), None)
    if match is None:
        return words, Note()
    note = note_of(match[0][1:-1], first_leads=first_leads)
    return (words[: match.start()].strip(), note) if note else (words, Note())


def _both(own: Note, other: Note) -> Note:
    """A note filled up by another where it says nothing."""
    if not other:
        return own
    agencies = own.agencies
    if not agencies.lead:
        agencies = replace(other.agencies, supporting=agencies.supporting or other.agencies.supporting)
    elif not agencies.supporting:
        supporting = tuple(name for name in other.agencies.supporting if name not in agencies.leads)
        agencies = replace(agencies, supporting=supporting)
    return Note(agencies, own.post or other.post, own.deadline or other.deadline, "", own.cells or other.cells)
