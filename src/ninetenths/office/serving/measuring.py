"""What the server did, counted, and told as Prometheus reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counts:
    """Requests by lane and status, seconds by lane, and what is being done now; changed by the loop's thread alone."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    in_hand: int = 0

    def add(self, lane: str, status: int, seconds: float) -> None:
        """One request that is over; status 0: the client went away first."""
        self.requests[lane, status] += 1
        self.seconds[lane] += seconds  # type: ignore[assignment]


def told(counts: Counts, more: Mapping[str, float]) -> str:
    """The figures in Prometheus' text format 0.0.4; `more` are gauges by name."""
    lines = ["# TYPE nine_requests_total counter"]
    for (lane, status), number in sorted(counts.requests.items()):
        lines.append(f'nine_requests_total{{lane="{lane}",status="{status}"}} {number}')
    lines.append("# TYPE nine_request_seconds summary")
    for lane, seconds in sorted(counts.seconds.items()):
        lines.append(f'nine_request_seconds_sum{{lane="{lane}"}} {seconds:.6f}')
        number = sum(n for (of, _), n in counts.requests.items() if of == lane)
        lines.append(f'nine_request_seconds_count{{lane="{lane}"}} {number}')
    for name, value in {"nine_requests_in_hand": counts.in_hand, **more}.items():
        lines += [f"# TYPE {name} gauge", f"{name} {value:g}"]
    return "\n".join(lines) + "\n"
