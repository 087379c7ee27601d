"""`nine demo`: pages in both languages that lead to each other, and a summary that says what is in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ninetenths.cli import main
from ninetenths.cli.demopages import TEXTS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert main(["--lang", "zh", "demo", "--pages", str(folder)]) == 0
    return folder


def test_every_text_has_a_page_in_both_languages(made: Path) -> None:
    pages = {Path(name).stem for name in TEXTS} | {"index"}
    wanted = {f"{page}{language}.html" for page in pages for language in ("", ".en")}
    assert wanted - {path.name for path in made.iterdir()} == set()


@pytest.mark.parametrize("index", ["index.html", "index.en.html"])
def test_every_link_of_the_index_leads_to_a_page(made: Path, index: str) -> None:
    links = re.findall(r'<a href="([^"#]+)"', (made / index).read_text(encoding="utf-8"))
    assert len(links) > len(TEXTS)
    assert [link for link in links if not (made / link).is_file()] == []


def test_the_summary_names_each_text_and_the_page_to_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "demo", "--pages", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines if line.startswith(("yunchuan/", "larchmoor/"))] == list(TEXTS)
    assert lines[-1] == f"open this page: {(tmp_path / 'index.html').resolve()}"


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["--lang", "en", "demo", "--pages", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err.startswith("nine demo: cannot write in ")
