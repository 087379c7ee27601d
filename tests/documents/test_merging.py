"""Merging: what people typed arrives, nothing that was there is lost, and a second merge changes nothing."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.comments
import openpyxl.formatting.rule
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninetenths.documents.agencysheets import plain
from ninetenths.documents.patching import patched

sys.path.insert(0, str(Path(__file__).parent))
from desk_tables import NAME, ROWS, cell, edited, filled, master, merged, record, returned, split, typed_into

MASTER = master()
SHEETS = split(MASTER)


def outcomes(merging: Any) -> list[tuple[str, str, str, str]]:
    return [(change.agency, change.column, plain(change.after), change.outcome) for change in merging.changes]


def codes(merging: Any) -> list[tuple[str, int, str, str]]:
    return [(trouble.file, trouble.row, trouble.column, trouble.why.code) for trouble in merging.troubles]


def test_what_the_lead_filled_in_arrives_and_is_recorded() -> None:
    files = {
        "市水利局": filled(
            SHEETS["市水利局"], {(1, "进展"): "已完成5处\n含青陵湖", (2, "完成比例"): 0.4, (2, "状态"): "推进中"}
        )
    }
    merging, after = merged(MASTER, files)
    assert [cell(after, 1, "进展"), cell(after, 2, "完成比例"), cell(after, 2, "状态"), cell(after, 2, "进展")] == [
        "已完成5处\n含青陵湖", 0.4, "推进中", "已开工",
    ]  # fmt: skip
    assert record(after) == [
        ("市水利局", "进展", "", "已完成5处\n含青陵湖", "已填入"), ("市水利局", "完成比例", "0.2", 0.4, "已填入"),
        ("市水利局", "状态", "", "推进中", "已填入"),
    ]  # fmt: skip
    assert codes(merging) == []


def test_a_second_merge_changes_nothing() -> None:
    files = {
        "市水利局": filled(SHEETS["市水利局"], {(1, "进展"): "甲", (1, "实际完成时间"): "下月"}),
        "市财政局": filled(SHEETS["市财政局"], {(1, "进展"): "乙", (2, "进展"): "丙"}),
    }
    _, once = merged(MASTER, files)
    merging, twice = merged(once, files)
    assert (outcomes(merging), twice) == ([], once)


def test_two_agencies_that_differ_are_both_kept_and_the_lead_counts() -> None:
    files = {
        "市教育局": filled(SHEETS["市教育局"], {(1, "进展"): "建成3所", (1, "状态"): "推进中"}),
        "市财政局": filled(SHEETS["市财政局"], {(2, "进展"): "建成5所", (2, "状态"): "推进中"}),
    }
    merging, after = merged(MASTER, files)
    assert (cell(after, 3, "进展"), cell(after, 3, "状态")) == ("建成3所", "推进中")
    assert ("市财政局", "进展", "", "建成5所", "与牵头或先列单位不一致，另存") in record(after)
    assert codes(merging) == [("市财政局.xlsx", 5, "进展", "conflict")]


def test_a_supporting_agency_is_named_where_the_lead_said_nothing_and_gives_way_to_it() -> None:
    _, after = merged(MASTER, {"市财政局": filled(SHEETS["市财政局"], {(1, "进展"): "拨付300万元"})})
    assert cell(after, 1, "进展") == "【市财政局】拨付300万元"
    merging, later = merged(after, {"市水利局": filled(SHEETS["市水利局"], {(1, "进展"): "完成5处"})})
    assert (cell(later, 1, "进展"), codes(merging)) == ("完成5处", [])
    assert record(later)[-1] == ("市水利局", "进展", "【市财政局】拨付300万元", "完成5处", "已填入")


def test_a_supporting_agency_does_not_overwrite_the_lead() -> None:
    _, after = merged(MASTER, {"市水利局": filled(SHEETS["市水利局"], {(1, "进展"): "完成5处"})})
    merging, later = merged(after, {"市财政局": filled(SHEETS["市财政局"], {(1, "进展"): "拨付300万元"})})
    assert (cell(later, 1, "进展"), outcomes(merging)) == ("完成5处", [("市财政局", "进展", "拨付300万元", "beside")])


def test_what_a_supporting_agency_did_is_no_contradiction_of_what_the_lead_did() -> None:
    files = {
        "市水利局": filled(SHEETS["市水利局"], {(1, "进展"): "完成5处"}),
        "市财政局": filled(SHEETS["市财政局"], {(1, "进展"): "拨付300万元"}),
    }
    merging, after = merged(MASTER, files)
    assert (cell(after, 1, "进展"), codes(merging)) == ("完成5处", [])
    assert ("市财政局", "进展", "", "拨付300万元", "配合单位所报，另存") in record(after)


def test_a_day_of_another_time_is_put_in_and_told() -> None:
    sheet = filled(SHEETS["市水利局"], {(1, "实际完成时间"): 45000, (2, "实际完成时间"): "2032.3.26"})
    merging, after = merged(MASTER, {"市水利局": sheet})
    assert [cell(after, row, "实际完成时间").isoformat()[:10] for row in (1, 2)] == ["2023-03-15", "2032-03-26"]
    assert [(row, code) for _, row, _, code in codes(merging)] == [(4, "far-day")]


def test_a_corrected_return_takes_the_place_of_the_first_one() -> None:
    _, after = merged(MASTER, {"市教育局": filled(SHEETS["市教育局"], {(1, "进展"): "建成3所"})})
    _, later = merged(after, {"市教育局": filled(SHEETS["市教育局"], {(1, "进展"): "建成4所"})})
    assert cell(later, 3, "进展") == "建成4所"
    assert record(later)[-1] == ("市教育局", "进展", "建成3所", "建成4所", "已填入")


def test_the_next_months_round_may_say_again_what_an_earlier_one_said() -> None:
    current = MASTER
    for status in ("推进中", "有困难", "推进中"):
        sheets = split(current)
        _, current = merged(current, {"市教育局": filled(sheets["市教育局"], {(1, "状态"): status})})
        assert cell(current, 3, "状态") == status
    assert [row[3] for row in record(current)] == ["推进中", "有困难", "推进中"]


def test_what_the_table_was_changed_to_meanwhile_is_not_overwritten() -> None:
    changed = patched(MASTER, "任务分解表", {(5, 14): "经现场核查，尚未开工"})
    merging, after = merged(changed, {"市水利局": filled(SHEETS["市水利局"], {(2, "进展"): "完成一半"})})
    assert (cell(after, 2, "进展"), codes(merging)) == (
        "经现场核查，尚未开工",
        [("市水利局.xlsx", 5, "进展", "table-changed")],
    )
    assert record(after) == [("市水利局", "进展", "经现场核查，尚未开工", "完成一半", "总表已另有改动，另存")]


def test_an_untouched_return_does_not_undo_a_change_of_the_table() -> None:
    changed = patched(MASTER, "任务分解表", {(5, 14): "经现场核查，尚未开工"})
    merging, after = merged(changed, {"市水利局": SHEETS["市水利局"]})
    assert (after, merging.silent) == (changed, ("市水利局.xlsx",))


def test_the_deadline_and_what_else_was_not_asked_stays_and_the_wish_is_kept() -> None:
    wish = {(1, "完成时限"): "2033年底", (1, "量化目标"): "10处"}
    merging, after = merged(MASTER, {"市水利局": filled(SHEETS["市水利局"], wish)})
    assert (cell(after, 1, "完成时限"), cell(after, 1, "量化目标")) == ("2032年6月30日", "20处")
    assert {row[1:] for row in record(after)} == {
        ("完成时限", "2032年6月30日", "2033年底", "非填报栏，未采用，另存"),
        ("量化目标", "20处", "10处", "非填报栏，未采用，另存"),
    }  # fmt: skip
    assert {code for *_, code in codes(merging)} == {"not-asked"}


def test_an_emptied_cell_and_a_deleted_row_lose_nothing() -> None:
    def spoil(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(5, columns["进展"]).value = None
        sheet.delete_rows(4)

    merging, after = merged(MASTER, {"市水利局": edited(SHEETS["市水利局"], spoil)})
    assert after == MASTER
    assert [(row, code) for _, row, _, code in codes(merging)] == [(4, "cleared"), (0, "row-gone")]


def test_inserted_reordered_and_copied_rows() -> None:
    def spoil(sheet: Any, columns: dict[str, int]) -> None:
        rows = [[one.value for one in row] for row in sheet.iter_rows(min_row=4, max_row=5)]
        rows[0][columns["进展"] - 1], rows[1][columns["进展"] - 1] = "第一项", "第二项"
        new: list[Any] = [None] * len(rows[0])
        new[columns["工作任务"] - 1], new[columns["进展"] - 1] = "我们另做的一项", "顺利"
        again = list(rows[0])
        again[columns["进展"] - 1] = "第一项另说"
        for number, row in enumerate([rows[1], new, rows[0], again], 4):
            for place, value in enumerate(row, 1):
                sheet.cell(number, place).value = value

    merging, after = merged(MASTER, {"市水利局": edited(SHEETS["市水利局"], spoil)})
    assert (cell(after, 1, "进展"), cell(after, 2, "进展")) == ("第一项", "第二项")
    kept = {(row[1], row[3], row[4]) for row in record(after)} - {
        ("进展", "第一项", "已填入"),
        ("进展", "第二项", "已填入"),
    }
    assert kept == {
        ("工作任务", "我们另做的一项", "自加行，另存"), ("进展", "顺利", "自加行，另存"),
        ("进展", "第一项另说", "与牵头或先列单位不一致，另存"),
    }  # fmt: skip
    assert [(row, code) for _, row, _, code in codes(merging)] == [(5, "added-row"), (7, "row-twice"), (7, "conflict")]


def test_added_and_moved_columns() -> None:
    def spoil(sheet: Any, columns: dict[str, int]) -> None:
        sheet.insert_cols(3)
        sheet.cell(3, 3).value, sheet.cell(4, 3).value = "经办意见", "请示局长"
        sheet.cell(4, columns["进展"] + 1).value = "已完成5处"

    _, after = merged(MASTER, {"市水利局": edited(SHEETS["市水利局"], spoil)})
    assert cell(after, 1, "进展") == "已完成5处"
    assert ("市水利局", "经办意见", "", "请示局长", "自加栏目，另存") in record(after)


def test_cells_merged_in_a_return_speak_for_each_row() -> None:
    def spoil(sheet: Any, columns: dict[str, int]) -> None:
        place = columns["问题"]
        sheet.cell(4, place).value = "资金未到位"
        sheet.merge_cells(start_row=4, end_row=5, start_column=place, end_column=place)

    merging, after = merged(MASTER, {"市水利局": edited(SHEETS["市水利局"], spoil)})
    assert [cell(after, row, "问题") for row in (1, 2)] == ["资金未到位", "资金未到位"]
    assert codes(merging) == [("市水利局.xlsx", 4, "问题", "merged-cells")]


@pytest.mark.parametrize(
    ("head", "typed", "arrives", "code"),
    [
        ("实际完成时间", "2032年3月5日", datetime.date(2032, 3, 5), None),
        ("实际完成时间", "2032.3.5", datetime.date(2032, 3, 5), None),
        ("实际完成时间", datetime.datetime(2032, 3, 5), datetime.date(2032, 3, 5), None),
        ("实际完成时间", "3月底前后", "3月底前后", "not-a-day"),
        ("实际完成时间", "2032-02-31", "2032-02-31", "not-a-day"),
        ("完成比例", "80%", 0.8, None),
        ("完成比例", 80, 0.8, "share-in-hundredths"),
        ("完成比例", "八成", "八成", "not-a-share"),
        ("进展", 95, 95, None),
        ("进展", "=SUM(1,2)", "=SUM(1,2)", None),
        ("进展", "_x000D_ <&>\" ' \t\n末", "_x000D_ <&>\" ' \t\n末", None),
    ],
)
def test_pasted_and_mistyped_values(head: str, typed: Any, arrives: Any, code: str | None) -> None:
    def edit(sheet: Any, columns: dict[str, int]) -> None:
        typed_into(sheet.cell(4, columns[head]), typed)

    merging, after = merged(MASTER, {"市水利局": edited(SHEETS["市水利局"], edit)})
    found = cell(after, 1, head)
    assert (found.date() if isinstance(found, datetime.datetime) else found) == arrives
    assert [one for *_, one in codes(merging)] == ([code] if code else [])


def test_a_return_without_its_hidden_sheet_is_known_by_its_name_and_ids() -> None:
    def spoil(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(4, columns["进展"]).value = "建成3所"
        del sheet.parent["_nine"]

    merging, after = merged(MASTER, {"市教育局（反馈）.xlsx": edited(SHEETS["市教育局"], spoil)})
    assert (cell(after, 3, "进展"), [code for *_, code in codes(merging)]) == ("建成3所", ["no-hidden-sheet"])


def test_tables_without_ids_are_matched_by_what_they_say() -> None:
    bare = master(ids=False)
    _, after = merged(bare, {"市教育局": filled(split(bare)["市教育局"], {(1, "进展"): "建成3所"})})
    assert cell(after, 3, "进展") == "建成3所"


def test_a_row_copied_with_its_id_in_the_table_is_told_apart() -> None:
    rows = [*ROWS[:2], ROWS[1]]
    data = patched(master(rows), "任务分解表", {(6, 22): "r2"})
    sheets = split(data)
    _, after = merged(data, {"市水利局": filled(sheets["市水利局"], {(2, "进展"): "甲", (3, "进展"): "乙"})})
    assert [cell(after, row, "进展") for row in (2, 3)] == ["甲", "乙"]


def test_formulas_and_merged_cells_of_the_table_stay() -> None:
    book = openpyxl.load_workbook(io.BytesIO(MASTER))
    sheet = book.worksheets[0]
    sheet["N4"] = '=CONCATENATE("a","b")'
    sheet.merge_cells("O4:O5")
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    merging, after = merged(data, {"市水利局": filled(split(data)["市水利局"], {(1, "进展"): "甲", (1, "问题"): "乙"})})
    assert {outcome for *_, outcome in outcomes(merging)} == {"formula", "merged"}
    assert openpyxl.load_workbook(io.BytesIO(after)).worksheets[0]["N4"].value == '=CONCATENATE("a","b")'


def test_every_other_part_of_the_table_stays_byte_for_byte() -> None:
    _, after = merged(MASTER, {"市水利局": filled(SHEETS["市水利局"], {(1, "进展"): "甲"})})
    with zipfile.ZipFile(io.BytesIO(MASTER)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        assert changed == {
            "xl/worksheets/sheet1.xml",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "[Content_Types].xml",
        }
        assert set(new.namelist()) - set(old.namelist()) == {"xl/worksheets/sheet3.xml"}


def test_missing_late_and_silent_returns_are_listed() -> None:
    merging, _ = merged(
        MASTER, {"市水利局": filled(SHEETS["市水利局"], {(1, "进展"): "甲"}), "市教育局": SHEETS["市教育局"]}
    )
    assert merging.missing == ("市财政局", "市生态环境局", "市住建局", "各县（市、区）")
    assert merging.silent == ("市教育局.xlsx",)
    merging, _ = merged(
        MASTER, {"市水利局": filled(SHEETS["市水利局"], {(1, "进展"): "甲"})}, due=datetime.date(2020, 1, 1)
    )
    assert [name for name, _ in merging.late] == ["市水利局.xlsx"]


TYPED = st.one_of(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=40
    ).filter(lambda text: bool(text.strip())),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 4)),
    st.sampled_from(["=1+1", "@x", "'x", "_x0041_", "<b>&amp;", "甲\n乙", "1e5", "TRUE", "0012", "【市财政局】拨付"]),
)
WORDS = ("进展", "问题", "下一步", "佐证", "联系人")
PLACES = (("市水利局", 1), ("市水利局", 2), ("市教育局", 1), ("市住建局", 1))


@given(
    st.dictionaries(st.tuples(st.sampled_from(PLACES), st.sampled_from(WORDS)), TYPED, min_size=1, max_size=8),
    st.permutations([4, 5]),
    st.integers(0, 2),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_everything_typed_arrives_whatever_the_order_of_rows(
    typed: dict[tuple[tuple[str, int], str], Any], order: list[int], added: int
) -> None:
    def edit_of(agency: str) -> Any:
        def edit(sheet: Any, columns: dict[str, int]) -> None:
            for ((owner, row), head), value in typed.items():
                if owner == agency:
                    typed_into(sheet.cell(row + 3, columns[head]), value)
            if sheet.max_row == 5 and order != [4, 5]:
                rows = [[(one.value, one.data_type) for one in row] for row in sheet.iter_rows(min_row=4, max_row=5)]
                for number, row in enumerate(reversed(rows), 4):
                    for place, (value, kind) in enumerate(row, 1):
                        sheet.cell(number, place).value = value
                        if kind == "s":
                            sheet.cell(number, place).data_type = kind
            for _ in range(added):
                sheet.insert_cols(2)

        return edit

    agencies = {owner for (owner, _), _ in typed}
    files = {agency: edited(SHEETS[agency], edit_of(agency)) for agency in agencies}
    _, after = merged(MASTER, files)
    rows = {("市水利局", 1): 1, ("市水利局", 2): 2, ("市教育局", 1): 3, ("市住建局", 1): 4}
    for (place, head), value in typed.items():
        assert cell(after, rows[place], head) == value
    for number, row in enumerate(ROWS, 1):
        for head, value in row.items():
            if not any(rows[place] == number and head == other for place, other in typed):
                assert plain(cell(after, number, head) if head != "领导批示" else value) == plain(value)
    assert merged(after, files)[1] == after


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_sheets_saved_again_by_libreoffice_lose_nothing(tmp_path: Path) -> None:
    typed: dict[tuple[int, str], Any] = {
        (1, "进展"): "已完成5处\n含青陵湖 <1> & “二”", (1, "问题"): "  首尾空格  ", (1, "佐证"): "0012",
        (1, "完成比例"): 0.35,
        (2, "实际完成时间"): datetime.datetime(2032, 3, 5), (2, "下一步"): 95, (2, "联系人"): "_x0041_ =1+1",
    }  # fmt: skip
    source, out = tmp_path / "市水利局.xlsx", tmp_path / "out"
    source.write_bytes(filled(SHEETS["市水利局"], typed))
    (tmp_path / "总表.xlsx").write_bytes(MASTER)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(out),
    ]
    subprocess.run([*command, str(source), str(tmp_path / "总表.xlsx")], check=True, capture_output=True, timeout=120)
    data, table = (out / "市水利局.xlsx").read_bytes(), (out / "总表.xlsx").read_bytes()
    for base in (MASTER, table):
        merging, after = merged(base, {"市水利局": data})
        assert codes(merging) == []
        for (row, head), value in typed.items():
            assert plain(cell(after, row, head)) == plain(value)
        assert {outcome for *_, outcome in outcomes(merging)} == {"written"}
        assert merged(after, {"市水利局": data})[1] == after


def test_returns_read_what_went_out() -> None:
    (given,) = returned({"市水利局": SHEETS["市水利局"]})
    assert (given.agency, [row.id for row in given.rows], given.saved_on) == ("市水利局", ["r1", "r2"], None)
    assert NAME == "任务分解表.xlsx" and set(given.bases) == {"r1", "r2"}


def test_a_table_as_offices_make_it_is_split_and_merged_and_keeps_what_people_made() -> None:
    """Title and headings merged, two rows of headings, a section's title row, a lead merged over two rows, a month's
    column, a comment, a conditional format, a sum as formula.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells("B2:J2")
    sheet["B2"] = "云川市2032年重点工作任务分解表"
    for place, head in zip(
        "BCDFGHIJ", ("序号", "重点任务", "责任单位", "完成时限", "进展情况", "备注", "3月", "经办"), strict=True
    ):
        sheet[f"{place}4"] = head
        sheet.merge_cells(f"{place}4:{place}5" if place != "D" else "D4:E4")
    sheet["D5"], sheet["E5"] = "牵头单位", "配合单位"
    sheet["B6"] = "一、产业"
    sheet.merge_cells("B6:J6")
    for number, row in enumerate(
        (
            (1, "建成算力中心", "市发改委", "市经信局\n市财政局"),
            (2, "新增规上企业150家"),
            (3, "改造农贸市场5个", "市商务局"),
        ),
        7,
    ):
        for column, value in enumerate(row, 2):
            sheet.cell(number, column).value = value
    sheet.merge_cells("D7:D8")
    sheet["G9"], sheet["I7"], sheet["J8"], sheet["C10"] = "已完成2个", "启动", "张三", "=COUNTA(C7:C9)"
    sheet["C7"].comment = openpyxl.comments.Comment("请抓紧", "市领导")
    sheet.conditional_formatting.add("G7:G9", openpyxl.formatting.rule.FormulaRule(formula=['G7="x"']))
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()

    sheets = split(data)
    assert sorted(sheets) == sorted(["市发改委", "市经信局", "市财政局", "市商务局"])
    files = {
        "市发改委": filled(sheets["市发改委"], {(1, "进展情况"): "主体完工", (2, "进展情况"): "新增40家"}),
        "市商务局": filled(sheets["市商务局"], {(1, "进展情况"): "完成4个"}),
    }
    merging, after = merged(data, files)
    assert codes(merging) == []
    kept = openpyxl.load_workbook(io.BytesIO(after)).worksheets[0]
    assert [kept[f"G{row}"].value for row in (7, 8, 9)] == ["主体完工", "新增40家", "完成4个"]
    assert (kept["C7"].comment.text, kept["C10"].value, kept["J8"].value) == ("请抓紧", "=COUNTA(C7:C9)", "张三")
    assert len(kept.conditional_formatting) == 1
    assert merged(after, files)[1] == after
