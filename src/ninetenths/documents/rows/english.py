"""Rows of English trackers, action logs and minutes: who is to do what by when, by labels, brackets and sentences."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ninetenths.delivery import Agencies, read_deadline
from ninetenths.documents.rows.shapes import is_agency, is_status, is_when
from ninetenths.documents.rows.values import Row, Span, TextRows, Unread
from ninetenths.documents.rows.who import Note, labels_in

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
_DAY = (
    rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?(?:the\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}\.?(?:,?\s\d{{4}})?|{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?|{_MONTH}\.?(?:,?\s\d{{4}})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|Q[1-4](?:\s(?:of\s)?\d{4})?|(?:19|20)\d\d(?:[/-]\d\d)?)"
)
_MEETING = (
    rf"(?:the\s|its\s|our\s|their\s)?(?:next|following|autumn|spring|summer|winter|annual|{_MONTH})(?:\s\d{{4}})?(?:\s\w+)?"
    r"\s(?:meeting|session|committee|cycle|budget|council|cabinet|term|quarter|month|year|agm|board)"
)
_TIME = (
    rf"(?:noon|midday|close of business|\d{{1,2}}(?:[:.]\d\d)?\s?(?:am|pm)?)\son\s{_DAY}|{_MEETING}|(?:the\s)?(?:(?:very\s)?(?:end|start|close|middle|beginning)\sof\s)(?:the\s)?(?:{_DAY}|(?:this|next)\s\w+|\w+\s(?:year|quarter|month|term)|(?:year|month|quarter|week|term))|{_DAY}"
    rf"|(?:year|month|quarter)[ -]end|next\s(?:week|month|year|quarter)|(?:mid|early|late)[- ]{_MONTH}(?:\s\d{{4}})?"
)
_WHEN = re.compile(
    rf"\b(?:(?:due\s|no\slater\sthan|not\slater\sthan|on\sor\sbefore|by|before|until|until\sthe\send\sof|ahead\sof|prior\sto|in\stime\sfor|for|at|from|to)\s(?P<day>{_TIME})"
    r"|(?P<span>within\s(?:[a-z-]+\s\()?(?:\d{1,3}|[a-z-]{3,12})\)?\s(?:business\s|working\s|calendar\s)?(?:days?|weeks?|months?|years?)(?:\s(?:of|from|after)\s[\w ]{3,40})?)"
    r"|(?P<every>(?:each|every|once\sa|twice\sa)\s(?:\w+\s)?(?:day|week|fortnight|month|quarter|year|meeting|term)(?:\sby\sthe\s\w+)?|quarterly|monthly|weekly|fortnightly|annually|yearly|six-monthly|bi-?annually|ongoing|immediately|forthwith|as\ssoon\sas\spossible|asap))\b",
    re.IGNORECASE,
)
# After these a day is no deadline: “for June”, “to March”, “from May”; only a meeting is.
_WEAK_BEFORE = re.compile(r"^(?:for|at|from|to)\s", re.IGNORECASE)
_REF = re.compile(
    r"^\s*(?:\(?(?:[A-Z]{1,5}[ ./-]?)?\d{1,4}(?:[./-]\d{1,4})*[a-z]?[.):]?\)?|\([a-z]{1,3}\)|[a-z]\)|[•*·▪–-]|(?:Action|Item|Recommendation|Minute|Ref|AP|Point|Task|Decision)\s?(?:no\.?\s?)?[A-Z]{0,3}\d[\w./-]*[.:)]?)(?:\s+|(?=[A-Z]))",
    re.IGNORECASE,
)
_OFFICER_END = r"(?:officers?|managers?|clerks?|team|departments?|council|committee|treasurer|engineers?|chair(?:man|woman|person)?|secretary|solicitor|services?|board|division|office|unit|mayor|commissioners?|attorney|surveyor|planner|agency|auditors?|accountant|librarian|authority|group|executive|coordinator|administrator|counsel|directors?|heads?|architect|inspector|forester|warden|members)"
_ROLE_FIRST = r"(?:the\s)?(?:Head|Director|Chief|Clerk|Cllrs?|Councillors?|Chair|Mayor|Treasurer|Solicitor|Leader|Deputy|Assistant|Mr|Mrs|Ms|Dr)\b"
_TO = r"(?:shall|will|must|is\sto|are\sto|to|should|would|agreed\sto|agree\sto|undertook\sto|has\sagreed\sto|is\s(?:asked|requested|directed|instructed|required|authori[sz]ed|tasked)\sto|(?:was|were|are|be)\s(?:asked|requested|directed|instructed|required|authori[sz]ed|tasked)\sto)"
_SUBJECT = re.compile(
    rf"(?P<names>(?:the\s|each\s|all\s|every\s)?[A-Za-z][\w&'’./() -]{{0,110}}?)(?:,\s(?:with|supported\sby|assisted\sby|in\sconsultation\swith|together\swith|working\swith|in\sliaison\swith)\s(?P<with>[^,]{{3,80}}),)?\s(?:hereby\s|also\s)?(?P<to>{_TO})\s(?P<do>(?!be\s)[a-z][^\n]{{3,}})",
    re.IGNORECASE,
)
# “That the Director of Works prepare a plan”: after “that” the bare verb charges.
_THAT = re.compile(
    r"(?P<names>(?:the\s|each\s|all\s)?(?:[A-Z][\w&'’./()-]*)(?:\s(?:of|and|for|the|&|[A-Z][\w&'’./()-]*))*)(?:,\s(?:with|supported\sby|assisted\sby|in\sconsultation\swith|together\swith)\s(?P<with>[^,]{3,80}),)?"
    r"\s(?P<to>(?:be\s(?:asked|requested|directed|instructed|required|authori[sz]ed)\sto\s)?)(?P<do>(?!be\s|is\s|was\s|has\s|had\s|are\s|were\s|have\s)[a-z]+\s[^\n]{3,})"
)
_INTRO = re.compile(
    r"^(?:(?:resolved|agreed|recommended|ordered|action(?:s)?(?:\sagreed)?|decision|decided|it\swas\s(?:resolved|agreed|decided|noted and agreed)|members\sagreed|the\s(?:committee|council|cabinet|board|meeting)\s(?:resolved|agreed|decided|recommended|requested|asked|instructed|directs?))\b\s*[:.–—-]?\s*(?:that\s)?|that\s)+",
    re.IGNORECASE,
)
_HELP = re.compile(
    r",?\s*(?:\b(?:supported\sby|assisted\sby|in\sconsultation\swith|together\swith|in\sliaison\swith|working\swith|with\s(?:the\s)?(?:support|help|assistance|input)\s(?:of|from)|jointly\swith|in\s(?:partnership|collaboration)\swith)\s)(?P<names>(?:the\s)?[A-Z][^,.;()]{2,70}?)(?=,|\.|;|$|\sby\s|\sbefore\s|\sto\s)"
)
# What stands behind a task: in brackets, behind a dash or a bar.
_BRACKET = re.compile(
    r"(?:[(\[]([^()\[\]]{2,160})[)\]]|\s(?:[–—|]|-{1,2}|->|→)\s+([^–—|()]{2,120}(?:\s[–—]\s+[^–—|()]{2,60})?))\s*\.?\s*$"
)
_PLAIN_WORDS = re.compile(
    r"\b(?:it|this|that|there|these|those|he|she|they|we|you|i|work|who|which|what|nothing|no)\b", re.IGNORECASE
)
_WHO = frozenset(("lead", "responsible", "supporting", "post", "deadline"))


@dataclass(slots=True)
class _Entry:
    """One thing to be done, as far as it is known."""

    words: str = ""
    span: Span = (0, 0)
    leads: list[str] = field(default_factory=list)
    supporting: list[str] = field(default_factory=list)
    post: str = ""
    deadline: str = ""
    cells: dict[str, str] = field(default_factory=dict)


def english_note(written: str) -> Note:
    """“Head of Finance, with the Monitoring Officer; by June 2032” as a note; empty where it is none."""
    entry = _Entry()
    written = re.sub(r"\s*\((with|supported by|assisted by|in consultation with)\s([^()]*)\)", r", \1 \2", written)
    for piece in re.split(r"\s*[,;]\s+|\s+[–—-]\s+", written.strip(" .")):
        low = re.sub(r"^(?:and\s)", "", piece.strip(), flags=re.IGNORECASE)
        when = _WHEN.search(low)
        if match := re.match(
            r"(?:with|supported by|assisted by|support(?:ing)?(?: from)?|in consultation with|consult(?:ing)?)\s+(.+)",
            low,
            re.IGNORECASE,
        ):
            entry.supporting += _names(match[1])
        elif match := re.match(
            r"(?:lead(?:\sofficer)?|led by|action(?:\sby)?|owner|by)\s+(?=(?:the\s)?[A-Z])(?!" + _DAY + r")(.+)",
            low,
            re.IGNORECASE,
        ):
            entry.leads += _names(match[1])
        elif match := re.match(
            r"(.+?)\s+(?:to\s)?(?:lead(?:s|ing)?|support(?:s|ing)?|assist(?:s|ing)?)$", low, re.IGNORECASE
        ):
            (entry.leads if "lead" in low.lower() else entry.supporting).extend(_names(match[1]))
        elif when is not None and len(low) - len(when[0]) < 12:
            entry.deadline = entry.deadline or _written(when)
        elif (is_when(low) and re.search(r"\d", low)) or re.fullmatch(_TIME, low, re.IGNORECASE):
            entry.deadline = entry.deadline or low
        elif _is_name(low):
            entry.leads += _names(low)
        else:
            return Note()
    leads = list(dict.fromkeys(entry.leads))
    others = tuple(name for name in dict.fromkeys(entry.supporting) if name not in leads)
    return Note(Agencies(leads[0] if leads else None, (), (*leads[1:], *others)), "", entry.deadline)


def _is_name(words: str) -> bool:
    """Whether words name an officer, a body or a person by capitals or by an office's word."""
    words = re.sub(r"^(?:the|each|all|every)\s", "", words.strip(), flags=re.IGNORECASE)
    if not words or len(words) > 90 or _PLAIN_WORDS.match(words) or is_when(words):
        return False
    if re.fullmatch(r"[A-Z]{2,4}(?:/[A-Z]{2,4})*", words):
        return True
    tokens = [
        token
        for token in re.split(r"[\s/&]+", words)
        if token and token.lower() not in ("of", "and", "for", "the", "to", "with", "or", "in", "on")
    ]
    capitals = sum(token[0].isupper() or token[0] == "(" for token in tokens)
    return (
        (capitals == len(tokens) and len(tokens) <= 8)
        or (re.search(rf"\b{_OFFICER_END}$", words, re.IGNORECASE) is not None and len(tokens) <= 7)
        or re.fullmatch(
            r"(?:departments|services|wards|districts|schools|members|councillors|parishes|agencies|directorates)(?:\s\w+)?",
            words,
            re.IGNORECASE,
        )
        is not None
    )


