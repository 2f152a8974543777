"""From the detector to the siren, the record and the park, through the real programs."""

import json

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until

ROOT = "hazgate/v1/north-park/acme/gw-01/"


def leaking(site):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field"), broker.url))
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    park.wait_for("the gateway is online", lambda m: m.name == "state" and m.payload["online"])
    return broker, park, field, gateway


def leak(field):
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 61.0)


def calm(field):
    for n in (1, 2, 3):
        field.set(f"gd-10{n}.gas", 1.0)


def state(gateway, alarm):
    return gateway.alarms()[alarm]["state"]


def test_a_leak_sounds_the_siren_and_reaches_the_park(site):
    _, park, field, gateway = leaking(site)
    leak(field)
    alarm = park.wait_for("the vote's alarm", lambda m: m.name == "alarm"
                          and m.payload["id"] == "vote.t101-leak")
    write = wait_until("the siren's coil", lambda: field.writes("relay-1.siren"))[0]
    assert write["value"] is True
    assert alarm.topic == ROOT + "alarm"
    for key in ("epoch", "seq", "t", "id", "occurrence", "from", "to", "flags", "cause", "priority",
                "value", "limit", "quality", "by", "note", "drill"):
        assert key in alarm.payload, key
    assert (alarm.payload["from"], alarm.payload["to"]) == ("normal", "active")
    assert alarm.payload["priority"] == "critical" and alarm.payload["cause"] == "condition"
    entries = lambda: [m.payload["entry"] for m in park.messages("incident")]
    wait_until("the plan's steps", lambda: "publish" in entries())
    assert entries()[0] == "opened" and "write-done" in entries() and "notify" in entries()
    listed = wait_until("the retained list", lambda: [
        a["id"] for m in park.messages("alarms")[-1:] for a in m.payload["alarms"]])
    assert {"gd-101.gas.HH", "gd-102.gas.HH", "vote.t101-leak"} <= set(listed)
    assert gateway.status()["daemon"]["reactions"] >= 1


def test_retained_messages_and_telemetry_are_the_contracts(site):
    broker, park, field, gateway = leaking(site)
    wait_until("telemetry", lambda: len(park.messages("telemetry/gd-101")) > 3)
    state_message = park.wait_for("state", lambda m: m.name == "state" and m.payload["online"])
    epoch = gateway.status()["daemon"]["epoch"]
    assert state_message.payload["epoch"] == epoch and "version" in state_message.payload
    reading = park.messages("telemetry/gd-101")[0].payload
    assert reading["epoch"] == epoch and isinstance(reading["seq"], int)
    assert reading["values"]["gas"] == 2.0 and "quality" not in reading
    late = site.subscriber(broker, topic=ROOT + "#", name="late")
    for name in ("state", "describe", "alarms"):
        assert late.wait_for(name, lambda m, name=name: m.name == name).retained
    describe = late.messages("describe")[0].payload
    points = {point["id"]: point for point in describe["points"]}
    assert points["gd-101.gas"]["unit"] == "%LEL"
    alarms = {alarm["id"]: alarm for alarm in describe["alarms"]}
    assert alarms["gd-101.gas.HH"]["limit"] == 50.0 and alarms["gd-101.gas.HH"]["action"]
    assert describe["plans"][0]["id"] == "tank-farm-leak"


def test_a_dead_gateway_is_announced_by_its_will(site):
    _, park, _, gateway = leaking(site)
    gateway.kill()
    will = park.wait_for("the will", lambda m: m.name == "state" and not m.payload["online"])
    assert will.payload == {"online": False}


