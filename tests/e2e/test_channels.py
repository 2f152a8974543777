"""A channel that cannot tell anybody is known before it is needed: the real gateway, hazctl, a modem on a pty."""

import json
import time

from sites import TANK_SCENARIO, tank_site
from simulators.harness import house
from simulators.harness.house import wait_until

CONTACTS = """
[[contact]]
id = "wang"
name = "Wang"
role = "duty-operator"
sms = "+8613800000001"
language = "zh-CN"

[notify.sms]
device = "{modem}"

[[plan]]
id = "t101"
name = "T-101 leak"
trigger = ["vote.t101-leak"]
[[plan.step]]
do = "notify"
role = "duty-operator"
"""


class Modem(house.Process):
    def events(self, kind):
        found = [json.loads(line) for _, line in list(self.lines) if line.startswith("{")]
        return [event for event in found if event.get("event") == kind]


class Town:
    def __init__(self, site):
        self.site = site
        self.link = site.folder / "modem"
        field = site.simulator(TANK_SCENARIO)
        self.broker = site.broker()
        self.park = site.subscriber(self.broker)
        text = tank_site(field.port("field"), self.broker.url)
        self.modem = self.plug_in()
        self.gateway = site.gateway(text[:text.index("[[contact]]")] + CONTACTS.format(modem=self.link))

    def plug_in(self):
        modem = self.site._keep(Modem([self.site.build / "simulators" / "modem" / "hazmodem", "--link", self.link],
                                      self.site.folder / "modem.log", stdin=True))
        wait_until("the modem", lambda: modem.events("ready"))
        return modem

    def sms(self):
        return next(c for c in self.gateway.status()["channels"] if c["channel"] == "sms")

    def alarm(self):
        return self.gateway.alarms()["gateway.sms"]

    def alarm_events(self):
        return [e for e in self.gateway.list("events") if e["kind"] == "alarm" and e.get("id") == "gateway.sms"]


def test_a_dead_modem_is_an_alarm_until_it_is_back(site):
    town = Town(site)
    gateway = town.gateway
    wait_until("the modem is looked at", lambda: town.sms()["state"] == "ok", 40)
    assert town.sms()["words"].startswith("registered, signal ")
    assert "sms  ok, registered, signal" in gateway.hazctl("status").stdout

    unplugged = time.monotonic()
    town.modem.stop()
    wait_until("it is known", lambda: town.sms()["state"] == "down", 30)
    status = gateway.hazctl("status")
    assert status.returncode == 1 and "DOWN since" in status.stdout
    assert "is not there" in town.sms()["words"] or "unplugged" in town.sms()["words"]
    wait_until("the alarm", lambda: town.alarm()["state"] == "active", 90)
    assert time.monotonic() - unplugged > 59, "not before a minute has passed"
    alarm = town.alarm()
    assert alarm["priority"] == "high" and "hazctl status" in alarm["action"]
    town.park.wait_for("the park is told", lambda m: m.name == "alarm" and m.payload.get("id") == "gateway.sms")
    assert gateway.list("incident", "list", "--all") == [], "it starts no plan"

    # Somebody is at it; then it is plugged in again.
    gateway.hazctl("ack", "gateway.sms", check=True)
    town.modem = town.plug_in()
    wait_until("the modem is well", lambda: town.sms()["state"] == "ok", 40)
    wait_until("the alarm goes", lambda: town.alarm()["state"] == "normal", 60)
    raised = [e for e in town.alarm_events() if e["to"] == "active"]
    assert len(raised) == 1, town.alarm_events()


def test_a_test_message_reaches_the_phone_and_is_on_record(site):
    town = Town(site)
    gateway = town.gateway
    wait_until("the modem is looked at", lambda: town.sms()["state"] == "ok", 40)
    listed = gateway.list("contact", "list")
    assert [(c["id"], c["ways"], c["down"]) for c in listed] == [("wang", ["sms"], [])]

    done = gateway.hazctl("contact", "test", "wang")
    assert done.returncode == 0, done.stderr
    assert "wang sms +8613800000001: sent" in done.stdout and ": delivered" in done.stdout
    sms = town.modem.events("sms")
    assert [s["to"] for s in sms] == ["+8613800000001"]
    assert sms[0]["text"].startswith("【测试】")
    assert town.sms()["last_sent"] > 0
    audit = [e for e in gateway.list("events") if e["kind"] == "audit" and e["op"] == "contact-test"]
    assert [(e["target"], e["ok"]) for e in audit] == [("wang", True), ("wang", True)]
    assert "delivered" in audit[1]["note"]

    # A message that fails because the modem is dead makes it an alarm at once.
    town.modem.send("sim out")
    wait_until("it is known", lambda: town.sms()["state"] == "down", 30)
    began = time.monotonic()
    failed = gateway.hazctl("contact", "test", "wang", "--via", "sms")
    assert failed.returncode == 1
    assert "wang was not told by sms" in failed.stderr and "SIM" in failed.stderr
    wait_until("the alarm", lambda: town.alarm()["state"] == "active", 5)
    assert time.monotonic() - began < 30
    assert gateway.list("contact", "list")[0]["down"] == ["sms"]
    assert gateway.hazctl("contact", "test", "nobody").returncode == 1
    assert gateway.hazctl("contact", "test", "wang", "--via", "fax").returncode == 2
