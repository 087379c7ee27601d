"""Indicators of target clauses: by example, and held against the labelled targets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ninetenths.reading.deadlines import deadline_of, first_deadline
from ninetenths.reading.indicators import indicators_of
from ninetenths.reading.quantities import find_quantities
from ninetenths.reading.values import Deadline, Indicator

LABELS = Path(__file__).parent.parent / "gold" / "targets"
BOUNDS = {"≥": ">=", "≤": "<=", "≈": "~", "＞": ">", "＜": "<"}


def said(text: str, start: int, end: int) -> Deadline | None:
    """The first deadline of a stretch, as a commitment has it; None of none."""
    found = first_deadline(text, start, end)
    return None if found is None else deadline_of(text, found)


def of(text: str, start: int = 0, end: int | None = None) -> tuple[Indicator, ...]:
    end = len(text) if end is None else end
    inside = [quantity for quantity in find_quantities(text) if start <= quantity.start and quantity.end <= end]
    return indicators_of(text, start, end, inside, said(text, start, end))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("地区生产总值增长6%左右", [("地区生产总值增长", "~", 6.0, "%")]),
        ("力争高新技术企业突破900家", [("高新技术企业", ">", 900.0, "家")]),
        ("新建6个邻里中心", [("新建邻里中心", "=", 6.0, "个")]),
        ("完成农村150所学校改造", [("完成农村学校改造", "=", 150.0, "所")]),
        ("空气质量优良率稳定在95%以上", [("空气质量优良率", ">=", 95.0, "%")]),
        ("新建1万套（户）保障房", [("新建保障房", "=", 10_000.0, "套")]),
        (
            "新增省级龙头企业6家、未来农业园区2家以上",
            [("新增省级龙头企业", "=", 6.0, "家"), ("未来农业园区", ">=", 2.0, "家")],
        ),
        ("总投资10亿元以上的项目达到50个", [("总投资10亿元以上的项目", "=", 50.0, "个")]),
        ("覆盖率从40%提高到50%", [("覆盖率从40%", "=", 50.0, "%")]),
        ("用3年时间新增200家", [("用3年时间新增", "=", 200.0, "家")]),
        ("加快产业转型升级", []),
    ],
)
def test_name_bound_value_and_unit_are_read(text: str, expected: list[object]) -> None:
    assert [(i.name, i.bound, i.value, i.unit) for i in of(text)] == expected


def test_deadline_and_binding_are_those_of_the_clause() -> None:
    text = "到2035年森林覆盖率（约束性指标）达到60%"
    assert [(i.value, i.deadline, i.binding) for i in of(text)] == [(60.0, "2035年", True)]


def documents(shared: Path) -> dict[str, str]:
    found = {}
    for path in sorted((shared / "corpus").rglob("*.txt")):
        raw = path.read_bytes()
        found[hashlib.sha256(raw).hexdigest()] = raw.decode("utf-8")
    return found


def rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def sha_of(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("sha256 ")[1].split()[0]


@pytest.mark.gold
def test_every_gold_target_has_its_value_and_bound(shared: Path) -> None:
    texts = documents(shared)
    wrong = []
    for path in sorted((shared / "gold" / "targets").glob("*.tsv")):
        text = texts[sha_of(path)]
        for row in rows(path):
            found = [(i.value, i.bound) for i in of(text, int(row[1]), int(row[2]))]
            if found != [(float(row[3]), BOUNDS.get(row[4], row[4]))]:
                wrong.append((path.stem, row[0], found))
    assert wrong == []


@pytest.mark.gold
def test_labelled_targets_have_value_bound_unit_and_deadline(shared: Path) -> None:
    texts = documents(shared)
    right = total = 0
    for path in sorted(LABELS.glob("*.tsv")):
        text = texts[sha_of(path)]
        quantities = find_quantities(text)
        for start, end, value, bound, unit, deadline in rows(path):
            inside = [q for q in quantities if int(start) <= q.start and q.end <= int(end)]
            found = indicators_of(text, int(start), int(end), inside, said(text, int(start), int(end)))
            want = (float(value), bound, written(text, unit), written(text, deadline))
            total += 1
            right += any((i.value, i.bound, i.unit, i.deadline) == want for i in found)
    assert total == 265
    assert right / total >= 0.95


def written(text: str, span: str) -> str | None:
    return None if span == "-" else text[slice(*map(int, span.split("-")))]
