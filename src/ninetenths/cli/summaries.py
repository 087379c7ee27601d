"""A reading for people, in a terminal: record, goal tree, commitments, sets, findings."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Any

from ninetenths.packs import phrase, words
from ninetenths.reading import LABELS, Commitment, Field, Finding, Indicator, Reading, SetPhrase

_LISTED = 24
_INDENT = "  "


def summary(reading: Reading, language: str) -> str:
    """The reading in at most a few screens; what is left out is counted."""
    source = reading.source
    blocks = [
        [
            source.title or "",
            phrase("read", "chars", language, count=f"{source.chars:,}", genre=phrase("read", f"genre.{source.genre}", language),
                   language=phrase("read", f"language.{source.language}", language)),
            phrase("read", "counts", language, clauses=len(reading.clauses), labels=_labels(reading, language)),
        ],
        _record(reading, language), _goals(reading, language), _commitments(reading, language),
        _sets(reading, language), _findings(reading, language),
    ]  # fmt: skip
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _labels(reading: Reading, language: str) -> str:
    counted = Counter(clause.label for clause in reading.clauses)
    return " · ".join(
        f"{phrase('read', f'label.{label}', language)} {counted[label]}" for label in LABELS if counted[label]
    )


def _head(code: str, language: str) -> str:
    return f"── {phrase('read', code, language)} "


def _record(reading: Reading, language: str) -> list[str]:
    if reading.record is None:
        return []
    lines = [_head("title.record", language)]
    named = words("read", language)
    for name, field in reading.record.items():
        shown = field_words(field, language)
        title = named.get(f"field.{name}", name)
        for order, line in enumerate(shown):
            lines.append(f"{_INDENT}{_padded(title if not order else '', 20)}{line}")
    return lines


def field_words(field: Field, language: str) -> list[str]:
    """A record field in words, a line an entry; a field that the text does not state says so."""
    if field.state == "absent":
        return [f"({phrase('read', 'absent', language)})"]
    value = field.value
    entries = value if isinstance(value, list | tuple) else [value]
    if not entries:
        return [f"({phrase('read', 'absent', language)})"]
    mark = f" ({phrase('read', 'derived', language)})" if field.state == "derived" else ""
    return [_entry(entry, language) + mark for entry in entries]


def _entry(entry: Any, language: str) -> str:
    if isinstance(entry, bool):
        return phrase("read", "yes" if entry else "no", language)
    if isinstance(entry, dict):
        return "  ".join(_entry(part, language) for part in entry.values() if part not in (None, [], (), ""))
    if isinstance(entry, list | tuple):
        return ("、" if language == "zh" else ", ").join(_entry(part, language) for part in entry)
    return str(entry)


def _goals(reading: Reading, language: str) -> list[str]:
    """The headed parts with the number of commitments below each: the tree at a glance."""
    if not reading.commitments or not reading.sections:
        return []
    counted = Counter(_section_ids(reading))
    lines = [_head("title.goals", language)]
    depth = {section.id: section.id.count("-") for section in reading.sections}
    for section in reading.sections:
        below = sum(count for name, count in counted.items() if name == section.id or name.startswith(f"{section.id}-"))
        if depth[section.id] < 2 and below:
            number = f"{section.number} " if section.number else ""
            lines.append(f"{_INDENT * (depth[section.id] + 1)}{_cut(number + section.title, 60)}  {below}")
    return lines


def _section_ids(reading: Reading) -> list[str]:
    return [commitment.id.removeprefix("t.").split(".")[0] for commitment in reading.commitments]


def _commitments(reading: Reading, language: str) -> list[str]:
    made = reading.commitments
    lines = [_head("title.commitments", language)]
    if not made:
        return [*lines, _INDENT + phrase("read", "commitments.none", language)]
    counted: Counter[str] = Counter(item.label for item in made)
    labels = " · ".join(
        f"{phrase('read', f'label.{label}', language)} {counted[label]}" for label in LABELS if counted[label]
    )
    lines.append(
        _INDENT + phrase(
            "read", "commitments.count", language, count=len(made), label_counts=labels,
            indicators=sum(bool(item.indicators) for item in made), organs=sum(bool(item.organs) for item in made),
            deadlines=sum(bool(item.deadline) for item in made),
        )
    )  # fmt: skip
    concrete = [item for item in made if item.label in ("target", "action")] or list(made)
    for item in concrete[:_LISTED]:
        lines.append(
            f"{_INDENT}{_padded(phrase('read', f'label.{item.label}', language), 8)}{_cut(surface(reading, item), 62)}{_extras(item)}"
        )
    if len(made) > _LISTED:
        lines.append(_INDENT + phrase("read", "more", language, count=len(made) - min(_LISTED, len(concrete))))
    return lines


def surface(reading: Reading, item: Commitment | Finding | SetPhrase) -> str:
    """The characters an item stands on, several spans joined by an ellipsis."""
    return " … ".join(reading.text[start:end] for start, end in item.spans)


def _extras(item: Commitment) -> str:
    parts = [indicator_words(indicator) for indicator in item.indicators]
    parts += [organ.name for organ in item.organs]
    if item.deadline:
        parts.append(item.deadline)
    return f"  [{'; '.join(parts)}]" if parts else ""


def indicator_words(indicator: Indicator) -> str:
    """Bound, value and unit of an indicator: `>= 12,000 套`."""
    value = indicator.value
    shown = f"{value[0]:,g}–{value[1]:,g}" if isinstance(value, tuple) else f"{value:,.15g}"
    return f"{indicator.bound} {shown} {indicator.unit or ''}".strip()


def _sets(reading: Reading, language: str) -> list[str]:
    listed = [item for item in reading.sets if item.state != "unlisted"]
    if not listed:
        return []
    lines = [_head("title.sets", language)]
    for item in listed[:_LISTED]:
        lines.append(_INDENT + phrase(
            "read", "set.line", language, name=_cut(item.name, 30), declared=item.declared, listed=len(item.members),
            state=phrase("read", f"state.{item.state}", language),
        ))  # fmt: skip
    return lines


def _findings(reading: Reading, language: str) -> list[str]:
    if not reading.findings:
        return []
    return [_head("title.findings", language), *(_INDENT + finding_words(item, language) for item in reading.findings)]


def finding_words(finding: Finding, language: str) -> str:
    """A finding in one sentence."""
    params = {name: "—" if value is None else value for name, value in finding.params.items()}
    return phrase("read", f"finding.{finding.code}", language, **params)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(1, width - _columns(text))


def _cut(text: str, width: int) -> str:
    """The text on one line of at most `width` columns, an ellipsis where something was cut."""
    text = " ".join(text.split())
    if _columns(text) <= width:
        return text
    taken = ""
    for char in text:
        if _columns(taken + char) > width - 1:
            break
        taken += char
    return taken + "…"
