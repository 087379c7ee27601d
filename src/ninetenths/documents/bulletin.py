"""The status bulletin 通报 and the special report 督查专报 as .docx: figures with denominators, then the exceptions."""

from __future__ import annotations

import re

from ninetenths.delivery import Share, Status, arithmetic, percent
from ninetenths.documents import wording
from ninetenths.documents.officialpage import OfficialPage
from ninetenths.documents.reminders import last_promise, reply_by, shorten
from ninetenths.documents.situation import Group, Situation, flags_of
from ninetenths.documents.statustext import rules_title, start_words

# In the body a bulletin names the first few of each kind; the annex holds them all.
_NAMED = 5
# An annex longer than this is read by nobody: the rest stands in the workbook.
_ANNEXED = 200
_ORDINALS = "一二三四五六七八九十"
_YEAR = re.compile(r"(?:19|20)\d\d年(?:度)?$")
_QUOTED = re.compile("《([^《》]+)》")


def bulletin(situation: Situation, language: str, office: str = "", number: str = "") -> bytes:
    """The bulletin's bytes. `office` issues it, `number` is its document number."""
    office = office or wording.desk("office", language)
    page = OfficialPage(language)
    page.red_head(wording.desk("bulletin.red", language, office=office), _bracketed(number))
    title = wording.desk("bulletin.title", language, subject=_subject(situation, language))
    page.title(title)
    page.recipient(wording.desk("bulletin.to", language))
    page.text(
        wording.desk(
            "bulletin.intro", language, on=wording.day(situation.on, language), rules=rules_title(situation, language)
        )
    )
    page.heading(wording.desk("bulletin.one", language), 1)
    page.text(_overall(situation, language))
    page.text(_progress(situation, language))
    page.heading(wording.desk("bulletin.two", language), 1)
    _attention(page, situation, language)
    page.heading(wording.desk("bulletin.three", language), 1)
    page.text(wording.desk("bulletin.ask", language, by=wording.day(reply_by(situation), language)))
    page.text(_basis(situation, language))
    odd = situation.exceptional
    if odd:
        page.blank()
        page.text(wording.desk("bulletin.annex", language, count=len(odd)))
    page.signature(office, wording.day(situation.on, language))
    if odd:
        page.annex(wording.desk("bulletin.annex.mark", language), wording.desk("bulletin.annex.title", language))
        _annex(page, odd, language)
    return page.bytes(title)


def special_report(situation: Situation, language: str, office: str = "") -> bytes:
    """The special report's bytes: to the leader, one glance first, then problems with sentence and last promise."""
    office = office or wording.desk("office", language)
    page = OfficialPage(language)
    page.report_head(
        wording.desk("report.mark", language), wording.desk("report.issue", language), office,
        wording.day(situation.on, language),
    )  # fmt: skip
    title = wording.desk("report.title", language, subject=_subject(situation, language))
    page.title(title)
    page.text(_short(situation, language))
    page.heading(wording.desk("report.one", language), 1)
    page.text(_overall(situation, language))
    page.text(_progress(situation, language))
    page.heading(wording.desk("report.two", language), 1)
    _problems(page, situation, language)
    page.heading(wording.desk("report.three", language), 1)
    for name, _, figures in situation.by_lead:
        if name and figures.counted:
            codes = figures.codes
            page.text(
                wording.desk(
                    "report.agency", language, agency=name, counted=figures.counted, done=codes.get("done", 0),
                    overdue=codes.get("overdue", 0), silent=codes.get("silent", 0), behind=codes.get("behind", 0),
                    unchecked=codes.get("claimed", 0),
                )
            )  # fmt: skip
    page.heading(wording.desk("report.four", language), 1)
    for line in _suggestions(situation, language):
        page.text(line)
    page.text(_basis(situation, language))
    return page.bytes(title)


def _bracketed(number: str) -> str:
    """A document number with the standard's brackets: 云督[2031]05号 → 云督〔2031〕5号."""
    number = re.sub(r"[\[［(（【](\d{4})[\]］)）】]", r"〔\1〕", number.strip())
    return re.sub(r"〕\s*第?0*(\d+)\s*号", r"〕\1号", number)


def _subject(situation: Situation, language: str) -> str:
    """What the table is about: the text its title quotes, else the title itself."""
    title = situation.table.title
    quoted = _QUOTED.search(title)
    if quoted:
        year = _YEAR.search(title[: quoted.start()])
        return f"{year[0] if year else ''}《{quoted[1]}》"
    if not title:
        return wording.desk("bulletin.subject.plain", language)
    return wording.desk("bulletin.subject", language, title=re.sub("(?:责任|任务|工作)*分解表$", "", title) or title)


def _overall(situation: Situation, language: str) -> str:
    figures = situation.figures
    return wording.desk(
        "bulletin.overall",
        language,
        listed=figures.listed,
        cancelled=figures.cancelled,
        inapplicable=figures.inapplicable,
        counted=figures.counted,
        done=_items(figures.done, language),
        paced=figures.on_pace.of,
        on_pace=_items(figures.on_pace, language),
        first=_items(figures.on_time_first, language),
        current=_items(figures.on_time_current, language),
        extended=figures.extended,
        extensions=figures.extensions,
    )


def _items(share: Share, language: str) -> str:
    """“5项（5÷10=50.0%）”."""
    if language == "zh":
        return f"{share.part}项（{arithmetic(share).replace(' ', '')}）"
    return f"{share.part} ({arithmetic(share)})"


