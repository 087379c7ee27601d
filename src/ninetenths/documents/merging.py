"""Returned sheets merged into the breakdown table: what changes, what is kept apart, what a person should look at.

Rules. The lead's word goes into the table; joint leads and supporting agencies come after it, and where two say
different things the later one is kept in the record beside. A cell that nobody changed stays. A blank never wipes out
what was there. What the table itself was changed to since the sheets went out is not overwritten. Whatever is
overwritten or kept apart stands in the sheet of changes with file, row, before and after; a return that stands there is
not merged twice.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ninetenths.delivery.values import Why
from ninetenths.documents.agencysheets import ASKED, RETURNED, digest, digest_of, open_to, plain, roles_of, row_ids
from ninetenths.documents.breakdown import DATES, ROOM
from ninetenths.documents.cells import counts_hundredths
from ninetenths.documents.columns import HIDDEN
from ninetenths.documents.patching import NewSheet, formulas_of, patched
from ninetenths.documents.returns import Base, Return, ReturnedRow, Trouble
from ninetenths.documents.tasktable import TaskRow, TaskTable, read_task_table
from ninetenths.documents.workbooks import Sheet, Value, sheets
from ninetenths.packs import LANGUAGES, phrase, words

RECORD = ("on", "batch", "file", "agency", "row", "id", "title", "column", "before", "after", "outcome")
_WIDTHS = (12, 14, 24, 20, 8, 16, 36, 14, 36, 36, 18)
_CHECKED = (
    "number",
    "section",
    "sentence",
    "title",
    "measures",
    "goal",
    "lead",
    "supporting",
    "responsible",
    "deadline",
    "nodes",
    "post",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that came back changed: where it stood, what the table held, what it says, and what becomes of it.

    `outcome`: `written` into the table; kept `beside` it as a supporting agency's word; or kept apart, because another
    agency said otherwise (`conflict`), the table was changed meanwhile (`table-changed`), has a `formula` or a `merged`
    cell there, it was `not-asked` for, stands in an `added-column` or `added-row`, or its task is gone (`no-task`).
    """

    file: str
    agency: str
    sheet: str
    row: int
    column: str
    id: str
    title: str
    before: Value
    after: Value
    outcome: str
    batch: str = ""
    place: tuple[int, int] | None = None  # (row, column) from 1 in the table, where it is written
    shown: Value = ""  # what is written there: a supporting agency's words bear its name

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same as an earlier one: the batch, task, column, agency and value."""
        return (self.batch, self.id, self.column, self.agency, plain(self.after))


@dataclass(frozen=True, slots=True)
class Merging:
    """What merging does: changes by outcome, troubles, agencies without a return, late ones, silent ones."""

    changes: tuple[Change, ...]
    troubles: tuple[Trouble, ...]
    missing: tuple[str, ...] = ()
    late: tuple[tuple[str, datetime.date], ...] = ()
    silent: tuple[str, ...] = ()
    returns: int = 0
    rows: int = 0

    @property
    def written(self) -> tuple[Change, ...]:
        """The changes that go into the table's cells."""
        return tuple(change for change in self.changes if change.outcome == "written")


@dataclass
class _Said:
    """What one agency says in one cell."""

    given: Return
    row: ReturnedRow
    field: str
    value: Value
    rank: int
    base: str | None
    supporting: bool


