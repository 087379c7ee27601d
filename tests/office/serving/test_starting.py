"""What a start needs of the machine, and what it says when that is not to be had."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ninetenths.office.serving.starting import alone, free_address
from ninetenths.refusal import Refusal


def test_a_free_port_is_found_and_a_name_becomes_a_number() -> None:
    number, port = free_address("localhost", 0)
    assert number == "127.0.0.1"
    assert free_address("127.0.0.1", port) == ("127.0.0.1", port)


def test_a_port_that_shares_itself_is_taken_all_the_same() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Refusal) as refused:
            free_address("127.0.0.1", other.getsockname()[1])
    assert refused.value.code == "port-taken"


@pytest.mark.parametrize(
    ("host", "port", "code"),
    [
        ("192.0.2.1", 0, "host-unusable"),
        ("x" * 70, 0, "host-unusable"),
        ("127.0.0.1", 70_000, "port-impossible"),
        ("127.0.0.1", -1, "port-impossible"),
    ],
)
def test_an_address_that_is_not_to_be_had_is_refused(host: str, port: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        free_address(host, port)
    assert refused.value.code == code


def test_a_folder_is_held_by_one_and_then_by_the_next(tmp_path: Path) -> None:
    with alone(tmp_path):
        with pytest.raises(Refusal) as refused, alone(tmp_path):
            pass
        assert refused.value.code == "already-served"
    with alone(tmp_path):
        pass
    with pytest.raises(Refusal) as refused, alone(tmp_path / "nowhere"):
        pass
    assert refused.value.code == "folder-unusable"
