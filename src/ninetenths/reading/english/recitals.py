"""Which paragraph of an English text is preambular, which operative, which neither: rules with names, in sequence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ninetenths.patterns import regex
from ninetenths.reading.english.blocks import Paragraph, shouted
from ninetenths.reading.english.grammar import Grammar, grammar

Kind = Literal["preambular", "operative"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A paragraph with its label (None: neither), the rule that gave it, the actor and the verb where they are said."""

    paragraph: Paragraph
    kind: Kind | None
    rule: str
    actor: str | None
    verb: str | None
    body: int  # where what it says begins, past number, heading and actor


_FORMULA = regex(
    r"(?:The|We,?\s(?:the)?|Gathered|Convened|Meeting|Having met|Assembled)\b(?=.*?\b(?:convened"
    r"|having met|held in|gathered|"
    r"meeting|met in|assembled|(?:at|for) (?:its|the) \S+ session)\b)",
    re.IGNORECASE | re.DOTALL,
)
_ACTOR = regex(
    r"(?:The|THE|We, the)\s+(?:[A-Z][\w’'.-]*(?:\s+(?:of|the|for|on|and|in)(?=\s))*\s+){0,9}?[A-Z][\w’'-]*(?=[,\s])"
)
_CLOSING = regex(
    r"\(?(?:Adopted|ADOPTED|Passed|PASSED|APPROVED|Approved|INTRODUCED)\b(?!\s+(?:the|a|an|in\s+\d"
    r"|by the General|since)\b)"
    r"|(?:AYES|NOES|NAYS|ATTEST|ABSTAIN|ABSENT|Ayes|Noes|Nays|Attest|Absent|Abstain)\b\s*[:(]"
    r"|I (?:hereby )?certify|CERTIFICATION"
    r"|\d{1,3}\s+(?:See|Ibid|Adopted|One member|Official Records|Document|For the text|Resolution"
    r"|Incorporated|Transmitted)\b"
    r"|(?:See|Ibid\.|Idem)[\s,]"
    r"|Signed\b|/s/|_{4,}|(?:Mayor|City Clerk|Clerk|Chair|President|Secretary)\s*(?:$|,)"
)
_ADOPTS = regex(
    r"(?:Adopts|Has adopted|Adopted|Hereby adopts)\b[\s,].{0,600}?\b(?:recommendation|declaration|resolution)",
    re.I | re.S,
)
_RESOLVED = regex(
    r"(?:now,?\s*)?(?:therefore,?\s*)?(?:it is\s+(?:hereby\s+)?(?:resolved|ordained)|(?:and\s+"
    r"|let it\s+)?be\s+it\s+(?:(?:hereby|also|therefore|further|finally|"
    r"and it is hereby)\s+)*(?:resolved|ordained|enacted|proclaimed)|(?:further\s+)?resolved)\b",
    re.I,
)
_THEREFORE = regex(r"(?:now,?\s*)?therefore\b[\s,:;]*", re.I)
_INNER = regex(r"[^.;]{0,140}?\s(\d{1,3}\s?[.)°]|\(\d{1,3}\))\s+(?=[A-Z])")
_LEAD = regex(r"[:,]$|[:,]\s*(?:[—–-]\s*\d+(?:\s*[—–-])?|\d{1,3})$|\bfollowing\s+[\w ]{0,40}$")
_TAIL = regex(r"The\s+[\w ]{3,60},$")
_FOLLOWING = regex(r"[^.;]{0,160}\bfollowing\b[^.;]{0,80}:$")
_SUBMITS = regex(r"(?:Hereby\s+)?(?:Submits|Recommends|Adopts)\b[^.;]*\bfollowing\s+\w+\s?:\s*(?!\d|I\.|A\.)")
_FINITE = regex(
    r"(?!(?:This|Is|As|Its|Has|Was|Thus|Besides|Whereas|Does|Unless|Across|Towards|Always|Perhaps|Sometimes|Plus|Yes|Ours|His)\b)"
    r"(?:[A-Z][a-z]+ly\s+)?[A-Z]?[a-z]{2,}[b-hj-z]?s\s+(?:the|its|all|upon|a|an|any)\s"
)
_INTERLUDE = regex(r"(?:Further\s|Also\s)?(?:[A-Z][a-z]+ing|Having)\b(?!\s*[:,])")
_ENGLISH = regex(r"\b(?:the|of|and|to|that|is|are)\b", re.I)
_THAT = regex(r"[\s,]*(?:by\s+[^,:;]{3,120}[,:]?\s+)?that:?\s+", re.I)
_WHO = regex(
    r"(?i:the)\s+(?P<name>(?:(?:[A-Z][\w’'-]*|of|the|and|for)\s+){1,10}?)(?=(?:hereby\s|also\s|further\s)?[a-z]+s\b)"
)
_RESOLVED_BY = regex(
    r"\s+(?i:by\s+(?:the\s+)?)((?:(?:[A-Z][\w’'-]*|of|the|for|and)\s+){0,9}?[A-Z][\w’'-]*)(?=\s+that\b|[,:])"
)
_AFTER_WHILE = regex(r"While\s[^,;.]*,\s+")
_PARTICIPLE = regex(r"(?:[A-Z][a-z]+ly\s+)?[A-Z]?[a-z]{2,}ing\b(?!\s*[:,])")


