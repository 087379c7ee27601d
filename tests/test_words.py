"""Words: both languages say the same things with the same parameters, and every code that is used has words."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from ninetenths import packs

SOURCE = Path(packs.__file__).resolve().parent.parent
ROOMS = sorted(
    {entry.name.removesuffix(".toml") for name in packs.LANGUAGES for entry in packs.resource("words", name).iterdir()}
)


def keys(room: str, language: str) -> set[str]:
    """Codes of a catalogue; the form for one (`code.one`) goes with its code, and only English needs it."""
    catalogue = packs.words(room, language)
    return {code for code in catalogue if not (code.endswith(".one") and code.removesuffix(".one") in catalogue)}


def parameters(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("room", ROOMS)
def test_both_catalogues_have_the_same_codes_and_parameters(room: str) -> None:
    assert keys(room, "zh") == keys(room, "en")
    differing = {
        code
        for code in keys(room, "en")
        if parameters(packs.words(room, "zh")[code]) != parameters(packs.words(room, "en")[code])
    }
    assert differing == set()


def calls() -> Iterator[tuple[str, str, str, set[str] | None]]:
    """Every call of `phrase` and `Refusal` that names its code: where, room, code as a pattern, and its parameters.

    They are None where not all are known here: `**more`, and refusals, which their callers add to.
    """
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if not isinstance(call.func, ast.Name) or call.func.id not in ("phrase", "Refusal") or len(call.args) < 2:
                continue
            room = call.args[0]
            name = constants.get(room.id) if isinstance(room, ast.Name) else getattr(room, "value", None)
            if not isinstance(name, str):
                continue
            spread = any(keyword.arg is None for keyword in call.keywords)
            known = call.func.id == "phrase" and not spread
            given = None if not known else {keyword.arg for keyword in call.keywords if keyword.arg}
            for pattern in patterns(call.args[1]):
                yield f"{path.relative_to(SOURCE)}:{call.lineno}", name, pattern, given


def patterns(code: ast.expr) -> list[str]:
    """What a code can look like, as regular expressions; none where it is a variable."""
    if isinstance(code, ast.Constant):
        return [re.escape(str(code.value))]
    if isinstance(code, ast.IfExp):
        return patterns(code.body) + patterns(code.orelse)
    if isinstance(code, ast.JoinedStr):
        return ["".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in code.values)]
    return []


def test_every_code_that_is_used_has_words_and_gets_its_parameters() -> None:
    problems = []
    found = list(calls())
    for where, room, pattern, given in found:
        fitting = [code for code in keys(room, "en") if re.fullmatch(pattern, code)] if room in ROOMS else []
        if not fitting:
            problems.append(f"{where}: {room} has no words for {pattern}")
        elif given is not None and len(fitting) == 1:
            lacking = parameters(packs.words(room, "en")[fitting[0]]) - given
            if lacking:
                problems.append(f"{where}: {room}.{fitting[0]} also needs {', '.join(sorted(lacking))}")
    assert problems == []
    assert len(found) > 100


def test_every_finding_of_the_reader_has_words() -> None:
    codes = {
        call.args[0].value
        for path in (SOURCE / "reading").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Finding"
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert len(codes) > 4
    assert {code for code in codes if f"finding.{code}" not in packs.words("read", "en")} == set()
