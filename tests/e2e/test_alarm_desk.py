"""Alarms over a kill -9, and what lies over them, through the real programs."""

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until


def running(site):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field"), broker.url))
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    return park, field, gateway


def flags(gateway, alarm):
    return gateway.alarms()[alarm]["flags"]


def test_a_shelf_survives_a_kill_and_what_is_grave_is_never_shelved(site):
    park, _, gateway = running(site)
    done = gateway.hazctl("shelve", "gd-101.comm", "--for", "30m", "--reason", "new cable")
    assert done.returncode == 0, done.stderr
    assert flags(gateway, "gd-101.comm") == ["shelved"]
    message = park.wait_for("the shelf", lambda m: m.name == "alarm"
                            and m.payload["cause"] == "shelve").payload
    assert (message["from"], message["to"], message["flags"]) == ("normal", "normal", ["shelved"])
    assert message["note"] == "new cable"
    refused = gateway.hazctl("shelve", "gd-101.gas.HH", "--for", "5m", "--reason", "noise")
    assert refused.returncode == 1 and "never shelved" in refused.stderr
    assert gateway.hazctl("shelve", "gd-101.comm", "--for", "5m").returncode == 2, "without a reason"
    gateway.kill()
    gateway.start()
    wait_until("the shelf is back", lambda: flags(gateway, "gd-101.comm") == ["shelved"])
    assert gateway.hazctl("unshelve", "gd-101.comm").returncode == 0
    wait_until("the shelf is gone", lambda: flags(gateway, "gd-101.comm") == [])


def test_a_detector_out_of_service_votes_as_its_rule_says(site):
    _, field, gateway = running(site)
    done = gateway.hazctl("out-of-service", "gd-101.gas.HH", "--for", "2h", "--reason", "permit 118")
    assert done.returncode == 0, done.stderr
    field.set("gd-101.gas", 60.0)
    wait_until("its state keeps running",
               lambda: gateway.alarms()["gd-101.gas.HH"]["state"] == "active")
    assert gateway.alarms()["gd-101.gas.HH"]["removal"]["reason"] == "permit 118"
    assert gateway.alarms().get("vote.t101-leak", {"state": "normal"})["state"] == "normal"
    field.set("gd-102.gas", 60.0)
    wait_until("one more is enough", lambda: field.writes("relay-1.siren"))
    done = gateway.hazctl("return", "gd-101.gas.HH")
    assert done.returncode == 0, done.stderr
    wait_until("it sounds again", lambda: gateway.alarms()["gd-101.gas.HH"]["occurrence"] == 2)


def test_a_device_that_returns_while_the_gateway_is_away_is_back(site):
    _, field, gateway = running(site)
    field.fault("gd-101", "silent")
    wait_until("it is lost", lambda: gateway.alarms()["gd-101.comm"]["state"] == "active")
    gateway.kill()
    field.fault("gd-101", "none")
    gateway.start()
    wait_until("it answers", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    wait_until("and its alarm knows", lambda: gateway.alarms()["gd-101.comm"]["state"] == "cleared")


def test_the_detectors_own_alarm_raises_too_and_the_difference_is_said(site):
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field")) + """
[[alarm]]
point = "gd-102.gas"
name = "H"
own = "status"
states = ["low-alarm", "high-alarm"]
differs_after = "500ms"
off_delay = "0s"
""")
    state = lambda name: gateway.alarms()["gd-102.gas." + name]["state"]
    wait_until("gas is read", lambda: gateway.points()["gd-102.gas"]["quality"] == "good")
    field.set("gd-102.status", 2)
    wait_until("the detector says so", lambda: state("H") == "active")
    wait_until("alone", lambda: state("H-differs") == "active")
    field.set("gd-102.gas", 30.0)
    wait_until("they agree", lambda: state("H-differs") == "cleared")
    assert state("H") == "active"