@dataclass
class Merger:
    """Merges returns into one table, held in memory; `merged` gives the workbook's new bytes."""

    data: bytes
    name: str
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    year: int | None = None

    def __post_init__(self) -> None:
        self.table: TaskTable = read_task_table(self.data, self.name, year=self.year)
        self.ids = row_ids(self.table)
        self.rows: dict[str, TaskRow] = dict(zip(self.ids, self.table.rows, strict=True))
        self.ranks = {identity: self._ranks(row) for identity, row in self.rows.items()}
        # All agencies the table names, in order.
        self.agencies = tuple(dict.fromkeys(name for ranks in self.ranks.values() for name in ranks))
        self.columns = {column.field: column for column in self.table.columns if column.field}
        self.formulas = formulas_of(self.data, self.table.sheet)
        self.seen, self.writers, self.record = _recorded(self.data, self.name)
        values = [row.cells["share"] for row in self.table.rows if "share" in row.cells]
        share = self.columns.get("share")
        self.hundredths = share is not None and counts_hundredths(share.head, values)
        sheet = next(one for one in sheets(self.data, self.name) if one.name == self.table.sheet)
        self.grid = sheet.rows
        self.covered = _covered(sheet)

    def _ranks(self, row: TaskRow) -> dict[str, int]:
        """Agency → its place in the order of whose word counts: 0 the lead, then joint leads, then supporting ones."""
        roles = roles_of(row, self.members)
        return {name: rank for rank, name in enumerate((*roles["lead"], *roles["joint"], *roles["supporting"]))}

    def merge(self, returns: Sequence[Return], *, due: datetime.date | None = None) -> Merging:
        """What the returns change. Nothing is written; `merged` does that."""
        changes: list[Change] = []
        troubles: list[Trouble] = []
        said: dict[tuple[str, str], list[_Said]] = {}
        for given in returns:
            troubles += given.troubles
            self._one(given, said, changes, troubles)
        for (identity, name), claims in said.items():
            self._decide(identity, name, claims, changes, troubles)
        known = {given.agency for given in returns}
        late = [
            (given.file, given.saved_on)
            for given in returns
            if given.saved_on is not None and (limit := due or given.due) is not None and given.saved_on > limit
        ]
        spoke = {claim.given.file for claims in said.values() for claim in claims} | {change.file for change in changes}
        silent = [given.file for given in returns if given.file not in spoke and not self._earlier(given)]
        changes = [change for change in dict.fromkeys(changes) if change.key not in self.seen]
        return Merging(
            tuple(changes), tuple(troubles), tuple(name for name in self.agencies if name not in known), tuple(late),
            tuple(silent), len(returns), len(self.table.rows),
        )  # fmt: skip

    def _earlier(self, given: Return) -> bool:
        return any(key[0] == given.batch and key[3] == given.agency for key in self.seen)

    def _one(
        self, given: Return, said: dict[tuple[str, str], list[_Said]], changes: list[Change], troubles: list[Trouble]
    ) -> None:
        """Sort what one return says: claims on cells, things kept apart, troubles."""
        if given.agency not in self.agencies:
            troubles.append(Trouble(given.file, Why("unknown-agency", {"agency": given.agency}), given.sheet))
        if not given.bases:
            troubles.append(Trouble(given.file, Why("no-hidden-sheet"), given.sheet))
        met: set[str] = set()
        for row in given.rows:
            identity = self._identity(row)
            if identity is None or identity not in self.rows:
                self._astray(given, row, identity, changes, troubles)
                continue
            if identity in met:
                troubles.append(
                    Trouble(given.file, Why("row-twice"), given.sheet, row.number, given.heads.get("id", ""))
                )
            met.add(identity)
            self._row(given, row, identity, said, changes, troubles)
        gone = [identity for identity in given.bases if identity not in met and identity in self.rows]
        for identity in gone:
            troubles.append(
                Trouble(given.file, Why("row-gone", {"title": _short(self.rows[identity].task.title)}), given.sheet)
            )

    def _identity(self, row: ReturnedRow) -> str | None:
        """The task of a row: by its id, or by its words where it has none and the words are of one task only."""
        if row.id is not None:
            return row.id
        title, sentence = plain(row.cells.get("title", "")), plain(row.cells.get("sentence", ""))
        if not title:
            return None
        found = [
            identity for identity, one in self._titles().get(title, ())
            if not sentence or not one.task.sentence or plain(one.cells.get("sentence", "")) == sentence
        ]  # fmt: skip
        return found[0] if len(found) == 1 else None

    def _titles(self) -> Mapping[str, list[tuple[str, TaskRow]]]:
        if not hasattr(self, "_by_title"):
            self._by_title: dict[str, list[tuple[str, TaskRow]]] = {}
            for identity, row in self.rows.items():
                self._by_title.setdefault(plain(row.cells.get("title", "")), []).append((identity, row))
        return self._by_title

    def _astray(
        self, given: Return, row: ReturnedRow, identity: str | None, changes: list[Change], troubles: list[Trouble]
    ) -> None:
        """A row that is none of the table's: each of its cells is kept apart."""
        outcome = "added-row" if identity is None else "no-task"
        cells = {given.heads.get(name, name): value for name, value in row.cells.items() if name not in HIDDEN} | dict(
            row.extra
        )
        if not cells or all(name == given.heads.get("number") for name in cells):
            return
        troubles.append(Trouble(given.file, Why(outcome), given.sheet, row.number))
        title = plain(row.cells.get("title", "")) or plain(next(iter(cells.values())))
        for column, value in cells.items():
            changes.append(Change(
                given.file, given.agency, given.sheet, row.number, column, identity or f"+{digest(title)}", title, "",
                    value, outcome, given.batch,
            ))  # fmt: skip

    def _row(
        self, given: Return, row: ReturnedRow, identity: str, said: dict[tuple[str, str], list[_Said]],
        changes: list[Change], troubles: list[Trouble],
    ) -> None:  # fmt: skip
        own = self.rows[identity]
        base = given.bases.get(identity)
        ranks = self.ranks[identity]
        rank = ranks.get(given.agency, len(ranks) + 1)
        role = (
            base.role
            if base
            else "lead"
            if rank == 0
            else "supporting"
            if self._supports(own, given.agency)
            else "joint"
        )
        for name, value in row.cells.items():
            if name in HIDDEN:
                continue
            head = given.heads.get(name, name)
            if name not in self.columns:
                if name != "number":
                    changes.append(self._apart(given, row, identity, head, "", value, "added-column"))
            elif opened(name, role, base, own):
                self._claim(given, row, identity, name, value, rank, base, said, troubles)
            elif name in RETURNED:
                held = own.cells.get(name, "") if role != "supporting" else ""
                self._not_asked(given, row, identity, name, (held, value), changes, troubles)
        self._locked(given, row, identity, role, base, changes, troubles)
        for name in base.cells if base else ():
            if name not in row.cells and name in self.columns:
                troubles.append(
                    Trouble(given.file, Why("cleared"), given.sheet, row.number, given.heads.get(name, name))
                )
        for head, value in row.extra.items():
            held = self._other(own, head)
            if _is_role(head) or plain(held) == plain(value):
                continue
            changes.append(self._apart(given, row, identity, head, held, value, "added-column"))

    def _other(self, own: TaskRow, head: str) -> Value:
        """What the table holds in a column that stands for no field (an added one, a month's node)."""
        if head in own.extra:
            return own.extra[head]
        index = next(
            (column.index for column in self.table.columns if column.field is None and column.head == head), None
        )
        return "" if index is None else self.grid[own.place.row - 1][index]

    def _supports(self, own: TaskRow, agency: str) -> bool:
        return agency in roles_of(own, self.members)["supporting"]

    def _claim(
        self, given: Return, row: ReturnedRow, identity: str, name: str, value: Value, rank: int, base: Base | None,
        said: dict[tuple[str, str], list[_Said]], troubles: list[Trouble],
    ) -> None:  # fmt: skip
        held = base.cells.get(name) if base else None
        if held is not None and held == digest(value):
            return  # as it went out
        value, why = self._meant(name, value)
        if why is None and isinstance(value, datetime.date) and self._far(value):
            why = Why("far-day", {"written": value.isoformat(), "year": self.table.year})
        if why is not None:
            troubles.append(Trouble(given.file, why, given.sheet, row.number, given.heads.get(name, name)))
        said.setdefault((identity, name), []).append(
            _Said(
                given,
                row,
                name,
                value,
                rank,
                held,
                base.role == "supporting" if base else self._supports(self.rows[identity], given.agency),
            )
        )

    def _meant(self, name: str, value: Value) -> tuple[Value, Why | None]:
        """A cell as its column wants it, and what a person should look at: words where a day or a share belongs."""
        if name in DATES:
            return _day(value)
        if name == "share" and not self.hundredths:
            return _share(value)
        return value, None

    def _far(self, day: datetime.date) -> bool:
        """Whether a day is of none of the years about the table's: most often a slip, or a number shown as a day."""
        return self.table.year is not None and abs(day.year - self.table.year) > 1

    def _not_asked(
        self, given: Return, row: ReturnedRow, identity: str, name: str, values: tuple[Value, Value],
        changes: list[Change], troubles: list[Trouble],
    ) -> None:  # fmt: skip
        """A cell changed that was not asked of the agency: kept apart, and told once."""
        held, value = values
        if plain(held) == plain(value):
            return
        head = given.heads.get(name, name)
        change = self._apart(given, row, identity, head, held, value, "not-asked")
        changes.append(change)
        if change.key not in self.seen:
            why = Why("not-asked", {"before": _short(plain(held)) or "—", "after": _short(plain(value))})
            troubles.append(Trouble(given.file, why, given.sheet, row.number, head))

    def _locked(
        self, given: Return, row: ReturnedRow, identity: str, role: str, base: Base | None,
        changes: list[Change], troubles: list[Trouble],
    ) -> None:  # fmt: skip
        """The cells with what is to be done, by whom and when: what came back changed is kept apart."""
        own = self.rows[identity]
        cells = {
            name: value
            for name, value in row.cells.items()
            if name in self.columns and not opened(name, role, base, own) and name not in (*HIDDEN, *RETURNED)
        }
        if base is not None and base.locked == digest_of(cells):
            return
        for name, value in cells.items():
            self._not_asked(given, row, identity, name, (own.cells.get(name, ""), value), changes, troubles)

    def _apart(
        self, given: Return, row: ReturnedRow, identity: str, column: str, before: Value, after: Value, outcome: str
    ) -> Change:
        title = self.rows[identity].task.title if identity in self.rows else ""
        return Change(
            given.file,
            given.agency,
            given.sheet,
            row.number,
            column,
            identity,
            title,
            before,
            after,
            outcome,
            given.batch,
        )

    def _decide(
        self, identity: str, name: str, claims: list[_Said], changes: list[Change], troubles: list[Trouble]
    ) -> None:
        """Whose word goes into the cell; the others' are kept apart."""
        own = self.rows[identity]
        column = self.columns[name]
        place = (own.place.row, column.index + 1)
        current = own.cells.get(name, "")
        claims.sort(key=lambda claim: claim.rank)
        first = claims[0]
        for order, claim in enumerate(claims):
            supporting = claim.supporting and own.task.agencies.lead is not None
            shown: Value = marked(claim.given.agency, claim.value) if supporting else claim.value
            if plain(current) in (plain(claim.value), plain(shown)) or (
                order and plain(claim.value) == plain(first.value)
            ):
                continue
            change = self._apart(claim.given, claim.row, identity, column.head, current, claim.value, "written")
            if change.key in self.seen:
                continue
            # What a supporting agency did is another matter than what the lead did, not its contrary.
            apart = "beside" if supporting else "conflict"
            outcome = apart if order else self._outcome(claim, identity, column.head, current, place)
            if outcome == "written":
                change = dataclasses.replace(change, place=place, shown=shown)
            changes.append(dataclasses.replace(change, outcome=outcome))
            if outcome not in ("written", "beside"):
                other = first.given.agency if order else ""
                against = plain(first.value if order else current)
                why = Why(outcome, {"other": other, "after": _short(plain(claim.value)), "current": _short(against)})
                troubles.append(
                    Trouble(
                        claim.given.file, why, claim.given.sheet, claim.row.number, claim.given.heads.get(name, name)
                    )
                )

    def _outcome(self, claim: _Said, identity: str, head: str, current: Value, place: tuple[int, int]) -> str:
        if place in self.formulas:
            return "formula"
        if place in self.covered:
            return "merged"
        if plain(current) == "" or (claim.base is not None and digest(current) == claim.base):
            return "written"
        writer = self.writers.get((identity, head))
        if writer is not None and plain(current) in (writer[1], marked(*writer)):
            rank = self.ranks[identity].get(writer[0], len(self.ranks[identity]) + 1)
            if claim.rank <= rank:
                return "written"
        if claim.supporting:
            return "beside"
        if writer is not None and plain(current) in (writer[1], marked(*writer)):
            return "conflict"
        return "table-changed" if claim.given.bases else "written"

    def merged(self, merging: Merging, on: datetime.date, language: str) -> bytes:
        """The workbook with the changes written and recorded. A day is written as the cell shows it."""
        cells = {change.place: change.shown for change in merging.changes if change.place is not None}
        name, used = self.record or (phrase(ROOM, "sheet.changes", language), language)
        heads = [phrase(ROOM, f"record.{part}", used) for part in RECORD]
        rows = [_record_row(change, on, used) for change in merging.changes]
        return patched(self.data, self.table.sheet, cells, NewSheet(name, heads, rows, _WIDTHS))


