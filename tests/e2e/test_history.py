"""What a point was: hazctl history through the real programs."""

import csv
import io
import json
import time

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until


def history(gateway, *arguments):
    result = gateway.hazctl("history", *arguments, "--json")
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_readings_and_minutes_across_a_crash(site):
    field = site.simulator(TANK_SCENARIO)
    clock = site.clock(-7200 - time.time() % 60 + 30)  # half a minute into one
    gateway = site.gateway(tank_site(field.port("field")), env=clock.env)
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    field.set("gd-101.gas", 6.0)
    rows = wait_until("it is on record", lambda: [
        row for row in history(gateway, "gd-101.gas", "--since", "3h") if row["value"] == 6.0])
    assert set(rows[0]) == {"t", "value", "quality"} and rows[0]["quality"] == "good"
    assert history(gateway, "gd-101.gas", "--since", "3h", "--every", "1m") == [], "it still runs"
    gateway.kill()
    clock.set(-7200 + 300)
    gateway.start()
    minutes = wait_until("the minute of before the crash is there", lambda: history(
        gateway, "gd-101.gas", "--since", "3h", "--every", "1m"))
    assert set(minutes[0]) == {"t", "min", "max", "mean", "good", "count"}
    first = minutes[0]
    until = first["t"] + 60_000
    readings = [row for row in history(gateway, "gd-101.gas", "--since", "3h")
                if first["t"] <= row["t"] < until]
    values = [row["value"] for row in readings if row["quality"] == "good"]
    assert (first["min"], first["max"]) == (min(values), max(values)) == (2.0, 6.0)
    assert abs(first["mean"] - sum(values) / len(values)) < 0.01
    assert first["count"] == len(readings)
    assert abs(first["good"] - len(values) / len(readings)) < 1e-9
    hour = history(gateway, "gd-101.gas", "--since", "3h", "--every", "1h")
    assert sum(row["count"] for row in hour) >= first["count"]
    assert (hour[0]["min"], hour[0]["max"]) == (2.0, 6.0)

    result = gateway.hazctl("history", "gd-101.gas", "--since", "3h", "--every", "1m", "--csv")
    table = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert table[0]["t"].endswith("Z") and float(table[0]["max"]) == 6.0
    page = gateway.hazctl("history", "gd-101.gas", "--since", "3h", "--every", "1m").stdout
    assert "MEAN" in page.splitlines()[0] and "6" in page.splitlines()[1]


def test_what_is_asked_wrong(site):
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field")))
    wrong = gateway.hazctl("history", "gd-101.gaz")
    assert wrong.returncode == 1 and "did you mean gd-101.gas?" in wrong.stderr
    assert gateway.hazctl("history", "gd-101.gas", "--every", "7m").returncode == 2
    turned = gateway.hazctl("history", "gd-101.gas", "--since", "1h", "--until", "2h")
    assert turned.returncode == 2 and "--until" in turned.stderr
    assert gateway.hazctl("history", "gd-101.gas", "--json", "--csv").returncode == 2
    nothing = gateway.hazctl("history", "gd-101.gas", "--since", "5h", "--until", "4h")
    assert nothing.returncode == 0 and "nothing on record" in nothing.stdout
