"""CSV, workbook and page of a reading: right rows, nothing a spreadsheet would run, in both languages."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from ninetenths.cli import main
from ninetenths.cli.exports import write_csv, write_pages, write_xlsx
from ninetenths.packs import LANGUAGES, phrase
from ninetenths.reading import Commitment, Reading, read


@pytest.fixture(scope="module")
def decision(examples: Path) -> Reading:
    return read((examples / "yunchuan/decision.txt").read_text(encoding="utf-8"))


def table(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_row_is_a_commitment_or_a_further_figure_of_one(decision: Reading, tmp_path: Path) -> None:
    write_csv([decision], str(tmp_path / "out.csv"), "en")
    made = table(tmp_path / "out.csv")
    assert len(made) == sum(max(1, len(item.indicators)) for item in decision.commitments)
    assert list(dict.fromkeys(row["Id"] for row in made)) == [item.id for item in decision.commitments]
    for row in made:
        assert decision.text[int(row["Start"]) : int(row["End"])] == row["Original sentence"]
    (row,) = [row for row in made if "人均预期寿命" in row["Original sentence"]]
    assert (row["Kind"], row["Indicator"], row["Bound"], row["Value"], row["Unit"], row["Deadline"]) == (
        "target", "人均预期寿命", ">", "82.0", "岁", "2035年",
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_in_the_language_asked_for(decision: Reading, tmp_path: Path, language: str) -> None:
    write_csv([decision], str(tmp_path / "out.csv"), language)
    assert list(table(tmp_path / "out.csv")[0])[:4] == [
        phrase("read", f"column.{name}", language) for name in ("file", "id", "section", "label")
    ]


FORMULAS = ('=HYPERLINK("http://example.org","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1")


def dangerous(formula: str) -> Reading:
    text = f"{formula}\n"
    made = read("建成大桥。\n").to_dict()
    source = {**made["source"], "title": formula}
    commitment = Commitment(
        "t.s0.p1.c1", ((0, len(formula)),), "action", None, (), (), formula, formula, "test"
    ).__class__
    plain = {**made, "source": source, "clauses": [], "commitments": []}
    base = Reading.from_dict(plain, text)
    import dataclasses

    item = commitment("t.s0.p1.c1", ((0, len(formula)),), "action", None, (), (), formula, formula, "test")
    return dataclasses.replace(base, commitments=(item,))


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_csv_begins_a_formula(tmp_path: Path, formula: str) -> None:
    write_csv([dangerous(formula)], str(tmp_path / "out.csv"), "en")
    (row,) = table(tmp_path / "out.csv")
    assert [
        name for name, cell in row.items() if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    ] == []
    assert row["Original sentence"].lstrip("'") == formula


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path, formula: str) -> None:
    write_xlsx([dangerous(formula)], tmp_path / "out.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_a_sheet_for_each_part_with_its_rows(examples: Path, tmp_path: Path, language: str) -> None:
    made = [
        read((examples / f"yunchuan/{name}.txt").read_text(encoding="utf-8")) for name in ("plenary-news", "decision")
    ]
    write_xlsx(made, tmp_path / "out.xlsx", language)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == [
        phrase("read", f"title.{name}", language)[:31]
        for name in ("commitments", "record", "sets", "phrases", "findings")
    ]
    sizes = {sheet.title: sheet.max_row - 1 for sheet in book}
    wanted = [
        sum(max(1, len(item.indicators)) for one in made for item in one.commitments), None,
        *(sum(len(getattr(one, name)) for one in made) for name in ("sets", "phrases", "findings")),
    ]  # fmt: skip
    assert [size if want is not None else None for size, want in zip(sizes.values(), wanted, strict=True)] == wanted
    sheet = book.worksheets[0]
    values = {row[4].value: row[7].value for row in sheet.iter_rows(min_row=2)}
    assert values["人均预期寿命超过82岁"] == 82
    record = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=2)]
    assert any("48" in str(row[3]) for row in record)


def test_control_characters_do_not_break_any_file(tmp_path: Path) -> None:
    made = read("一、\x01建成\x0b大桥\x00。投资5亿元\x1f。\ud800修路。\n")
    write_csv([made], str(tmp_path / "out.csv"), "zh")
    write_xlsx([made], tmp_path / "out.xlsx", "zh")
    write_pages([made], [Path("a.txt")], tmp_path / "out.html", "zh")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames[0] == phrase("read", "title.commitments", "zh")
    assert len(table(tmp_path / "out.csv")) == len(made.commitments)
    assert (tmp_path / "out.html").stat().st_size > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_page_or_a_folder_of_them(
    examples: Path, tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    news, decision = (str(examples / f"yunchuan/{name}.txt") for name in ("plenary-news", "decision"))
    assert main(["--lang", language, "read", news, "--html", str(tmp_path / "one.html")]) == 0
    assert main(["--lang", language, "read", news, decision, "--html", str(tmp_path / "all")]) == 0
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["decision.html", "plenary-news.html"]
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "all" / "plenary-news.html").read_bytes()
    page = (tmp_path / "one.html").read_text(encoding="utf-8")
    assert f'lang="{"zh" if language == "zh" else "en"}' in page and "市委九届二次全体(扩大)会议举行" in page
    assert capsys.readouterr() == ("", "")


def test_files_of_one_name_from_two_folders_get_a_page_each(examples: Path, tmp_path: Path) -> None:
    for name, which in (("a", "plan-2032"), ("b", "decision")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "text.txt").write_bytes((examples / f"yunchuan/{which}.txt").read_bytes())
    assert (
        main(["read", str(tmp_path / "a/text.txt"), str(tmp_path / "b/text.txt"), "--html", str(tmp_path / "out")]) == 0
    )
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_csv_goes_to_standard_output_for_a_dash(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "read", str(examples / "yunchuan/plan-2032.txt"), "--csv", "-"]) == 0
    said = capsys.readouterr().out
    assert next(csv.reader(io.StringIO(said)))[:4] == ["File", "Id", "Section", "Kind"]


def test_a_file_is_written_whole_or_not_at_all(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    assert main(["read", str(examples / "yunchuan/plan-2032.txt"), "--csv", str(out)]) == 2
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("out.csv", "before")]
