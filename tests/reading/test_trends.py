"""Set phrases over years: first, last, how often, dropped since, revived."""

from __future__ import annotations

from ninetenths.reading.trends import PhraseYear, phrase_trends, series_text, year_of


def series(*texts: tuple[int, str]) -> dict[str, object]:
    return {item.phrase: item for item in phrase_trends(series_text(f"{year}.txt", year, text) for year, text in texts)}


def test_a_phrase_has_its_first_and_last_year_and_is_counted_quoted_or_not() -> None:
    found = series((2030, "推行“一湖一长”，落实一湖一长。"), (2031, "深化一湖一长。"), (2032, "湖泊治理。"))
    trend = found["一湖一长"]
    assert (trend.first, trend.last, trend.occurrences, trend.texts) == (2030, 2031, 3, 2)  # type: ignore[attr-defined]
    assert trend.years == (PhraseYear(2030, 2, 1), PhraseYear(2031, 1, 1), PhraseYear(2032, 0, 0))  # type: ignore[attr-defined]
    assert (trend.dropped_since, trend.revived) == (2032, ())  # type: ignore[attr-defined]


def test_a_phrase_that_comes_back_is_revived_not_dropped() -> None:
    trend = series((2029, "“归雁计划”启动。"), (2030, "无。"), (2031, "“归雁计划”重启。"))["归雁计划"]
    assert (trend.dropped_since, trend.revived) == (None, (2031,))  # type: ignore[attr-defined]


def test_a_common_word_quoted_once_is_not_counted_everywhere() -> None:
    texts = [(2020 + at, "加强养老服务，发展养老服务。") for at in range(9)]
    trend = series((2019, "办好“养老服务”。"), *texts)["养老服务"]
    assert (trend.occurrences, trend.last) == (1, 2019)  # type: ignore[attr-defined]


def test_the_first_text_that_explains_a_phrase_is_named() -> None:
    trend = series((2030, "推行“三清单”。"), (2031, "“三清单”：指权力、责任、服务清单。"))["三清单"]
    assert trend.explained_in == "2031.txt"  # type: ignore[attr-defined]


def test_the_year_comes_from_the_name_then_the_page_then_the_text() -> None:
    assert year_of("云川市-2031", "2030年回顾") == 2031
    assert year_of("工作报告", "2030年回顾", "2029-02-01") == 2029
    assert year_of("工作报告", "——2030年1月8日在云川市人民代表大会上") == 2030
    assert year_of("工作报告", "二〇三〇年一月八日") == 2030
    assert year_of("工作报告", "二〇一九年一月八日") == 2019
    assert year_of("工作报告", "各位代表") is None