def _progress(situation: Situation, language: str) -> str:
    figures = situation.figures
    return wording.desk(
        "bulletin.progress" if figures.verified is not None else "bulletin.progress.unverified", language,
        claimed=percent(figures.progress), known=figures.known, unknown=figures.counted - figures.known,
        verified=percent(figures.verified), checked=figures.checked,
    )  # fmt: skip


def _facts(status: Status, group: str, language: str) -> str:
    said = wording.desk("join", language).join(wording.why(flag, language) for flag in flags_of(status, group))
    return said[:1].upper() + said[1:]


def _attention(page: OfficialPage, situation: Situation, language: str) -> None:
    if not situation.groups:
        page.text(wording.desk("bulletin.none", language))
    for index, group in enumerate(situation.groups):
        page.heading(_group_head(group, index, language), 2)
        for count, status in enumerate(group.statuses[:_NAMED], 1):
            page.text(
                wording.desk(
                    "bulletin.item",
                    language,
                    count=count,
                    title=shorten(status.task.title),
                    facts=_facts(status, group.code, language),
                    lead=status.task.agencies.lead or wording.desk("sheet.nolead", language).strip("（）()"),
                )
            )
        if len(group.statuses) > _NAMED:
            page.text(wording.desk("bulletin.more", language, count=len(group.statuses) - _NAMED))


def _group_head(group: Group, index: int, language: str) -> str:
    ordinal = _ORDINALS[index] if language == "zh" else str(index + 1)
    return wording.desk(
        "bulletin.group", language, ordinal=ordinal, name=wording.desk(f"group.{group.code}", language),
        count=len(group.statuses),
    )  # fmt: skip


def _annex(page: OfficialPage, odd: tuple[Status, ...], language: str) -> None:
    heads = [
        wording.desk(f"head.{name}", language)
        for name in ("number", "title", "lead", "deadline_first", "flags", "promise")
    ]
    join = wording.desk("join", language)
    rows = [
        [
            status.task.number, status.task.title, "、".join(status.task.agencies.leads) or "–",
            status.task.first_deadline.isoformat() if status.task.first_deadline else "–",
            join.join(wording.why(flag, language) for flag in status.flags), last_promise(status, language),
        ]
        for status in odd[:_ANNEXED]
    ]  # fmt: skip
    page.table(heads, rows, [10, 30, 24, 21, 42, 29])
    if len(odd) > _ANNEXED:
        page.text(wording.desk("report.more", language, count=len(odd) - _ANNEXED))


def _short(situation: Situation, language: str) -> str:
    figures, codes = situation.figures, situation.figures.codes
    return wording.desk(
        "report.short",
        language,
        on=wording.day(situation.on, language),
        counted=figures.counted,
        done=_items(figures.done, language),
        overdue=codes.get("overdue", 0),
        silent=len(situation.group("not-reported")),
        behind=len(situation.group("behind")),
        unchecked=len(situation.group("claimed-unchecked")),
    )


def _problems(page: OfficialPage, situation: Situation, language: str) -> None:
    """Every exception once, under its first kind: sentence, last promise, what the agency says stands in the way."""
    told: set[str] = set()
    if not situation.groups:
        page.text(wording.desk("bulletin.none", language))
    for index, group in enumerate(situation.groups):
        fresh = [status for status in group.statuses if status.task.id not in told]
        page.heading(_group_head(group, index, language), 2)
        repeated = [status for status in group.statuses if status.task.id in told]
        for count, status in enumerate(fresh[:_NAMED], 1):
            page.text(_problem(status, group.code, count, language))
        told |= {status.task.id for status in fresh[:_NAMED]}
        if repeated or len(fresh) > _NAMED:
            page.text(_rest(repeated, len(fresh) - _NAMED, language))


def _rest(repeated: list[Status], more: int, language: str) -> str:
    parts = []
    if repeated:
        numbers = "、".join(status.task.number or status.task.id for status in repeated)
        parts.append(wording.desk("report.again", language, numbers=numbers))
    if more > 0:
        parts.append(wording.desk("report.more", language, count=more))
    return "".join(parts) if language == "zh" else " ".join(parts)


def _problem(status: Status, group: str, count: int, language: str) -> str:
    report = status.task.report
    problems = wording.desk("report.problems", language, words=report.problems) if report and report.problems else ""
    return wording.desk(
        "report.problem" if status.task.sentence else "report.problem.bare", language, count=count,
        title=shorten(status.task.title), sentence=_stopped(status.task.sentence, language),
        lead="、".join(status.task.agencies.leads) or wording.desk("sheet.nolead", language).strip("（）()"),
        facts=_facts(status, group, language), promise=last_promise(status, language), problems=problems,
    ).strip()  # fmt: skip


def _stopped(sentence: str, language: str) -> str:
    """A quoted sentence with its full stop inside the quotes."""
    stop = "。" if language == "zh" else "."
    return sentence if sentence[-1:] in "。！？.!?；;" else sentence + stop


def _suggestions(situation: Situation, language: str) -> list[str]:
    kinds = (
        ("overdue", "overdue"),
        ("unchecked", "claimed-unchecked"),
        ("extended", "extended-twice"),
        ("silent", "not-reported"),
        ("unowned", "unowned"),
    )
    found = [
        wording.desk(f"report.suggest.{name}", language, count=len(situation.group(group)))
        for name, group in kinds
        if situation.group(group)
    ]
    return found or [wording.desk("report.suggest.none", language)]


def _basis(situation: Situation, language: str) -> str:
    return wording.desk(
        "report.basis", language, on=wording.day(situation.on, language), sheet=situation.table.sheet,
        start=start_words(situation, language), rules=rules_title(situation, language),
    )  # fmt: skip
