"""Motions and votes of English minutes: who moved, who seconded, how it was decided, and whether the numbers fit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ninetenths.measures.numbers import ENGLISH_FIGURES
from ninetenths.patterns import regex
from ninetenths.reading.english.people import NAME, ROLE
from ninetenths.reading.values import Span

# Votes are counted in words up to twenty; nobody is “no”, “none” or “nil” as well.
NUMBERS = {word: number for word, number in ENGLISH_FIGURES.items() if number <= 20} | {"no": 0, "none": 0, "nil": 0}
_COUNT = r"(?:\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
WHO = rf"(?:(?:the\s+)?{ROLE}\s+)?{NAME}"
_EVENT = regex(
    rf"(?P<moved>(?:[Ii]t\s+was\s+)?[Mm]oved\s+by:?\s+(?P<by>{WHO})(?:,?\s*(?:and\s+)?[Ss]econd(?:ed)?\s+by:?\s+(?P<by2>{WHO}))?"
    rf"(?P<m1>,?\s+(?:to|that)\s[^.;\n]{{3,400}})?)"
    rf"|(?P<motion>[Mm](?:otion|OTION)\s*(?:was\s+made\s+)?(?:by|of|from):?\s+(?P<of>{WHO})(?:,?\s*(?:and\s+)?(?:was\s+)?[Ss]econd(?:ed)?(?:\s+was\s+made)?\s+(?:by|of|from):?\s+(?P<of2>{WHO}))?"
    rf"(?P<m2>,?\s+(?:to|that|for)\s[^.;\n]{{3,400}})?)"
    rf"|(?P<mover>{WHO})\s+(?:then\s+|also\s+|again\s+)?(?:made\s+a\s+motion|moved|motioned|offered\s+a\s+motion)\b(?!\s+by)(?P<m3>\s[^;\n]{{1,400}}?(?=(?<!\b[ap]\.m)(?:\.[”\"]?\s|\.$)|[.]m\.\s+[A-Z]|;|$|\n|,\s+(?:and\s+)?second))?"
    rf"|(?P<second>{WHO})\s+(?:then\s+)?seconded\b"
    rf"|[Ss]econd(?:ed)?\s+by:?\s+(?P<seconder>{WHO})"
    r"|\b(?P<result>(?P<what>[Tt]he\s+|[Tt]his\s+)?(?P<thing>[Mm](?:ain\s+[Mm])?otion|MOTION|[Aa]mendment|[Rr]esolution|[Oo]rdinance|[Aa]ppointments?|[Ii]tem|"
    r"[Mm]inutes|[Vv]ote|VOTE|[Pp]roposal|[Nn]omination|[Bb]udget|[Cc]ontract)\b[^.;\n:]{0,80}?\b(?:[Ww]as\s+|[Ww]ere\s+|[Hh]aving\s+)?(?P<how>carried|CARRIED|passed|PASSED|failed|FAILED|"
    r"(?:was|were)\s+(?:unanimously\s+)?(?:adopted|approved|defeated|confirmed|rejected|lost|withdrawn|tabled)|dies|died|prevailed)(?P<rest>[^.;\n]{0,160}))"
    r"|(?P<unanimous>(?:[Aa]pproved|APPROVED|[Aa]dopted|[Cc]arried|CARRIED|[Pp]assed|PASSED)\s+(?P<rest2>(?:unanimously|by\s+a\s+vote|\d{1,3}\s?[-–]\s?\d)[^.;\n]{0,80}))"
    r"|(?P<roll>\b(?:AYES?|Ayes?|YEAS?|Yeas?|YES|NOES|Noes|NAYS?|Nays?|NO|ABSTAIN(?:ING|ED|ENTIONS?)?|Abstain(?:ing|ed)?|Abstentions?|ABSTENTIONS?|ABSENT|Absent|RECUSED|Recused))\s*(?:\(\d{1,3}\))?\s*[:–—]\s*(?P<names>[^.;\n]{0,400})"
)
_TALLY = regex(
    rf"\b(?P<yes>{_COUNT})\s*(?:to|[-–:])\s*(?P<no>{_COUNT})(?:\s*(?:to|[-–:])\s*(?P<abstain>\d{{1,3}}))?\b", re.I
)
_FOR = regex(rf"\b(?P<n>{_COUNT})\s+(?:votes?\s+)?(?:in\s+favou?r|for|ayes?|yeas?|yes|aye)\b", re.I)
_AGAINST = regex(
    rf"\b(?P<n>{_COUNT})\s+(?:votes?\s+)?(?:opposed|against|noes|nays?|no|in\s+opposition|dissenting)\b", re.I
)
_ABSTAIN = regex(rf"\b(?P<n>{_COUNT})\s+(?:abstain|abstention|abstaining)", re.I)
_NOBODY = frozenset(
    [
        "The",
        "A",
        "It",
        "On",
        "There",
        "This",
        "That",
        "Motion",
        "Resolution",
        "Council",
        "Board",
        "No",
        "Yes",
        "All",
        "He",
        "She",
        "They",
        "Members",
        "And",
        "Upon",
        "Then",
        "Staff",
    ]
)
_TITLED = regex(rf"{ROLE}\s+(?=[A-Z])")
_VOTING = (
    "mov",
    "motion",
    "second",
    "carried",
    "passed",
    "approv",
    "adopt",
    "aye",
    "yea",
    "nay",
    "noes",
    "failed",
    "defeat",
    "vote",
)
_LOST = ("failed", "defeated", "rejected", "lost", "dies", "died")


def number(word: str) -> int:
    """A count written in figures or words up to twenty."""
    return int(word) if word.isdigit() else NUMBERS[word.lower()]


@dataclass(slots=True)
class Motion:
    """A motion while it is before the body, then its outcome."""

    at: int
    end: int
    mover: str | None
    seconder: str | None
    matter: str | None
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    result: str | None = None
    names: dict[str, list[str]] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)

    def plain(self) -> dict[str, object]:
        """As a record's entry."""
        return {
            "matter": self.matter, "mover": self.mover, "seconder": self.seconder, "yes": self.yes, "no": self.no,
            "abstain": self.abstain, "result": self.result,
        }  # fmt: skip

    @property
    def amends(self) -> bool:
        """Whether it asks to amend what is before the body."""
        return bool(self.matter and re.match(r"(?:to\s+)?(?:amend|add|strike|substitute|insert)\b", self.matter))


