"""Counted sets: what is declared, what is listed, and which sets contradict themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.reading.scanning import scan
from ninetenths.reading.sets import does_not_add_up, find_sets
from ninetenths.reading.values import CountedSet


def sets_of(text: str) -> tuple[CountedSet, ...]:
    return find_sets(text, scan(text))


def listed(text: str) -> list[tuple[int, str, list[str]]]:
    return [(item.declared, item.state, [text[a:b] for a, b in item.members]) for item in sets_of(text)]


def judged(text: str) -> bool:
    return any(does_not_add_up(item) for item in sets_of(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("做强新材料、绿色食品、智能装备三大产业。", [(3, "equal", ["做强新材料", "绿色食品", "智能装备"])]),
        ("抓住码头、航道和园区三个关键。", [(3, "equal", ["抓住码头", "航道", "园区"])]),
        ("改造老码头、机修厂等十二个片区。", [(12, "illustrative", ["改造老码头", "机修厂"])]),
        ("守住岸线、水质、渔获等三条底线。", [(3, "equal", ["守住岸线", "水质", "渔获"])]),
        ("破解“路、灯、桥、水”等四大难题。", [(4, "equal", ["路", "灯", "桥", "水"])]),
        ("四项制度：首问负责制、限时办结制、一次告知制、责任追究制。",
         [(4, "equal", ["首问负责制", "限时办结制", "一次告知制", "责任追究制"])]),
        ("办好两件事：修通环湖路；迁出化工厂。", [(2, "equal", ["修通环湖路", "迁出化工厂"])]),
        ("实施「築巢」、「歸雁」、「護苗」三個計劃。", [(3, "equal", ["实施「築巢」", "「歸雁」", "「護苗」"])]),
        ("云川实施六大行动。", [(6, "unlisted", [])]),
    ],
)  # fmt: skip
def test_a_list_is_read_with_its_number(text: str, expected: list[tuple[int, str, list[str]]]) -> None:
    assert listed(text) == expected


def test_parallel_clauses_are_one_set_named_by_their_shared_opening() -> None:
    text = "要聚焦产业，闯出新路；聚焦生态，守住一江水；聚焦民生，办成十件事。"
    found = sets_of(text)
    assert [(item.name, item.declared, item.state) for item in found] == [
        ("聚焦", 3, "equal"), ("件事", 10, "unlisted"),
    ]  # fmt: skip
    assert [text[a:b] for a, b in found[0].members] == [
        "聚焦产业，闯出新路", "聚焦生态，守住一江水", "聚焦民生，办成十件事",
    ]  # fmt: skip


def test_a_numbered_run_across_paragraphs_belongs_to_the_number_before_it() -> None:
    text = "今年抓好三项工作：\n\n一是修路。路要通到村口。\n\n二是治水。\n\n三是建园。\n"
    (found,) = sets_of(text)
    assert (found.declared, found.state, [text[a:b] for a, b in found.members]) == (
        3, "equal", ["一是修路。路要通到村口。", "二是治水。", "三是建园。"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "做强新材料、绿色食品、智能装备四大产业。",
        "做强新材料、绿色食品、智能装备两大产业。",
        "抓住码头、航道和园区四个关键。",
        "守住岸线、水质、渔获、林地等三条底线。",
        "实施筑巢、归雁、护苗、清流、点灯、暖冬“七大行动”。",
        "四项制度：首问负责制、限时办结制、一次告知制。",
        "办好三件事：修通环湖路；迁出化工厂。",
        "抓好四项工作：一是修路。二是治水。三是建园。",
        "抓好两项工作：一是修路；二是治水；三是建园。",
        "当前的问题，一是路窄。二是水浑。四是园小。",
        "重点抓好五个方面：\n（一）修路\n路要通。\n（二）治水\n水要清。\n（三）建园\n园要成。\n（四）育人\n人要来。\n",
        "办好六件实事：①修路；②治水；③建园；④育人；⑤助老。",
        "把握三个原则。第一，稳。第二，实。第三，民。第四，新。",
    ],
)
def test_a_set_that_contradicts_itself_is_judged(text: str) -> None:
    assert judged(text)


@pytest.mark.parametrize(
    "text",
    [
        "做强新材料、绿色食品、智能装备三大产业。",
        "改造老码头、机修厂等十二个片区。",
        "深化部门预算、政府采购、收支两条线改革。",
        "深入落实省委、省政府“三大战略”。",
        "办理代表建议778件、政协提案927件。",
        "加快东站、西港建设和江北、江南、湖心三大片区开发。",
        "出台改进作风、密切联系群众的八项规定。",
        "制定第十三个五年规划纲要。",
        "抓好防汛救灾和经济运行两件要事。一是守住安全。二是稳住大盘。三是兜住底线。",
        "三区两城：引领区、示范区、先行区、枢纽城、旅游城。",
        "获得绿色工厂11家、绿色园区3个。",
    ],
)
def test_what_only_looks_like_a_count_is_not_judged(text: str) -> None:
    assert not judged(text)


@given(st.text(alphabet="一二三两十个大项条：、，。；是等和“”（）《》\n产业行动抓好0123第①", max_size=120))
def test_any_text_gives_spans_that_lie_in_it_and_twice_the_same(text: str) -> None:
    found = sets_of(text)
    assert found == sets_of(text)
    for item in found:
        for start, end in (item.span, *item.members):
            assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("piece", ["十", "1", "“", "（", "、三大", "一是", "；聚焦", "聚焦、三个"])
def test_much_of_one_thing_takes_time_in_line_with_its_length(piece: str, grows_in_line: Callable[..., bool]) -> None:
    def finding(size: int) -> Callable[[], object]:
        text = piece * (size // len(piece))
        cut = scan(text)
        return lambda: find_sets(text, cut)

    assert grows_in_line(finding, 50_000, 200_000)


ITEM = r"[^，。；：、？！\s“”（）《》,;:0-9和及与等]{2,8}"
LISTED = re.compile(
    rf"(?<=[，。；\n])((?:{ITEM}、){{2,9}}{ITEM}?[^，。；：、\s“”（）的各为和及与等])"
    r"([三四五六七八九])([大项类][^，。；：、\s“”（）0-9一二三四五六七八九十]{2,6})(?=[，。；])"
)
COLON = re.compile(rf"([三四五六七八九])([大项类][^，。；：、\s“”（）]{{2,6}})：((?:{ITEM}、){{2,9}}{ITEM})(?=。)")
RUN = re.compile(r"([三四五六七八])(项[^，。；：、\s“”]{2,8}|个方面[^，。；：、\s“”]{0,4})：\s*一是")
DIGITS = "零一二三四五六七八九十"


def planted(text: str) -> list[tuple[str, str]]:
    """Exact sets of a text, each with one thing made wrong: kind, and the stretch that must now be judged."""
    made: list[tuple[str, str]] = []
    for match in LISTED.finditer(text):
        items = match[1].split("、")
        if len(items) == DIGITS.index(match[2]):
            made.append(("number raised", match[1] + DIGITS[len(items) + 1] + match[3]))
            made.append(("member dropped", "、".join([items[0], *items[2:]]) + match[2] + match[3]))
            made.append(("member added", "、".join([items[0], "综合保障", *items[1:]]) + match[2] + match[3]))
    for match in COLON.finditer(text):
        items = match[3].split("、")
        if len(items) == DIGITS.index(match[1]):
            head = match[1] + match[2] + "："
            made.append(("colon, number lowered", DIGITS[len(items) - 1] + match[2] + "：" + match[3]))
            made.append(("colon, member dropped", head + "、".join(items[:-1])))
    for match in RUN.finditer(text):
        ordinals = [f"{DIGITS[at]}是" for at in range(1, DIGITS.index(match[1]) + 1)]
        places = [match.end() - 2]
        for ordinal in ordinals[1:]:
            place = re.compile(f"(?<=[。；\n]){ordinal}").search(text, places[-1], places[-1] + 600)
            if place is None:
                break
            places.append(place.start())
        end = text.find("。", places[-1])
        beyond = text[end : end + 300]
        if len(places) == len(ordinals) and end > 0 and f"{DIGITS[len(ordinals) + 1]}是" not in beyond:
            made.append(("run, number raised", DIGITS[len(ordinals) + 1] + text[match.end(1) : end]))
            made.append(("run, member dropped", text[match.start() : places[1]] + text[places[2] : end]))
    return made


@pytest.mark.gold
def test_planted_defects_are_found(shared: Path) -> None:
    """At least 200 over many documents: a number changed, a member dropped or added."""
    missed: list[tuple[str, str]] = []
    count = documents = 0
    for path in sorted((shared / "corpus" / "work-reports").rglob("*.txt"))[::2]:
        found = planted(path.read_text(encoding="utf-8"))
        documents += bool(found)
        for kind, stretch in found:
            count += 1
            if not judged(f"今年的工作如下。\n{stretch}。"):
                missed.append((kind, stretch))
    assert count >= 200
    assert documents >= 50
    assert missed == []


@pytest.mark.gold
def test_false_alarms_on_real_work_reports_stay_under_one_in_a_hundred_thousand_characters(shared: Path) -> None:
    """Every alarm is counted as false, though some are mistakes of the texts."""
    alarms = characters = 0
    for path in sorted((shared / "corpus" / "work-reports").rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        characters += len(text)
        alarms += sum(map(does_not_add_up, sets_of(text)))
    assert alarms * 100_000 < characters


@pytest.mark.gold
def test_the_source_article_has_its_six_ten_five_five_and_six(shared: Path) -> None:
    text = (shared / "corpus" / "quzhou-8-2-plenum.txt").read_text(encoding="utf-8")
    found = {(item.name.strip("“”"), len(item.members)) for item in sets_of(text) if item.state == "equal"}
    assert {("聚焦", 6), ("个“桥头堡", 10), ("始终保持", 5), ("深刻领悟", 5), ("件大事", 6)} <= found
    assert not judged(text)
