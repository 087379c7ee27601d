"""The documents agree with the code, in both languages: commands, options, fields, findings, dependencies, links."""

from __future__ import annotations

import ast
import dataclasses
import importlib.util
import re
import tomllib
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

from ninetenths import packs, reading
from ninetenths.office import folder

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.zh.md"])
# The heading of docs/reference/json.md → the value it tells of.
FIELDS = {
    "source": reading.Source, "record": reading.Field, "sections": reading.Section, "passages": reading.Passage,
    "clauses": reading.Clause, "commitments": reading.Commitment, "indicators": reading.Indicator,
    "organs": reading.Organ, "sets": reading.CountedSet, "phrases": reading.SetPhrase,
    "references": reading.Reference, "quantities": reading.Quantity, "dates": reading.DateMention,
    "findings": reading.Finding,
}  # fmt: skip


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def project() -> dict[str, list[str]]:
    """Names of what `pyproject.toml` asks for, to run and to develop."""
    held = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extra = held["project"]["optional-dependencies"]["parquet"]
    # What is extra for users is there for developers, who test it; the pages tell of it once.
    develop = [line for line in held["dependency-groups"]["develop"] if line not in extra]
    asked = {"run": held["project"]["dependencies"], "extra": extra, "develop": develop}
    return {kind: [re.split(r"[<>=!~ ;\[]", line)[0] for line in lines] for kind, lines in asked.items()}


def table(text: str) -> list[list[str]]:
    """Rows of the tables of a page, heads and rules left out."""
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows]


@pytest.mark.parametrize("language", packs.LANGUAGES)
def test_the_reference_of_commands_is_what_the_parsers_say(language: str) -> None:
    made = module(DOCS / "write_reference.py")
    shown = made.path_of(language).read_text(encoding="utf-8")
    assert shown == made.reference(language), "run: python docs/write_reference.py"


@pytest.mark.parametrize("page", ["settings.md", "settings.zh.md"])
def test_the_reference_of_settings_names_every_key_with_its_default(page: str, tmp_path: Path) -> None:
    made = folder.make(tmp_path / "office", name="-", zone="Asia/Shanghai", language="zh-Hans", address="")
    held = tomllib.loads((made.folder / folder.SETTINGS_FILE).read_text(encoding="utf-8"))
    mail = held.pop("mail")
    wanted = {**held, "name": "–", "origin": "–", **mail}
    rows = [row for row in table((DOCS / "reference" / page).read_text(encoding="utf-8")) if row[0].startswith("`")]
    told = {row[0].strip("`"): row[1].strip("`").strip('"') for row in rows}
    assert told == {key: str(value) for key, value in wanted.items()}
    assert set(held) == {field.name for field in dataclasses.fields(folder.Office)} - {"folder", "mail"}


@pytest.mark.parametrize("page", ["json.md", "json.zh.md"])
def test_the_reference_of_the_json_names_every_field(page: str) -> None:
    parts = re.split(r"^## (\w+)$", (DOCS / "reference" / page).read_text(encoding="utf-8"), flags=re.M)[1:]
    told = {
        name: re.findall(r"^\| `(\w+)` \|", text, flags=re.M)
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }
    assert told == {name: [field.name for field in dataclasses.fields(value)] for name, value in FIELDS.items()}


@pytest.mark.parametrize("page", ["findings.md", "findings.zh.md"])
def test_every_finding_is_explained(page: str) -> None:
    source = Path(reading.__file__).parent
    codes = {
        call.args[0].value
        for path in source.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Finding"
        if call.args and isinstance(call.args[0], ast.Constant)
    } | {f"without-{what}" for what in ("agency", "deadline")}
    told = re.findall(r"^\| `([\w-]+)` \|", (DOCS / "explanation" / page).read_text(encoding="utf-8"), flags=re.M)
    assert sorted(told) == sorted(codes)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_page_has_its_other_language_and_no_dead_link(page: Path) -> None:
    name = page.name
    other = name.replace(".zh.md", ".md") if name.endswith(".zh.md") else name.replace(".md", ".zh.md")
    assert (page.parent / other).is_file()
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http:", "https:"))]
    assert [link for link in local if not (page.parent / link).exists()] == []
    assert other in local


def test_every_command_of_the_pages_exists() -> None:
    from ninetenths.cli import COMMANDS

    unknown = {
        (page.name, command)
        for page in PAGES
        for command in re.findall(r"(?:^|[`|] ?)(?:\./)?nine ([a-z]+)", page.read_text(encoding="utf-8"), flags=re.M)
        if command not in COMMANDS
    }
    assert unknown == set()


@pytest.mark.parametrize("page", ["dependencies.md", "dependencies.zh.md"])
def test_every_dependency_has_its_licence_and_reason(page: str) -> None:
    rows = [row for row in table((DOCS / page).read_text(encoding="utf-8")) if len(row) == 3]
    told = [row[0] for row in rows if row[0] not in ("package", "包")]
    assert told == [*project()["run"], *project()["extra"], *project()["develop"]]
    assert [row for row in rows if not all(row)] == []


def licence(name: str) -> str:
    """What an installed package says of its licence."""
    about = metadata.metadata(name)
    kinds = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    return "; ".join(filter(None, [about.get("License-Expression"), (about.get("License") or "")[:200], *kinds]))


def locked(name: str) -> list[str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", text, flags=re.M)
    return [each for each in sorted(set(names)) if _installed(each)]


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:  # of another platform or Python
        return False
    return True


def test_nothing_is_under_the_agpl() -> None:
    names = sorted({*locked("run"), *locked("develop")})
    assert len(names) > 40
    assert {name: licence(name) for name in names if re.search("AGPL|Affero", licence(name))} == {}


def test_what_users_run_is_permissive_or_mpl() -> None:
    free = re.compile("MIT|BSD|Apache|MPL|PSF|ISC|Zlib|Python Software Foundation|Mozilla")
    doubtful = {
        name: licence(name)
        for name in locked("run")
        if not free.search(licence(name)) or re.search(r"(?<!L)GPL", licence(name))
    }
    assert doubtful == {}


def test_the_lock_names_no_host() -> None:
    for name in ("run", "develop"):
        assert "//" not in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