def _names(written: str) -> list[str]:
    """The names of a list; “and” parts them only where what follows is an office of its own."""
    pieces: list[str] = []
    for part in re.split(r"\s*[;,/]\s*(?:and\s)?|\s+&\s+(?=" + _ROLE_FIRST + ")", written):
        pieces += re.split(
            rf"\s+and\s+(?={_ROLE_FIRST})|(?<=\b)(?<=[a-z])\s+and\s+(?=the\s[A-Z])|\s+and\s+(?=[A-Z]{{2,4}}\b)", part
        )
    return [name for piece in pieces if (name := re.sub(r"^(?:the)\s+", "", piece.strip(" ."), flags=re.IGNORECASE))]


def _written(match: re.Match[str]) -> str:
    """A deadline as it is written, without the preposition."""
    return (match["day"] or match["span"] or match["every"]).strip()


def _deadline_in(words: str) -> str:
    for match in _WHEN.finditer(words):
        if _WEAK_BEFORE.match(match[0]) and not re.search(
            r"meeting|session|committee|cabinet|council", match[0], re.IGNORECASE
        ):
            continue
        return _written(match)
    return ""


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs: lines that go on are put together; a number, a bullet or a label begins a new one."""
    start = end = -1
    at = 0
    for line in text.split("\n"):
        bare = line.strip()
        before = text[start:end].split("\n")[-1] if start >= 0 else ""
        begins = (
            not bare
            or bool(labels_in(before))
            or ((subject := _SUBJECT.match(bare)) is not None and _is_name(subject["names"]))
            or _REF.match(bare) is not None
            or (bool(marks := labels_in(bare)) and marks[0][1] == 0)
            or start < 0
            or text[start:end].rstrip().endswith((".", ":", ";", "?"))
            or len(before) < 48
            or bare.startswith("#")
            or "\t" in line
        )
        if begins:
            if start >= 0 and text[start:end].strip():
                yield start, end
            start = at if bare else -1
        end = at + len(line)
        at += len(line) + 1
    if start >= 0 and text[start:end].strip():
        yield start, end


@dataclass
class _Log:
    text: str
    year: int | None
    entries: list[_Entry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    section: str = ""
    heading: tuple[str, Span, str] | None = None  # the last line that may be a task or a heading


def rows_of_english(text: str, year: int | None) -> TextRows:
    """The rows of an English text; spans point into it."""
    log = _Log(text, year)
    for number, (start, end) in enumerate(_paragraphs(text)):
        _paragraph(log, start, end, number)
    rows = [
        _row(entry, year)
        for entry in log.entries
        if entry.words
        and (entry.leads or entry.supporting or entry.post or entry.cells.get("status") or entry.deadline)
    ]
    return TextRows(tuple(rows), tuple(log.unread))


def _paragraph(log: _Log, start: int, end: int, number: int) -> None:
    words = log.text[start:end]
    reference = _REF.match(words)
    begin = reference.end() if reference else 0
    marks = [
        mark
        for mark in labels_in(words)
        if mark[1] >= begin and (mark[1] == begin or re.match(r"[.;,)\]|\s–—(\[-]", words[mark[1] - 1]))
    ]
    body = " ".join(words[begin : marks[0][1] if marks else None].split()).strip(" ([–—|-")
    if marks and not body and log.heading is not None:
        title, span, number_of = log.heading
        log.entries.append(_Entry(title, span, cells={"number": number_of} if number_of else {}))
        log.section = log.section if log.section != title else ""
    log.heading = None
    if marks:
        _labelled(log, words, marks, body, reference[0].strip() if reference else "", start, begin)
        return
    if (
        (
            not body
            or (number < 3 and not reference and not re.search(r"[.;]$", body))
            or _is_heading(body, reference is not None)
        )
        and body
        and not _BRACKET.search(body)
    ):
        log.section = body.lstrip("# ") if number else ""
        log.heading = (
            (log.section, (start + begin, end), reference[0].strip(" .:()") if reference else "") if number else None
        )
        return
    made = len(log.entries)
    _sentences(log, start + begin, end, reference[0].strip() if reference else "")
    if len(log.entries) == made and reference:
        # Labels on the lines below may say who and when.
        log.heading = (body.rstrip(" ."), (start + begin, end), reference[0].strip(" .:()"))


def _is_heading(body: str, numbered: bool) -> bool:
    return (
        len(body.split()) <= 10
        and body[-1] not in ".;)]"
        and not (numbered and _SUBJECT.match(body))
        and _SUBJECT.match(body) is None
        and _deadline_in(body) == ""
    )


def _labelled(
    log: _Log, words: str, marks: Sequence[tuple[str, int, int]], body: str, reference: str, start: int, begin: int
) -> None:
    """“Publish the register. Lead: A. Due: B.”; labels alone on a line belong to the entry before."""
    values: list[tuple[str, str]] = []
    for at, (name, _, first) in enumerate(marks):
        value = " ".join(words[first : marks[at + 1][1] if at + 1 < len(marks) else None].split()).strip(" .;,|–—-")
        value = (
            value[:-1]
            if value[-1:] in ")]" and value.count("(") + value.count("[") < value.count(")") + value.count("]")
            else value
        )
        if value:
            values.append((name, value))
    entry: _Entry | None = None
    doing = any(name in ("responsible", "title", "lead") and _does(value) for name, value in values)
    if body and doing:
        _sentences(log, start + begin, start + marks[0][1], reference)
        body = ""
    if body:
        inner = _Log(log.text, log.year, section=log.section)
        _sentences(inner, start + begin, start + marks[0][1], reference)
        charged = [one for one in inner.entries if one.leads]
        entry = (
            charged[-1]
            if charged and len(charged) == 1
            else _Entry(body.rstrip(" .;"), (start + begin, start + marks[0][1]), deadline=_deadline_in(body))
        )
        note = _BRACKET.search(body)
        if note and (said := english_note(note[1] or note[2])) and not charged:
            entry.words = body[: note.start()].strip(" .;")
            _apply(entry, said)
        if reference:
            entry.cells["number"] = reference.strip(".:() ")
        if log.section:
            entry.cells.setdefault("section", log.section)
        log.entries.append(entry)
    for name, value in values:
        if (
            name in ("responsible", "title", "lead")
            and (done := _to_do(value)) is not None
            and (entry is None or name == "title" or doing)
        ):
            done.span = (start, start + len(words))
            if reference:
                done.cells["number"] = reference.strip(".:() ")
            if log.section:
                done.cells["section"] = log.section
            log.entries.append(done)
            entry = done
            continue
        if name == "title":
            entry = _Entry(value, (start, start + len(words)), deadline=_deadline_in(value))
            if log.section:
                entry.cells["section"] = log.section
            log.entries.append(entry)
            continue
        target = entry or (log.entries[-1] if log.entries else None)
        if target is None:
            log.unread.append(Unread("nobody-charged", f"{name}: {value}"[:300]))
        else:
            _fill(target, name, value)


def _does(value: str) -> bool:
    """Whether a label's value says who is to do what."""
    match = _SUBJECT.match(value)
    return match is not None and _is_name(match["names"])


