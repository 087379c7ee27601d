"""A pack's TOML, checked key by key and turned into values; a mistake is one line: where, what, what may stand."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from ninetenths.refusal import Refusal

from . import values as v

Reader = Callable[[Any, str], Any]
_T = TypeVar("_T")


def _wrong(code: str, where: str, **params: object) -> Refusal:
    return Refusal("procedure", f"pack.{code}", where=where, **params)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise _wrong("type", where, found=repr(value), wanted="text")
    return value


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong("type", where, found=repr(value), wanted="true | false")
    return value


def _whole(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _wrong("type", where, found=repr(value), wanted="0, 1, 2, …")
    return value


def _share(value: Any, where: str) -> Fraction:
    """`"2/3"`. A decimal is refused: 0.67 is not two thirds."""
    found = re.fullmatch(r"(\d+)/(\d+)", value) if isinstance(value, str) else None
    if found is None or int(found[2]) == 0:
        raise _wrong("share", where, found=repr(value))
    return Fraction(int(found[1]), int(found[2]))


def _amount(value: Any, where: str) -> v.Amount:
    return _share(value, where) if isinstance(value, str) else _whole(value, where)


def _day(value: Any, where: str) -> date:
    if type(value) is not date:
        raise _wrong("type", where, found=repr(value), wanted="2015-12-25")
    return value


def _one_of(*allowed: str) -> Reader:
    def read(value: Any, where: str) -> str:
        if value not in allowed:
            raise _wrong("enum", where, found=repr(value), allowed=", ".join(allowed))
        return str(value)

    return read


def _list(reader: Reader) -> Reader:
    def read(value: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _wrong("type", where, found=repr(value), wanted="[…]")
        return tuple(reader(entry, f"{where}[{number}]") for number, entry in enumerate(value, 1))

    return read


def _table(reader: Reader, keys: Reader | None = None) -> Reader:
    def read(value: Any, where: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _wrong("type", where, found=repr(value), wanted="{…}")
        for key in value:
            if keys:
                keys(key, f"{where} key")
        return {key: reader(entry, f"{where}.{key}") for key, entry in value.items()}

    return read


def _pattern(value: Any, where: str) -> str:
    try:
        re.compile(_text(value, where))
    except re.error as error:
        raise _wrong("pattern", where, found=repr(value), error=str(error)) from None
    return str(value)


def _record(make: Callable[..., _T], readers: Mapping[str, Reader], required: tuple[str, ...] = ()) -> Reader:
    """A reader of one table into one value: unknown keys and missing ones are mistakes."""

    def read(value: Any, where: str) -> _T:
        if not isinstance(value, dict):
            raise _wrong("type", where, found=repr(value), wanted="{…}")
        for key in value:
            if key not in readers:
                raise _wrong("key", where, key=key, known=", ".join(readers))
        for key in required:
            if key not in value:
                raise _wrong("missing", where, key=key)
        return make(**{key: readers[key](entry, f"{where}.{key}") for key, entry in value.items()})

    return read


_NEED_KEYS: dict[str, Reader] = {
    "share": _share,
    "strict": _flag,
    "of": _one_of(*v.BASES),
    "number": _whole,
    "more_than_no": _flag,
    "measure": _text,
    "floor": _whole,
    "when": _text,
}


def _need(value: Any, where: str) -> v.Need:
    kinds = [kind for kind in ("share", "number", "more_than_no") if isinstance(value, dict) and kind in value]
    if len(kinds) != 1:
        raise _wrong("need", where)
    filled = {"of": {"number": "number", "more_than_no": "yes-no"}[kinds[0]], **value} if kinds[0] != "share" else value
    need: v.Need = _record(v.Need, _NEED_KEYS, required=("of",))(filled, where)
    if need.share > 1:
        raise _wrong("share", where, found=repr(value["share"]))
    if (need.of == "number") != (kinds[0] == "number"):
        raise _wrong("need", where)
    return need


_RULE: dict[str, Reader] = {"article": _text, "verified": _flag, "since": _day}
_NEEDS: dict[str, Reader] = {"needs": _list(_need), "join": _one_of("all", "any")}
_ROLE = _one_of(*v.ROLES)
_METHOD = _one_of(*v.METHODS)

# One line a kind of rule: its value and the keys its table may have. docs/procedure.md lists them all (a test).
RULES: dict[str, tuple[type[v.Rule], dict[str, Reader]]] = {
    "quorum": (
        v.QuorumRule,
        {
            **_NEEDS,
            "scopes": _list(_one_of(*v.SCOPES)),
            "counted": _one_of("once", "item", "presumed"),
            "call": _whole,
            "matters": _list(_text),
            "remote": _flag,
            "conflicted": _flag,
        },
    ),
    "majority": (v.Majority, {**_NEEDS, "approval": _text}),
    "counting": (v.Counting, {"abstain": _ROLE, "blank": _ROLE, "invalid": _ROLE, "not_cast": _ROLE}),
    "ballot": (
        v.BallotRule,
        {
            "default": _METHOD,
            "allowed": _list(_METHOD),
            "compulsory": _table(_METHOD),
            "demand": _table(_share, _METHOD),
            "precedence": _list(_METHOD),
            "fallback": _METHOD,
            "remote": _METHOD,
        },
    ),
    "tie": (v.TieRule, {"first": _one_of(*v.TIES), "then": _one_of(*v.TIES), "within_hours": _whole}),
    "category": (v.Category, dict.fromkeys(v.RIGHTS, _flag)),
    "election": (
        v.ElectionRule,
        {
            "method": _one_of("plurality", "stv"),
            "need": _need,
            "takes_part": _need,
            "surplus_low": _amount,
            "surplus_high": _amount,
            "write_ins": _flag,
            "secret": _flag,
            "tie": _one_of("vote-again", "run-off-then-lot", "lot"),
            "rerun_candidates": _one_of("most-votes", "nominate", "either"),
            "rerun_floor": _share,
            "rerun_majority": _flag,
            "leave_open": _share,
            "over_returned": _one_of("void", "accept"),
            "over_filled": _one_of("invalid"),
            "quota": _one_of("droop", "hare"),
        },
    ),
    "alternates": (v.AlternateRule, {"order": _list(_one_of("votes", "surname-strokes")), "then": _text}),
    "proxies": (
        v.ProxyRule,
        {
            "allowed": _flag,
            "written": _flag,
            "holders": _list(_one_of("member", "kin", "anyone")),
            "most": _whole,
            "elections_only": _flag,
        },
    ),
    "weights": (v.WeightRule, {"measure": _text, "additional_cap": _share, "one_each": _flag}),
    "notice": (
        v.NoticeRule,
        {
            "days": _whole,
            "counting": _one_of("clear", "calendar"),
            "waiver": _text,
            "requisition_share": _share,
            "requisition_number": _whole,
            "requisition_of": _one_of(*v.BASES),
            "minimum_a_year": _whole,
        },
    ),
    "speaking": (v.SpeakingRule, {"where": _text, "turn": _whole, "minutes": _whole}),
    "sitting": (v.SittingRule, {"may_decide": _flag}),
    "order": (
        v.OrderRule,
        {
            "amendments_first": _flag,
            "one_by_one": _list(_text),
            "may_combine": _flag,
            "conflicted_vote": _flag,
            "conflicted_in_base": _flag,
            "absence": _list(_text),
            "chaired_by": _text,
            "reopen": _flag,
        },
    ),
}
# Tables with one rule each by id; the others are a single rule.
MANY = ("quorum", "majority", "category", "election", "speaking", "sitting")
HEADER = ("name", "version", "title", "source", "verified", "valid", "seats", "extends", "record", "promises", "also")
PROMISES = ("one-more-yes", "order", "alternates")


def merge(base: Mapping[str, Any], local: Mapping[str, Any]) -> dict[str, Any]:
    """The base pack with the local one laid over it: tables merge, else replaced, `off = true` takes a rule out."""
    merged = dict(base)
    for key, value in local.items():
        if isinstance(value, dict) and value.get("off") is True:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = merge(merged[key], value)
        else:
            merged[key] = value
    return merged


def check_citations(local: Mapping[str, Any]) -> None:
    """A rule a local pack changes needs its own citation: the base's article must not vouch for it."""
    for kind, table in local.items():
        if kind not in RULES or not isinstance(table, dict):
            continue
        for id, rule in table.items() if kind in MANY else [("", table)]:
            if isinstance(rule, dict) and rule.get("off") is not True and "article" not in rule:
                raise _wrong("article", f"{kind}.{id}".rstrip("."))


