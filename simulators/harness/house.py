"""The parts around hazgate as real processes: broker, subscriber, simulated field, gateway.

In: a build folder and a scratch folder. Out: objects that start, tell what they saw, and stop.
Used by the demo, the end-to-end tests and the benchmarks. Everything is on loopback, on ports that
the system picks, and only processes that were started here are ever ended.
"""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]


class NotSeen(AssertionError):
    """What was waited for did not come in time."""


def free_port():
    """Below those that the system gives to outgoing connections: one of these would take it before its owner,
    a broker that starts slowly, is up."""
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def wait_until(what, condition, seconds=20.0):
    """Polls `condition` until it gives something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise NotSeen(f"not seen within {seconds:g} s: {what}")
        time.sleep(0.01)


class Process:
    """One program: its lines of standard output, with the time at which they came."""

    def __init__(self, arguments, log, stdin=False, env=None):
        self.arguments = [str(argument) for argument in arguments]
        self.log_path = Path(log)
        self.lines = []
        self._log = open(self.log_path, "ab")
        self._child = subprocess.Popen(
            self.arguments, stdout=subprocess.PIPE, stderr=self._log,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL, env={**os.environ, **(env or {})})
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self):
        return self._child.pid

    def _read(self):
        for line in self._child.stdout:
            self.lines.append((time.time(), line.decode("utf-8", "replace").rstrip("\n")))
            self._log.write(line)
            self._log.flush()

    def send(self, line):
        self._child.stdin.write(line.encode() + b"\n")
        self._child.stdin.flush()

    def is_running(self):
        return self._child.poll() is None

    def wait(self, seconds=20.0):
        code = self._child.wait(seconds)
        self._reader.join(5)
        return code

    def send_signal(self, number):
        self._child.send_signal(number)

    def stop(self, number=signal.SIGTERM, seconds=15.0):
        if self.is_running():
            self.send_signal(number)
            try:
                self._child.wait(seconds)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        self._reader.join(5)
        self._log.close()
        return self._child.returncode

    def said(self):
        return self.log_path.read_text("utf-8", "replace")


class Broker:
    """A real mosquitto. Its sessions outlive a restart, so a subscriber misses nothing."""

    def __init__(self, folder, port=None, extra=""):
        self.folder = Path(folder)
        self.port = port or free_port()
        self._config = self.folder / "mosquitto.conf"
        store = self.folder / "mosquitto"
        store.mkdir(exist_ok=True)
        user = "user root\n" if os.geteuid() == 0 else ""
        access = "" if "allow_anonymous" in extra else "allow_anonymous true\n"
        self._config.write_text(
            f"{user}listener {self.port} 127.0.0.1\n{access}persistence true\n"
            f"persistence_location {store}/\nmax_queued_messages 0\nset_tcp_nodelay true\n{extra}")
        self._process = None
        self.start()

    @property
    def url(self):
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self._process.pid

    def start(self):
        program = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin")
        self._process = Process([program, "-c", self._config], self.folder / "mosquitto.log")
        wait_until("mosquitto accepts connections", self._accepts)

    def _accepts(self):
        if not self._process.is_running():
            raise NotSeen("mosquitto ended:\n" + self._process.said())
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self._process:
            self._process.stop()
            self._process = None

    def publish(self, topic, payload):
        subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", str(self.port), "-q", "1", "-t",
                        topic, "-m", payload], check=True, timeout=10)


class Message:
    """One message as an independent subscriber got it."""

    def __init__(self, line):
        stamp, retained, self.topic, text = line.split(" ", 3)
        self.received = float(stamp)
        self.retained = retained == "1"
        self.payload = json.loads(text)
        self.name = self.topic.split("/", 5)[-1]


class Subscriber:
    """mosquitto_sub with a session of its own: sees what the duty room would see."""

    def __init__(self, folder, port, topic="hazgate/v1/#", name="duty-room"):
        self._process = Process(
            ["mosquitto_sub", "-h", "127.0.0.1", "-p", port, "-q", 1, "-c", "-i", name, "-t", topic,
             "-F", "%U %r %t %p"], Path(folder) / f"{name}.log")
        self._messages = []
        self._taken = 0

    def messages(self, name=None):
        lines = self._process.lines
        while self._taken < len(lines):
            self._messages.append(Message(lines[self._taken][1]))
            self._taken += 1
        return [m for m in self._messages if name is None or m.name == name]

    def wait_for(self, what, condition, seconds=20.0):
        return wait_until(what, lambda: next(filter(condition, self.messages()), None), seconds)

    def stop(self):
        self._process.stop()


class Simulator:
    """hazsim with a scenario."""

    def __init__(self, build, folder, scenario, arguments=()):
        self._process = Process(
            [Path(build) / "simulators" / "hazsim", "--scenario", scenario,
             "--models", SOURCE / "config" / "devices", *arguments],
            Path(folder) / "hazsim.log", stdin=True)
        wait_until("hazsim is ready", self._is_ready)

    def _is_ready(self):
        if not self._process.is_running():
            raise NotSeen("hazsim ended:\n" + self._process.said())
        return self.events("ready")

    @property
    def pid(self):
        return self._process.pid

    def events(self, kind=None):
        events = [json.loads(line) for _, line in list(self._process.lines) if line.startswith("{")]
        return [event for event in events if kind is None or event["event"] == kind]

    def port(self, listen):
        return next(e["port"] for e in self.events("listening") if e["listen"] == listen)

    def set(self, point, value):
        self._process.send(json.dumps({"set": point, "value": value}))

    def fault(self, device, kind):
        self._process.send(json.dumps({"fault": device, "kind": kind}))

    def tell(self, device, kind, part):
        """What a fire panel with a queue of events says next."""
        self._process.send(json.dumps({"event": device, "kind": kind, "part": part}))

    def taken(self, device):
        """The registers of the events that were taken out of its queue, in hexadecimal, in order."""
        return ["".join(f"{word:04X}" for word in e["registers"])
                for e in self.events("taken") if e["device"] == device]

    def writes(self, point):
        return [e for e in self.events("write") if f"{e.get('device')}.{e.get('point')}" == point]

    def stop(self):
        return self._process.stop()


class Gateway:
    """hazgated with a site file, and hazctl beside it."""

    def __init__(self, build, folder, site, wait=True, env=None):
        self.build = Path(build)
        self.folder = Path(folder)
        self.site = Path(site)
        self.env = env or {}
        self.process = None
        self.start(wait)

    def start(self, wait=True):
        self.process = Process(
            [self.build / "gateway" / "daemon" / "hazgated", "--config", self.site],
            self.folder / "hazgated.log", env={"HAZGATE_MODELS": str(SOURCE / "config" / "devices"), **self.env})
        if wait:
            wait_until("hazgated answers", self._answers)

    def _answers(self):
        if not self.process.is_running():
            raise NotSeen("hazgated ended:\n" + self.process.said())
        return self.hazctl("points", "--json").returncode == 0

    def hazctl(self, *arguments, check=False):
        result = subprocess.run(
            [self.build / "gateway" / "cli" / "hazctl", "--config", str(self.site), *map(str, arguments)],
            capture_output=True, text=True, timeout=30,
            env={**os.environ, "HAZGATE_MODELS": str(SOURCE / "config" / "devices"), "LC_ALL": "C.UTF-8"})
        if check and result.returncode != 0:
            raise AssertionError(f"hazctl {arguments}: {result.returncode} {result.stderr}")
        return result

    def list(self, *arguments):
        """The objects of a listing."""
        result = self.hazctl(*arguments, "--json")
        return [json.loads(line) for line in result.stdout.splitlines()]

    def points(self):
        return {point["id"]: point for point in self.list("points")}

    def alarms(self):
        return {alarm["id"]: alarm for alarm in self.list("alarms", "--all")}

    def status(self):
        return self.list("status")[0]

    def kill(self):
        self.process.stop(signal.SIGKILL)

    def stop(self):
        return self.process.stop() if self.process else None


def site_for(template, target, **replace):
    """A copy of a site file with ports, paths and brokers of this run: key = new TOML value."""
    text = Path(template).read_text("utf-8")
    for key, value in replace.items():
        text, count = re.subn(rf"(?m)^{key}\s*=.*$", lambda _: f"{key} = {value}", text)
        assert count, f"{template} has no line {key} = …"
    Path(target).write_text(text, "utf-8")
    return Path(target)
