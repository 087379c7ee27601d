"""The example cities' offices: played in a process of their own, every state is there, and the log gives the state."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import json, sys
from collections import Counter
from pathlib import Path
from ninetenths.cli.demo import make
office, people = make(Path(sys.argv[2]), sys.argv[1])
from ninetenths.office.domain import replay
from ninetenths.office.models import Commitment, Proposal, Round, Asked, Status
print(json.dumps({
    "codes": Counter(Status.objects.filter(current=True).values_list("code", flat=True)),
    "stages": Counter(Commitment.objects.values_list("stage", flat=True)),
    "people": sorted({one["role"] for one in people}), "secrets": all(one["secret"] for one in people),
    "waiting": Proposal.objects.filter(state="waiting").count(), "taken": Proposal.objects.filter(state="changed").count(),
    "rounds": sorted(Round.objects.values_list("state", flat=True)), "taken_over": Commitment.objects.exclude(taken_over="").count(),
    "asked": Asked.objects.filter(round__state="sent").count(),
    "answered": Asked.objects.filter(round__state="sent", answered__isnull=False).count(),
    "faults": [fault.code for fault in replay.faults()],
}))
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_state_of_a_commitment_can_be_seen_in_the_example(language: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, language, str(tmp_path / "office")], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)
    assert seen["faults"] == []
    assert {"done", "pace", "behind", "overdue", "silent", "claimed", "cancelled"} <= set(seen["codes"])
    assert {"draft", "issued", "acknowledged", "reported", "returned", "checked", "closed"} <= set(seen["stages"])
    assert sum(seen["stages"].values()) >= 38
    assert seen["people"] == ["administrator", "checker", "clerk", "liaison", "observer"]
    assert seen["secrets"]
    assert seen["rounds"] == ["closed", "sent"]
    assert 0 < seen["answered"] < seen["asked"]
    assert seen["taken_over"] >= 5
    assert seen["taken"] >= 5
