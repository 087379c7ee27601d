"""`nine rules list|show|check`: packs of rules, what they say with its article, whether a file is one."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from ninetenths.packs import phrase
from ninetenths.procedure import Pack, load_pack, pack_names
from ninetenths.refusal import Refusal

_ROOM = "procedure"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine rules`."""
    parser.add_argument("what", choices=("list", "show", "check"), help=phrase(_ROOM, "rules.help.what", "en"))
    parser.add_argument("pack", nargs="*", metavar="PACK", help=phrase(_ROOM, "rules.help.pack", "en"))
    parser.add_argument("--json", action="store_true", help=phrase(_ROOM, "rules.help.json", "en"))


def plain(value: Any) -> Any:
    """A pack's value as JSON has it: shares as `2/3`, dates as ISO, rules as objects of what they say."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return value


def _validity(pack: Pack) -> str:
    return f"{pack.valid_from.isoformat()} – {pack.valid_until.isoformat() if pack.valid_until else '…'}"


def _listing(language: str) -> list[str]:
    width = max(len(name) for name in pack_names())
    shown = []
    for name in pack_names():
        pack = load_pack(name)
        checked = phrase(_ROOM, "rules.verified" if pack.verified else "rules.unverified", language)
        shown.append(f"{name:{width}}  {_validity(pack)}  {checked}  {pack.title.get(language, name)}")
    return shown


def _said(value: Any) -> str:
    """One parameter on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_said(entry)}" for key, entry in value.items())
    if isinstance(value, list):
        return "; ".join(
            _need(entry) if isinstance(entry, dict) and "more_than_no" in entry else _said(entry) for entry in value
        )
    return str(value)


def _need(need: Mapping[str, Any]) -> str:
    if need["more_than_no"]:
        text = "yes > no"
    elif need["of"] == "number":
        text = f">= {need['number']}"
    else:
        text = f"{'>' if need['strict'] else '>='} {need['share']} of {need['of']}"
    if need["measure"] != "heads":
        text += f" ({need['measure']})"
    return f"{text} [{need['when']}]" if need["when"] else text


def _rule(kind: str, rule: Mapping[str, Any], language: str) -> list[str]:
    mark = "" if rule["verified"] else f"  {phrase(_ROOM, 'rules.unverified', language)}"
    head = kind if kind == rule["id"] else f"{kind} {rule['id']}"
    lines = [f"{head}  —  {rule['article']}{mark}"]
    for key, value in rule.items():
        if key in ("id", "article", "verified") or value in (None, [], {}, ""):
            continue
        text = _need(value) if isinstance(value, dict) and "more_than_no" in value else _said(value)
        lines.append(f"    {key} = {text}")
    return lines


def _shown(pack: Pack, language: str) -> list[str]:
    values = plain(pack)
    checked = phrase(_ROOM, "rules.verified" if pack.verified else "rules.unverified", language)
    source = pack.source.get(language) or next(iter(pack.source.values()))
    lines = [f"{pack.name} {pack.version}  {pack.title.get(language, '')}", f"{source}  {_validity(pack)}  {checked}"]
    if pack.extends:
        lines.append(phrase(_ROOM, "rules.extends", language, base=pack.extends))
    if pack.seats:
        lines.append(f"seats = {pack.seats}")
    kinds = {
        "quorums": "quorum",
        "majorities": "majority",
        "categories": "category",
        "elections": "election",
        "sittings": "sitting",
    }
    for field, value in values.items():
        kind = kinds.get(field, field)
        rules = (
            value.values()
            if field in kinds and isinstance(value, dict)
            else value
            if isinstance(value, list)
            else [value]
        )
        for rule in rules:
            if isinstance(rule, dict) and rule.get("article") and "verified" in rule:
                lines += ["", *_rule(kind, rule, language)]
    return lines


def _check(names: list[str], language: str) -> int:
    status = 0
    for name in names:
        try:
            pack = load_pack(name)
        except Refusal as refusal:
            print(phrase(refusal.room, refusal.code, language, **refusal.params))
            status = 1
            continue
        rules = len(pack.quorums) + len(pack.majorities) + len(pack.elections) + len(pack.categories)
        print(phrase(_ROOM, "rules.ok", language, pack=name, count=rules, version=pack.version))
    return status


def run(options: argparse.Namespace) -> int:
    """List, show or check; `check` ends with 1 where a file has a mistake. Raises Refusal for a pack there is not."""
    language: str = options.language
    names: list[str] = options.pack
    if options.what == "check":
        return _check(names or pack_names(), language)
    if options.what == "list":
        packs = [load_pack(name) for name in pack_names()]
        if options.json:
            for pack in packs:
                print(json.dumps(plain(pack), ensure_ascii=False))
        else:
            print("\n".join(_listing(language)))
        return 0
    if not names:
        raise Refusal(_ROOM, "rules.which", known=", ".join(pack_names()))
    for name in names:
        pack = load_pack(name)
        print(json.dumps(plain(pack), ensure_ascii=False) if options.json else "\n".join(_shown(pack, language)))
    return 0