def _heading(text: str, start: int, end: int, number: str | None, mark: Grammar) -> bool:
    """Whether a paragraph is only a heading: short, without a stop, nothing said to be done."""
    body = text[start:end]
    if _RESOLVED.match(body) or mark.always.match(body):
        return False
    if shouted(body) and len(body) < 400 and not (number and body[-1:] in ".;"):
        return True
    if body.startswith("To ") or len(body) > 110 or body[-1:] in ".;:,!?" or (number and body[:1].islower()):
        return False
    return not (mark.duty.search(body.lower()) or mark.verb.match(body) or mark.opener.match(body) or "\n" in body)


class _Reader:
    """The walk over the paragraphs: recitals first, then what is decided, then the closing lines."""

    def __init__(self, text: str, paragraphs: list[Paragraph]) -> None:
        self.text, self.paragraphs, self.mark = text, paragraphs, grammar()
        lower = text.lower()
        self.lower = lower if len(lower) == len(text) else text
        self.stage = "front"
        self.recitals = 0
        self.resolved = False
        self.plain = False
        self.turn: int | None = None

    def judge(self) -> list[Judged]:
        """Every paragraph's judgement, in order."""
        return [self._one(at, paragraph) for at, paragraph in enumerate(self.paragraphs)]

    def _said(self, paragraph: Paragraph, kind: Kind | None, rule: str, actor: str | None = None,
              verb: str | None = None, body: int | None = None) -> Judged:  # fmt: skip
        if kind == "preambular":
            self.recitals += paragraph.number is None and rule in ("recital", "whereas", "participle")
            self.stage = "recitals"
        elif kind == "operative":
            self.stage = "decisions"
        return Judged(paragraph, kind, rule, actor, verb, paragraph.body if body is None else body)

    def _one(self, at: int, paragraph: Paragraph) -> Judged:
        text, mark, end = self.text, self.mark, paragraph.end
        body = paragraph.body
        if _CLOSING.match(text, body, end) and not paragraph.number:
            return self._closing(paragraph)
        if _heading(text, body, end, paragraph.number, mark):
            return self._said(paragraph, None, "heading")
        if mark.always.match(text, body, end):
            return self._said(paragraph, "preambular", "whereas", verb="whereas")
        if found := _RESOLVED.match(text, body, end):
            return self._resolved(at, paragraph, found)
        if found := _THEREFORE.match(text, body, end):
            if end - found.end() < 3:
                self.resolved = True
                return self._said(paragraph, None, "therefore")
            body = found.end()
        actor = None
        if text.startswith(("The ", "THE ", "We"), body):
            judged, actor, body = self._actor(at, paragraph, body)
            if judged:
                return judged
        elif self.stage == "front" and not paragraph.number and _FORMULA.match(text, body, min(end, body + 600)):
            self.stage = "recitals"
            return self._said(paragraph, None, "formula")
        if self.stage == "closed":
            return self._said(paragraph, None, "after-closing")
        return self._said_what(at, paragraph, body, actor)

    def _closing(self, paragraph: Paragraph) -> Judged:
        text, end = self.text, paragraph.end
        if self.stage != "closed" and text[end - 1] == ":" and _ADOPTS.match(text, paragraph.body, end):
            self.stage = "decisions"
            return self._said(paragraph, None, "lead-in", None, "adopted")
        if self.stage != "front":
            self.stage = "closed"
        return self._said(paragraph, None, "closing")

    def _actor(self, at: int, paragraph: Paragraph, body: int) -> tuple[Judged | None, str | None, int]:
        """A paragraph that opens with the body's name: the formula, or the actor of what follows."""
        text, mark, end = self.text, self.mark, paragraph.end
        rest = text[body : min(end, body + 200)]
        found = _ACTOR.match(text, body, min(end, body + 160))
        named = found and mark.body.search(found.group())
        if end - body < 160 and rest.endswith(",") and mark.body.search(rest) and rest.count(",") < 3:
            if self.stage in ("decisions", "closed"):
                self.recitals = 0
            self.stage = "recitals"
            return self._said(paragraph, None, "formula"), None, body
        if self.stage == "front" and not paragraph.number:
            whole = text[body : min(end, body + 1200)]
            if _FORMULA.match(whole) and not mark.verb.match(whole) and (
                _TAIL.search(text[max(body, end - 70) : end]) or mark.body.search(whole[:120])
            ):  # fmt: skip
                self.stage = "recitals"
                return self._said(paragraph, None, "formula"), None, body
        if found and named:
            after = found.end()
            while after < end and text[after] in " ,\n\t:":
                after += 1
            if number := re.compile(r"\(?\d{1,3}[.)°]\s*").match(text, after, end):
                after = number.end()
            if mark.verb.match(text, after, end) or mark.opener.match(text, after, end):
                return None, found.group(), after
        return None, None, body

    def _resolved(self, at: int, paragraph: Paragraph, found: re.Match[str]) -> Judged:
        text, end = self.text, paragraph.end
        self.resolved = True
        rest = text[found.end() : end]
        if text[end - 1] in ":," and len(rest) < 200 and self._lists_next(at):
            self.stage = "decisions"
            return self._said(paragraph, None, "lead-in", verb="resolved")
        if len(rest.strip(" ,.:;—-\n")) < 3:
            self.stage = "decisions"
            return self._said(paragraph, None, "lead-in", verb="resolved")
        said = _THAT.match(text, found.end(), min(end, found.end() + 300))
        start = said.end() if said else found.end()
        actor, verb = None, "resolved"
        if by := _RESOLVED_BY.match(text, found.end(), min(end, found.end() + 200)):
            actor = " ".join(by.group(1).split())
        if text.startswith(("the ", "The ", "THE "), start) and (who := _WHO.match(text, start, min(end, start + 160))):
            if spoken := self.mark.verb.match(text, who.end(), end):
                actor, verb = " ".join(who.group("name").split()), spoken.group("verb").lower()
        elif spoken := self.mark.verb.match(text, start, end):
            verb = spoken.group("verb").lower()
        while start < end and text[start].isspace():
            start += 1
        return self._said(paragraph, "operative", "resolved", actor, verb, start)

    def _lists_next(self, at: int) -> bool:
        """Whether what comes next is a numbered list, a “That …” or a heading, which this paragraph leads into."""
        if at + 1 >= len(self.paragraphs):
            return False
        then = self.paragraphs[at + 1]
        if then.kind in ("number", "section", "part"):
            return True
        text = self.text
        return (
            text.startswith(("That ", "THAT "), then.body)
            or _heading(text, then.body, then.end, then.number, self.mark)
            or bool(then.number is None and _INNER.match(text, then.start, then.end))
        )

    def _said_what(self, at: int, paragraph: Paragraph, body: int, actor: str | None) -> Judged:
        text, mark, end = self.text, self.mark, paragraph.end
        numbered = paragraph.number is not None
        early = self.stage in ("front", "recitals")
        verb = mark.verb.match(text, body, end)
        if (
            not verb
            and text.startswith("While", body)
            and (comma := _AFTER_WHILE.match(text, body, min(end, body + 400)))
        ):
            verb = mark.verb.match(text, comma.end(), end)
        if early and not verb and (opener := mark.opener.match(text, body, end)):
            return self._said(paragraph, "preambular", "recital", actor, opener.group().lower(), body)
        if verb:
            if early and not self.recitals and mark.weak.match(text, body, end):
                return self._said(paragraph, "preambular", "ground", actor, verb.group("verb").lower(), body)
            submits = None if numbered else _SUBMITS.match(text, body, min(end, body + 500))
            if submits and end - submits.end() < 120 and self._lists_next(at):
                self.stage = "decisions"
                return self._said(paragraph, None, "lead-in", actor, verb.group("verb").lower(), body)
            if (
                not numbered
                and _LEAD.search(text[max(body, end - 60) : end])
                and (self._lists_next(at) or _ADOPTS.match(text, body, end))
            ):
                self.stage = "decisions"
                return self._said(paragraph, None, "lead-in", actor, verb.group("verb").lower(), body)
            if not numbered and text[end - 1] == ":" and end - verb.end() < 12:
                self.stage = "decisions"
                return self._said(paragraph, None, "lead-in", actor, verb.group("verb").lower(), body)
            if not numbered and self.stage == "decisions" and _ADOPTS.match(text, body, end):
                return self._said(paragraph, None, "adopts", actor, "adopts", body)
            if self.stage == "front" and not numbered and end - body < 60 and text[end - 1] not in ".;:,":
                return self._said(paragraph, None, "front")
            if paragraph.kind != "letter":
                self.plain = not numbered
            return self._said(paragraph, "operative", "verb", actor, verb.group("verb").lower(), body)
        if self.stage == "decisions":
            if self.plain and not numbered and text[end - 1] in ",;:" and _INTERLUDE.match(text, body, end):
                judged = self._said(paragraph, "preambular", "interlude", actor, None, body)
                self.stage = "decisions"
                return judged
            return self._said(paragraph, "operative", "continues", actor, None, body)
        return self._early(at, paragraph, body, actor)

    def _early(self, at: int, paragraph: Paragraph, body: int, actor: str | None) -> Judged:
        """Before anything is decided, and no verb of the pack at the start."""
        text, mark, end = self.text, self.mark, paragraph.end
        if not paragraph.number and end - body < 800 and text[end - 1] not in ".;:," and self.stage == "front":
            return self._said(paragraph, None, "front")
        if self.stage == "front" and not _ENGLISH.search(text, body, min(end, body + 500)):
            return self._said(paragraph, None, "front")
        if not paragraph.number and text[body] in "[(" and end - body < 60:
            return self._said(paragraph, None, "front")
        if not paragraph.number and not self.recitals and self.stage == "front" and end - body < 60:
            return self._said(paragraph, None, "front")
        if paragraph.number or _INNER.match(text, body, end):
            if mark.imperative.match(text, body, end):
                return self._said(paragraph, "operative", "imperative", actor, None, body)
            if text.startswith(("That ", "that "), body) or self.resolved:
                return self._said(paragraph, "operative", "that", actor, None, body)
            if self.recitals and paragraph.number:
                return self._said(paragraph, "operative", "numbered", actor, None, body)
            if at >= self._turn() and not (text[end - 1] == ":" and self._deeper(at)):
                return self._said(paragraph, "operative", "duty", actor, None, body)
        if not paragraph.number and _FOLLOWING.match(text, body, end) and self._lists_next(at):
            self.stage = "decisions"
            return self._said(paragraph, None, "lead-in", actor, None, body)
        if self.recitals and _FINITE.match(text, body, end):
            return self._said(paragraph, "operative", "finite", actor, None, body)
        if _PARTICIPLE.match(text, body, end):
            return self._said(paragraph, "preambular", "participle", actor, None, body)
        return self._said(paragraph, "preambular", "before-decision", actor, None, body)

    def _deeper(self, at: int) -> bool:
        """Whether the next paragraph nests under this one."""
        return at + 1 < len(self.paragraphs) and self.paragraphs[at + 1].level > self.paragraphs[at].level

    def _turn(self) -> int:
        """Where a text without lead-in or operative verb turns from how things are to what is to be done.

        It is the place that leaves most duties after it and most plain statements before it.
        """
        if self.turn is None:
            best = score = 0
            self.turn = len(self.paragraphs)
            for at in range(1, len(self.paragraphs)):
                if self._measures(at):
                    self.turn = at
                    return at
            for at in range(len(self.paragraphs) - 1, -1, -1):
                score += self._bound(self.paragraphs[at])
                if score >= best and score > 0:
                    best, self.turn = score, at
        return self.turn

    def _measures(self, at: int) -> bool:
        """Whether a list of measures numbered like 2.3.1 begins here, led in by a colon."""
        then, lead = self.paragraphs[at], self.paragraphs[at - 1]
        return then.kind == "number" and then.level > 2 and then.level > lead.level and self.text[lead.end - 1] == ":"

    def _bound(self, paragraph: Paragraph) -> int:
        """+1 where a paragraph says that something is to be done (+2 by a bare verb), -1 where not, 0 where short."""
        text, mark = self.text, self.mark
        if paragraph.end - paragraph.body < 40:
            return 0
        if mark.imperative.match(text, paragraph.body, paragraph.end):
            return 2
        said = mark.duty.search(self.lower, paragraph.body, paragraph.end)
        return 1 if said else -1


def judge(text: str, paragraphs: list[Paragraph]) -> list[Judged]:
    """Every paragraph with its label and the rule that gave it."""
    return _Reader(text, paragraphs).judge()
