"""Workbooks of tasks for tests: the example city's table of 2031, plain or as badly made as real ones are."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TITLE = "《关于加快建设山水新城的决定》2031年任务分解表"
HEADS = (
    "序号", "类别", "原文条款", "工作任务", "具体举措", "量化目标", "牵头领导", "牵头单位", "配合单位", "联系人", "完成时限",
    "完成比例", "实际完成值", "进展", "问题", "下一步", "佐证", "状态", "上报日期", "延期记录", "核查", "备注", "任务编号（勿改）",
    "原文位置（勿改）", "首次期限（勿改）",
)  # fmt: skip
_DECISION = (EXAMPLES / "yunchuan" / "decision.txt").read_text(encoding="utf-8")


def place(sentence: str) -> str:
    """Where a sentence stands in the example city's decision, as a cell writes it."""
    start = _DECISION.index(sentence)
    return f"{start}-{start + len(sentence)}"


def task(number: int, sentence: str, title: str, **cells: Any) -> dict[str, Any]:
    """A row by headings; `cells` by heading, `期限` sets 完成时限 and 首次期限 alike."""
    row: dict[str, Any] = {"序号": number, "原文条款": sentence, "工作任务": title}
    row |= {"任务编号（勿改）": f"yc-{number:03}", "原文位置（勿改）": place(sentence)}
    if "期限" in cells:
        row["完成时限"] = row["首次期限（勿改）"] = cells.pop("期限")
    return row | cells


