"""The service manager's side of a gateway, and a debugger's hold on one of its threads."""

import ctypes
import os
import socket
import threading
import time
from pathlib import Path

import pytest

from simulators.harness.house import wait_until

PTRACE_DETACH, PTRACE_SEIZE, PTRACE_INTERRUPT = 17, 0x4206, 0x4207
WALL = 0x40000000  # wait for threads, too

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


class Systemd:
    """The service manager's end of NOTIFY_SOCKET: what it was told, and when."""

    def __init__(self, folder, watchdog_s=3.0):
        self.path = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self.told = []
        self.env = {"NOTIFY_SOCKET": self.path, "WATCHDOG_USEC": str(int(watchdog_s * 1e6))}
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            text = self._socket.recv(65536).decode()
            self.told += [(time.monotonic(), line) for line in text.splitlines()]

    def count(self, line):
        return sum(said == line for _, said in list(self.told))

    def last(self, line):
        return max((at for at, said in list(self.told) if said == line), default=0.0)

    def fed(self, times):
        begun = self.count("WATCHDOG=1")
        wait_until("signs of life", lambda: self.count("WATCHDOG=1") >= begun + times, 20)

    def is_hungry(self, seconds):
        return self.last("WATCHDOG=1") < time.monotonic() - seconds

    def status(self):
        return [line for _, line in list(self.told) if line.startswith("STATUS=")][-1]


class Stopped:
    """One thread of a program, held as a debugger holds it; all others go on."""

    def __init__(self, pid, name=None):
        tasks = Path(f"/proc/{pid}/task")
        self.tid = pid if name is None else next(
            int(task.name) for task in tasks.iterdir() if (task / "comm").read_text().strip() == name)

    def _ask(self, request):
        if libc.ptrace(request, self.tid, None, None) != 0:
            raise OSError(ctypes.get_errno(), "ptrace")

    def __enter__(self):
        try:
            self._ask(PTRACE_SEIZE)
        except OSError as error:
            pytest.skip(f"no thread may be held on this machine: {error}")
        self._ask(PTRACE_INTERRUPT)
        os.waitpid(self.tid, WALL)
        return self

    def __exit__(self, *_):
        libc.ptrace(PTRACE_DETACH, self.tid, None, None)
