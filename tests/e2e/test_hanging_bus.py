"""The worker of a bus stands still for good: an alarm, then no sign of life any more."""

from service_manager import Stopped
from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until


def test_a_bus_worker_that_stands_still_is_an_alarm_and_then_the_end(site, systemd):
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field")), env=systemd.env)
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    # A worker has to go for a minute before its standing still means a restart.
    wait_until("a minute", lambda: gateway.status()["daemon"]["uptime_s"] > 64, 80)
    with Stopped(gateway.process.pid, "bus field"):
        wait_until("the alarm of the bus", lambda: gateway.alarms()["bus.field"]["state"] == "active", 45)
        assert gateway.points()["gd-101.gas"]["quality"] == "comm", "nobody believes the last value for ever"
        assert gateway.alarms()["vote.t101-leak"]["state"] != "normal", "three bad members are an alarm here"
        assert not systemd.is_hungry(2), "the rest goes on"
        assert any("bus field" in problem for problem in gateway.status()["problems"])
        wait_until("silence for longer than WatchdogSec", lambda: systemd.is_hungry(3.5), 100)
        assert "hangs: bus field" in systemd.status()
        audit = [event for event in gateway.list("events", "--since", "1h") if event.get("op") == "watchdog"]
        assert len(audit) == 1 and "bus field" in audit[0]["error"]
    systemd.fed(2)
    wait_until("gas is read again", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    wait_until("the bus is back", lambda: gateway.alarms()["bus.field"]["state"] != "active")