def yunchuan() -> list[dict[str, Any]]:
    """Fifteen tasks of the decision as they stood on 30 November 2031: one of every kind of status."""
    day = datetime.date
    making, city, life, rule = "绿色制造之城", "山水宜居之城", "幸福共享之城", "平安善治之城"
    return [
        task(1, "2031年12月底前完成首期30亿元募集", "募集山水新城产业基金首期", 类别=making, 量化目标="30亿元", 牵头单位="市经济和信息化局",
             配合单位="市财政局、市国资委", 期限="2031年12月底", 实际完成值=28, 进展="已到位28亿元", 状态="推进中", 上报日期=day(2031, 11, 27), 牵头领导="常务副市长"),
        task(2, "每年实施技术改造项目不少于200个", "实施技术改造项目", 类别=making, 量化目标="不少于200个", 牵头单位="市经济和信息化局",
             配合单位="市自然资源局", 期限="2031年底", 实际完成值="152个", 进展="累计实施152个", 状态="推进中", 上报日期=day(2031, 11, 26)),
        task(3, "2031年底前建立市级领导联系重点产业链制度", "建立市级领导联系重点产业链制度", 类别=making, 牵头单位="市经济和信息化局", 期限="2031年底",
             进展="已完成", 状态="已完成", 上报日期=day(2031, 10, 25), 佐证="云委办发〔2031〕12号", 核查="2031-11-05 市委督查室 审核 通过"),
        task(4, "筹集人才公寓5000套，其中2031年底前交付1200套", "交付人才公寓1200套", 类别=making, 量化目标="1200套", 牵头单位="市住房和城乡建设局",
             配合单位="市委人才办", 期限="2031年底", 实际完成值=1200, 进展="1200套全部交付", 状态="已完成", 上报日期=day(2031, 11, 20), 佐证="交付清单"),
        task(5, "编制山水新城总体城市设计，2031年11月底前报市委常委会会议审议", "编制山水新城总体城市设计", 类别=city, 牵头单位="市自然资源局",
             配合单位="市住房和城乡建设局、云江区、柳浦区", 期限="2031年11月底", 进展="完成初稿，正在征求意见", 状态="推进中", 上报日期=day(2031, 11, 21)),
        task(6, "2031年底前完成滨江一期9.6公里步道贯通", "贯通滨江一期步道9.6公里", 类别=city, 量化目标="9.6公里", 牵头单位="市住房和城乡建设局、市城市管理局",
             期限="2031年10月底", 实际完成值="7.2公里", 进展="贯通7.2公里", 问题="老糖厂段征收未完成", 状态="推进中", 上报日期=day(2031, 11, 25),
             延期记录="2031-08-20申请，2031-08-25批准（市委督查室），延至2031-09-30，事由：汛期停工\n2031-09-25申请，2031-09-28批准（市委督查室），延至2031-11-15，事由：征收未完成"),
        task(7, "每年完成20处以上生态修复", "湖泊湿地生态修复", 类别=city, 量化目标="20处以上", 牵头单位="市水利局", 配合单位="市生态环境局、市农业农村局",
             期限="2031年底", 实际完成值="19处", 进展="完成19处", 状态="推进中", 上报日期=day(2031, 11, 24)),
        task(8, "完成2005年以前建成的老旧小区改造200个", "老旧小区改造", 类别=city, 量化目标="200个", 牵头单位="市住房和城乡建设局", 期限="2031年底",
             实际完成值="168个", 进展="完工168个", 状态="推进中", 上报日期=day(2031, 9, 27)),
        task(9, "禁止新增围湖养殖", "禁止新增围湖养殖", 类别=city, 牵头单位="市水利局", 完成时限="长期坚持", 进展="巡查未发现新增", 上报日期=day(2031, 9, 28)),
        task(10, "每年城镇新增就业4万人以上", "城镇新增就业", 类别=life, 量化目标="4万人以上", 牵头单位="市人力资源和社会保障局", 期限="2031年底",
             实际完成值="4.3万人", 进展="新增4.3万人", 状态="已完成", 上报日期=day(2031, 11, 18), 核查="2031-11-22 市统计局 核查 通过 100%"),
        task(11, "2031年底前保交房项目全部交付", "保交房项目全部交付", 类别=life, 牵头单位="市住房和城乡建设局", 配合单位="市人力资源和社会保障局", 期限="2031年底",
             完成比例=0.62, 进展="交付率62%", 状态="推进中", 上报日期=day(2031, 11, 23)),
        task(12, "开展补贴性职业技能培训6万人次", "补贴性职业技能培训", 类别=life, 量化目标="6万人次", 期限="2031年底"),
        task(13, "2031年10月底前出台优质公共服务进山方案", "出台优质公共服务进山方案", 类别=life, 牵头单位="市政府办公室", 期限="2031年10月底", 状态="取消",
             取消记录="2031-09-15 市委常委会会议决定并入山区县追赶计划"),
        task(14, "无分歧欠款2031年底前清偿完毕", "清偿拖欠民营企业无分歧账款", 类别=rule, 牵头单位="市委改革办", 配合单位="市司法局、市工商联", 期限="2031年底",
             完成比例=0, 进展="底数核对中", 状态="推进中", 上报日期=day(2031, 11, 26)),
        task(15, "各县（市、区）要在2031年9月底前制定实施方案", "制定实施方案", 类别=rule, 牵头单位="各县（市、区）", 期限="2031年9月底", 进展="9个县（市、区）已印发",
             状态="已完成", 上报日期=day(2031, 10, 9), 核查="2031-10-20 市委督查室 审核 退回 柳浦区方案无责任分工"),
    ]  # fmt: skip


def workbook(
    rows: Sequence[Mapping[str, Any]] | None = None, *, heads: Sequence[str] | None = None, title: str | None = TITLE,
    sheet: str = "任务分解表",
) -> bytes:  # fmt: skip
    """A tidy workbook: title in the first row, headings in the second, then the rows by heading."""
    rows = yunchuan() if rows is None else rows
    heads = heads or [*HEADS, *sorted({name for row in rows for name in row} - set(HEADS))]
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        top = 0
        if title is not None:
            page.merge_range(0, 0, 0, len(heads) - 1, title)
            top = 1
        page.write_row(top, 0, heads)
        for number, row in enumerate(rows, top + 1):
            for column, name in enumerate(heads):
                value = row.get(name)
                if isinstance(value, datetime.date):
                    page.write_datetime(number, column, datetime.datetime.combine(value, datetime.time()), days)
                elif value is not None:
                    page.write(number, column, value)
    return made.getvalue()
