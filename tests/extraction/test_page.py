"""Saved web pages of several invented layouts: the article is found, the rest set aside, the furniture read."""

from __future__ import annotations

import pytest

from ninetenths.extraction import Extracted, extract
from ninetenths.extraction.furniture import iso_day
from ninetenths.refusal import Refusal

_LINKS = "".join(f"<li><a href=#>{text}</a></li>" for text in ("首页", "要闻", "政务公开", "办事"))
NAV = f"<div class=nav><ul>{_LINKS}</ul></div>"
FOOT = "<div class=footer>主办单位：云川市人民政府办公室　版权所有　云ICP备00000001号</div>"
NEWS = (
    "中国共产党云川市第八届委员会第二次全体会议于2月28日在云川举行。",
    "全会指出，要坚持稳中求进工作总基调，实施产业提质、城市更新、乡村振兴三大行动。",
    "全会强调，要一抓到底，确保今年地区生产总值增长6%左右。",
)


def text_of(page: str, encoding: str = "utf-8") -> str:
    return extract(page.encode(encoding), name="page.html").text


def found(page: str, encoding: str = "utf-8") -> Extracted:
    return extract(page.encode(encoding), name="page.html")


def paragraphs(texts: tuple[str, ...] = NEWS) -> str:
    return "".join(f"<p style='text-indent:2em'>　　{text}</p>\n" for text in texts)


def news(title: str, line: str) -> str:
    return "\n".join((title, line, *NEWS))


def test_a_page_that_states_itself_in_meta_elements() -> None:
    page = (
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>市委八届二次全会举行_云川市人民政府</title>"
        "<meta name=ArticleTitle content=市委八届二次全会举行><meta name=PubDate content='2024-03-01 10:20'>"
        "<meta name=ContentSource content=云川日报><meta name=SiteName content=云川市人民政府>"
        "<script>var text='不是正文';</script></head><body>"
        + NAV
        + "<div class=crumb>当前位置：<a>首页</a>&gt;<a>要闻</a></div>"
        "<h1>市委八届二次<br>全会举行</h1><div class=info>发布日期：2024-03-01 10:20 浏览次数：<span>128</span> "
        "信息来源：云川日报 字体：[<a>大</a> <a>中</a> <a>小</a>]</div>"
        f"<div class='TRS_Editor'>{paragraphs()}</div><div class=share>分享到：微信</div>{FOOT}</body></html>"
    )
    read = found(page)
    assert read.text == news("市委八届二次全会举行", "发布日期：2024-03-01 信息来源：云川日报")
    assert (read.kind, read.title, read.published_on, read.publisher) == (
        "html", "市委八届二次全会举行", "2024-03-01", "云川日报",
    )  # fmt: skip
    assert dict(read.furniture) == {"views": "128", "site": "云川市人民政府"}


def test_a_page_that_says_everything_in_view_only() -> None:
    page = (
        f"<html><head><title>市委八届二次全会举行 - 云川市人民政府网</title></head><body>{NAV}<div id=main>"
        "<h2 class=title>市委八届二次全会举行</h2>"
        "<p class=sub>2024年3月1日　来 源：云川日报　　作者：李明　阅读：12次</p>"
        f"<div id=zoom><div>{paragraphs()}</div><p>（责任编辑：张华）</p></div><p>上一篇：<a>通知</a></p></div>{FOOT}"
        "</body></html>"
    )
    read = found(page)
    assert read.text == news("市委八届二次全会举行", "发布日期：2024-03-01 信息来源：云川日报")
    assert dict(read.furniture) == {"author": "李明", "views": "12次", "editor": "张华"}


