"""A reload that cannot be, while an incident runs: what was goes on, and a later one that can be is taken."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess

import pytest

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import SOURCE, free_port, wait_until


class Leak:
    """A gateway in an incident, its siren on."""

    def __init__(self, site, broker=None, env=None):
        self.folder = site.folder
        self.field = site.simulator(TANK_SCENARIO)
        self.text = tank_site(self.field.port("field"), broker)
        self.gateway = site.gateway(self.text, env=env)
        self.field.set("gd-101.gas", 60.0)
        self.field.set("gd-102.gas", 60.0)
        wait_until("siren", lambda: self.field.writes("relay-1.siren"))
        self.incident = wait_until("incident", self.running)[0]["id"]
        self.pid = self.gateway.process.pid

    def running(self):
        return [i for i in self.gateway.list("incident", "list") if not i["ended"]]

    def reload(self, text):
        """The site file is another one; `hazctl` goes on asking where the gateway answers."""
        path = self.folder / "next.toml"
        path.write_text(text, "utf-8")
        os.replace(path, self.gateway.site)
        self.gateway.process.send_signal(signal.SIGHUP)

    def audits(self, op):
        with sqlite3.connect(f"file:{self.folder / 'hazgate.db'}?mode=ro", uri=True) as record:
            return [body for (body,) in record.execute("select body from audit order by seq") if f'"{op}"' in body]

    def refused(self, why):
        said = self.gateway.process.said
        wait_until("the refusal is told", lambda: "the reload is refused" in said() and why in said())
        assert self.gateway.process.is_running(), said()

    def goes_on(self):
        assert self.gateway.process.is_running(), self.gateway.process.said()
        (incident,) = wait_until("the incident goes on", self.running)
        assert incident["id"] == self.incident
        assert all(write["value"] is True for write in self.field.writes("relay-1.siren")), "the siren stays on"
        wait_until("it still reads", lambda: self.gateway.points()["relay-1.siren"]["value"] is True)

    def is_watched(self):
        """What happens from now on is seen."""
        before = self.gateway.points()["gd-103.gas"]["value"]
        self.field.set("gd-103.gas", before + 1.0)
        wait_until("a new reading", lambda: self.gateway.points()["gd-103.gas"]["value"] == before + 1.0)


def newer_store(path):
    with sqlite3.connect(path) as record:
        record.execute("create table meta(key text, value text)")
        record.execute("pragma user_version = 9999")
    record.close()


def foreign_store(path):
    with sqlite3.connect(path) as other:
        other.execute("create table recipes(name text)")
    other.close()


def spoil(kind, folder, text):
    if kind == "socket":
        return text.replace('"hazgate.sock"', '"no-such-folder/hazgate.sock"'), "make the folder"
    (newer_store if kind == "newer" else foreign_store)(folder / "other.db")
    why = "newer hazgate" if kind == "newer" else "another program"
    return text.replace('"hazgate.db"', '"other.db"'), why


@pytest.mark.parametrize("kind", ["socket", "newer", "foreign"])
def test_a_reload_that_could_not_start_is_refused_and_nothing_ends(site, kind):
    leak = Leak(site)
    uptime = leak.gateway.status()["daemon"]["uptime_s"]
    bad, why = spoil(kind, site.folder, leak.text)
    store = site.folder / "other.db"
    untouched = store.read_bytes() if store.exists() else None
    leak.reload(bad)
    leak.refused(why)
    leak.gateway.site.write_text(leak.text, "utf-8")  # hazctl reads the socket's path in it
    leak.goes_on()
    leak.is_watched()
    status = leak.gateway.status()
    assert status["daemon"]["uptime_s"] > uptime, "nothing has started anew"
    assert any(why in problem for problem in status["problems"]), status["problems"]
    wait_until("it is on record", lambda: [a for a in leak.audits("reload") if why in a and '"ok":false' in a])
    if untouched is not None:
        assert store.read_bytes() == untouched

    (site.folder / "run").mkdir()
    leak.reload(leak.text.replace('"hazgate.sock"', '"run/hazgate.sock"')
                .replace('"hazgate.db"', '"moved.db"'))
    wait_until("a good reload is taken", lambda: leak.gateway.hazctl("points").returncode == 0)
    leak.goes_on()
    leak.is_watched()
    assert not (site.folder / "hazgate.sock").exists()
    assert not any(why in problem for problem in leak.gateway.status()["problems"])


def test_a_store_that_cannot_be_opened_is_no_reason(site):
    leak = Leak(site)
    (site.folder / "other.db").mkdir()
    leak.reload(leak.text.replace('"hazgate.db"', '"other.db"'))
    wait_until("the new one runs", lambda: any(
        status["journal"]["path"].endswith("other.db") for status in leak.gateway.list("status")))
    leak.goes_on()
    assert not leak.gateway.status()["journal"]["healthy"]
    (site.folder / "other.db").rmdir()
    wait_until("the store is there", lambda: any(
        status["journal"]["healthy"] for status in leak.gateway.list("status")), 30)
    leak.goes_on()


def test_the_same_store_that_cannot_be_opened_again_forgets_nothing(site):
    leak = Leak(site, broker=f"tcp://127.0.0.1:{free_port()}")
    aside = site.folder / "aside"
    aside.mkdir()
    for file in list(site.folder.glob("hazgate.db*")):
        shutil.copy(file, aside / file.name)
        if file.name == "hazgate.db":
            file.unlink()
            file.mkdir()
    leak.reload(leak.text.replace('[uplink]', '[uplink]\nusername = "gw"'))
    wait_until("the new one runs without its store", lambda: any(
        not status["journal"]["healthy"] for status in leak.gateway.list("status")), 30)
    leak.goes_on()


def test_when_the_new_one_fails_all_the_same_the_old_one_goes_on(site):
    broker = site.broker()
    leak = Leak(site, broker=broker.url)
    wait_until("connected", lambda: leak.gateway.status()["uplink"]["connected"])
    leak.gateway.hazctl("incident", "ack", leak.incident, "--note", "on my way", check=True)
    newer_store(site.folder / "newer.db")
    os.kill(broker.pid, signal.SIGSTOP)  # the old daemon waits for it two seconds when it ends
    try:
        leak.reload(leak.text.replace('"hazgate.db"', '"other.db"'))
        wait_until("it was looked at", lambda: "starting anew" in leak.gateway.process.said())
        os.rename(site.folder / "newer.db", site.folder / "other.db")
        leak.refused("newer hazgate")
    finally:
        os.kill(broker.pid, signal.SIGCONT)
    leak.gateway.site.write_text(leak.text, "utf-8")
    wait_until("hazctl is answered", lambda: leak.gateway.hazctl("points").returncode == 0)
    assert leak.gateway.process.pid == leak.pid
    leak.goes_on()
    leak.is_watched()
    assert leak.running()[0]["acknowledged_by"], "what was done stays done"
    wait_until("it is on record", lambda: [a for a in leak.audits("reload") if "newer hazgate" in a and '"ok":false' in a])
    assert len(leak.gateway.list("incident", "list")) == 1

    leak.reload(leak.text.replace('"hazgate.db"', '"third.db"'))
    wait_until("a good reload is taken", lambda: any(
        status["journal"]["path"].endswith("third.db") for status in leak.gateway.list("status")), 30)
    leak.goes_on()


def test_a_gateway_without_its_control_socket_watches_and_makes_it_later(site):
    field = site.simulator(TANK_SCENARIO)
    text = tank_site(field.port("field")).replace('"hazgate.sock"', '"run/hazgate.sock"')
    gateway = site.gateway(text, wait=False)
    wait_until("it says so", lambda: "make the folder" in gateway.process.said())
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 60.0)
    wait_until("siren", lambda: field.writes("relay-1.siren"))
    (site.folder / "run").mkdir()
    wait_until("hazctl is answered", lambda: gateway.hazctl("points").returncode == 0)
    assert gateway.process.said().count("make the folder") <= 2, "said once, in the log and on record"


def test_a_second_gateway_does_not_begin_because_the_socket_of_the_first_is_gone(site):
    leak = Leak(site)
    text = leak.text.replace('"hazgate.sock"', '"run/hazgate.sock"')
    (site.folder / "run").mkdir()
    leak.reload(text)
    wait_until("hazctl is answered there", lambda: leak.gateway.hazctl("points").returncode == 0)
    shutil.rmtree(site.folder / "run")
    second = subprocess.run(leak.gateway.process.arguments, capture_output=True, text=True, timeout=20,
                            env={**os.environ, "HAZGATE_MODELS": str(SOURCE / "config" / "devices")})
    assert second.returncode == 3
    assert f"in use by another hazgated (process {leak.pid})" in second.stderr
    assert leak.gateway.process.is_running()


def test_the_service_is_not_told_to_be_stopping_by_a_reload(site):
    path = str(site.folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(path)
        systemd.settimeout(20)
        leak = Leak(site, env={"NOTIFY_SOCKET": path})

        def next_phase():
            """Beside the signs of life, and the line for people."""
            while (told := systemd.recv(256)).startswith((b"WATCHDOG=", b"STATUS=")):
                pass
            return told.splitlines()[0]
        assert next_phase() == b"READY=1"
        leak.reload(leak.text.replace('"hazgate.db"', '"other.db"'))
        assert next_phase() == b"RELOADING=1"
        assert next_phase() == b"READY=1", "systemd kills who says STOPPING=1 and does not end"
        leak.goes_on()
        leak.gateway.process.send_signal(signal.SIGTERM)
        assert next_phase() == b"STOPPING=1"
        assert leak.gateway.process.wait() == 0
