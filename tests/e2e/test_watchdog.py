"""What systemd and a Prometheus hear of a gateway: while it is well, and when a part of it stands still."""

import signal
import socket
import time
import urllib.request
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from service_manager import Stopped
from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import free_port, wait_until


def families(text):
    return {family.name: family for family in text_string_to_metric_families(text)}


def value(families_, name, family=None, **labels):
    found = [s.value for s in families_[family or name].samples if s.name == name and labels.items() <= s.labels.items()]
    assert len(found) == 1, (name, labels, found)
    return found[0]


def test_systemd_hears_of_the_start_of_life_of_a_reload_and_of_the_end(site, systemd):
    field = site.simulator(TANK_SCENARIO)
    text = tank_site(field.port("field"))
    gateway = site.gateway(text, env=systemd.env)
    wait_until("ready", lambda: systemd.count("READY=1") == 1)
    systemd.fed(3)
    assert "4 devices on 1 buses" in systemd.status() and "record well" in systemd.status()
    for other in (text + "\n[[nonsense]]\n", text.replace('off_delay = "1s"', "limit = 45.0", 1)):
        before = systemd.count("READY=1")
        gateway.site.write_text(other, "utf-8")
        gateway.process.send_signal(signal.SIGHUP)
        wait_until("ready again", lambda: systemd.count("READY=1") == before + 1)
        lines = [line for _, line in systemd.told]
        assert lines[::-1].index("RELOADING=1") > lines[::-1].index("READY=1")
        assert any(line.startswith("MONOTONIC_USEC=") for line in lines)
    field.set("gd-101.gas", 60.0)
    wait_until("the line for people", lambda: "alarms: 0" not in systemd.status())
    assert gateway.stop() == 0
    assert systemd.count("STOPPING=1") == 1


def test_no_sign_of_life_without_the_core(site, systemd):
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field")), env=systemd.env)
    systemd.fed(2)
    with Stopped(gateway.process.pid):
        wait_until("silence for longer than WatchdogSec", lambda: systemd.is_hungry(3.5))
    systemd.fed(2)


def test_a_disk_that_hangs_is_an_alarm_and_ends_nothing(site, systemd, build, tmp_path):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    frozen = tmp_path / "frozen"
    env = {"LD_PRELOAD": str(build / "tests" / "support" / "libfrozen_disk.so"),
           "HAZGATE_FROZEN_DISK": str(frozen), **systemd.env}
    gateway = site.gateway(tank_site(field.port("field"), broker.url), env=env)
    wait_until("telemetry", lambda: len(park.messages("telemetry/gd-101")) > 5)
    frozen.touch()
    wait_until("the alarm of the record", lambda: gateway.alarms()["gateway.journal"]["state"] == "active", 40)
    assert any("does not answer" in problem for problem in gateway.status()["problems"])
    assert "NOTHING IS RECORDED" in systemd.status()
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 60.0)
    wait_until("the siren without a disk", lambda: field.writes("relay-1.siren"))
    unjournaled = park.wait_for("the alarm without a disk", lambda m: m.name == "alarm"
                                and m.payload["id"] == "vote.t101-leak" and m.payload.get("journaled") is False)
    assert "seq" not in unjournaled.payload
    assert not systemd.is_hungry(2)
    gateway.site.write_text(tank_site(field.port("field")), "utf-8")
    gateway.process.send_signal(signal.SIGHUP)
    wait_until("no change that needs the disk", lambda: any(
        "the reload is refused" in problem or "change only with it" in problem for problem in gateway.status()["problems"]))
    assert not systemd.is_hungry(2)
    frozen.unlink()
    wait_until("the record goes on", lambda: gateway.alarms()["gateway.journal"]["state"] != "active")
    park.wait_for("what waited for the disk", lambda m: m.name == "alarm" and "seq" in m.payload
                  and m.payload["id"] == "vote.t101-leak")
    systemd.fed(2)


def test_a_full_disk_that_hangs_when_room_is_made_ends_nothing(site, systemd, build, tmp_path):
    field = site.simulator(TANK_SCENARIO)
    full = tmp_path / "full"
    env = {"LD_PRELOAD": str(build / "tests" / "support" / "libfrozen_disk.so"),
           "HAZGATE_FULL_DISK": str(full), **systemd.env}
    gateway = site.gateway(tank_site(field.port("field")), env=env)
    wait_until("gas is read", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    ballast = next(Path(gateway.site).parent.rglob("*.reserve"))
    full.touch()
    wait_until("the disk hangs", lambda: any("does not answer" in problem
                                             for problem in gateway.status()["problems"]), 40)
    assert ballast.exists(), "it hangs where its room is given up"
    hung = time.monotonic()
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 60.0)
    wait_until("the siren without a disk", lambda: field.writes("relay-1.siren"))
    wait_until("longer than a writer may stand still by itself", lambda: time.monotonic() > hung + 3)
    assert not systemd.is_hungry(2)
    full.unlink()
    wait_until("the record goes on", lambda: gateway.alarms()["gateway.journal"]["state"] != "active", 40)


