"""Who stands at a place in running Chinese: names of agencies, collectives and posts, up to where the name ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ninetenths.documents.rows.who import is_post_name

_HAN = "[\u3400-\u9fff]"
# Ends that only names have; after these a name may stop whatever follows.
_STRONG = (
    "局|委员会|委(?![员托任派])|办公室|办公厅|办事处|政府|厅|署|部门|单位|公司|集团|中心|支队|总队|大队|督查室|研究室|法院|检察院|团委|残联|妇联|总工会|科协"
    "|工商联|红十字会|管委会|指挥部|领导小组|工作组|专班|街道|机构|企业|机关|学校|协会|商会|联合会|银行|居委会|村委会|党委|党组|供销社|高校|院校|医院|网信办|编办|国资委|党校"
    "|乡镇|主体|经营者|申请人|当事人|负责人|责任人|建设方|施工方|业主"
)
# Ends that are also beginnings of other words: a name stops there only before a word that cannot go on a name.
_WEAK = (
    "部|办|院|队|处|科|股|室|站|所|组|县|区|市|镇|乡|村|社区|州|盟|旗|社|馆|地|校|园区|开发区|新区|高新区|人|者|员|户"
)
_AFTER = re.compile(
    "$|组成|组建|抽调|主持|书面|分头|依职责|实行|建立|[，。；：、,;:（(）)！!0-9０-９“《]|和|与|及|以及|会同|联合|牵头|负责|配合|协助|协同|要|应|须|必须|务必|需|于|在|对|将|按|每|从|为|以|把|根据|结合|依据|依法|依照|依托|组织|开展|完成|制定"
    "|研究|提出|建立|健全|抓紧|抓好|立即|尽快|加快|加强|加大|认真|切实|严格|限|年|月|汛期|具体|共同|分别|统筹|指导|督促|跟踪|定期|及时|主动|承担|承办|落实|实施|推进|推动|做好|编制|起草"
    "|修订|出台|报|向|参照|参与|主抓|主办|汇总|拟订|审核|审定|审查|公布|发布|印发|设立|成立|安排|确定|明确|启动|排查|整改|清理|调度|通报|上报|填报|反馈|收集|梳理|发放|拨付|采购"
    "|验收|核查|检查|监督|监测|评估|考核|培训|宣传|办理|处理|答复|协调|商|会商|代|可|同意|提供|支持|保障|确保|继续|进一步|全面|深入|扎实|逐|分(?!局)|下设|设(?!计)|设在|召开|举办"
    "|一(?!中)|两|三个|[二三四五六七八九十]+月|春节|季|上半年|下半年|今年|明年|本|由|自|接到|收到|不|未|最迟|原则|力争|争取|务|妥善|积极|严肃|规范|优化|深化|完善|强化|压实|细化|对照|聚焦|围绕|坚持|用|通过|采取"
    "|新建|改造|建成|建设|开工|修复|整治|新增|增加|引进|培育|打造|申报|争创|创建|举行|接受|使用|违反|申请|变更|注销|取得|负|落"
)
_CANDIDATE = re.compile(f"(?P<strong>{_STRONG})|(?P<weak>{_WEAK})")
_MORE = re.compile(
    "(?:组织部|宣传部|统战部|政法委(?:员会)?|社会工作部|网信办|编办|政研室|改革办|督查室|督查考核办|督考办|研究室|办公室|办公厅|办(?!理|公|好|结|事|法)|党校|老干部局|巡察办|外办|台办|信访局|国资委|机关事务\\S{0,4}(?:局|中心)"
    "|(?:所属|直属|下属)?各?(?:有关|相关|工作|组成|直属)?(?:部门|单位|机构|科室)|[\u3400-\u9fff]{2,4}(?:部|室|办)|[\u3400-\u9fff]{0,4}(?:分局|支队|大队|总队|服务中心|执法局))"
)
# No name holds these.
_NEVER = re.compile(
    "^[全本我][市县区省州镇乡国]$|[的了是把被将对应须要由前0-9０-９“”《》月]|报(?!社|业)|新增|新建|改造|建成|提出|提交|组织(?!部|人事|机构)|负责|牵头|配合|会同|以及|进一步|完成|开展|为了|按照|根据|关于|通过|实现|确保|推进|加快"
)
# These characters inside a name do not end it: “应急管理局”, “对外联络部”, “重要”.
_INNER = re.compile(
    "应急|应用|对外|对台|需求|将军|要素|机要|适应|供应|反应|牵头单位|牵头部门|责任单位|配合单位|配合部门|自由贸易|前海"
)
_LONGEST = 24
_JOIN = re.compile("[、]|和|与|及|以及")
_COLLECTIVE = re.compile(
    r"(?:全(?:市|县|区|省|州)|市直|县直|区直|市级|县级|区级|省直|本级|驻.{1,4})?(?:各(?:个)?|有关|相关|其他|所有|全体|上述|以上|涉及(?:的)?)"
)


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names that begins at a place: agencies, posts, and where it ends."""

    agencies: tuple[str, ...]
    posts: tuple[str, ...]
    end: int

    def __bool__(self) -> bool:
        return bool(self.agencies or self.posts)


