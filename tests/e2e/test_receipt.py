"""Does the duty room answer, and what may come from it: through the real programs and a real broker."""

import json
import threading
import time

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import Process, wait_until

ROOT = "hazgate/v1/north-park/acme/gw-01/"
TERMS = """commands = ["ack", "confirm", "describe", "drill", "silence"]
confirm_within = { critical = "2s" }
"""
DUTY_ROOM = """
[[contact]]
id = "park-room"
name = "Park duty room"
role = "duty-room"
sms = "+861012345678"
"""
HH = "gd-101.gas.HH"


def text_of(field, broker):
    text = tank_site(field.port("field"), broker.url, DUTY_ROOM)
    return text.replace("[uplink]\n", "[uplink]\n" + TERMS)


def running(site, env=None):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(text_of(field, broker), env=env)
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    park.wait_for("the gateway is online", lambda m: m.name == "state" and m.payload["online"])
    return broker, park, field, gateway


def ask(broker, park, number, op, args, **more):
    before = len([m for m in park.messages("reply") if m.payload["id"] == number])
    broker.publish(ROOT + "command", json.dumps(
        {"id": number, "op": op, "args": args, "by": "duty", **more}))
    return wait_until(f"reply {number}", lambda: [
        m.payload for m in park.messages("reply") if m.payload["id"] == number][before:])[0]


def audit(gateway):
    return [e for e in gateway.list("events") if e["kind"] == "audit"]


def duty_room(gateway):
    return gateway.alarms()["gateway.duty-room"]["state"]


def raised(park, alarm=HH):
    return park.wait_for("the alarm", lambda m: m.name == "alarm" and m.payload["id"] == alarm
                         and (m.payload["from"], m.payload["to"]) == ("normal", "active")).payload


def again(park, alarm=HH):
    return park.wait_for("once more", lambda m: m.name == "alarm" and m.payload["id"] == alarm
                         and m.payload.get("announce") == 2).payload


def test_who_does_not_confirm_is_told_again_until_he_does(site):
    broker, park, field, gateway = running(site)
    field.set("gd-101.gas", 60.0)
    first = raised(park)
    second = again(park)
    assert second["of"] == first["seq"] and second["since"] == first["t"]
    assert second["seq"] > first["seq"] and second["occurrence"] == first["occurrence"]
    assert second["from"] == second["to"] == "active" and second["flags"] == []
    assert second["t"] - first["t"] >= 2000
    wait_until("the local alarm", lambda: duty_room(gateway) == "active")
    assert "+861012345678" in gateway.alarms()["gateway.duty-room"]["action"]
    assert gateway.status()["uplink"]["receipts"] == {"unconfirmed": 1, "overdue": 1}
    ahead = ask(broker, park, "c0", "confirm", {"lane": "event", "seq": first["seq"] + 10_000})
    assert not ahead["ok"] and "has no message" in ahead["error"]
    other = ask(broker, park, "c1", "confirm", {"lane": "sample", "seq": 1})
    assert not other["ok"] and "event" in other["error"]
    assert duty_room(gateway) == "active"
    assert ask(broker, park, "c2", "confirm", {"lane": "event", "seq": first["seq"]}) == {
        "id": "c2", "ok": True}
    wait_until("the local alarm ends", lambda: duty_room(gateway) == "cleared")
    entry = [e for e in audit(gateway) if e["op"] == "confirm" and e["ok"]][-1]
    assert entry["by"] == "park:duty" and entry["note"] == HH
    assert gateway.status()["uplink"]["receipts"] == {"unconfirmed": 0, "overdue": 0}


def test_a_confirmation_in_time_keeps_everything_quiet(site):
    broker, park, field, gateway = running(site)
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 60.0)
    vote = raised(park, "vote.t101-leak")
    assert ask(broker, park, "c1", "confirm",
               {"lane": "event", "seq": vote["seq"], "upto": True})["ok"]
    for detector in ("gd-101.gas.HH", "gd-102.gas.HH"):
        seq = raised(park, detector)["seq"]
        if seq > vote["seq"]:
            assert ask(broker, park, detector, "confirm", {"lane": "event", "seq": seq})["ok"]
    confirmed = park.wait_for("on the timeline", lambda m: m.name == "incident"
                              and m.payload["entry"] == "confirmed")
    assert confirmed.payload["by"] == "park:duty"
    # Another alarm, later, whose second announcement proves that the time of the first has passed.
    field.set("gd-103.gas", 60.0)
    again(park, "gd-103.gas.HH")
    assert not [m for m in park.messages("alarm") if m.payload.get("announce")
                and m.payload["id"] != "gd-103.gas.HH"]


def test_an_acknowledgement_from_the_park_is_a_receipt_and_a_local_one_is_not(site):
    broker, park, field, gateway = running(site)
    field.set("gd-101.gas", 60.0)
    first = raised(park)
    gateway.hazctl("ack", HH, check=True)
    assert again(park)["to"] == "acked", "he who is here is not the duty room"
    field.set("gd-102.gas", 60.0)
    other = raised(park, "gd-102.gas.HH")
    assert ask(broker, park, "a", "ack", {"alarm": "gd-102.gas.HH",
                                          "occurrence": other["occurrence"]})["ok"]
    assert ask(broker, park, "b", "confirm", {"lane": "event", "seq": first["seq"]})["ok"]
    vote = raised(park, "vote.t101-leak")
    assert ask(broker, park, "c", "ack", {"alarm": "vote.t101-leak",
                                          "occurrence": vote["occurrence"]})["ok"]
    wait_until("all is seen", lambda: gateway.status()["uplink"]["receipts"]["unconfirmed"] == 0)
    wait_until("and quiet", lambda: duty_room(gateway) == "cleared")


