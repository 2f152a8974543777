"""Fixtures of the end-to-end tests: real programs in a folder of their own."""

import os
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE))

from simulators.harness import house  # noqa: E402


@pytest.fixture
def build():
    return Path(os.environ.get("HAZGATE_BUILD", SOURCE / "build" / "dev"))


class Clock:
    """A wall clock that is so many seconds ahead; timers go on undisturbed."""

    def __init__(self, build, file, offset_s):
        self.file = file
        self.file.write_bytes(b"0" + b" " * 30)
        self.set(offset_s)
        self.env = {"LD_PRELOAD": str(build / "tests" / "support" / "libwall_clock.so"),
                    "HAZGATE_CLOCK": str(file)}

    def set(self, offset_s, synchronised=None):
        """`synchronised`: what the kernel says of it; None: whatever it says on this machine."""
        word = {True: "set", False: "unset", None: ""}[synchronised]
        with open(self.file, "r+b") as file:  # never empty in between
            file.write(f"{int(offset_s)} {word}".ljust(31).encode())


class Site:
    """Starts parts of one site and stops them in reverse, whatever the test did."""

    def __init__(self, build, folder):
        self.build = build
        self.folder = folder
        self._parts = []

    def _keep(self, part):
        self._parts.append(part)
        return part

    def broker(self, **options):
        return self._keep(house.Broker(self.folder, **options))

    def subscriber(self, broker, **options):
        return self._keep(house.Subscriber(self.folder, broker.port, **options))

    def simulator(self, scenario):
        path = self.folder / "scenario.toml"
        path.write_text(scenario, "utf-8")
        return self._keep(house.Simulator(self.build, self.folder, path))

    def gateway(self, site, wait=True, env=None):
        path = self.folder / "site.toml"
        path.write_text(site, "utf-8")
        return self._keep(house.Gateway(self.build, self.folder, path, wait, env))

    def clock(self, offset_s):
        """The wall clock of a gateway that is started with this environment: set() moves it."""
        return Clock(self.build, self.folder / "clock", offset_s)

    def process(self, arguments, name):
        return self._keep(house.Process(arguments, self.folder / name))

    def stop(self):
        """Stops everything; our own programs must end well (a sanitizer's finding is an exit code)."""
        ends = [(part, part.stop()) for part in reversed(self._parts)]
        bad = [f"{type(part).__name__} ended with {code}, see {self.folder}" for part, code in ends
               if isinstance(part, (house.Gateway, house.Simulator)) and code not in (0, 1, -9)]
        assert not bad, bad


@pytest.fixture
def site(build, tmp_path):
    parts = Site(build, tmp_path)
    yield parts
    parts.stop()


@pytest.fixture
def systemd(tmp_path):
    from service_manager import Systemd
    return Systemd(tmp_path)