def is_collective(name: str) -> bool:
    """Whether a name stands for several that are not named: “各县（市、区）”, “有关部门”."""
    return _COLLECTIVE.match(name) is not None


def names_at(text: str, start: int, end: int) -> Names:
    """The list of names that begins at `start`, read as far as it goes; an empty one where none begins there."""
    agencies: list[str] = []
    posts: list[str] = []
    at = start
    while True:
        post = _post_end(text, at, end)
        stop = post or _name_end(text, at, end)
        if stop is None:
            break
        name = text[at:stop]
        (posts if post or is_post_name(name) else agencies).append(name)
        done = stop
        rest = re.compile("等(?:有关|相关)?(?:部门|单位)?").match(text, stop, end)
        if rest is not None and rest.end() > stop and not text.startswith("等级", stop):
            done = stop = rest.end()
        joint = _JOIN.match(text, stop, end)
        if joint is None:
            return Names(tuple(agencies), tuple(posts), done)
        following = joint.end()
        if (_post_end(text, following, end) or _name_end(text, following, end)) is None:
            return Names(tuple(agencies), tuple(posts), done)
        at = following
    return Names(tuple(agencies), tuple(posts), at if agencies or posts else start)


_POST = re.compile(
    r"(?:分管|联系|主管|协管|市委常委|县委常委|区委常委|市政府|县政府|区政府|市委|县委|区委|常务)?[\u3400-\u9fff]{0,10}?(?:副?(?:市长|县长|区长|州长|镇长|乡长|秘书长|省长|旗长|盟长|行署专员)|(?:市委|县委|区委|党委|总|第一)书记|市领导|县领导|区领导|分管领导|主要领导|(?:市|县|区|党)委常委)(?:[\u3400-\u9fff]某{1,2}|[甲乙丙丁戊己庚辛][某]{0,2}|同志)?"
)


def _post_end(text: str, start: int, end: int) -> int | None:
    match = _POST.match(text, start, min(end, start + 20))
    if match is None or _NEVER.search(re.sub("的", "", match[0])) or _AFTER.match(text, match.end()) is None:
        return None
    return match.end()


def _name_end(text: str, start: int, end: int) -> int | None:
    """Where the name of an agency that begins at `start` ends; None where none begins there."""
    limit = min(end, start + _LONGEST)
    fallback: int | None = None
    at = start
    while at < limit:
        match = _CANDIDATE.search(text, at, limit)
        if match is None:
            break
        at = match.start() + 1
        stop = match.end()
        if text[stop : stop + 1] in ("（", "(") and (closing := _bracket(text, stop, end)) is not None:
            inner = text[stop:closing]
            following = _CANDIDATE.match(text, closing, end)
            if re.search("[市县区乡镇街道]", inner) and len(inner) < 14:
                # “各县（市、区）人民政府”
                more = re.compile("(?:人民政府|政府|党委|管委会|办事处)(?:、办事处)?").match(text, closing, end)
                stop = more.end() if more else closing
            elif following is None and len(inner) < 20:
                stop = closing if not re.search("牵头|负责", inner) else stop
        if stop - start < 2 or _is_broken(text[start:stop]):
            continue
        if match["strong"] or text[stop - 1] in "）)":
            stop = _extended(text, stop, end)
            if _AFTER.match(text, stop) is not None:
                return stop
            if fallback is None:
                fallback = stop
        elif fallback is None and _AFTER.match(text, stop) is not None and _begins_named(text[start:stop]):
            if _INSIDE.match(text, stop) is not None and (longer := _longer(text, start, stop, limit)) is not None:
                return longer
            return _extended(text, stop, end)
    return fallback


