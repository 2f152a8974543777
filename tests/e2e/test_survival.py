"""What lasts: through a broker that goes away, and through a gateway that is killed."""

import signal
import time

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until


IN_FLIGHT = 28  # of telemetry on a near line: what QoS 1 may deliver again when a connection breaks


def lanes(park):
    """The seqs of each lane as a consumer of the contract takes them: in the order of arrival, what
    came again dropped; and how many came again."""
    taken, repeats = {"event": [], "sample": []}, 0
    for message in park.messages():
        if "seq" not in message.payload:
            continue
        lane = taken["sample" if message.name.startswith("telemetry/") else "event"]
        if message.payload["seq"] in lane[-4 * IN_FLIGHT:]:
            repeats += 1
        else:
            lane.append(message.payload["seq"])
    return taken, repeats


def test_nothing_is_lost_and_nothing_comes_twice_over_a_broker_outage(site):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field"), broker.url))
    wait_until("telemetry", lambda: len(park.messages("telemetry/gd-101")) > 5)
    broker.stop()
    wait_until("the outage is noticed", lambda: not gateway.status()["uplink"]["connected"])
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 60.0)
    wait_until("the siren without a broker", lambda: field.writes("relay-1.siren"))
    time.sleep(20)  # the outage itself: what is tested is how long it lasts
    broker.start()
    park.wait_for("the alarm of the outage", lambda m: m.name == "alarm"
                  and m.payload["id"] == "vote.t101-leak", 60)
    back = time.time()
    wait_until("everything is sent", lambda: gateway.status()["uplink"]["lag_sample"] < 20, 60)
    sent = gateway.status()["uplink"]
    wait_until("what the broker acknowledged", lambda: len(lanes(park)[0]["sample"]) >= sent["sent_sample"]
               and len(lanes(park)[0]["event"]) >= sent["sent_event"])
    taken, repeats = lanes(park)
    for lane, seqs in taken.items():
        if lane == "sample":  # live telemetry overtakes what is back-filled
            seqs = sorted(seqs)
        assert seqs == list(range(1, len(seqs) + 1)), f"{lane}: lost, doubled or out of order"
    assert repeats <= IN_FLIGHT, "only what was in flight when the broker went away"
    first_event = next(m for m in park.messages("alarm") if m.payload["id"] == "vote.t101-leak")
    caught_up = [m for m in park.messages("telemetry/gd-101") if m.received > first_event.received]
    backlog = [m for m in caught_up if m.payload["t"] / 1000 < back - 5]
    assert backlog, "events went ahead of the samples that waited"
    assert all(m.payload.get("late") for m in backlog)