def _rule(kind: str, id: str, table: Any, where: str) -> Any:
    make, readers = RULES[kind]
    built = _record(lambda **fields: make(id, **fields), {**_RULE, **readers}, required=("article",))(table, where)
    if not built.article.strip():
        raise _wrong("article", where)
    return built


def _rules(kind: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    tables = raw.get(kind, {})
    if not isinstance(tables, dict):
        raise _wrong("type", kind, found=repr(tables), wanted=f"[{kind}.ID]")
    return {id: _rule(kind, id, table, f"{kind}.{id}") for id, table in tables.items()}


def _single(kind: str, raw: Mapping[str, Any]) -> Any:
    return _rule(kind, kind, raw[kind], kind) if kind in raw else None


def _references(pack: v.Pack) -> None:
    """Names that stand for other rules must be rules of this pack."""
    classes = set(pack.majorities)
    for where, named in (
        *((f"quorum.{rule.id}.matters", rule.matters) for rule in pack.quorums),
        ("order.one_by_one", pack.order.one_by_one),
        ("record.classes", tuple(entry.matter_class for entry in pack.recognitions)),
    ):
        for name in named:
            if name not in classes:
                raise _wrong("reference", where, found=name, known=", ".join(sorted(classes)))


def build(raw: Mapping[str, Any]) -> v.Pack:
    """A pack from its merged TOML. Raises Refusal `pack.…` at the first mistake."""
    for key in raw:
        if key not in HEADER and key not in RULES:
            raise _wrong("key", "", key=key, known=", ".join((*HEADER, *RULES)))
    for key in ("name", "version", "title", "source", "verified", "valid", "majority"):
        if key not in raw:
            raise _wrong("missing", "", key=key)
    valid = _record(dict, {"from": _day, "until": _day}, required=("from",))(raw["valid"], "valid")
    if valid.get("until") and valid["until"] < valid["from"]:
        raise _wrong("interval", "valid")
    record = _record(
        dict,
        {
            "classes": _list(
                _record(
                    v.Recognition, {"matter_class": _text, "action": _pattern, "title": _pattern}, ("matter_class",)
                )
            ),
            "bodies": _list(
                _record(
                    v.RecordBody,
                    {"name": _pattern, "seats": _whole, "complete_from": _whole, "article": _text},
                    ("name",),
                )
            ),
        },
    )(raw.get("record", {}), "record")
    majorities = _rules("majority", raw)
    for majority in majorities.values():
        if not majority.needs:
            raise _wrong("missing", f"majority.{majority.id}", key="needs")
    if "ordinary" not in majorities:
        raise _wrong("missing", "majority", key="ordinary")
    pack = v.Pack(
        name=_text(raw["name"], "name"),
        version=_text(raw["version"], "version"),
        title=_table(_text, _one_of("zh", "en"))(raw["title"], "title"),
        source=_table(_text)(raw["source"], "source"),
        verified=_flag(raw["verified"], "verified"),
        valid_from=valid["from"],
        valid_until=valid.get("until"),
        seats=_whole(raw.get("seats", 0), "seats"),
        quorums=tuple(_rules("quorum", raw).values()),
        majorities=majorities,
        counting=_single("counting", raw) or v.Counting("counting", ""),
        ballot=_single("ballot", raw) or v.BallotRule("ballot", ""),
        tie=_single("tie", raw) or v.TieRule("tie", ""),
        categories=_rules("category", raw),
        elections=_rules("election", raw),
        sittings=_rules("sitting", raw),
        order=_single("order", raw) or v.OrderRule("order", ""),
        speaking=tuple(_rules("speaking", raw).values()),
        alternates=_single("alternates", raw),
        proxies=_single("proxies", raw),
        weights=_single("weights", raw),
        notice=_single("notice", raw),
        recognitions=record.get("classes", ()),
        bodies=record.get("bodies", ()),
        promises=_list(_one_of(*PROMISES))(raw.get("promises", []), "promises"),
        extends=_text(raw.get("extends", ""), "extends"),
    )
    if not pack.categories:
        pack = dataclasses.replace(pack, categories={"member": v.Category("member", "")})
    _references(pack)
    return pack