def test_a_page_laid_out_with_tables_and_line_breaks_in_gb2312() -> None:
    page = (
        "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
        "<title>云川市人民政府关于印发行动方案的通知</title></head><body><table><tr><td>"
        + NAV
        + "</td></tr><tr><td><table>"
        "<tr><td>索 引 号</td><td>YC001/2024-00012</td><td>主题分类</td><td>综合政务</td></tr>"
        "<tr><td>发文机关</td><td>云川市人民政府</td><td>成文日期</td><td>2024年3月5日</td></tr>"
        "<tr><td>发文字号</td><td>云政发〔2024〕3号</td><td>发布日期</td><td>2024年3月8日</td></tr></table></td></tr>"
        "<tr><td align=center>云川市人民政府关于印发行动方案的通知</td></tr><tr><td>各县（市、区）人民政府：<br><br>"
        "　　现将《云川市行动方案》印发给你们，请认真组织实施。<br>　　一、总体要求。坚持稳中求进，推动高质量发展。<br>"
        "　　二、主要目标。到2027年，新增就业3万人。</td></tr></table></body></html>"
    )
    read = found(page, "gb18030")
    assert read.text == (
        "云川市人民政府关于印发行动方案的通知\n"
        "发布日期：2024-03-08 索引号：YC001/2024-00012 发文字号：云政发〔2024〕3号 "
        "发文机关：云川市人民政府 成文日期：2024-03-05\n"
        "各县（市、区）人民政府：\n现将《云川市行动方案》印发给你们，请认真组织实施。\n"
        "一、总体要求。坚持稳中求进，推动高质量发展。\n二、主要目标。到2027年，新增就业3万人。"
    )
    assert (read.encoding, read.index_number, read.document_number, read.published_on, read.publisher) == (
        "gb18030", "YC001/2024-00012", "云政发〔2024〕3号", "2024-03-08", None,
    )  # fmt: skip
    assert dict(read.furniture) == {"subject": "综合政务", "issuer": "云川市人民政府", "written_on": "2024-03-05"}


def test_a_page_without_known_names_is_read_where_text_is_dense() -> None:
    links = "".join(f"<li><a href=#>云川市推进第{n}项重点工作，取得新的成效</a></li>" for n in range(30))
    blocks = "".join(f"<div>{text}</div>" for text in NEWS)
    page = (
        f"<html><head><title>市委八届二次全会举行</title></head><body><div class=a1>{NAV}</div>"
        f"<div class=b7><ul>{links}</ul></div><div class=c3><div class=x>{blocks}</div></div>{FOOT}</body></html>"
    )
    assert text_of(page) == "\n".join(("市委八届二次全会举行", *NEWS))


def test_furniture_inside_the_container_is_taken_out_and_facts_of_a_meeting_are_not() -> None:
    page = (
        "<html><head><title>市政府常务会议纪要</title></head><body><div class=article-content><p>市政府常务会议纪要</p>"
        "<p>发布时间：2024-05-10 08:00　来源：市政府办公室</p><p>时间：2024年5月8日</p><p>地点：市政府三楼会议室</p>"
        "<p>会议听取了市发展改革委关于重点项目的汇报，决定予以通过。</p></div></body></html>"
    )
    assert text_of(page) == (
        "市政府常务会议纪要\n发布日期：2024-05-10 信息来源：市政府办公室\n时间：2024年5月8日\n地点：市政府三楼会议室\n"
        "会议听取了市发展改革委关于重点项目的汇报，决定予以通过。"
    )


def test_an_english_council_page() -> None:
    page = (
        "<!doctype html><html lang=en><head><title>Council adopts climate plan | Yunchuan Borough Council</title>"
        "<link rel=canonical href=https://council.example/news/plan></head><body><header><a href=/>Home</a></header>"
        "<nav><ul><li><a>News</a></li><li><a>Meetings</a></li></ul></nav><div class=cookie-banner>We use cookies.</div>"
        "<main><h1>Council adopts climate plan</h1><p class=meta>Published: 12 May 2024</p><div class=body>"
        "<p>The Council met on Tuesday and agreed the plan,\n which sets out what it will do.</p><h2>Resolved</h2>"
        "<ol type=a><li>That the plan be adopted.</li><li>That officers report back by June 2025.</li></ol></div>"
        "<p>Share this page</p></main><footer>© Yunchuan Borough Council</footer></body></html>"
    )
    read = found(page)
    assert read.text == (
        "Council adopts climate plan\nPublished: 2024-05-12\nThe Council met on Tuesday and agreed the plan, which "
        "sets out what it will do.\nResolved\na. That the plan be adopted.\nb. That officers report back by June 2025."
    )
    assert (read.url, read.published_on) == ("https://council.example/news/plan", "2024-05-12")


