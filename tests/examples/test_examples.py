"""The example texts keep the facts that other tests, the demonstration and the documentation rely on."""

from __future__ import annotations

import csv
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

TEXTS = (
    "yunchuan/plenary-news.txt",
    "yunchuan/plenary-news.html",
    "yunchuan/decision.txt",
    "yunchuan/work-report-2031.txt",
    "yunchuan/work-report-2032.txt",
    "yunchuan/plan-2032.txt",
    "yunchuan/plan-2032.hant.txt",
    "larchmoor/resolution.txt",
    "larchmoor/minutes.txt",
    "larchmoor/resolution-un-style.txt",
)


def text_of(examples: Path, name: str) -> str:
    """One example text, as its characters stand in the file."""
    return (examples / name).read_bytes().decode("utf-8")


def fates(examples: Path) -> list[dict[str, str]]:
    """The rows of the truth between the two work reports."""
    with (examples / "yunchuan/fates.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


class Paragraphs(HTMLParser):
    """The paragraphs inside the element with id `zoom`."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.paragraphs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div" and (self.depth or ("id", "zoom") in attrs):
            self.depth += 1
        elif tag == "p" and self.depth:
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth and self.paragraphs:
            self.paragraphs[-1] += data.strip()


def test_readme_names_every_text(examples: Path) -> None:
    readme = text_of(examples, "README.md")
    assert [name for name in TEXTS if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("name", TEXTS)
def test_text_is_utf8_with_unix_lines(examples: Path, name: str) -> None:
    text = text_of(examples, name)
    assert (text[:1] == "\ufeff", "\r" in text, "\t" in text, text.endswith("\n")) == (False, False, False, True)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("yunchuan/plenary-news.txt", 3_000, 4_000),
        ("yunchuan/decision.txt", 10_000, 12_000),
        ("yunchuan/work-report-2031.txt", 9_000, 11_000),
        ("yunchuan/work-report-2032.txt", 9_000, 11_000),
    ],
)
def test_text_is_as_long_as_its_genre(examples: Path, name: str, low: int, high: int) -> None:
    assert low <= len(text_of(examples, name)) <= high


def test_news_states_attendance_and_the_adopted_title(examples: Path) -> None:
    news = text_of(examples, "yunchuan/plenary-news.txt")
    assert re.findall(r"(市委委员|候补委员)(\d+)名", news) == [("市委委员", "48"), ("候补委员", "7")]
    title = text_of(examples, "yunchuan/decision.txt").splitlines()[0]
    assert re.findall(r"审议通过《(.+?)》", news) == [title, title]


def test_news_has_its_passages_and_runs(examples: Path) -> None:
    news = text_of(examples, "yunchuan/plenary-news.txt")
    verbs = Counter(re.findall(r"^全会(指出|强调|认为|要求|号召|充分肯定)", news, flags=re.MULTILINE))
    assert verbs == {"指出": 3, "强调": 4, "认为": 1, "要求": 1, "号召": 1, "充分肯定": 1}
    assert news.count("始终保持“") == 5
    focus = re.search(r"要(聚焦[^。]+)。", news)
    assert focus is not None
    assert len([part for part in focus[1].split(";") if part.startswith("聚焦")]) == 6
    pillars = re.search(r"着力建设(.+?)等十个“支点”", news)
    assert pillars is not None
    assert len(pillars[1].split("、")) == 10


def test_page_carries_the_article_word_for_word(examples: Path) -> None:
    page = Paragraphs()
    page.feed(text_of(examples, "yunchuan/plenary-news.html"))
    lines = [line for line in text_of(examples, "yunchuan/plenary-news.txt").splitlines() if line]
    assert page.paragraphs == lines[3:-1]


def test_decision_notes_its_adoption_and_is_numbered_through(examples: Path) -> None:
    lines = text_of(examples, "yunchuan/decision.txt").splitlines()
    assert lines[2] == "云委发〔2031〕6号"
    assert lines[4] == "（2031年7月20日中国共产党云川市第九届委员会第二次全体会议通过）"
    digits = "一二三四五六七八九"
    numbers = [*digits, "十", *(f"十{d}" for d in digits)]
    numbers += [f"{tens}十{d}" for tens in "二三" for d in ("", *digits)] + ["四十"]
    parts = [m[1] for line in lines if (m := re.match(r"([一二三四五六七八九十]+)、", line))]
    articles = [m[1] for line in lines if (m := re.match(r"（([一二三四五六七八九十]+)）", line))]
    assert parts == numbers[:10]
    assert articles == numbers


def test_decision_has_its_deliberate_faults(examples: Path) -> None:
    decision = text_of(examples, "yunchuan/decision.txt")
    six = re.search(r"集中力量实施(.+?)七大专项行动", decision)
    five = re.search(r"建设([^。]+?)等五大产业平台", decision)
    assert six is not None and five is not None
    assert (len(six[1].split("、")), len(five[1].split("、"))) == (6, 5)
    assert re.findall(r"高新技术企业数量达到(\d+)家", decision) == ["1200", "1000"]
    assert (decision.count("“三比三看”"), decision.count("“一江两岭百湖”空间格局，即")) == (1, 1)


def test_fates_are_words_of_the_two_reports(examples: Path) -> None:
    plan = text_of(examples, "yunchuan/work-report-2031.txt")
    later = text_of(examples, "yunchuan/work-report-2032.txt")
    plan_starts, review_ends = plan.index("二、2031年"), later.index("二、2032年")
    wrong = []
    for row in fates(examples):
        if plan.count(row["plan"]) != 1 or plan.index(row["plan"]) < plan_starts:
            wrong.append(row["plan"])
        if row["fate"] == "silent":
            wrong += [row["evidence"]] * (row["evidence"] != "-")
        elif later.count(row["evidence"]) != 1 or later.index(row["evidence"]) > review_ends:
            wrong.append(row["evidence"])
    assert wrong == []


def test_fates_are_of_every_kind(examples: Path) -> None:
    rows = fates(examples)
    assert Counter(row["fate"] for row in rows) == {"done": 80, "silent": 26, "partial": 18, "missed": 7}
    assert len({row["plan"] for row in rows}) == len(rows)


def test_minutes_and_resolution_agree_on_the_vote(examples: Path) -> None:
    resolution = text_of(examples, "larchmoor/resolution.txt")
    minutes = text_of(examples, "larchmoor/minutes.txt")
    assert "RESOLUTION NO. 2031-47\n" in resolution and "Resolution No. 2031-47" in minutes
    names = re.search(r"^AYES: Council Members (.+) \((\d)\)$", resolution, flags=re.MULTILINE)
    called = re.search(r"Ayes: (.+?)\. Noes: Harkaway\. Abstaining: Ludlam\. Absent: Pennifold\.", minutes)
    assert names is not None and called is not None
    assert names[1] == called[1]
    assert len(names[1].split(", ")) == int(names[2]) == 6