def motions_of(text: str, start: int, end: int, matter: str | None) -> list[Motion]:
    """The motions of one item, in order; `matter` is what the item is about, where a motion does not say."""
    lower = text[start:end].lower()
    if not any(word in lower for word in _VOTING):
        return []
    done: list[Motion] = []
    open_: list[Motion] = []
    rolls: dict[str, list[str]] = {}
    marks: list[Span] = []
    last: Motion | None = None
    for event in _EVENT.finditer(text, start, end):
        mover = event.group("by") or event.group("of") or event.group("mover")
        if mover:
            if nobody(mover):
                continue
            said = event.group("m1") or event.group("m2") or event.group("m3")
            second = event.group("by2") or event.group("of2")
            last = Motion(
                event.start(), event.end(), _tidy(mover), _tidy(second) if second else None, _matter(said, matter)
            )
            last.spans.append(event.span())
            open_.append(last)
        elif event.group("second") or event.group("seconder"):
            name = event.group("second") or event.group("seconder")
            if open_ and open_[-1].seconder is None and not nobody(name):
                open_[-1].seconder = _tidy(name)
                open_[-1].spans.append(event.span())
        elif event.group("roll"):
            key = _side(event.group("roll"))
            names = _names(event.group("names"))
            if open_ or last is None or last.names.get(key) is not None:
                rolls[key] = names
                marks.append(event.span())
            else:
                last.names[key] = names
                last.end = event.end()
                last.spans.append(event.span())
                _count_names(last)
        else:
            last = _decided(event, open_, matter)
            last.names.update(rolls)
            last.spans.extend(marks)
            rolls, marks = {}, []
            _count_names(last)
            done.append(last)
    if rolls and open_:
        last = open_.pop(0)
        last.names.update(rolls)
        last.spans.extend(marks)
        _count_names(last)
        done.append(last)
    done.extend(motion for motion in open_ if motion.seconder or motion.matter)
    return sorted(done, key=lambda motion: motion.at)