def test_sections_of_an_article_are_all_kept() -> None:
    sections = "".join(f"<section><h2>第{n}部分</h2>{paragraphs()}</section>" for n in "一二三")
    head = "<html><head><title>云川市工作要点</title></head>"
    page = f"{head}<body>{NAV}<div class=q>{sections}</div>{FOOT}</body></html>"
    assert text_of(page).split("\n") == ["云川市工作要点", *(line for n in "一二三" for line in (f"第{n}部分", *NEWS))]


def test_rows_of_a_data_table_are_lines_with_tabs() -> None:
    page = (
        f"<html><body><div id=zoom>{paragraphs()}<table><tr><th>指标</th><th>目标</th></tr>"
        "<tr><td><p>增速</p><p>（预期）</p></td><td>6%</td></tr><tr><td></td><td>—</td></tr></table></div></body></html>"
    )
    assert text_of(page).split("\n")[len(NEWS) :] == ["指标\t目标", "增速 （预期）\t6%", "\t—"]


def test_blanks_are_those_that_a_reader_sees() -> None:
    page = (
        "<html><body><div id=zoom><p>&nbsp;&nbsp;　李&nbsp;明 张　华\u200b在会上\n  讲话。</p><pre>一、\n二、</pre>"
        "<p>Minutes\n of the <b>meet</b>ing.</p><p style='display: none'>看不见</p>"
        "<!-- 注释 -->末段</div></body></html>"
    )
    assert text_of(page) == "李 明 张　华在会上讲话。\n一、\n二、\nMinutes of the meeting.\n末段"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_page_that_does_not_declare_its_encoding_is_recognised(encoding: str) -> None:
    page = f"<html><head><title>全会举行</title></head><body><div id=zoom>{paragraphs()}</div></body></html>"
    assert text_of(page, encoding) == "\n".join(("全会举行", *NEWS))


def test_a_wrongly_declared_encoding_is_not_believed() -> None:
    page = f"<html><head><meta charset=utf-8></head><body><div id=zoom>{paragraphs()}</div></body></html>"
    read = found(page, "gb18030")
    assert (read.text, read.encoding) == ("\n".join(NEWS), "gb18030")


def test_broken_bytes_matter_only_where_they_show() -> None:
    head = "<html><head><meta name=description content='市委".encode() + b"\xe5'></head><body><div id=zoom>"
    assert extract(head + paragraphs().encode() + b"</div></body></html>").text == "\n".join(NEWS)
    with pytest.raises(Refusal) as refused:
        extract(head.replace(b"\xe5'", b"'") + paragraphs().encode() + b"<p>\xff</p>")
    assert refused.value.code == "encoding"


def test_where_a_saved_page_came_from_is_kept() -> None:
    page = f"<!-- saved from url=(0035)https://city.example/2024/news.html --><html><body>{paragraphs()}</body></html>"
    assert found(page).url == "https://city.example/2024/news.html"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-01 10:20", "2024-03-01"), ("2024年3月1日", "2024-03-01"), ("2024/3/1", "2024-03-01"),
        ("12 May 2024", "2024-05-12"), ("Tuesday 1st October 2024", "2024-10-01"), ("May 12, 2024", "2024-05-12"),
        ("25/12/2024", "2024-12-25"), ("03/04/2024", None), ("2024-02-30", None), ("今天", None),
    ],
)  # fmt: skip
def test_days_are_read_where_they_are_sure(text: str, day: str | None) -> None:
    assert iso_day(text) == day
