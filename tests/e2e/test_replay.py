"""The record of a real gateway through its own configuration, and through another one."""

import json
import os
import subprocess

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import SOURCE, wait_until

LEAK = 60.0
NEAR = 15.0  # below the lowest limit of the model


def state(gateway, alarm):
    return gateway.alarms().get(alarm, {"state": "normal"})["state"]


def replay(site, file="site.toml"):
    done = subprocess.run(
        [site.build / "gateway" / "cli" / "hazctl", "replay", "--config", site.folder / file,
         "--since", "1h", "--json"], capture_output=True, text=True, timeout=60,
        env={**os.environ, "HAZGATE_MODELS": str(SOURCE / "config" / "devices")})
    assert done.returncode == 0, done.stderr + done.stdout
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    return {o["id"]: o for o in objects if "id" in o}, objects[-1]["summary"]


def has(seen, alarm, **fields):
    found = {key: seen.get(alarm, {}).get(key) for key in fields}
    assert found == fields, (alarm, seen.get(alarm))


def lives(site):
    """A leak at two detectors with a person at the desk, a device that is lost, and something small."""
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field")))
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    for detector in ("gd-101", "gd-102"):
        field.set(f"{detector}.gas", LEAK)
        wait_until("it is seen", lambda: state(gateway, f"{detector}.gas.HH") == "active")
    wait_until("they vote", lambda: state(gateway, "vote.t101-leak") == "active")
    assert gateway.hazctl("ack", "--all").returncode == 0
    for detector in ("gd-101", "gd-102"):
        field.set(f"{detector}.gas", 2.0)
        wait_until("it is over", lambda: state(gateway, f"{detector}.gas.HH") == "latched-acked")
    wait_until("the vote is over", lambda: state(gateway, "vote.t101-leak") == "latched-acked")
    assert gateway.hazctl("reset", "gd-101.gas.HH").returncode == 0
    field.set("gd-101.gas", LEAK)
    wait_until("it is seen again", lambda: state(gateway, "gd-101.gas.HH") == "active")
    field.fault("gd-102", "silent")
    wait_until("it is lost", lambda: state(gateway, "gd-102.comm") == "active")
    wait_until("they vote again", lambda: state(gateway, "vote.t101-leak") == "active")
    field.set("gd-103.gas", NEAR)
    wait_until("it is read", lambda: gateway.points()["gd-103.gas"]["value"] == NEAR)
    seen = gateway.points()["gd-103.gas"]["t"]
    wait_until("more of it", lambda: gateway.points()["gd-103.gas"]["t"] > seen + 1000)
    return gateway


def test_its_own_file_gives_what_happened_and_a_lower_limit_a_new_alarm(site):
    gateway = lives(site)
    seen, whole = replay(site)  # beside the daemon that writes it
    has(seen, "gd-101.gas.HH", recorded=2, replayed=2, both=2, same=True)
    has(seen, "gd-102.gas.HH", recorded=1, replayed=1, both=1, same=True)
    has(seen, "gd-102.comm", recorded=1, replayed=1, both=1, same=True)
    # Again when one is in alarm and one is lost, which counts as alarm.
    has(seen, "vote.t101-leak", recorded=2, replayed=2, both=2, same=True)
    assert all(alarm["same"] for alarm in seen.values()), seen
    assert (whole["only_recorded"], whole["only_replayed"]) == (0, 0)
    assert whole["recorded"] == whole["replayed"] >= 5
    assert whole["left_out"] == [] and whole["speed"] > 10

    lower = site.folder / "lower.toml"
    text = (site.folder / "site.toml").read_text("utf-8")
    lower.write_text(text.replace('name = "HH"\noff_delay', 'name = "HH"\nlimit = 45.0\noff_delay')
                     + '\n[[alarm]]\npoint = "gd-103.gas"\nname = "H"\nlimit = 10.0\n', "utf-8")
    assert "gd-103.gas.H" not in seen, "it was never near its limit"
    other, whole = replay(site, "lower.toml")
    has(other, "gd-103.gas.H", recorded=0, replayed=1, both=0, only_replayed=1, same=False)
    has(other, "gd-101.gas.HH", recorded=2, replayed=2, both=2)
    assert whole["only_replayed"] == 1 and whole["only_recorded"] == 0

    assert gateway.stop() == 0
    seen, _ = replay(site)  # without it
    has(seen, "gd-101.gas.HH", recorded=2, replayed=2, both=2, same=True)
