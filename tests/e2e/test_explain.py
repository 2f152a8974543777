"""Why an alarm is, or is not, there: hazctl explain through the real programs."""

import json

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until

ON_DELAY = """
[[alarm]]
point = "gd-101.gas"
name = "slow"
kind = "high"
limit = 10.0
deadband = 1.0
on_delay = "1h"
priority = "medium"
message = "Gas for an hour"
action = "Look"
"""


def running(site):
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field")) + ON_DELAY)
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    return field, gateway


def explain(gateway, alarm):
    result = gateway.hazctl("explain", alarm, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def page(gateway, alarm):
    result = gateway.hazctl("explain", alarm)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_rising_gas_from_normal_to_shelved(site):
    field, gateway = running(site)
    wait_until("readings are on record",
               lambda: len(explain(gateway, "gd-101.gas.HH")["record"]["samples"]) >= 10)
    calm = explain(gateway, "gd-101.gas.HH")
    assert (calm["state"], calm["verdict"]) == ("normal", "false")
    assert calm["record"]["hour"]["highest"]["value"] == 2
    assert "It is not there: 2 %LEL is 48 %LEL away from the limit of 50 %LEL." in page(
        gateway, "gd-101.gas.HH")
    field.set("gd-101.gas", 60.0)
    alarm = wait_until("it is raised and its readings are on record", lambda: raised(gateway))
    beyond = [sample["beyond"] for sample in alarm["record"]["samples"]]
    first = beyond.index(True)
    assert first > 0 and not any(beyond[:first]), "the last on the good side, then the first beyond"
    slow = explain(gateway, "gd-101.gas.slow")
    assert slow["state"] == "normal" and slow["delay"]["which"] == "on"
    assert 3_500_000 < slow["delay"]["left_ms"] < 3_600_000
    assert "It is not there yet: the condition has held since" in page(gateway, "gd-101.gas.slow")
    assert gateway.hazctl("ack", "gd-101.gas.HH", "--note", "sent Wang").returncode == 0
    done = gateway.hazctl("shelve", "gd-101.gas.slow", "--for", "30m", "--reason", "test gas")
    assert done.returncode == 0, done.stderr
    acked = wait_until("the answer is on record", lambda: caused(gateway, "gd-101.gas.HH", "ack"))
    assert acked["record"]["events"][-1]["note"] == "sent Wang"
    assert "is 10 %LEL beyond it" in page(gateway, "gd-101.gas.HH")
    shelved = explain(gateway, "gd-101.gas.slow")
    assert shelved["flags"] == ["shelved"] and shelved["shelf"]["reason"] == "test gas"
    assert "test gas" in page(gateway, "gd-101.gas.slow")


def raised(gateway):
    alarm = explain(gateway, "gd-101.gas.HH")
    samples = [sample["beyond"] for sample in alarm["record"]["samples"]]
    return alarm if alarm["state"] == "active" and True in samples else None


def caused(gateway, alarm, cause):
    found = explain(gateway, alarm)
    return found if cause in [event["cause"] for event in found["record"]["events"]] else None


def test_a_vote_with_a_dead_member_says_how_it_counts(site):
    field, gateway = running(site)
    field.fault("gd-103", "silent")
    wait_until("it is lost", lambda: gateway.alarms()["gd-103.comm"]["state"] == "active")
    vote = explain(gateway, "vote.t101-leak")
    counts = {member["id"]: (member["bad"], member["counts_as"]) for member in vote["members"]}
    assert counts == {"gd-101.gas.HH": (False, "normal"), "gd-102.gas.HH": (False, "normal"),
                      "gd-103.gas.HH": (True, "alarm")}
    text = page(gateway, "vote.t101-leak")
    assert "2 of 3, degraded to 1 of 2" in text
    assert "plan tank-farm-leak" in text
    member = explain(gateway, "gd-103.gas.HH")
    assert member["bad_reading"] == "holds" and member["part_of"]["votes"] == ["vote.t101-leak"]


def test_a_slip_of_the_pen_and_no_daemon(site):
    _, gateway = running(site)
    wrong = gateway.hazctl("explain", "gd-101.gas.HHH")
    assert wrong.returncode == 1 and "did you mean gd-101.gas.HH" in wrong.stderr
    gateway.stop()
    assert gateway.hazctl("explain", "gd-101.gas.HH").returncode == 3
