"""Names in English minutes: lists of those present or absent, with roles, notes and times."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ninetenths.patterns import regex
from ninetenths.reading.values import Span

ROLE = (
    r"(?:(?:Vice|Deputy|Acting|Interim|Assistant|First|Lord)\s+)?(?:Mayor(?:\s+Pro\s+Tem(?:pore)?)?|Council\s?[Mm]embers?|Council(?:wo)?m[ae]n"
    r"|Councillors?|Councilors?|Commissioners?|Chair(?:man|woman|person)?|Vice[- ]Chair(?:man|woman"
    r"|person)?|President|Trustees?|Alder(?:man|men|woman|persons?)"
    r"|Supervisors?|Selectm[ae]n|Directors?|Members?|Board\s[Mm]embers?|Representatives?|Senators?|Reeve|Warden|Clerk|Secretary|Treasurer"
    r"|City\s[A-Z]\w+|Town\s[A-Z]\w+|County\s[A-Z]\w+|Village\s[A-Z]\w+|Attorney|Chief|Superintendent|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Miss|Hon\.?|Cllr\.?|CM|Cr)"
)
WORD = r"[A-Z][\w’'.-]*[\w’'-]|[A-Z]\."
NAME = rf"(?:{WORD})(?:[ \t]+(?:de|van|von|der|la|St\.|{WORD})){{0,3}}"
_ROLE = regex(rf"(?:the\s+)?(?P<role>{ROLE})(?=\s|$)\s*")
_POST = regex(
    r"\b(?:Manager|Attorney|Clerk|Director|Secretary|Officer|Chief|Engineer|Planner|Treasurer|Auditor|Superintendent|Counsel|Solicitor|"
    r"Administrator|Assistant|Recorder|Coordinator|Inspector|Assessor|Comptroller|Controller|Librarian|Marshal|Advisor|Adviser|Analyst)\b"
)
_TIME = r"(?P<time>\d{1,2}(?:[:.]\d{2})?\s*(?:[AaPp]\.?\s?[Mm]\.?)|noon|midnight|\d{1,2}:\d{2})"
LATE = regex(rf"(?:arrived|joined|entered|late)\b[^.;)\n]{{0,60}}?\b{_TIME}", re.I)
LEFT = regex(rf"(?:left|departed|excused\s+(?:himself|herself|themselves)|withdrew)\b[^.;)\n]{{0,60}}?\b{_TIME}", re.I)
_SPLIT = regex(r"\s*(?:,?\s+and\s+|,\s*|\s*&\s*|\n)\s*")
_NAME = regex(rf"{NAME}$")


@dataclass(frozen=True, slots=True)
class Person:
    """A person named in a list: as written, name alone, role, and whether presiding, late (a time), or excused."""

    name: str
    role: str | None
    span: Span
    presiding: bool = False
    late: str | None = None
    excused: bool = False

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]


def people_of(text: str, start: int, end: int) -> list[Person]:
    """The persons of a list “Mayor A B, presiding; Council Members C D, E F (arrived at 6:48 p.m.), and G H.”"""
    found: list[Person] = []
    at = start
    for group in re.split(r"(;)", text[start:end]):
        if group != ";" and group.strip(" .\n\t"):
            _group(text, at, at + len(group), found)
        at += len(group)
    return found


def _group(text: str, start: int, end: int, found: list[Person]) -> None:
    notes: list[tuple[int, int]] = [match.span() for match in re.finditer(r"\([^()\n]{0,80}\)", text[start:end])]
    plain = text[start:end]
    for first, last in notes:
        plain = plain[:first] + " " * (last - first) + plain[last:]
    role: str | None = None
    at = 0
    pieces: list[tuple[int, int]] = []
    for match in _SPLIT.finditer(plain):
        pieces.append((at, match.start()))
        at = match.end()
    pieces.append((at, len(plain)))
    for number, (first, last) in enumerate(pieces):
        piece = plain[first:last].strip(" .\t\n")
        if not piece:
            continue
        begin = first + len(plain[first:last]) - len(plain[first:last].lstrip(" .\t\n"))
        if found and number and (piece.lower().startswith(("presid", "chair")) and piece[:1].islower()):
            found[-1] = Person(found[-1].name, found[-1].role, found[-1].span, True, found[-1].late, found[-1].excused)
            continue
        if found and number and _POST.search(piece):
            last_one = found[-1]
            found[-1] = Person(
                last_one.name, piece, (last_one.span[0], start + begin + len(piece)), last_one.presiding, last_one.late
            )
            continue
        titled = _ROLE.match(piece)
        rest = piece
        if titled:
            role, rest = " ".join(titled.group("role").split()), piece[titled.end() :]
        rest = rest.strip()
        if not rest or not _NAME.match(rest) or len(rest) > 60:
            continue
        note = next((plain_note for low, high in notes if begin <= low and low - begin - len(piece) < 3
                     for plain_note in [text[start + low : start + high]]), "")  # fmt: skip
        late = LATE.search(note)
        found.append(
            Person(
                rest,
                _one(role),
                (start + begin, start + begin + len(piece)),
                "presiding" in note.lower(),
                late.group("time") if late else None,
                "excused" in note.lower(),
            )
        )


def _one(role: str | None) -> str | None:
    """A role in the singular, as it is said of one person."""
    if role and role.endswith("s") and role not in ("Mrs", "Ms"):
        return role[:-1]
    return role
