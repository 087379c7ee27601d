"""`nine bench`, `nine train`: what there is runs, what there is not is said in one line."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from ninetenths.cli import main


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "weather"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "weather" in said


def test_a_benchmark_gets_its_folder_and_form(monkeypatch: pytest.MonkeyPatch) -> None:
    given = []
    module = ModuleType("ninetenths.cli.benchmarks.read")
    module.run = lambda options: given.append((options.folder, options.json, options.language)) or 7  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ninetenths.cli.benchmarks.read", module)
    assert main(["--lang", "zh", "bench", "read", "texts", "--json"]) == 7
    assert given == [("texts", True, "zh")]


@pytest.mark.parametrize(
    ("command", "module", "said"),
    [
        ("bench", "ninetenths.cli.benchmarks.follow", "nine bench: there is no benchmark 'follow' in this version.\n"),
        (
            "train",
            "ninetenths.cli.trainings.following",
            "nine train: training of 'following' is not in this version.\n",
        ),
    ],
)
def test_what_this_version_lacks_is_one_line(
    command: str, module: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert main(["--lang", "en", command, module.rpartition(".")[2]]) == 2
    assert capsys.readouterr().err == said


def test_a_package_of_the_developers_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lacking(options: object) -> int:
        raise ModuleNotFoundError("No module named 'jieba'", name="jieba")

    module = ModuleType("ninetenths.cli.benchmarks.read")
    module.run = lacking  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ninetenths.cli.benchmarks.read", module)
    assert main(["--lang", "en", "bench", "read"]) == 2
    assert capsys.readouterr().err.startswith("nine bench: 'jieba' is not installed")


def test_rows_of_the_office_are_a_line_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ninetenths.cli.benchmarks import office
    from ninetenths.cli.benchmarks.rows import Row

    monkeypatch.setattr(office, "_ROOMS", (lambda: iter([Row("serving.files", 10667, "1/s")]),))
    assert main(["bench", "office", "--json"]) == 0
    assert capsys.readouterr().out == '{"row": "serving.files", "value": 10667, "unit": "1/s"}\n'
    assert main(["--lang", "en", "bench", "office"]) == 0
    assert capsys.readouterr().out == "published files a second: 10,667\n"


def test_no_answer_is_lost_among_uploads_and_clients_that_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    from ninetenths.cli.benchmarks import crowd

    small = {"ANSWERS": 12, "PHONES": 3, "FILE_BYTES": 100_000, "STALLED": 5, "_IDLE_SECONDS": 0.5}
    for name, value in small.items():
        monkeypatch.setattr(crowd, name, value)
    found = {row.name: row.value for row in crowd.rows()}
    assert (found["crowd.sent"], found["crowd.acknowledged"], found["crowd.lost"]) == (15, 15, 0)
