"""From rising gas to the closed incident: the people, the outputs, the record, through the real programs and
real counterparts: a modem on a pty, an SMTP server, a webhook server."""

import json
import signal
import time

from peers import Peer
from sites import TANK_SCENARIO, tank_site
from simulators.harness import house
from simulators.harness.house import wait_until

SUPPORT = house.SOURCE / "tests" / "support"

CONTACTS = """
[[contact]]
id = "wang"
name = "Wang"
role = "duty-operator"
sms = "+8613800000001"
webhook = "{hanging}"
email = "busy-once@acme.example"

[[contact]]
id = "li"
name = "Li"
role = "shift-leader"
sms = "+8613800000002"
via = ["sms"]

[notify.sms]
device = "{modem}"

[notify.email]
host = "localhost"
port = {smtp}
security = "none"
from = "hazgate@acme.example"

[[plan]]
id = "t101"
name = "T-101 leak"
level = "II"
trigger = ["vote.t101-leak"]

[[plan.step]]
id = "siren"
do = "write"
point = "relay-1.siren"
value = true
on_close = false

[[plan.step]]
id = "valve"
do = "write"
point = "relay-1.valve"
value = true
feedback = "relay-1.valve-closed"
feedback_within = "5s"

[[plan.step]]
id = "operator"
do = "notify"
role = "duty-operator"

[[plan.step]]
id = "leader"
after = "{escalation}s"
unless = "acknowledged"
do = "notify"
role = "shift-leader"

[[plan.step]]
id = "last"
after = "300s"
unless = "acknowledged"
do = "publish"
text = "nobody has acknowledged"
"""

ESCALATION_S = 75  # all ways of the first person have been tried twice by then


class Town:
    """The tank, its people and the ways to them."""

    def __init__(self, site, silent_modem):
        self.site = site
        folder = site.folder
        self.smtp = site._keep(Peer(["/usr/bin/python3", SUPPORT / "smtp_server.py"], folder / "smtp.log"))
        self.web = site._keep(Peer(["/usr/bin/python3", SUPPORT / "webhook_server.py"], folder / "web.log"))
        self.modem = site._keep(Peer(
            [site.build / "simulators" / "modem" / "hazmodem", "--link", folder / "modem"]
            + (["--first", "silent"] if silent_modem else []), folder / "modem.log", stdin=True))
        wait_until("the modem", lambda: (folder / "modem").exists())
        self.field = site.simulator(TANK_SCENARIO)
        self.broker = site.broker()
        self.park = site.subscriber(self.broker)
        text = tank_site(self.field.port("field"), self.broker.url)
        self.gateway = site.gateway(text[:text.index("[[contact]]")] + CONTACTS.format(
            hanging=f"http://localhost:{self.web.port()}/json?hang=1", modem=folder / "modem",
            smtp=self.smtp.port(), escalation=ESCALATION_S))
        wait_until("gas is read", lambda: self.gateway.points()["gd-101.gas"]["quality"] == "good")

    def leak(self):
        self.field.set("gd-101.gas", 60.0)
        self.field.set("gd-102.gas", 61.0)

    def calm(self):
        for n in (1, 2, 3):
            self.field.set(f"gd-10{n}.gas", 1.0)

    def timeline(self, incident="t101-1"):
        return self.gateway.list("incident", "show", incident)[1:]

    def entries(self, kind, **fields):
        return [e for e in self.timeline() if e["entry"] == kind
                and all(e.get(key) == value for key, value in fields.items())]

    def texts(self, number):
        return [e["text"] for e in self.modem.events("sms") if e["to"] == number]