def test_without_a_line_it_is_the_line_that_is_blamed(site):
    broker, park, field, gateway = running(site)
    broker.stop()
    wait_until("the line is down", lambda: gateway.alarms()["gateway.uplink"]["state"] == "active")
    field.set("gd-101.gas", 60.0)
    wait_until("the alarm", lambda: gateway.alarms()[HH]["state"] == "active")
    since = time.monotonic()
    wait_until("more than twice its time", lambda: time.monotonic() - since > 5)
    assert duty_room(gateway) == "normal"
    assert gateway.status()["uplink"]["receipts"] == {"unconfirmed": 1, "overdue": 0}
    broker.start()
    first = raised(park)
    assert ask(broker, park, "c", "confirm", {"lane": "event", "seq": first["seq"]})["ok"]
    assert gateway.status()["uplink"]["receipts"]["unconfirmed"] == 0
    assert duty_room(gateway) == "normal" and not [
        m for m in park.messages("alarm") if m.payload.get("announce")]


def test_what_waits_outlives_a_kill(site):
    broker, park, field, gateway = running(site)
    field.set("gd-101.gas", 60.0)
    first = raised(park)
    gateway.kill()
    gateway.start()
    assert again(park)["of"] == first["seq"], "the number, too"
    wait_until("the local alarm", lambda: duty_room(gateway) == "active")
    gateway.kill()
    gateway.start()
    assert duty_room(gateway) == "active"
    wait_until("the line", lambda: gateway.status()["uplink"]["connected"])
    assert ask(broker, park, "c", "confirm", {"lane": "event", "seq": first["seq"]})["ok"]
    wait_until("it ends", lambda: duty_room(gateway) == "cleared")
    gateway.kill()
    gateway.start()
    assert gateway.status()["uplink"]["receipts"] == {"unconfirmed": 0, "overdue": 0}


def test_a_replay_is_not_a_second_drill(site):
    broker, park, _, gateway = running(site)
    drill = {"plan": "tank-farm-leak"}
    assert ask(broker, park, "d1", "drill", drill) == {"id": "d1", "ok": True}
    incidents = lambda: gateway.list("incident", "list")
    wait_until("the drill", incidents)
    assert ask(broker, park, "d1", "drill", drill) == {"id": "d1", "ok": True, "repeated": True}
    gateway.hazctl("incident", "close", incidents()[0]["id"], "--note", "done", check=True)
    wait_until("it is on record", lambda: gateway.status()["journal"]["waiting"] == 0)
    gateway.kill()
    gateway.start()
    wait_until("the line", lambda: gateway.status()["uplink"]["connected"])
    assert ask(broker, park, "d1", "drill", drill) == {"id": "d1", "ok": True, "repeated": True}
    assert not incidents(), "no drill begins"
    other = ask(broker, park, "d1", "silence", {})
    assert not other["ok"] and "another command" in other["error"]
    assert ask(broker, park, "d2", "drill", drill)["ok"]
    refused = [e for e in audit(gateway) if not e["ok"] and e["from"] == "park"]
    assert ["drill", "drill", "silence"] == [e["op"] for e in refused]


def test_stale_and_wrong_commands_are_refused(site):
    clock = site.clock(0)
    clock.set(0, synchronised=True)
    broker, park, _, gateway = running(site, env=clock.env)
    now_ms = int(time.time() * 1000)
    old = ask(broker, park, "s1", "silence", {}, t=now_ms - 61_000)
    assert not old["ok"] and "older than 60 s" in old["error"]
    early = ask(broker, park, "s2", "silence", {}, t=now_ms + 120_000)
    assert not early["ok"] and "future" in early["error"]
    assert ask(broker, park, "s3", "silence", {}, t=int(time.time() * 1000))["ok"]
    wrong = ask(broker, park, "s4", "silence", {"all": True})
    assert not wrong["ok"] and '"all"' in wrong["error"]
    clock.set(0, synchronised=False)
    wait_until("a clock that nobody has set judges nobody", lambda: ask(
        broker, park, f"u{time.monotonic()}", "silence", {}, t=now_ms - 3_600_000)["ok"])


def pour(folder, port, stop):
    """As fast as the broker takes them."""
    pump = Process(["mosquitto_pub", "-h", "127.0.0.1", "-p", port, "-q", 0, "-l", "-t",
                    ROOT + "command"], folder / "flood.log", stdin=True)
    lines = "\n".join(['{"id":"f","op":"ack","args":{},"by":"broken"}'] * 100)
    try:
        while not stop.is_set():
            pump.send(lines)
    finally:
        pump.stop()


def under_flood(park, field):
    wait_until("it is too much", lambda: [m for m in park.messages("reply")
                                          if "too many" in m.payload.get("error", "")])
    began = time.monotonic()
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 61.0)
    wait_until("the siren", lambda: field.writes("relay-1.siren"))
    raised(park, "vote.t101-leak")
    assert time.monotonic() - began < 10


def test_a_flood_of_commands_delays_no_siren(site):
    broker, park, field, gateway = running(site)
    stop = threading.Event()
    flood = threading.Thread(target=pour, args=(site.folder, broker.port, stop))
    flood.start()
    try:
        under_flood(park, field)
        assert flood.is_alive(), "it was there all the time"
    finally:
        stop.set()
        flood.join()
    sums = wait_until("the sum in the audit", lambda: [
        e for e in audit(gateway) if e["op"] == "sum"], 30)
    assert "too many commands" in sums[0]["note"]
    refused = [e for e in audit(gateway) if e["from"] == "park"]
    assert len(refused) < 300, "a flood is summed up"