# Words that begin what is to be done, and also stand inside names: “区住房城乡建设局”.
_INSIDE = re.compile(
    "建设|组织|监督|统筹|保障|检查|监测|协调|安排|规划|应急|培训|考核|评估|监管|管理|发展|审核|审查|宣传|对外"
)


def _longer(text: str, start: int, stop: int, limit: int) -> int | None:
    """Where a name with a strong end closes that takes in such a word; None where there is none near."""
    for match in _CANDIDATE.finditer(text, stop, min(limit, stop + 10)):
        if (
            match["strong"]
            and _AFTER.match(text, match.end()) is not None
            and not _is_broken(text[start : match.end()])
        ):
            return match.end()
    return None


# What is done to somebody or something: “支持企业”, “建成实验室”; no name begins so.
_DONE_TO = re.compile(
    "全年|年内|今年|力争|支持|推动|推进|引导|鼓励|建成|新建|实施|促进(?!会|局|中心)|尊重|全面|组建|对(?!外)|建设(?!局|厅|委|部|单位|主管|工程)|打造|培育|加强|帮助|完善|深化|创建|设立|引进|整合|改造|清理|强化|提升|优化|做好"
    "|开展|制定|同一|加快|依托|围绕|落实|严格|持续|指导|督促|带动|构建|健全|激发|破除|打通|聚焦|坚持|巩固|拓展|发挥|盘活|稳定|吸引|修缮|兴建|扩建|改扩建|增加|新增|扩大|搭建|探索|建立|培养|选派|完成|启动|规范"
    "|保护|方便|服务(?!中心|局|办|专员|员)|便利|减轻|解决|满足|关心|关爱|依法|积极|大力|进一步|继续|深入|扎实|着力|更好|统筹(?!办)|争取|实现|为|让|使|把|向"
)


def acts(name: str) -> bool:
    """Whether a name is of those that are charged with work: an agency, not a school or a firm that is built."""
    return (
        re.search(
            "(?:局|委|办|办公室|政府|部门|单位|街道|办事处|处|党委|党组|党委会|专班|指挥部|小组|中心|厅|部|署|法院|检察院|督查室|科|股|室|机构|机关|大队|支队|队|[）)]|^各.*)$|委员会$|管委会$",
            name,
        )
        is not None
    )


def _is_broken(name: str) -> bool:
    """Whether what would be a name holds a word that no name holds."""
    return _DONE_TO.match(name) is not None or (
        _NEVER.search(_INNER.sub("", name)) is not None
        or re.match("[和与及、，等经现为按据如凡该此即若其每逐于在]|.*部署$|以(?!色)|已|我|同意", name) is not None
    )


def _begins_named(name: str) -> bool:
    """Whether a name with a weak end begins as names do, or is a place."""
    if name[-1] in "人者员户":
        return len(name) >= 3 and not re.search("(?:法|个|每|别|他|本|工作|人|成|全)[人员]$", name)
    if name[-1] in "地":
        return name in ("各地", "属地", "有关地")
    return (
        re.match("[市县区省州旗盟]|各|有关|相关|国家|中央|全|本|属地|驻", name) is not None
        or (len(name) >= 3 and name[-1] in "县区市镇乡州旗")
        or name[-1] in "部办队院室组处科股站所"
    )


def _extended(text: str, stop: int, end: int) -> int:
    """“市政府” before “督查室”, “市委” before “组织部”: the name goes on."""
    more = _MORE.match(text, stop, end)
    if more is not None and _AFTER.match(text, more.end()) is not None and text[stop - 1] in "委府局办组会部专班":
        return more.end()
    return stop


def _bracket(text: str, at: int, end: int) -> int | None:
    """The place behind the bracket that opens at `at`."""
    depth = 0
    for place in range(at, min(end, at + 40)):
        depth += (text[place] in "（(") - (text[place] in "）)")
        if not depth:
            return place + 1
    return None
