"""What people get wrong, and what goes wrong around them: one clear line, the right exit code."""

import fcntl
import os
import socket
import sqlite3
import subprocess
import time

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import SOURCE, wait_until


def check(build, folder, text):
    path = folder / "site.toml"
    path.write_text(text, "utf-8")
    return subprocess.run([build / "gateway/daemon/hazgated", "--config", path, "--check"],
                          capture_output=True, text=True, timeout=20,
                          env={**os.environ, "HAZGATE_MODELS": str(SOURCE / "config/devices")})


def test_ten_mistakes_are_ten_lines_with_their_places(build, tmp_path):
    text = tank_site(1502)
    for right, wrong in (
            ('park = "north-park"', 'park = "North Park"'),
            ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Shangai"'),
            ('response_timeout = "300ms"', 'response_timeout = 300'),
            ('unit = 11', 'unit = 999'),
            ('id = "gd-103"', 'id = "gd-102"'),
            ('model = "relay-box"', 'model = "relay-bocks"'),
            ('need = 2', 'need = 4'),
            ('priority = "critical"', 'priority = "urgent"'),
            ('do = "publish"', 'do = "shout"'),
            ('trigger = ["vote.t101-leak"]', 'trigger = ["vote.t101-leek"]')):
        assert right in text, right
        text = text.replace(right, wrong, 1)
    result = check(build, tmp_path, text)
    assert result.returncode == 1
    lines = [line for line in result.stderr.splitlines() if "site.toml:" in line]
    for word in ("North Park", "Asia/Shangai", "response_timeout", "999", "gd-102", "relay-bocks",
                 "need", "urgent", "shout", "t101-leek"):
        assert any(word in line for line in lines), (word, result.stderr)
    for line in lines:
        where = line.split("site.toml:", 1)[1].split(":")
        assert where[0].isdigit() and where[1].isdigit(), line


def test_a_file_that_is_not_there(build, tmp_path):
    result = subprocess.run([build / "gateway/daemon/hazgated", "--config", tmp_path / "no.toml"],
                            capture_output=True, text=True, timeout=20)
    assert result.returncode == 3 and "no.toml" in result.stderr


def test_wrong_usage(build):
    for program in ("gateway/daemon/hazgated", "gateway/cli/hazctl", "simulators/hazsim"):
        result = subprocess.run([build / program, "--nonsense"], capture_output=True, text=True, timeout=20)
        assert result.returncode == 2, program
        assert subprocess.run([build / program, "--help"], capture_output=True, timeout=20).returncode == 0


def test_no_daemon_is_exit_three(build, tmp_path):
    result = subprocess.run([build / "gateway/cli/hazctl", "--socket", tmp_path / "none.sock", "status"],
                            capture_output=True, text=True, timeout=20)
    assert result.returncode == 3 and len(result.stderr.strip().splitlines()) == 1


def test_a_second_daemon_is_refused_and_the_first_goes_on(site, build):
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field")))
    second = subprocess.run([build / "gateway/daemon/hazgated", "--config", gateway.site],
                            capture_output=True, text=True, timeout=20,
                            env={**os.environ, "HAZGATE_MODELS": str(SOURCE / "config/devices")})
    assert second.returncode == 3 and "hazgate.sock" in second.stderr
    assert gateway.hazctl("points").returncode == 0


def test_a_missing_serial_device_and_a_dead_port_are_alarms(site):
    field = site.simulator(TANK_SCENARIO)
    with socket.socket() as closed:  # a port on which nobody listens
        closed.bind(("127.0.0.1", 0))
        text = tank_site(field.port("field")) + f"""
[[bus]]
id = "line"
type = "rtu"
device = "/dev/hazgate-no-such-line"
baud = 9600
[[bus]]
id = "far"
type = "tcp"
host = "127.0.0.1"
port = {closed.getsockname()[1]}
[[device]]
id = "gd-201"
bus = "line"
unit = 1
model = "gas-detector-combustible"
[[device]]
id = "gd-202"
bus = "far"
unit = 1
model = "gas-detector-combustible"
"""
        gateway = site.gateway(text)
        wait_until("bus alarms", lambda: all(
            gateway.alarms()[a]["state"] == "active"
            for a in ("bus.line", "bus.far", "gd-201.comm", "gd-202.comm")), 30)
    assert "/dev/hazgate-no-such-line" in gateway.process.said()
    assert gateway.points()["gd-101.gas"]["quality"] == "good"
    assert gateway.hazctl("status").returncode == 1