def _to_do(value: str) -> _Entry | None:
    """“Clerk to write to the county by 3 May”, “obtain three quotes”: an action; None where a label holds only names."""
    match = _SUBJECT.match(value)
    if match is not None and _is_name(match["names"]):
        return _charged(match)
    if _is_name(value) and len(value.split()) <= 6:
        return None
    note = _BRACKET.search(value)
    entry = _Entry(value.strip(" ."), deadline=_deadline_in(value))
    if note and (said := english_note(note[1] or note[2])):
        entry.words = value[: note.start()].strip(" .")
        _apply(entry, said)
    return entry if (len(value.split()) >= 3 and not is_agency(re.sub(r",.*", "", value))) or entry.leads else None


def _fill(entry: _Entry, name: str, value: str) -> None:
    if name in ("lead", "responsible"):
        note = english_note(value)
        names = (
            [*note.agencies.leads, *note.agencies.supporting]
            if note and not re.search(r"\bwith\b|support|lead", value, re.IGNORECASE)
            else None
        )
        if names is not None and not note.deadline:
            if name == "lead" or not entry.leads:
                entry.leads += [one for one in names[:1] if one not in entry.leads]
                rest = names[1:]
            else:
                rest = names
            (entry.leads if name == "lead" else entry.supporting).extend(one for one in rest if one not in entry.leads)
        elif note:
            _apply(entry, note)
        else:
            entry.leads += [one for one in _names(value) if one not in entry.leads]
    elif name == "supporting":
        entry.supporting += _names(value)
    elif name == "post":
        entry.post = value
    elif name == "deadline":
        day, _, after = value.partition(". ")
        entry.deadline = day
        if is_status(after):
            entry.cells.setdefault("status", after)
    else:
        entry.cells[name] = value