def test_bad_readings_are_null_and_named(site):
    _, park, field, gateway = leaking(site)
    field.fault("gd-103", "silent")
    message = park.wait_for("a reading without answer", lambda m: m.name == "telemetry/gd-103"
                            and m.payload.get("quality", {}).get("gas") == "comm")
    assert message.payload["values"]["gas"] is None
    wait_until("comm alarm", lambda: state(gateway, "gd-103.comm") == "active")
    assert gateway.points()["gd-103.gas"]["value"] is None
    assert gateway.hazctl("status").returncode == 1, "a silent device is not healthy"
    neighbours = gateway.points()["gd-101.gas"]
    assert neighbours["quality"] == "good"
    field.fault("gd-103", "none")
    wait_until("back", lambda: gateway.points()["gd-103.gas"]["quality"] == "good")


def test_people_acknowledge_reset_and_close(site):
    _, park, field, gateway = leaking(site)
    leak(field)
    wait_until("alarm", lambda: state(gateway, "vote.t101-leak") == "active")
    incident = wait_until("incident", lambda: gateway.list("incident", "list"))[0]["id"]
    refused = gateway.hazctl("reset", "vote.t101-leak")
    assert refused.returncode == 1 and "still active" in refused.stderr
    gateway.hazctl("ack", "vote.t101-leak", "--note", "seen", check=True)
    message = park.wait_for("the acknowledgement", lambda m: m.name == "alarm"
                            and m.payload["to"] == "acked")
    assert message.payload["note"] == "seen" and message.payload["by"]
    wait_until("no escalation", lambda: "skipped" in [
        m.payload["entry"] for m in park.messages("incident")])
    assert gateway.hazctl("incident", "close", incident).returncode == 1, "still active"
    calm(field)
    wait_until("latched", lambda: state(gateway, "vote.t101-leak") == "latched-acked", 90)
    gateway.hazctl("reset", "vote.t101-leak", check=True)
    gateway.hazctl("incident", "close", incident, "--note", "valve tightened", check=True)
    assert state(gateway, "vote.t101-leak") == "normal"
    wait_until("siren off", lambda: field.writes("relay-1.siren")[-1]["value"] is False)
    shown = gateway.list("incident", "show", incident)
    assert shown[0]["closed"] and [e.get("entry") for e in shown[1:]][0] == "opened"
    assert not gateway.list("incident", "list")


def test_the_park_may_do_what_the_site_file_allows_and_nothing_else(site):
    broker, park, field, gateway = leaking(site)
    leak(field)
    raised = park.wait_for("alarm", lambda m: m.name == "alarm" and m.payload["id"] == "gd-101.gas.HH")
    occurrence = raised.payload["occurrence"]

    def ask(number, op, args):
        broker.publish(ROOT + "command", json.dumps(
            {"id": number, "op": op, "args": args, "by": "duty"}))
        return park.wait_for(f"reply {number}", lambda m: m.name == "reply"
                             and m.payload["id"] == number).payload

    late = ask("1", "ack", {"alarm": "gd-101.gas.HH", "occurrence": occurrence + 7})
    assert not late["ok"] and "occurrence" in late["error"]
    assert ask("2", "ack", {"alarm": "gd-101.gas.HH", "occurrence": occurrence, "note": "seen"})["ok"]
    assert state(gateway, "gd-101.gas.HH") == "acked"
    assert gateway.alarms()["gd-101.gas.HH"]["by"] == "park:duty"
    forbidden = ask("3", "drill", {"plan": "tank-farm-leak"})
    assert not forbidden["ok"] and "not allowed" in forbidden["error"]
    assert not ask("4", "silence", {})["ok"], "not in the default list"
    assert ask("5", "describe", {})["ok"]


def test_events_are_followed_live_and_listed_later(site):
    _, _, field, gateway = leaking(site)
    follower = site.process([gateway.build / "gateway/cli/hazctl", "--config", gateway.site, "events",
                             "--follow", "--json"], "follow.log")
    wait_until("follower runs", follower.is_running)
    leak(field)
    wait_until("event at the follower", lambda: any("vote.t101-leak" in line for _, line in follower.lines))
    events = gateway.list("events")
    assert {"alarm", "incident"} <= {event["kind"] for event in events}
    seqs = [event["seq"] for event in events if event["kind"] != "audit"]
    assert seqs == list(range(1, len(seqs) + 1))
