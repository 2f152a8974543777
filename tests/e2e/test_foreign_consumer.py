"""What the real gateway sends, read by clients that others wrote: mosquitto_sub, python3-paho-mqtt and mqtt.js,
each over MQTT 3.1.1 and 5, from a gateway that speaks either. All see the same, and what is on record."""

import json
import sqlite3
import warnings

import pytest

from conftest import SOURCE
from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until
from tests.support.consumer import lane_of

FOREIGN = SOURCE / "tests" / "foreign"
MODULES = SOURCE / "build" / "foreign" / "node_modules"


class Reader:
    """One of tests/foreign: what it said."""

    def __init__(self, site, program, broker, version, name):
        command = {"read.cjs": ["env", f"NODE_PATH={MODULES}", "node"], "read.py": ["/usr/bin/python3"]}[program]
        self.name = name
        self._process = site.process([*command, FOREIGN / program, broker.port, version, name], f"{name}.log")
        wait_until(f"{name} has subscribed", lambda: any(word.get("ready") for word in self.said()))

    def said(self):
        words = [json.loads(line) for _, line in list(self._process.lines)]
        assert not [word for word in words if "error" in word], words
        return words

    def messages(self):
        """(topic, text) as they came."""
        return [(word["topic"], word["text"]) for word in self.said() if "text" in word]

    def bodies(self, name):
        return [word["body"] for word in self.said() if "body" in word and word["topic"].split("/", 5)[-1] == name]


def readers(site, broker, when):
    programs = ("read.py", "read.cjs")
    if not MODULES.is_dir():  # ./dev says so, too
        warnings.warn(f"{MODULES} is missing, tests/foreign/install puts it there: mqtt.js reads nothing")
        programs = ("read.py",)
    return [Reader(site, program, broker, version, f"{program.replace('.', '-')}-{version}-{when}")
            for program in programs for version in (4, 5)]


def lanes(messages):
    """{lane: [(topic, text)]} of what has a number."""
    found = {"event": [], "sample": []}
    for topic, text in messages:
        if '"seq":' in text:
            found[lane_of(topic.split("/", 5)[-1])].append((topic, text))
    return found


@pytest.mark.parametrize("mqtt", ["3.1.1", "5"])
def test_clients_that_others_wrote_read_everything(site, mqtt):
    broker = site.broker()
    park = site.subscriber(broker)
    early = readers(site, broker, "early")
    field = site.simulator(TANK_SCENARIO)
    text = tank_site(field.port("field"), broker.url).replace("brokers = [", f'mqtt = "{mqtt}"\nbrokers = [')
    gateway = site.gateway(text)
    park.wait_for("telemetry", lambda m: m.name == "telemetry/gd-101")
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 61.5)
    park.wait_for("the vote", lambda m: m.name == "alarm" and m.payload["id"] == "vote.t101-leak")
    field.fault("gd-103", "silent")
    park.wait_for("a detector is lost", lambda m: m.name == "telemetry/gd-103" and m.payload["values"]["gas"] is None)

    late = readers(site, broker, "late")
    for reader in late:
        for name in ("state", "describe", "alarms"):  # what is retained
            wait_until(f"{reader.name} has {name}", lambda: reader.bodies(name))
        assert reader.bodies("state")[0]["online"] is True
        assert {d["id"] for d in reader.bodies("describe")[0]["devices"]} >= {"gd-101", "gd-102", "gd-103", "relay-1"}
        assert any(a["id"] == "vote.t101-leak" and a["state"] == "active" for a in reader.bodies("alarms")[0]["alarms"])
        retained = [w["topic"].split("/", 5)[-1] for w in reader.said() if w.get("retained")]
        assert sorted(retained) == ["alarms", "describe", "state"], "nothing else may be retained"

    gateway.kill()
    for reader in early + late:
        wait_until(f"{reader.name} has the will", lambda: reader.bodies("state")[-1] == {"online": False}, 30)
    park.wait_for("the will", lambda m: m.name == "state" and m.payload == {"online": False})
    seen = {"event": [], "sample": []}
    for message in park.messages():
        if "seq" in message.payload:
            seen[lane_of(message.name)].append((message.topic, message.payload))
    assert len(seen["event"]) >= 5 and len(seen["sample"]) >= 20
    for reader in early:
        theirs = lanes(reader.messages())
        for lane, messages in seen.items():
            assert [(topic, json.loads(text)) for topic, text in theirs[lane]] == messages, (reader.name, lane)
    texts = [lanes(reader.messages()) for reader in early]
    assert all(text == texts[0] for text in texts), "to the byte"

    with sqlite3.connect(f"file:{site.folder / 'hazgate.db'}?mode=ro", uri=True) as journal:
        events = journal.execute("SELECT seq, kind, body FROM event ORDER BY seq").fetchall()
    read = {m["seq"]: (topic.split("/", 5)[-1], m) for topic, m in seen["event"]}
    for seq, kind, body in events[:len(read)]:
        assert read[seq] == (kind, {"epoch": read[seq][1]["epoch"], "seq": seq, **json.loads(body)}), seq
    gas = [m["values"]["gas"] for topic, m in seen["sample"] if topic.endswith("/gd-102")]
    assert gas[0] == 2.0 and gas[-1] == 61.5
