"""The gateway as a Sparkplug edge node, to a host that others decode for (npm sparkplug-payload) and that knows only
the specification: births, aliases, values, quality, deaths, rebirth, the primary host, and outages."""

import json
import os
import signal
import sqlite3
import subprocess
import time

import pytest

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until
from test_foreign_consumer import MODULES, Reader
from tests.support.sparkplug_host import Host

GROUP, EDGE = "north-park", "acme.gw-01"
STATE = "spBv1.0/STATE/scada-1"

# Sparkplug payloads, made by hand: Metric {1: "Node Control/Rebirth", 4: 11, 14: true}, and one that writes.
REBIRTH_METRIC = b"\x0a\x14Node Control/Rebirth\x20\x0b\x70\x01"
WRITE_METRIC = b"\x0a\x05siren\x20\x0b\x70\x01"


def payload(metric):
    return b"\x12" + bytes([len(metric)]) + metric


class Park:
    """The host behind the decoder."""

    def __init__(self, site, broker, name="host"):
        self._reader, self._taken = Reader(site, "read.cjs", broker, 4, name), 0
        self.host = Host(GROUP, EDGE)

    def look(self):
        said = self._reader.said()
        for word in said[self._taken:]:
            if "sparkplug" in word:
                self.host.take(word["topic"], word["sparkplug"], word["retained"], word["qos"])
        self._taken = len(said)
        assert not self.host.wrong, self.host.wrong
        return self.host

    def wait(self, what, condition, seconds=20):
        return wait_until(what, lambda: condition(self.look()), seconds)

    def value(self, device, name):
        return self.look().devices.get(device, {}).get(name, (None, None, None))


@pytest.fixture(autouse=True)
def decoder():
    if not MODULES.is_dir():
        pytest.skip(f"{MODULES} is missing: tests/foreign/install puts it there")


def sparkplug_site(port, brokers, more="", old="brokers = ["):
    text = tank_site(port, brokers)
    return text.replace(old, f'payload = "sparkplug-b"\n{more}\nbrokers = [')


def published(broker, topic, body, retained=False):
    command = ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(broker.port), "-t", topic, "-q", "1", "-s"]
    subprocess.run(command + (["-r"] if retained else []), input=body, check=True)


def host_is(broker, online, t=None):
    stamp = t or int(time.time() * 1000)
    published(broker, STATE, json.dumps({"online": online, "timestamp": stamp}).encode(), retained=True)
    return stamp


@pytest.mark.parametrize("mqtt", ["3.1.1", "5"])
def test_births_values_quality_death_and_rebirth(site, mqtt):
    broker = site.broker()
    park = Park(site, broker)
    plain = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(sparkplug_site(field.port("field"), broker.url, f'mqtt = "{mqtt}"'))
    park.wait("every device is born", lambda h: set(h.devices) == {"gd-101", "gd-102", "gd-103", "relay-1"})
    assert park.host.types["gd-101", "gas"] == "Double" and park.host.types["gd-101", "status"] == "String"
    assert park.host.types["relay-1", "siren"] == "Boolean"
    park.wait("a value", lambda h: park.value("gd-101", "gas")[:2] == (2, 192))
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 61.5)
    park.wait("the values", lambda h: park.value("gd-101", "gas")[0] == 60 and park.value("gd-102", "gas")[0] == 61.5)
    park.wait("the siren", lambda h: park.value("relay-1", "siren")[0] is True)
    alarm = plain.wait_for("events as they ever were", lambda m: m.name == "alarm" and m.payload["id"] == "vote.t101-leak")
    assert alarm.payload["seq"] > 0 and not [m for m in plain.messages() if m.name.startswith("telemetry")]

    field.fault("gd-103", "silent")
    park.wait("a detector dies", lambda h: "gd-103" not in h.devices)
    field.fault("gd-103", "none")
    park.wait("and is born again", lambda h: park.value("gd-103", "gas")[0] == 2)
    assert ("DDEATH", "gd-103") in park.host.kinds

    births = park.host.kinds.count(("NBIRTH", None))
    for _ in range(5):  # a host that asks too often gets it once
        published(broker, f"spBv1.0/{GROUP}/NCMD/{EDGE}", payload(REBIRTH_METRIC))
    park.wait("a rebirth", lambda h: h.kinds.count(("NBIRTH", None)) > births)
    assert len(set(park.host.bd_seqs)) == 1, "the same session"
    park.wait("all are born again", lambda h: len(h.devices) == 4)
    field.set("gd-101.gas", 3.0)
    park.wait("data after it", lambda h: park.value("gd-101", "gas")[0] == 3)
    assert park.host.kinds.count(("NBIRTH", None)) <= births + 2

    published(broker, f"spBv1.0/{GROUP}/DCMD/{EDGE}/relay-1", payload(WRITE_METRIC))
    wait_until("it is refused", lambda: gateway.status()["uplink"]["sparkplug"]["refused_commands"] == 1)
    assert "siren is not written from afar" in gateway.status()["uplink"]["sparkplug"]["refused_command"]
    wait_until("acknowledged", lambda: gateway.status()["uplink"]["lag_sample"] < 40)
    gateway.stop()
    park.wait("the farewell", lambda h: not h.online)
    gateway.start()
    park.wait("the next session", lambda h: h.online and len(h.devices) == 4)
    assert park.host.bd_seqs[-1] != park.host.bd_seqs[0]
    gateway.kill()
    park.wait("the will", lambda h: not h.online, 40)