def test_a_killed_gateway_comes_back_as_it_was(site):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field"), broker.url))
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 60.0)
    wait_until("siren", lambda: field.writes("relay-1.siren"))
    gateway.hazctl("ack", "gd-101.gas.HH", "--note", "on my way", check=True)
    wait_until("events are at the park", lambda: any(
        m.payload["id"] == "gd-101.gas.HH" and m.payload["to"] == "acked" for m in park.messages("alarm")))
    before = gateway.alarms()
    gateway.kill()
    gateway.start()
    after = gateway.alarms()
    for alarm in ("gd-101.gas.HH", "gd-102.gas.HH", "vote.t101-leak"):
        for key in ("state", "occurrence", "by", "note"):
            assert after[alarm][key] == before[alarm][key], (alarm, key)
    assert after["gd-101.gas.HH"]["state"] == "acked"
    assert len(gateway.list("incident", "list")) == 1, "the same incident, not a second one"
    wait_until("the siren is written again", lambda: len(field.writes("relay-1.siren")) >= 2)
    assert all(write["value"] is True for write in field.writes("relay-1.siren"))
    wait_until("gas is read again", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    assert gateway.alarms()["vote.t101-leak"]["occurrence"] == before["vote.t101-leak"]["occurrence"]
    park.wait_for("the restart is told", lambda m: m.name == "alarm" and m.payload["cause"] == "restart")
    epochs = {m.payload["epoch"] for m in park.messages() if "seq" in m.payload}
    assert len(epochs) == 1
    events, _ = lanes(park)
    assert events["event"] == list(range(1, len(events["event"]) + 1)), "no gap over the kill"


def test_a_reload_keeps_state_and_a_bad_file_changes_nothing(site):
    field = site.simulator(TANK_SCENARIO)
    text = tank_site(field.port("field"))
    gateway = site.gateway(text)
    field.set("gd-101.gas", 60.0)
    wait_until("alarm", lambda: gateway.alarms()["gd-101.gas.HH"]["state"] == "active")
    gateway.site.write_text(text.replace('need = 2', 'need = 9'), "utf-8")
    gateway.process.send_signal(signal.SIGHUP)
    wait_until("the mistake is told", lambda: "need" in gateway.process.said())
    assert gateway.alarms()["gd-101.gas.HH"]["state"] == "active"
    gateway.site.write_text(text.replace('off_delay = "1s"', 'limit = 45.0', 1), "utf-8")
    gateway.process.send_signal(signal.SIGHUP)
    wait_until("the new limit", lambda: gateway.hazctl("alarms").returncode == 0
               and gateway.alarms()["gd-101.gas.HH"]["limit"] == 45.0)
    assert gateway.alarms()["gd-101.gas.HH"]["occurrence"] == 1


def test_a_reload_disturbs_nothing_that_has_not_changed(site):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    whole = tank_site(field.port("field"), broker.url)
    # gd-100 in front moves every table; it is gd-103's twin on a bus of its own.
    newcomer = f"""
[[bus]]
id = "annexe"
type = "tcp"
host = "127.0.0.1"
port = {field.port("field")}

[[device]]
id = "gd-100"
bus = "annexe"
unit = 13
model = "gas-detector-combustible"
poll = "100ms"
"""
    longer = whole.replace('[[bus]]\nid = "field"', newcomer + '\n[[bus]]\nid = "field"', 1)
    assert longer != whole
    gateway = site.gateway(whole)
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 60.0)
    wait_until("siren", lambda: field.writes("relay-1.siren"))
    wait_until("all is read", lambda: all(p["quality"] == "good" for p in gateway.points().values()
                                          if p["id"].startswith("gd-10")))
    before = gateway.alarms()["vote.t101-leak"]
    reads = gateway.status()["devices"]
    pid = gateway.status()["daemon"]["pid"]
    uptime = gateway.status()["daemon"]["uptime_s"]
    for round_, text in enumerate([longer, whole, longer.replace('name = "HH"', 'name = "HH"\nlimit = 45.0', 1)]):
        gateway.site.write_text(text, "utf-8")
        gateway.process.send_signal(signal.SIGHUP)
        there = "gd-100" in text

        def settled():
            points = gateway.points()
            worst = {p["quality"] for p in points.values() if p["id"].startswith("gd-10") and "gd-100" not in p["id"]}
            assert worst == {"good"}, f"round {round_}: an unchanged point fell to {worst}"
            return ("gd-100.gas" in points) == there and (not there or points["gd-100.gas"]["quality"] == "good")

        wait_until(f"round {round_}", settled)
    assert gateway.alarms()["gd-101.gas.HH"]["limit"] == 45.0
    status = gateway.status()
    assert status["daemon"]["pid"] == pid and status["daemon"]["uptime_s"] > uptime, "it went on"
    now = {device["id"]: device for device in status["devices"]}
    for device in reads:
        assert now[device["id"]]["polls_due"] - now[device["id"]]["polls_done"] <= 1, device["id"]
        assert now[device["id"]]["requests"] >= device["requests"], "its counters go on"
    assert [bus["reconnects"] for bus in status["buses"] if bus["id"] == "field"] == [0]
    after = gateway.alarms()["vote.t101-leak"]
    for key in ("state", "occurrence", "since"):
        assert after[key] == before[key], key
    assert not [m for m in park.messages("alarm") if m.payload["cause"] == "restart"], "nothing restarted"
    assert all(write["value"] is True for write in field.writes("relay-1.siren"))
    events, _ = lanes(park)
    assert events["event"] == list(range(1, len(events["event"]) + 1))
    (incident,) = gateway.list("incident", "list")
    assert incident["plan"] == "tank-farm-leak"
