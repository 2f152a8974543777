"""A leak while everything else goes wrong: the disk is full, the broker hangs, 500 people are being told. Or, for
comparison, the same leak on a quiet day. Three detectors voted 2oo3, one siren; the real programs.

In: a build folder and a scratch folder. Out: when the siren's coil was written, and what went on by then.
"""

import os
import signal

from simulators.harness import house

SUPPORT = house.SOURCE / "tests" / "support"
PEOPLE = 500
UNDER_WAY = 20  # so many have been told when the leak comes

SCENARIO = """
[[listen]]
id = "field"
type = "tcp"
host = "127.0.0.1"
port = 0
[[device]]
id = "relay-1"
listen = "field"
unit = 51
model = "relay-box"
""" + "".join(f"""
[[device]]
id = "gd-{n}"
listen = "field"
unit = {n}
model = "gas-detector-combustible"
[[device.value]]
point = "gas"
start = 2.0
""" for n in (1, 2, 3))

SITE = """
[site]
park = "bench"
enterprise = "bench"
gateway = "storm"
name = "storm"
timezone = "Asia/Shanghai"
language = "en"
[store]
path = "hazgate.db"
[control]
socket = "hazgate.sock"
[uplink]
brokers = ["{broker}"]
[[bus]]
id = "field"
type = "tcp"
host = "127.0.0.1"
port = {port}
[[device]]
id = "relay-1"
bus = "field"
unit = 51
model = "relay-box"
poll = "500ms"
""" + "".join(f"""
[[device]]
id = "gd-{n}"
bus = "field"
unit = {n}
model = "gas-detector-combustible"
poll = "100ms"
[[alarm]]
point = "gd-{n}.gas"
name = "HH"
""" for n in (1, 2, 3)) + """
[[vote]]
id = "leak"
members = ["gd-1.gas.HH", "gd-2.gas.HH", "gd-3.gas.HH"]
need = 2
on_bad = "alarm"
priority = "critical"
latch = true
message = "leak"
action = "leave"
basis = "GB/T 50493-2019"
[[plan]]
id = "leak"
name = "leak"
level = "II"
trigger = ["vote.leak"]
[[plan.step]]
do = "write"
point = "relay-1.siren"
value = true
on_close = false
[[plan]]
id = "crowd"
name = "everybody"
level = "IV"
trigger = []
[[plan.step]]
do = "notify"
role = "everybody"
""" + "".join(f"""
[[contact]]
id = "p-{person}"
name = "Person {person}"
role = "everybody"
webhook = "http://localhost:{{web}}/json/p-{person}"
""" for person in range(PEOPLE))


class Web(house.Process):
    """The people's ends."""

    def __init__(self, folder):
        super().__init__(["/usr/bin/python3", SUPPORT / "webhook_server.py"], folder / "web.log")
        house.wait_until("its port", lambda: self.lines)
        self.port = int(self.lines[0][1].split(":")[1].strip(" }"))

    def told(self):
        return sum('"event": "post"' in line for _, line in list(self.lines))


class Storm:
    """Started and calm; rage() is the worst day, leak() what must be heard on it."""

    def __init__(self, build, folder):
        self.folder = folder
        self.parts = []
        self.full = folder / "disk-is-full"
        try:
            self._start(build)
        except BaseException:
            self.stop()
            raise

    def _keep(self, part):
        self.parts.append(part)
        return part

    def _start(self, build):
        (self.folder / "scenario.toml").write_text(SCENARIO)
        self.field = self._keep(house.Simulator(build, self.folder, self.folder / "scenario.toml"))
        self.broker = self._keep(house.Broker(self.folder))
        self.web = self._keep(Web(self.folder))
        (self.folder / "site.toml").write_text(SITE.format(
            broker=self.broker.url, port=self.field.port("field"), web=self.web.port))
        self.gateway = self._keep(house.Gateway(build, self.folder, self.folder / "site.toml", env={
            "LD_PRELOAD": str(build / "tests" / "support" / "libfull_disk.so"),
            "HAZGATE_FULL_DISK": str(self.full)}))
        house.wait_until("every device is read", lambda: all(
            device["answering"] for device in self.gateway.status()["devices"]), 60)
        house.wait_until("the uplink is there", lambda: not self._is_raised("gateway.uplink"), 60)

    def _is_raised(self, alarm):
        return self.gateway.alarms()[alarm]["state"] in ("active", "acked")

    def is_disk_full(self):
        return self._is_raised("gateway.journal")

    def rage(self):
        self.full.touch()
        house.wait_until("the disk is full", self.is_disk_full, 60)
        os.kill(self.broker.pid, signal.SIGSTOP)
        self.gateway.hazctl("plan", "start", "crowd", check=True)
        house.wait_until("people are being told", lambda: self.web.told() >= UNDER_WAY, 60)

    def leak(self):
        """Milliseconds from the second detector's rise, which is the vote's, to the siren's coil; and how many
        people had been told by then."""
        self.field.set("gd-1.gas", 60.0)
        self.field.set("gd-2.gas", 60.0)
        house.wait_until("the siren", lambda: self.field.writes("relay-1.siren"), 60)
        told = self.web.told()
        return (self.field.writes("relay-1.siren")[0]["us"] - self.field.events("set")[1]["us"]) / 1000, told

    def stop(self):
        if len(self.parts) > 1:
            os.kill(self.broker.pid, signal.SIGCONT)
        for part in reversed(self.parts):
            part.stop()
