"""Writes docs/reference/permissions.md and permissions.zh.md from the verbs; a test holds them to the code.

.venv/bin/python docs/write_permissions.py
"""

from __future__ import annotations

from pathlib import Path

from ninetenths.packs import phrase

FOLDER = Path(__file__).resolve().parent / "reference"
ROLES = ("administrator", "clerk", "handler", "checker", "observer")
WORDS = {
    "en": {
        "title": "# Who may do what\n\n[中文](permissions.zh.md)",
        "lead": "Made from the verbs by `docs/write_permissions.py`; a test tries every cell. A verb is what an Entry of "
        "the record says was done, the name of the permission, and the operation of the interface. ● may, · may not. "
        "*Agency*: only what concerns the own agency (a commitment it carries, its own link); with another's everything "
        "is refused. *On behalf*: roles of the office that may do it for an agency, naming the paper or call that says "
        "so. *Oneself*: any person, on itself. Rules of the office may refuse what a permission allows: who entered a "
        "report does not check it, what was issued is not edited.",
        "verb": "verb", "done": "what it does", "agency": "agency: liaison", "link": "agency: link", "behalf": "on behalf",
        "itself": "oneself", "machine": "commands, clock", "console": "command", "clock": "clock", "read": "## Who may read what",
        "reads": "| right | rows |\n|---|---|\n"
        "| `commitments.read` | the office: all; an agency: those it carries, once they were issued |\n"
        "| `papers.read` | the office: all; an agency: none |\n"
        "| `organizations.read` | the office: all; an agency: its own |\n"
        "| `people.read` | the office: all; others: themselves |\n"
        "| `rounds.read` | the office: all; an agency: those it was asked in, once they were sent |\n"
        "| `links.read` | the office: all; an agency: its own |\n"
        "| `record.read` | {readers} |\n\n"
        "“The office” is whoever has a role in the organization that holds the register.",
    },
    "zh": {
        "title": "# 谁可以做什么\n\n[English](permissions.md)",
        "lead": "由 `docs/write_permissions.py` 从各动作生成，每一格都有测试。动作的名称，就是记录里写的、权限的、接口操作的名称。"
        "● 可以，· 不可以。*承办单位*：只限与本单位有关的（本单位承担的任务、自己的链接），别的单位的一律拒绝。"
        "*代填*：本办公室中可以代单位办理的角色，要写明依据的文件或电话。*本人*：任何人对自己。"
        "权限允许的，办公规则仍可能拒绝：填报人不能审核自己的反馈，印发后不能再改。",
        "verb": "动作", "done": "做什么", "agency": "承办单位：联络员", "link": "承办单位：链接", "behalf": "代填",
        "itself": "本人", "machine": "命令、时钟", "console": "命令", "clock": "时钟", "read": "## 谁可以看什么",
        "reads": "| 权利 | 范围 |\n|---|---|\n"
        "| `commitments.read` | 本办公室：全部；承办单位：印发以后、由它承担的 |\n"
        "| `papers.read` | 本办公室：全部；承办单位：无 |\n"
        "| `organizations.read` | 本办公室：全部；承办单位：自己 |\n"
        "| `people.read` | 本办公室：全部；其他人：自己 |\n"
        "| `rounds.read` | 本办公室：全部；承办单位：发出以后、问到它的 |\n"
        "| `links.read` | 本办公室：全部；承办单位：自己的 |\n"
        "| `record.read` | {readers} |\n\n"
        "“本办公室”指在持有台账的机构里有角色的人。",
    },
}  # fmt: skip


def written(language: str) -> str:
    """The whole page in a language."""
    from ninetenths.office.domain.permissions import RECORD_READERS
    from ninetenths.office.domain.verbs import VERBS

    words = WORDS[language]
    roles = [phrase("settings", f"role.{role}", language) for role in ROLES]
    heads = [
        words["verb"],
        words["done"],
        *roles,
        words["agency"],
        words["link"],
        words["behalf"],
        words["itself"],
        words["machine"],
    ]
    rows = [f"| {' | '.join(heads)} |", f"|---|---|{':-:|' * (len(heads) - 2)}"]
    rows += [_row(verb, language) for verb in VERBS.values()]
    comma = "、" if language == "zh" else ", "
    readers = comma.join(phrase("settings", f"role.{role}", language) for role in ROLES if role in RECORD_READERS)
    reads = words["reads"].format(readers=readers)
    return "\n\n".join([words["title"], words["lead"], "\n".join(rows), words["read"], reads]) + "\n"


def _row(verb: object, language: str) -> str:
    """One verb: every cell is asked of the permission itself, with an Actor who has nothing else."""
    from ninetenths.office.domain.acting import CLOCK, CONSOLE, Actor

    may = verb.may  # type: ignore[attr-defined]

    def mark(held: bool) -> str:
        return "●" if held else "·"

    def person(role: str, where: str = "office") -> Actor:
        return Actor("person", "p", roles=frozenset({(role, where)}), offices=frozenset({"office"}))

    comma = "、" if language == "zh" else ", "
    cells = [mark(may.allows(person(role))) for role in ROLES]
    cells += [
        mark(may.allows(person("liaison", "agency"), ("agency",))),
        mark(may.allows(Actor("link", link="l", organization="agency"), ("agency",))),
    ]
    behalf = [role for role in ROLES if may.allows(person(role).on_behalf("agency", "call"), ("agency",))]
    cells.append(comma.join(phrase("settings", f"role.{role}", language) for role in behalf) or "·")
    cells.append(mark(may.allows(person("none"), (), "p")))
    machines = [name for name, actor in (("console", CONSOLE), ("clock", CLOCK)) if may.allows(actor)]
    cells.append(comma.join(WORDS[language][name] for name in machines) or "·")
    done = phrase("verbs", f"{verb.name}.done", language)  # type: ignore[attr-defined]
    return f"| `{verb.name}` | {done} | {' | '.join(cells)} |"  # type: ignore[attr-defined]


def page_of(language: str) -> Path:
    """Where a language's page lies."""
    return FOLDER / ("permissions.md" if language == "en" else "permissions.zh.md")


def main() -> None:
    """Write both pages; the verbs stand on Django's models, which need no office for this."""
    import os

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "ninetenths.office.settings"
    django.setup()
    for language in WORDS:
        page_of(language).write_text(written(language), encoding="utf-8")


if __name__ == "__main__":
    main()
