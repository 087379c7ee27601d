"""What an office that is served knows of where it answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def test_without_an_address_of_its_own_links_name_the_port_that_answers(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ninetenths.office import folder, running, starting
    from ninetenths.office.domain import verbs

    def serve(*given: Any, ready: Any, **named: Any) -> int:
        ready("http://127.0.0.1:8123/")
        return 0

    said: list[str] = []
    monkeypatch.setenv(folder.PORT, "1")
    monkeypatch.setattr(running, "serve", serve)
    monkeypatch.setattr(verbs, "_committed", [])
    assert running.run(folder.served(), host="127.0.0.1", port=0, ready=said.append) == 0
    assert said == ["http://127.0.0.1:8123/"]
    assert starting.address(folder.served(), "/a/x") == "http://127.0.0.1:8123/a/x"
