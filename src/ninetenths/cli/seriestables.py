"""The tables of a series, a row a pair and a row a promise, each as CSV and, where the extra is there, as Parquet."""

from __future__ import annotations

import csv
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ninetenths.cli.corpora import has_parquet
from ninetenths.documents import harmless
from ninetenths.packs import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ninetenths.following.series import Interval

FATES = ("done", "partial", "missed", "silent")
_WHOLE, _PART, _TEXT = "int64", "float64", "string"
# Names of columns are the same in both languages: programs read them.
PAIRS = {
    "place": _TEXT, "year": _WHOLE, "reported_in": _WHOLE, "promises": _WHOLE, "followable": _WHOLE,
    **{name: kind for fate in FATES for name, kind in
       ((fate, _WHOLE), (f"{fate}_share", _PART), (f"{fate}_low", _PART), (f"{fate}_high", _PART))},
    "review_chars": _WHOLE, "review_clauses": _WHOLE, "years_reviewed": _WHOLE, "arithmetic": _TEXT, "notes": _TEXT,
    "earlier_file": _TEXT, "later_file": _TEXT, "page": _TEXT,
}  # fmt: skip
PROMISES = {
    "place": _TEXT, "year": _WHOLE, "reported_in": _WHOLE, "id": _TEXT, "sentence": _TEXT, "followable": "bool",
    "fate": _TEXT, "confidence": _PART, "evidence": _TEXT, "why": _TEXT,
}  # fmt: skip


def endings() -> tuple[str, ...]:
    """The forms a table is written in here."""
    return (".csv", ".parquet") if has_parquet() else (".csv",)


def intervals(kept: Mapping[str, Any]) -> dict[str, Interval]:
    """Of a kept pair: each fate's share of what can be followed, with its interval."""
    from ninetenths.following.series import wilson

    counts = Counter(row[2] for row in kept["rows"] if row[2] is not None)
    return {fate: wilson(counts[fate], counts.total()) for fate in FATES}


def pair_row(place: str, kept: Mapping[str, Any], files: tuple[str, str], page: str, language: str) -> list[Any]:
    """A kept pair as a row of PAIRS."""
    found = intervals(kept)
    shares: list[Any] = []
    for share in found.values():
        middle = share.count / share.total if share.total else None
        shares += [share.count, _short(middle), _short(share.low), _short(share.high)]
    return [
        place, kept["earlier"], kept["later"], len(kept["rows"]), found["silent"].total, *shares,
        kept["review"], kept["clauses"], kept["years"], "; ".join(arithmetic(fate, one, language) for fate, one in found.items()),
        " ".join(words for _, words in kept["notes"]), *files, page,
    ]  # fmt: skip


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def arithmetic(fate: str, share: Interval, language: str) -> str:
    """A share and its interval with the sum that gives them."""
    status = phrase("following", f"status.{fate}", language)
    if share.total == 0:
        return phrase("series", "interval.none", language, status=status)
    return phrase(
        "series", "interval", language, status=status, count=share.count, total=share.total, rest=share.total - share.count,
        share=f"{100 * share.count / share.total:.1f}", low=f"{100 * share.low:.1f}", high=f"{100 * share.high:.1f}",
    )  # fmt: skip


def promise_rows(place: str, kept: Mapping[str, Any]) -> list[list[Any]]:
    """The promises of a kept pair as rows of PROMISES; `fate` is empty for what cannot be followed."""
    return [
        [place, kept["earlier"], kept["later"], name, sentence, fate is not None, fate, confidence, evidence, why]
        for name, sentence, fate, confidence, evidence, why in kept["rows"]
    ]


class Tables:
    """A table written in all its forms together, row group by row group, and moved into place when all is well."""

    def __init__(self, path: Path, columns: Mapping[str, str]) -> None:
        self.path, self.columns, self.stack = path, columns, ExitStack()

    def __enter__(self) -> Self:
        self.file = self.stack.enter_context(
            self._new(".csv").open("w", encoding="utf-8-sig", errors="replace", newline="")
        )
        self.writer = csv.writer(self.file)
        self.writer.writerow(self.columns)
        self.parquet: Any = None
        if ".parquet" in endings():
            import pyarrow
            import pyarrow.parquet

            self.schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in self.columns.items()])
            self.parquet = self.stack.enter_context(
                pyarrow.parquet.ParquetWriter(self._new(".parquet"), self.schema, compression="zstd")
            )
        return self

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows, as one row group."""
        if not rows:
            return
        self.writer.writerows([harmless(cell) for cell in row] for row in rows)
        if self.parquet is None:
            return
        import pyarrow

        columns = [
            pyarrow.array(column, kind) for column, kind in zip(zip(*rows, strict=True), self.schema.types, strict=True)
        ]
        self.parquet.write_table(pyarrow.Table.from_arrays(columns, schema=self.schema))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stack.close()
        for ending in endings():
            if error is None:
                self._new(ending).replace(self.path.with_suffix(ending))
            else:
                self._new(ending).unlink(missing_ok=True)

        if error is None and self.parquet is None:
            # Of an earlier run that had the extra: it would tell of texts as they were then.
            self.path.with_suffix(".parquet").unlink(missing_ok=True)

    def _new(self, ending: str) -> Path:
        return self.path.with_suffix(f"{ending}.new")
