"""What a start needs of the machine: the office for itself alone, a port that is free, enough open files."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import resource
import socket
from collections.abc import Iterator
from pathlib import Path

from ninetenths.refusal import Refusal

_ROOM = "serving"
LOCK = "serve.lock"
_OPEN_FILES = 65_536


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the office in a folder. The kernel lets go however the process ends. Raises Refusal `already-served`."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Refusal(_ROOM, "folder-unusable", folder=folder, reason=error.strerror) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(_ROOM, "already-served", folder=folder) from None
        yield
    finally:
        os.close(descriptor)


def free_address(host: str, port: int) -> tuple[str, int]:
    """The host as a number, and the port, known to be free (0: one that is). Raises Refusal `port-taken`, `port-forbidden`, `host-unusable`.

    granian shares ports (SO_REUSEPORT): two offices would answer in turn. So it is bound once without sharing.
    """
    if not 0 <= port <= 65_535:
        raise Refusal(_ROOM, "port-impossible", port=port)
    try:
        # IPv4 first: what is reached by `localhost` is reached by 127.0.0.1 too.
        known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = min(known, key=lambda one: one[0] != socket.AF_INET)
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen(1)
            found: tuple[str, int] = trial.getsockname()[:2]
            return found
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refusal(_ROOM, "port-taken", host=host, port=port) from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise Refusal(_ROOM, "port-forbidden", port=port) from None
        raise Refusal(_ROOM, "host-unusable", host=host, reason=error.strerror) from None
    except UnicodeError as error:
        raise Refusal(_ROOM, "host-unusable", host=host, reason=error) from None


def raise_open_files() -> None:
    """As many open files as the machine allows: each client is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