def test_from_rising_gas_to_the_closed_incident(site):
    town = Town(site, silent_modem=True)
    gateway = town.gateway
    town.leak()
    wait_until("the siren's coil", lambda: town.field.writes("relay-1.siren"))
    wait_until("the valve's coil", lambda: town.field.writes("relay-1.valve"))
    town.field.set("relay-1.valve-closed", 1)

    # The modem is dead, the webhook hangs, the mail server refuses once: the mail arrives all the same.
    letter = wait_until("the mail", lambda: town.smtp.events("letter"), 60)[0]
    assert letter["subject"].startswith("T-101") or "gas" in letter["subject"].lower()[:20]
    assert letter["to"] == ["busy-once@acme.example"] and "T-101" in letter["text"]
    keys = {post["headers"]["Idempotency-Key"] for post in town.web.events("post")}
    assert len(keys) == 1, "each attempt is the same message"
    wait_until("it is on record", lambda: town.entries("sent", contact="wang", via=["email"]))
    assert town.entries("not-sent", contact="wang", via=["sms"]), "the dead modem is told"
    opened = town.entries("opened")[0]["t"]

    # Killed between two steps, and the modem is plugged in again meanwhile.
    gateway.kill()
    town.modem.send("answer")
    gateway.start()
    wait_until("it goes on", lambda: town.entries("resumed"))
    assert gateway.points()["relay-1.siren"]["value"] is True

    # The escalation comes on time, counted from the opening and not from the start.
    first = wait_until("the second person's SMS", lambda: town.texts("+8613800000002"), 90)[0]
    told = town.entries("told", contact="li")[0]
    assert abs(told["t"] - opened - ESCALATION_S * 1000) < 3000, told["t"] - opened
    assert "T-101" in first[:20] or "leak" in first.lower()[:20] or "gas" in first.lower()[:20], first
    code = "0001"
    assert code in first, first

    # He acknowledges by SMS; a stranger's answer does nothing.
    town.modem.send(f'receive +8613899999999 "{code}"')
    town.modem.send(f'receive +8613800000002 "收到 {code}"')
    answered = wait_until("the acknowledgement", lambda: town.entries("acknowledged"), 60)
    assert [e["by"] for e in answered] == ["Li"] and "sms" in answered[0]["note"]
    wait_until("the delivery is known", lambda: town.entries("delivered", contact="li"), 60)

    # Nothing was sent twice to the same person for the same step.
    assert len(town.texts("+8613800000002")) == 1
    assert len(town.smtp.events("letter")) == 1
    assert not town.texts("+8613800000001"), "who was told by mail is not told again by SMS"

    # It is over: outputs back, all clear to those who were told, closed with its four fields.
    assert gateway.hazctl("plan", "stop", "t101-1").returncode == 1, "alarms are not normal"
    town.calm()
    wait_until("calm", lambda: gateway.alarms()["vote.t101-leak"]["state"].startswith("latched")
               or gateway.alarms()["vote.t101-leak"]["state"] == "cleared", 90)
    gateway.hazctl("ack", "--all", check=True)
    waiting = [a["id"] for a in gateway.list("alarms") if a["state"] == "latched-acked"]
    gateway.hazctl("reset", *waiting, check=True)
    gateway.hazctl("plan", "stop", "t101-1", "--head-count", "14", check=True)
    wait_until("siren off", lambda: town.field.writes("relay-1.siren")[-1]["value"] is False)
    wait_until("the all clear", lambda: len(town.texts("+8613800000002")) == 2, 60)
    gateway.hazctl("incident", "close", "t101-1", "--cause", "gasket", "--people", "talked to", "--measures",
                   "replaced", "--education", "toolbox talk", check=True)
    head = gateway.list("incident", "show", "t101-1")[0]
    assert head["head_count"] == 14 and head["review"]["education"] == "toolbox talk" and head["closed"]
    steps = [step["progress"] for step in head["steps"]]
    assert steps[0] == "released" and "skipped" in steps, steps
    wait_until("the end is on record", lambda: town.entries("closed"))
    kinds = [e["entry"] for e in town.timeline()]
    for kind in ("opened", "write", "write-done", "feedback", "notify", "told", "not-sent", "sent",
                 "resumed", "acknowledged", "delivered", "ended", "closed"):
        assert kind in kinds, (kind, kinds)
    items = gateway.list("hazard", "list", "--all")
    assert any("t101-1" in json.dumps(item) for item in items), "an item in the ledger"


def test_a_drill_writes_no_output_and_a_real_leak_ends_it(site):
    town = Town(site, silent_modem=False)
    gateway = town.gateway
    gateway.hazctl("plan", "start", "t101", "--drill", check=True)
    first = wait_until("the SMS of the drill", lambda: town.texts("+8613800000001"), 60)[0]
    assert "DRILL" in first[:20], first
    entries = town.timeline()
    assert all(entry["drill"] for entry in entries)
    assert [e["text"] for e in entries if e["entry"] == "withheld"] == ["drill", "drill"]
    assert not town.field.writes("relay-1.siren") and not town.field.writes("relay-1.valve")
    town.leak()
    wait_until("the siren's coil", lambda: town.field.writes("relay-1.siren"))
    incidents = {i["id"]: i for i in gateway.list("incident", "list", "--all")}
    assert incidents["t101-1"]["drill"] and incidents["t101-1"]["ended"]
    assert not incidents["t101-2"]["drill"] and not incidents["t101-2"]["ended"]
    assert [e["entry"] for e in town.timeline("t101-1")][-1] in ("drill-ended", "told", "sent", "delivered")


def test_a_valve_is_never_opened(site):
    town = Town(site, silent_modem=False)
    refused = town.gateway.hazctl("write", "relay-1.valve", "off")
    assert refused.returncode == 1 and "only ever closed" in refused.stderr
    assert not town.field.writes("relay-1.valve")


def test_a_drill_counts_when_somebody_has_answered(site):
    gateway = Town(site, silent_modem=False).gateway
    gateway.hazctl("plan", "start", "t101", "--drill", check=True)
    gateway.hazctl("plan", "stop", "t101-1", check=True)
    assert [d["last"] for d in gateway.list("drill", "list") if d["id"] == "t101"] == [None]
    gateway.hazctl("plan", "start", "t101", "--drill", check=True)
    gateway.hazctl("incident", "ack", "t101-2", check=True)
    gateway.hazctl("plan", "stop", "t101-2", check=True)
    wait_until("it counts", lambda: [d["last"] for d in gateway.list("drill", "list") if d["id"] == "t101"] != [None])
