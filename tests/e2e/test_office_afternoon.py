"""One clerk, one afternoon, in a real browser: Excel in, issued, answered by link and by sheet, returned, checked, closed,
and the record verified without us; in Chinese and in English.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

YEAR = datetime.date.today().year + 1
WORDS: dict[str, Any] = {
    "zh": {
        "locale": "zh-CN", "language": "zh-Hans", "zone": "Asia/Shanghai", "file": "重点工作.xlsx",
        "rows": [
            [f"{YEAR}年重点工作"], ["序号", "工作任务", "牵头单位", "配合单位", "完成时限", "进展情况", "完成率"],
            [1, "建成市民公园5个", "市住建局", "市财政局", f"{YEAR}年12月底前", "", ""],
            [2, "培训教师800人", "市教育局", "", f"{YEAR}年9月底前", "", ""],
            [3, "出台用地办法", "市自然资源局", "", f"{YEAR}年6月底前", "", ""],
            [4, "修路30公里", "市交通局", "", f"{YEAR}年11月底前", "已修18公里", "60%"],
        ],
        "phone": "市住建局", "sheet": "市教育局", "behalf": "市自然资源局", "progress": "进展",
    },
    "en": {
        "locale": "en-GB", "language": "en", "zone": "Europe/London", "file": "priorities.xlsx",
        "rows": [
            [f"Council priorities {YEAR}"], ["No.", "Action", "Lead", "Supporting", "Deadline", "Progress", "Status"],
            [1, "Open 5 pocket parks", "Parks Department", "Finance", f"{YEAR}-12-31", "", ""],
            [2, "Train 800 teachers", "Education Office", "", f"{YEAR}-09-30", "", ""],
            [3, "Adopt the land use rules", "Planning Office", "", f"{YEAR}-06-30", "", ""],
            [4, "Resurface 30 miles of road", "Roads Department", "", f"{YEAR}-11-30", "18 miles done", "in progress"],
        ],
        "phone": "Parks Department", "sheet": "Education Office", "behalf": "Planning Office", "progress": "Progress",
    },
}  # fmt: skip


def nine(*words: object) -> str:
    done = subprocess.run([sys.executable, "-m", "ninetenths", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def workbook(rows: list[list[Any]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("1")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


@pytest.fixture(params=["zh", "en"])
def afternoon(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Path, str]]:
    """(language, the office's folder, its address), served by a process of its own."""
    words = WORDS[request.param]
    where = tmp_path / "office"
    nine("init", where, "--name", "督查室" if request.param == "zh" else "City Clerk", "--zone", words["zone"],
         "--language", words["language"])  # fmt: skip
    command = [sys.executable, "-m", "ninetenths", "serve", str(where), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("ready "), line
        yield request.param, where, line.split()[1].rstrip("/")
        process.terminate()
        assert process.wait(10) == 0


def entered(browser: Any, where: Path, base: str, name: str, role: str, locale: str) -> Any:
    """A page of somebody who came in by a one-time address."""
    address = json.loads(nine("invite", where, name, "--role", role, "--json"))["address"]
    page = browser.new_context(locale=locale, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(base + address[address.index("/office/") :])
    page.click("main button")
    assert "/office/password/" in page.url
    return page


def filled(data: bytes, heading: str, words: str) -> bytes:
    """A sheet as an agency sends it back: the progress of its first task is filled in."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith(heading):
                    sheet.cell(cell.row + 1, cell.column).value = words
                    out = io.BytesIO()
                    book.save(out)
                    return out.getvalue()
    raise AssertionError(f"no column {heading}")


def test_from_excel_to_a_verified_record(afternoon: tuple[str, Path, str], browser: Any, tmp_path: Path) -> None:
    language, where, base = afternoon
    words = WORDS[language]
    clerk = entered(browser, where, base, "Ada" if language == "en" else "林一舟", "clerk", words["locale"])

    # Excel in: looked at, then taken over; what was half done comes as such.
    clerk.goto(f"{base}/office/import/")
    clerk.set_input_files("input[type=file]", {
        "name": words["file"], "buffer": workbook(words["rows"]),
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    })  # fmt: skip
    clerk.click("main .act.go")
    for row in words["rows"][2:]:
        assert row[1] in clerk.inner_text("main")
    clerk.click("main .act.go")
    assert "/office/register/" in clerk.url

    # What is a draft is issued, with its papers.
    clerk.goto(f"{base}/office/register/?stage=draft")
    for box in clerk.query_selector_all("[data-pick]"):
        box.check()
    clerk.click("button[name=act][value=issue]")
    clerk.fill("[name=number]", "云督〔1〕1号" if language == "zh" else "CR 1/1")
    clerk.click("main .act.go")
    assert "/office/issues/" in clerk.url
    for ending in ("docx", "xlsx", "pdf"):
        with clerk.expect_download() as kept:
            clerk.click(f"a[href$='file.{ending}']")
        assert Path(kept.value.path()).stat().st_size > 2000

    # A round: previewed, then sent.
    clerk.click("a[href*='/office/rounds/new/']")
    clerk.click("main .act.go")
    assert words["phone"] in clerk.inner_text("main")
    clerk.click("button[name=do][value=send]")
    number = re.search(r"/rounds/([^/?#]+)", clerk.url)
    assert number is not None

    # One agency answers on a phone, by the link that the clerk copies.
    clerk.goto(f"{base}/office/outbox/")
    clerk.click(f"a:has-text('{words['phone']}')")
    text = clerk.get_attribute("[data-copies]", "data-copies") or ""
    link = re.search(r"/a/\S+", text)
    assert link is not None
    phone = browser.new_context(
        locale=words["locale"], viewport={"width": 390, "height": 844}, java_script_enabled=False, has_touch=True
    ).new_page()
    answer_at = base + link[0].rstrip("。.")
    phone.goto(answer_at)
    phone.fill("[name=name]", "李明")
    phone.fill("[name=telephone]", "0570-1")
    phone.click("form button.go")
    said = "3 of 5" if language == "en" else "建成3个"

    def report(words_said: str, figure: str) -> None:
        phone.goto(answer_at)
        form = phone.locator("form:has(input[name=do][value=report])").first
        if not form.is_visible():
            phone.locator("details summary").first.click()
        form.locator("textarea[name^=words]").first.fill(words_said)
        if form.locator("input[name^=figure]").count():
            form.locator("input[name^=figure]").first.fill(figure)
        form.locator("input[name=claims][value=done]").check()
        form.locator("button.go, button.act").last.click()

    report(said, "3")
    assert said in phone.inner_text("main")

    # It is returned with the reason, which the agency reads on the same link; it answers again.
    def commitment_of(title: str) -> str:
        clerk.goto(f"{base}/office/register/?q={title}")
        href = clerk.get_attribute("td.at-title a.say", "href") or ""
        found = re.search(r"c=([0-9a-z]+)", href)
        assert found is not None
        return found[1]

    first = commitment_of(words["rows"][2][1])
    reason = "Please add photographs" if language == "en" else "请补照片"
    clerk.goto(f"{base}/office/commitments/{first}/return/")
    clerk.fill("[name=reason]", reason)
    clerk.click("main .act.go")
    phone.goto(answer_at)
    assert reason in phone.inner_text("main")
    report("5 of 5" if language == "en" else "5个全部建成", "5")

    # Checked and closed by the clerk, who is no doer of it.
    for verb in ("check", "close"):
        clerk.goto(f"{base}/office/commitments/{first}/{verb}/")
        clerk.click("main .act.go")
        assert clerk.url.endswith(f"/office/register/{first}/"), clerk.inner_text("main")
    clerk.goto(f"{base}/office/register/?status=done")
    assert words["rows"][2][1] in clerk.inner_text("main")

    # Another agency answers by sheet.
    nine("--lang", language, "ask", where, "--round", number[1], "--out", tmp_path / "sheets")
    sheet = next(path for path in (tmp_path / "sheets").iterdir() if words["sheet"] in path.name)
    told = "520 trained" if language == "en" else "已培训520人"
    sheet.write_bytes(filled(sheet.read_bytes(), words["progress"], told))
    nine("--lang", language, "take", where, sheet)
    second = commitment_of(words["rows"][3][1])
    clerk.goto(f"{base}/office/register/{second}/")
    assert told in clerk.inner_text("#panel")

    # What the clerk entered for the third, a second person checks.
    third = commitment_of(words["rows"][4][1])
    clerk.goto(f"{base}/office/commitments/{third}/behalf/")
    form = clerk.locator("form:has(textarea), form:has([name=basis])").first
    for name, value in (("basis", "call"), ("words", "done" if language == "en" else "已出台")):
        if form.locator(f"[name={name}]").count():
            form.locator(f"[name={name}]").first.fill(value)
    if form.locator("[name=claims][value=done]").count():
        form.locator("[name=claims][value=done]").check()
    elif form.locator("[name=claims_done]").count():
        form.locator("[name=claims_done]").first.check()
    form.locator("button.go").click()
    clerk.goto(f"{base}/office/commitments/{third}/check/")
    clerk.click("main .act.go")
    assert clerk.locator(".faults").count() == 1, "the clerk checked what the clerk entered"
    checker = entered(browser, where, base, "Ines" if language == "en" else "陈默", "checker", words["locale"])
    for verb in ("check", "close"):
        checker.goto(f"{base}/office/commitments/{third}/{verb}/")
        checker.click("main .act.go")
        assert checker.url.endswith(f"/office/register/{third}/"), checker.inner_text("main")

    # The record holds, and can be verified without us.
    nine("bundle", where, tmp_path / "bundle", "--internal")
    nine("verify", tmp_path / "bundle")
    nine("check", where)
