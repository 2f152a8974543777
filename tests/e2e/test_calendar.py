"""Seasons and shifts: what the calendar changes in a gateway that runs on."""

import datetime
import signal
import time
import zoneinfo

import pytest
from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
SEASON = """
[[season]]
id = "hot-months"
from = "06-01"
to = "09-30"
signed_by = "Wang"
signed_on = "2026-05-20"
[[season.alarm]]
point = "gd-101.gas"
name = "H"
limit = 15.0
"""


def ahead(*local):
    """How many seconds the clock must be ahead to show this local time now."""
    return datetime.datetime(*local, tzinfo=ZONE).timestamp() - time.time()


def limit(gateway):
    return gateway.alarms()["gd-101.gas.H"]["limit"]


def seasons(gateway):
    return [e for e in gateway.list("events", "--since", "2026-05-31")
            if e["kind"] == "audit" and e["op"] == "season"]


@pytest.fixture
def clock(site):
    if site.build.name in ("asan", "tsan"):
        pytest.skip("a sanitizer must be loaded first")
    return site.clock(ahead(2026, 5, 31, 12, 0))


def test_a_season_begins_at_midnight_and_its_limit_is_judged_at_once(site, clock):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field"), broker.url) + SEASON, env=clock.env)
    field.set("gd-101.gas", 20.0)
    wait_until("it is read", lambda: gateway.points()["gd-101.gas"]["value"] == 20.0)
    assert limit(gateway) == 25.0
    assert gateway.status()["daemon"]["season"] == ""
    clock.set(ahead(2026, 6, 1, 0, 0))
    wait_until("the season has begun", lambda: limit(gateway) == 15.0)
    wait_until("its limit is passed", lambda: gateway.alarms()["gd-101.gas.H"]["state"] == "active")
    assert gateway.status()["daemon"]["season"] == "hot-months"
    entry, = wait_until("it is on record", lambda: seasons(gateway))
    assert (entry["target"], entry["note"]) == ("hot-months",
                                                "hot-months: signed by Wang on 2026-05-20")
    describe = park.wait_for("the park knows", lambda m: m.name == "describe" and next(
        a for a in m.payload["alarms"] if a["id"] == "gd-101.gas.H")["limit"] == 15.0)
    assert describe
    # A restart within the season finds it in force.
    gateway.kill()
    gateway.start()
    assert limit(gateway) == 15.0
    wait_until("and says whose it is",
               lambda: [e["target"] for e in seasons(gateway)] == ["hot-months"] * 2)
    gateway.site.write_text(gateway.site.read_text("utf-8").replace('"Wang"', '"Li"'), "utf-8")
    gateway.process.send_signal(signal.SIGHUP)
    wait_until("another has signed", lambda: seasons(gateway)[-1]["note"].count("signed by Li") == 1)
    clock.set(ahead(2026, 10, 1, 0, 0))
    wait_until("the season is over", lambda: limit(gateway) == 25.0)


def test_a_shift_hands_over_what_is_out_of_service(site, clock):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field"), broker.url), env=clock.env)
    done = gateway.hazctl("out-of-service", "gd-101.gas.HH", "--for", "22h", "--reason", "permit 118")
    assert done.returncode == 0, done.stderr
    now = gateway.list("handover")[0]
    assert now["counts"]["out_of_service"] == 1
    assert now["begin"] == datetime.datetime(2026, 5, 31, 8, tzinfo=ZONE).timestamp() * 1000
    clock.set(ahead(2026, 5, 31, 20, 0))
    told = park.wait_for("the shift is over", lambda m: m.name == "shift").payload
    assert (told["begin"], told["end"]) == (now["begin"], now["end"])
    removed, = told["out_of_service"]
    assert (removed["id"], removed["reason"]) == ("gd-101.gas.HH", "permit 118")
    assert removed["by"] and removed["until"] > told["t"]
    # A shift that ends while the gateway is away is handed over when it is back.
    gateway.kill()
    clock.set(ahead(2026, 6, 1, 9, 0))
    gateway.start()
    late = park.wait_for("the next one", lambda m: m.name == "shift"
                         and m.payload["begin"] == told["end"]).payload
    assert late["counts"]["out_of_service"] == 1
    page = gateway.hazctl("handover").stdout
    assert page.startswith("Shift 2026-06-01 08:00:00 – 2026-06-01 20:00:00"), page
    assert "permit 118" in page and "gd-101.gas.HH" in page
    lines = gateway.hazctl("events", "--since", "2026-05-31").stdout
    assert lines.count("out-of-service 1") == 2