def _apply(entry: _Entry, note: Note) -> None:
    entry.leads += [name for name in note.agencies.leads if name not in entry.leads]
    entry.supporting += [name for name in note.agencies.supporting if name not in entry.leads]
    entry.deadline = entry.deadline or note.deadline


_NAMED = re.compile(r"(?P<names>[^:–—]{2,60})\s*[:–—]\s+(?P<do>[A-Za-z].{6,})")
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]’”\"])[.]\s+(?=[A-Z(“\"])(?!\d)")


def _sentences(log: _Log, start: int, end: int, reference: str) -> None:
    text = log.text
    edges = [start, *(match.end() for match in _SENTENCE.finditer(text, start, end)), end]
    made = 0
    for first, last in itertools.pairwise(edges):
        raw = text[first:last]
        words = " ".join(raw.split()).strip()
        note = _BRACKET.search(words)
        said = (
            english_note(
                re.sub(
                    r"^(?:action|owner|lead|responsible)\s*(?:by)?\s*[:–—-]\s*",
                    "",
                    (note[1] or note[2]),
                    flags=re.IGNORECASE,
                )
            )
            if note
            else Note()
        )
        bare = words[: note.start()].strip(" .;") if note and said else words.rstrip(" .;")
        intro = _INTRO.match(bare)
        inner = bare[intro.end() :] if intro else bare
        match = _SUBJECT.match(inner)
        if (
            intro is not None
            and re.search(r"that\s$|\bthat$", intro[0], re.IGNORECASE)
            and (match is None or not _is_name(match["names"]))
        ):
            match = _THAT.match(inner) or match
        entry: _Entry | None = None
        if (
            match is not None
            and _is_name(match["names"])
            and not (
                match["to"].lower() in ("would", "will", "should")
                and not _firmly(match, intro is not None or bool(reference))
            )
        ):
            entry = _charged(match)
        elif said and (said.agencies.lead or said.agencies.supporting):
            entry = _Entry(inner, deadline=_deadline_in(inner))
        elif (
            (dash := _NAMED.match(inner)) is not None
            and _is_name(dash["names"])
            and re.match(r"(?:to\s)?[a-z]", dash["do"])
        ):
            entry = _Entry(
                re.sub(r"^to\s", "", dash["do"]), leads=_names(dash["names"]), deadline=_deadline_in(dash["do"])
            )
        if entry is None:
            if _deadline_in(bare) and re.search(rf"\b{_TO}\s", bare):
                log.unread.append(Unread("nobody-charged", bare[:300]))
            continue
        if said:
            _apply(entry, said)
        entry.span = (first, last)
        if reference and not made:
            entry.cells["number"] = reference.strip(".:() ")
        if log.section:
            entry.cells["section"] = log.section
        entry.cells["sentence"] = words
        log.entries.append(entry)
        made += 1


def _firmly(match: re.Match[str], introduced: bool) -> bool:
    """Whether “will”, “would”, “should” charge somebody: in a decision or with a day."""
    return (
        introduced
        or bool(_deadline_in(match["do"]))
        or re.match(r"the\s|each\s|all\s", match["names"], re.IGNORECASE) is not None
    )


def _charged(match: re.Match[str]) -> _Entry:
    do = match["do"].strip(" .;")
    entry = _Entry(do, leads=_names(match["names"]), deadline=_deadline_in(do))
    if match["with"]:
        entry.supporting = _names(match["with"])
    for helping in _HELP.finditer(do):
        entry.supporting += _names(helping["names"])
    return entry


def _row(entry: _Entry, year: int | None) -> Row:
    leads = list(dict.fromkeys(entry.leads))
    others = tuple(name for name in dict.fromkeys(entry.supporting) if name not in leads)
    agencies = Agencies(leads[0] if leads else None, tuple(leads[1:]), others)
    due = read_deadline(entry.deadline, year).day if entry.deadline else None
    return Row(entry.words, agencies, entry.post, entry.deadline, due, entry.cells, spans=(entry.span,))