def _decided(event: re.Match[str], open_: list[Motion], matter: str | None) -> Motion:
    """The motion that a result decides: the last amendment where it says so, else the last one open."""
    thing = (event.group("thing") or "").lower()
    whole = event.group()
    if not open_:
        motion = Motion(event.start(), event.end(), None, None, matter)
    elif thing == "resolution" or "main motion" in whole.lower() or "as amended" in whole:
        motion = open_.pop(0)
        open_.clear()
    else:
        motion = open_.pop()
    motion.end = event.end()
    motion.spans.append(event.span())
    how = (event.group("how") or event.group("unanimous") or "").lower()
    motion.result = (
        "failed"
        if any(word in how for word in _LOST)
        else "withdrawn"
        if "withdrawn" in how
        else "tabled"
        if "tabled" in how
        else "carried"
    )
    rest = event.group("rest") or event.group("rest2") or ""
    full = event.string[event.start() : min(len(event.string), event.end() + 60)] if event.group("unanimous") else rest
    tally = _TALLY.search(full)
    if tally and not re.search(r"[ap]\.?m", full[tally.end() : tally.end() + 5]):
        motion.yes, motion.no = number(tally.group("yes")), number(tally.group("no"))
        motion.abstain = number(tally.group("abstain")) if tally.group("abstain") else None
    for pattern, name in ((_FOR, "yes"), (_AGAINST, "no"), (_ABSTAIN, "abstain")):
        said = pattern.search(re.sub(r"\([^)]*\)", "", rest))
        if said:
            setattr(motion, name, number(said.group("n")))
    return motion


def _count_names(motion: Motion) -> None:
    for side in ("yes", "no", "abstain"):
        names = motion.names.get(side)
        if names is not None and getattr(motion, side) is None:
            setattr(motion, side, len(names))


def _side(word: str) -> str:
    word = word.lower()
    if word.startswith(("ay", "y")):
        return "yes"
    if word.startswith("n"):
        return "no"
    return "abstain" if word.startswith("abst") else "absent"


def _names(written: str) -> list[str]:
    bare = re.sub(r"\([^)]*\)", "", written)
    pieces = re.split(r",\s*(?:and\s+)?|\s+and\s+", bare)
    names = [re.sub(rf"^{ROLE}\s+", "", piece.strip(" .")) for piece in pieces]
    return [
        name
        for name in names
        if name and name.lower() not in ("none", "0", "nil", "n/a", "no one") and name[:1].isupper()
    ]


def _matter(said: str | None, matter: str | None) -> str | None:
    if not said:
        return matter
    words = " ".join(said.strip(" ,.").split())
    words = re.sub(r",?\s+(?:and\s+)?second(?:ed)?\s+by\b.*", "", words)
    if re.match(
        r"(?:its|the)\s+adoption\b|(?:for\s+)?(?:approval|adoption)$|to\s+(?:adopt|approve|confirm)(?:\s+(?:it|as\s+\w+))?$",
        words,
    ):
        return matter or words
    return words


def _tidy(name: str) -> str:
    return " ".join(name.split()).removeprefix("the ")


def nobody(name: str) -> bool:
    """Whether what looks like a name is only the first word of a sentence."""
    bare = name.removeprefix("the ")
    titled = _TITLED.match(bare)
    return not titled and bare.split()[0] in _NOBODY