def test_a_broker_that_refuses_is_an_alarm_and_the_siren_still_sounds(site):
    passwords = site.folder / "passwords"
    subprocess.run(["mosquitto_passwd", "-b", "-c", passwords, "somebody", "secret"], check=True, timeout=20)
    passwords.chmod(0o644)
    broker = site.broker(extra=f"allow_anonymous false\npassword_file {passwords}\n")
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field"), broker.url))
    wait_until("uplink alarm", lambda: gateway.alarms()["gateway.uplink"]["state"] == "active", 60)
    assert "auth" in gateway.status()["uplink"]["error"].lower()
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 60.0)
    wait_until("siren", lambda: field.writes("relay-1.siren"))


def test_a_journal_of_a_newer_version_is_refused_and_not_touched(site):
    path = site.folder / "hazgate.db"
    with sqlite3.connect(path) as journal:
        journal.execute("create table meta(key text, value text)")
        journal.execute("pragma user_version = 9999")
    journal.close()
    before = path.read_bytes()
    gateway = site.gateway(tank_site(1502), wait=False)
    assert gateway.process.wait() == 1
    said = gateway.process.said()
    assert "newer" in said and "hazgate.db" in said
    assert path.read_bytes() == before


def test_without_a_journal_the_siren_sounds_and_the_park_is_told(site):
    (site.folder / "hazgate.db").mkdir()  # a folder where the file should be
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field"), broker.url))
    wait_until("connected", lambda: gateway.status()["uplink"]["connected"])
    field.set("gd-101.gas", 60.0)
    field.set("gd-102.gas", 60.0)
    wait_until("siren", lambda: field.writes("relay-1.siren"))
    message = park.wait_for("the alarm, marked", lambda m: m.name == "alarm"
                            and m.payload["id"] == "vote.t101-leak")
    assert message.payload["journaled"] is False and "seq" not in message.payload
    assert gateway.alarms()["gateway.journal"]["state"] == "active"
    reading = park.wait_for("live telemetry, marked", lambda m: m.name == "telemetry/gd-101"
                            and m.payload["values"]["gas"] == 60.0)
    assert reading.payload["journaled"] is False and "seq" not in reading.payload
    (site.folder / "hazgate.db").rmdir()  # somebody mends the disk
    park.wait_for("telemetry on record", lambda m: m.name == "telemetry/gd-101" and "seq" in m.payload, 30)
    park.wait_for("the alarm, on record", lambda m: m.name == "alarm" and "seq" in m.payload
                  and m.payload["id"] == "vote.t101-leak", 30)
    wait_until("healthy again", lambda: gateway.status()["journal"]["healthy"])
    assert gateway.alarms()["vote.t101-leak"]["state"] == "active"


def test_a_log_that_nobody_reads_stops_nothing(site, build):
    field = site.simulator(TANK_SCENARIO)
    path = site.folder / "site.toml"
    quick = "".join(f'[[alarm]]\npoint = "gd-10{n}.gas"\nname = "H"\noff_delay = "0s"\n' for n in (1, 2, 3))
    text = tank_site(field.port("field")).replace('off_delay = "1s"', 'off_delay = "0s"\nlatch = false')
    path.write_text(text + quick, "utf-8")
    deaf = subprocess.Popen([build / "gateway/daemon/hazgated", "--config", path], stderr=subprocess.PIPE,
                            env={**os.environ, "HAZGATE_MODELS": str(SOURCE / "config/devices")})
    try:
        fcntl.fcntl(deaf.stderr, 1031, 4096)  # F_SETPIPE_SZ: the smallest pipe, soon full
        for round_ in range(20):  # far more lines than the pipe holds
            for n in (1, 2, 3):
                field.set(f"gd-10{n}.gas", 60.0 if round_ % 2 == 0 else 1.0)
            time.sleep(0.25)
        wait_until("the siren", lambda: field.writes("relay-1.siren"))
        hazctl = [build / "gateway/cli/hazctl", "--config", path]
        assert subprocess.run([*hazctl, "silence"], timeout=10, capture_output=True).returncode == 0
        wait_until("the siren's coil", lambda: field.writes("relay-1.siren")[-1]["value"] is False)
    finally:
        deaf.kill()
        deaf.wait()