def test_prometheus_reads_the_figures(site, systemd, tmp_path):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    port = free_port()
    clock = site.clock(0)
    text = tank_site(field.port("field"), broker.url)
    listening = text + f'\n[metrics]\nlisten = "127.0.0.1:{port}"\n'
    gateway = site.gateway(listening, env={**clock.env, **systemd.env})
    wait_until("telemetry", lambda: len(park.messages("telemetry/gd-101")) > 20)

    def scrape():
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain")
            return families(answer.read().decode())

    now = wait_until("acknowledged samples", lambda: (lambda f: f if value(
        f, "hazgate_uplink_publish_seconds_count", "hazgate_uplink_publish_seconds") > 20 else None)(scrape()))
    assert value(now, "hazgate_bus_open", bus="field") == 1
    assert value(now, "hazgate_device_answering", device="gd-103", bus="field") == 1
    assert value(now, "hazgate_watchdog_well") == value(now, "hazgate_watchdog_enabled") == 1
    assert value(now, "hazgate_journal_healthy") == value(now, "hazgate_uplink_connected") == 1
    assert value(now, "hazgate_uplink_lag_seconds", lane="sample") < 2
    assert value(now, "hazgate_journal_event_commit_seconds", quantile="0.99") > 0
    assert 4e6 < value(now, "process_resident_memory_bytes") < 1e9
    assert abs(value(now, "hazgate_figures_time_seconds") - time.time()) < 5
    status = Path(f"/proc/{gateway.process.pid}/status").read_text()
    assert f"Threads:\t{int(value(now, 'process_threads'))}\n" in status
    series = [(s.name, tuple(sorted(s.labels.items()))) for f in now.values() for s in f.samples]
    assert len(series) == len(set(series)), "no series twice"
    assert all(f.documentation and f.type != "unknown" for n, f in now.items() if n.startswith("hazgate"))
    assert families(gateway.hazctl("metrics", check=True).stdout).keys() >= {n for n in now if n.startswith("hazgate")}

    broker.stop()
    wait_until("the outage", lambda: value(scrape(), "hazgate_uplink_connected") == 0)
    wait_until("an old record", lambda: value(scrape(), "hazgate_uplink_lag_seconds", lane="sample") > 3)
    behind = scrape()
    assert value(behind, "hazgate_uplink_lag_records", lane="sample") > 20
    assert gateway.status()["uplink"]["lag_sample_s"] > 3
    gateway.kill()
    gateway.start()

    def lag():  # left out until the record has said it
        family = scrape().get("hazgate_uplink_lag_seconds")
        return max((s.value for s in family.samples if s.labels["lane"] == "sample"), default=0) if family else 0
    wait_until("who begins anew asks the record how old it is", lambda: lag() > 4)
    broker.start()
    wait_until("everything is sent", lambda: 0 <= lag() < 2 and value(
        scrape(), "hazgate_uplink_lag_records", lane="sample") < 20, 60)

    clock.set(3600)
    wait_until("the step of the clock", lambda: value(scrape(), "hazgate_clock_steps_total", "hazgate_clock_steps") == 1)
    assert abs(value(scrape(), "hazgate_clock_last_step_seconds") - 3600) < 5
    gateway.site.write_text(text, "utf-8")
    gateway.process.send_signal(signal.SIGHUP)

    def is_closed():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) != 0
    wait_until("the page is closed by a reload", is_closed)


def test_a_port_that_is_taken_is_said_and_tried_again(site):
    field = site.simulator(TANK_SCENARIO)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        gateway = site.gateway(tank_site(field.port("field")) + f'\n[metrics]\nlisten = "127.0.0.1:{port}"\n')
        wait_until("the problem", lambda: any(f"cannot listen on 127.0.0.1:{port}" in problem
                                              for problem in gateway.status()["problems"]))
    wait_until("tried again", lambda: not any("cannot listen" in problem
                                              for problem in gateway.status()["problems"]), 30)
