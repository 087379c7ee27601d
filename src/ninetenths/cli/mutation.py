"""Mutation testing of core modules: the code is changed in small ways, and the tests have to notice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from ninetenths.packs import phrase

_ROOM = "house"
_LONGEST = 20 * 60
# Of the changes tried, so many in a hundred have to be noticed. Most that are not change what a refusal says
# beside its code (the article, the count), not what it decides.
_LEAST = 50


def mutate(root: Path, language: str) -> bool:
    """Run mutmut over the modules named in pyproject.toml, for at most twenty minutes; says what survived."""
    shutil.rmtree(root / "mutants", ignore_errors=True)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(min(4, os.cpu_count() or 1))]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        running = subprocess.Popen(command, cwd=root, stdout=said, stderr=said, start_new_session=True)
        try:
            status = running.wait(timeout=_LONGEST)
        except subprocess.TimeoutExpired:
            # Its workers too, which are in its own group.
            os.killpg(running.pid, signal.SIGTERM)
            running.wait()
            print(phrase(_ROOM, "mutation.stopped", language, minutes=_LONGEST // 60))
        else:
            if status:
                said.seek(0)
                print(said.read()[-4000:])
                return False
    subprocess.run([sys.executable, "-m", "mutmut", "export-cicd-stats"], cwd=root, capture_output=True, check=True)
    counts: dict[str, int] = json.loads((root / "mutants" / "mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    killed = counts["killed"] + counts.get("timeout", 0)
    tried = killed + counts["survived"]
    print(phrase(_ROOM, "mutation.counts", language, killed=killed, tried=tried, least=_LEAST))
    results = subprocess.run([sys.executable, "-m", "mutmut", "results"], cwd=root, capture_output=True, text=True)
    print("\n".join(line for line in results.stdout.splitlines() if line.endswith("survived")))
    return tried > 0 and 100 * killed >= _LEAST * tried
