"""A note on a task, in brackets or after it: whether it is one, and what it says of who and when."""

from __future__ import annotations

import re

from ninetenths.delivery import Agencies, agencies_of, names_of
from ninetenths.documents.rows.shapes import is_agency
from ninetenths.documents.rows.when import when_in
from ninetenths.documents.rows.who import Note, is_post_name, labelled, labels_in, said

_WHO_WORDS = re.compile(
    "按职责落实|牵头|牽頭|配合|负责|負責|主办|协办|协助|承办|主抓|具体负责|分工|责任单位|指导|参与|抓总|lead|owner|support",
    re.IGNORECASE,
)
_CUT = re.compile(r"[，,；;。]")
_TIMES = re.compile(
    r"(?:前|底前|内|之前)?(?:基本|全面|全部|力争)?(?:完成|见效|办结|报送|落实到位|建成(?:投用|投入使用|运行)?|开工|上线(?:运行)?|启动|实施|投用|启用|完工|竣工|验收|取得.{0,6})?(?:并?长期坚持)?$"
)


def note_of(written: str, *, first_leads: bool = True, whole: bool = False) -> Note:
    """What the inside of a bracket says of who and when; an empty note where it says neither.

    `whole`: every piece of it has to say who or when, as in a sentence that may say something else. `first_leads`: of agencies named without a role the first leads and the others support.
    """
    written = written.strip(" \u3000。.；;，,")
    written = re.sub(
        r"[，,；;]?\s*列(?:在)?第一位(?:的|者)?[^，,；;。]*(?:[，,]?下同)?$|[，,；;]?\s*下同$", "", written
    )
    if len(written) < 2 or len(written) > 400 or re.fullmatch("[市县区州省乡镇村街道、，,/]+", written):
        return Note()
    if labels_in(written):
        return labelled(written)
    if _latin(written):
        from ninetenths.documents.rows.english import english_note

        return english_note(written)
    return _spoken(written, first_leads, whole)


def _latin(text: str) -> bool:
    return sum(char.isascii() for char in text) * 10 >= 9 * len(text)


def _spoken(written: str, first_leads: bool, whole: bool) -> Note:
    """“市教育局牵头，市财政局配合，10月底前完成”, “市民政局；6月底”, “市长主抓”."""
    names: list[str] = []
    roles: list[str] = []
    post: list[str] = []
    strange: list[str] = []
    deadline = ""
    for piece in _pieces(written):
        when = when_in(piece)
        if when is not None and _is_time_alone(piece, when):
            deadline = deadline or piece[when[0] : when[1]]
        elif _WHO_WORDS.search(piece):
            roles.append(piece)
        elif is_post_name(piece):
            post.append(piece)
        elif is_agency(piece):
            names.append(piece)
        else:
            strange.append(piece)
    if strange and (whole or len(strange) > 1 or not roles):
        return Note()
    joined = "，".join(roles)
    for match in re.finditer(
        r"(?:由)?([^，,；;]+?)(?:主抓|总负责|牵头负责|牵头抓总|牵头|包抓|负总责|具体抓|负责|主管)", joined
    ):
        post += [name for name in names_of(match[1]) if is_post_name(name)]
    agencies = said(joined) if roles else Agencies()
    if roles and first_leads and agencies.joint and re.search("分工|共同|按职责|分别", joined):
        agencies = Agencies(agencies.lead, (), (*agencies.joint, *agencies.supporting), agencies.lead_written)
    if names:
        bare = "、".join(names)
        agencies = agencies_of(responsible=bare) if not roles else _joined(agencies, bare)
    if not (agencies.lead or agencies.supporting or deadline or post):
        return Note()
    return Note(agencies, "、".join(dict.fromkeys(post)), deadline)


def _joined(agencies: Agencies, bare: str) -> Agencies:
    """Names without a role beside such with one: they lead where nobody else does, else they support."""
    more = names_of(bare)
    if agencies.lead is None:
        return Agencies(more[0], tuple(more[1:]), agencies.supporting, bare)
    return Agencies(
        agencies.lead, agencies.joint, tuple(dict.fromkeys((*agencies.supporting, *more))), agencies.lead_written
    )


def _pieces(written: str) -> list[str]:
    """A note cut at commas outside brackets; a list of names parted by commas stays together."""
    found: list[str] = []
    depth, current = 0, ""
    for char in written:
        depth += (char in "（(") - (char in "）)" and depth > 0)
        if not depth and _CUT.match(char):
            found.append(current.strip())
            current = ""
        else:
            current += char
    found.append(current.strip())
    return [piece for piece in found if piece]


def _is_time_alone(piece: str, when: tuple[int, int]) -> bool:
    """Whether a piece says nothing but by when: “10月底前完成”, “6月底”, “长期坚持”."""
    before, after = piece[: when[0]], piece[when[1] :]
    return (
        re.fullmatch(r"(?:[于在到至限]|力争|确保|完成时限|时限)?", before) is not None
        and _TIMES.fullmatch(after) is not None
    )