def opened(name: str, role: str, base: Base | None, own: TaskRow) -> bool:
    """Whether a field of a row was open to the agency when the sheet went out."""
    if base is None or role == "supporting":
        return open_to(name, role, own)
    return name in RETURNED or (name in ASKED and name not in base.cells)


def marked(agency: str, value: Value) -> str:
    """A supporting agency's words as they stand in the table: with its name before them."""
    return f"【{agency}】{plain(value)}"


def _record_row(change: Change, on: datetime.date, language: str) -> list[Value]:
    outcome = phrase(ROOM, f"outcome.{change.outcome}", language)
    return [
        on.isoformat(), change.batch, change.file, change.agency, change.row, change.id, change.title, change.column,
        plain(change.before), plain(change.after) if isinstance(change.after, datetime.date) else change.after, outcome,
    ]  # fmt: skip


def _recorded(
    data: bytes, name: str
) -> tuple[set[tuple[str, ...]], dict[tuple[str, str], tuple[str, str]], tuple[str, str] | None]:
    """What earlier merges recorded: keys of changes, the last writer of each cell, the sheet's name and language."""
    seen: set[tuple[str, ...]] = set()
    writers: dict[tuple[str, str], tuple[str, str]] = {}
    for sheet in sheets(data, name):
        for language in LANGUAGES:
            if sheet.name != words(ROOM, language)["sheet.changes"] or not sheet.rows:
                continue
            heads = [plain(value) for value in sheet.rows[0]]
            wanted = [phrase(ROOM, f"record.{part}", language) for part in RECORD]
            if any(head not in heads for head in wanted):
                continue
            at = {part: heads.index(head) for part, head in zip(RECORD, wanted, strict=True)}
            done = phrase(ROOM, "outcome.written", language)
            for row in sheet.rows[1:]:
                told = {part: plain(row[index]) for part, index in at.items()}
                seen.add((told["batch"], told["id"], told["column"], told["agency"], told["after"]))
                if told["outcome"] == done:
                    writers[told["id"], told["column"]] = told["agency"], told["after"]
            return seen, writers, (sheet.name, language)
    return seen, writers, None