def test_without_a_record_the_host_sees_what_is_measured(site):
    (site.folder / "hazgate.db").mkdir()  # a folder where the file should be
    broker = site.broker()
    park = Park(site, broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(sparkplug_site(field.port("field"), broker.url))
    park.wait("every device is born", lambda h: len(h.devices) == 4)
    field.set("gd-101.gas", 17.0)
    park.wait("it is live", lambda h: park.value("gd-101", "gas")[0] == 17.0)
    (site.folder / "hazgate.db").rmdir()  # somebody mends the disk
    wait_until("the record works", lambda: gateway.status()["journal"]["healthy"], 30)
    field.set("gd-101.gas", 18.0)
    park.wait("it goes on", lambda h: park.value("gd-101", "gas")[0] == 18.0)
    wait_until("it is on record", lambda: gateway.status()["uplink"]["sent_sample"] > 0)
    assert [kind for kind, _ in park.look().kinds].count("NBIRTH") == 1


def test_nothing_of_an_outage_is_lost_and_it_says_that_it_is_history(site):
    broker = site.broker()
    park = Park(site, broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(sparkplug_site(field.port("field"), broker.url))
    park.wait("every device is born", lambda h: len(h.devices) == 4)
    for value in range(10, 20):
        field.set("gd-101.gas", float(value))
        time.sleep(0.4)
        if value == 13:
            os.kill(broker.pid, signal.SIGSTOP)  # with messages on their way
        if value == 17:
            os.kill(broker.pid, signal.SIGKILL)
    wait_until("the outage is seen", lambda: not gateway.status()["uplink"]["sparkplug"]["born"], 30)
    gateway.kill()
    broker.stop()
    broker.start()
    park = Park(site, broker, "later")
    gateway.start()
    missed = {14.0, 15.0, 16.0, 18.0, 19.0}
    park.wait("all is sent", lambda h: len(h.devices) == 4 and missed <= {v for _, n, _, v in h.history if n == "gas"}, 40)
    gateway.stop()
    with sqlite3.connect(f"file:{site.folder / 'hazgate.db'}?mode=ro", uri=True) as journal:
        assert journal.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for device in ("gd-101", "gd-102", "gd-103"):
        live = [t for d, name, t, value in park.host.live if (d, name) == (device, "gas") and value is not None]
        assert live == sorted(live), "what is live is in the order of time"


def test_telemetry_waits_for_the_primary_host(site):
    broker = site.broker()
    park = Park(site, broker)
    plain = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(sparkplug_site(field.port("field"), broker.url, 'primary_host = "scada-1"'))
    wait_until("it waits", lambda: gateway.status()["uplink"]["sparkplug"]["waits_for_host"])
    assert any("primary host is away" in problem for problem in gateway.status()["problems"])
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 60.0)
    plain.wait_for("the alarm waits for nobody", lambda m: m.name == "alarm" and m.payload["id"] == "vote.t101-leak")
    assert not park.look().kinds
    first = host_is(broker, True)
    park.wait("births", lambda h: len(h.devices) == 4)
    park.wait("what was before, as history", lambda h: ("gd-101", "gas", 2.0) in {(d, n, v) for d, n, _, v in h.history})
    host_is(broker, False, first - 1000)
    time.sleep(1)
    assert park.look().online, "an older word is not believed"
    host_is(broker, False)
    park.wait("the farewell", lambda h: not h.online)
    wait_until("it waits again", lambda: gateway.status()["uplink"]["sparkplug"]["waits_for_host"], 30)
    field.set("gd-101.gas", 7.0)
    time.sleep(1.5)  # on record before anybody listens again
    field.set("gd-101.gas", 8.0)
    host_is(broker, True)
    park.wait("births", lambda h: h.online and park.value("gd-101", "gas")[0] == 8)
    park.wait("history", lambda h: 7.0 in {v for d, n, _, v in h.history if (d, n) == ("gd-101", "gas")})
    assert len(set(park.host.bd_seqs)) == 2


def test_another_configuration_gives_births_anew(site):
    broker = site.broker()
    park = Park(site, broker)
    field = site.simulator(TANK_SCENARIO)
    text = sparkplug_site(field.port("field"), broker.url)
    gateway = site.gateway(text)
    park.wait("every device is born", lambda h: len(h.devices) == 4)
    gateway.site.write_text(text + """
[[device]]
id = "gd-104"
bus = "field"
unit = 14
model = "gas-detector-combustible"
""", "utf-8")
    gateway.process.send_signal(signal.SIGHUP)
    park.wait("the births with one more", lambda h: h.kinds.count(("NBIRTH", None)) == 2 and len(h.devices) == 4)
    assert len(set(park.host.bd_seqs)) == 1
    field.set("gd-101.gas", 33.0)
    park.wait("data after it", lambda h: park.value("gd-101", "gas")[0] == 33)
    assert "gd-104" not in park.host.devices, "it has never answered"