def _covered(sheet: Sheet) -> frozenset[tuple[int, int]]:
    """Cells inside a range merged over several rows: one cell speaks for several tasks there."""
    return frozenset(
        (row + 1, column + 1)
        for merged in sheet.merged
        if merged.bottom > merged.top
        for row in range(merged.top, merged.bottom + 1)
        for column in range(merged.left, merged.right + 1)
    )


_FULL_DAY = re.compile(r"\s*((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*(?:00:00(?::00)?)?\s*")
_EPOCH = datetime.date(1899, 12, 30)


def _day(value: Value) -> tuple[Value, Why | None]:
    if isinstance(value, datetime.datetime):
        return value.date(), None
    if isinstance(value, datetime.date):
        return value, None
    if isinstance(value, int | float) and not isinstance(value, bool) and 20_000 <= value <= 80_000:
        return _EPOCH + datetime.timedelta(days=int(value)), None
    if isinstance(value, str) and (match := _FULL_DAY.fullmatch(value)):
        try:
            return datetime.date(int(match[1]), int(match[2]), int(match[3])), None
        except ValueError:
            pass
    return value, Why("not-a-day", {"written": _short(plain(value))})


_PERCENT = re.compile(r"\s*(\d{1,3}(?:\.\d+)?)\s*[%％]\s*")


def _share(value: Value) -> tuple[Value, Why | None]:
    if isinstance(value, str):
        if match := _PERCENT.fullmatch(value):
            return round(float(match[1]) / 100, 6), None
        try:
            value = float(value)
        except ValueError:
            return value, Why("not-a-share", {"written": _short(plain(value))})
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        return value, Why("not-a-share", {"written": _short(plain(value))})
    if value > 2:
        return round(value / 100, 6), Why("share-in-hundredths", {"written": plain(value)})
    return value, None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"


def _is_role(head: str) -> bool:
    return head in {words(ROOM, language)["split.role"] for language in LANGUAGES}


def unread(file: str, code: str, params: Mapping[str, object]) -> Trouble:
    """A file that could not be read, in the words of the refusal."""
    return Trouble(file, Why(code, dict(params)))
