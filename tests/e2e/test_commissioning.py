"""Commissioning beside a daemon that goes on polling: scan, guess, trace; read back by tshark."""

import json
import re
import subprocess
import time

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until

LINE_SCENARIO = """
[[listen]]
id = "line"
type = "rtu"
link = "{link}"
[[device]]
id = "pv-201"
listen = "line"
unit = 21
model = "swapped"
[[device.value]]
point = "temperature"
start = 41.5
[[device]]
id = "ox-111"
listen = "line"
unit = 3
model = "gas-detector-oxygen"
[[device.value]]
point = "oxygen"
start = 20.9
"""

SWAPPED = """
model = "swapped"
vendor = "generic"
source = "generic"
family = "pressure-vessel"
[[point]]
id = "temperature"
table = "input"
address = 2
type = "float32"
order = "CDAB"
unit = "degC"
[[point]]
id = "level"
table = "input"
address = 4
type = "uint16"
"""

HEAD = """
[site]
park = "north-park"
enterprise = "acme"
gateway = "gw-01"
name = "line"
timezone = "Asia/Shanghai"
language = "en"
[store]
path = "hazgate.db"
[control]
socket = "hazgate.sock"
"""


def line_site(device):
    """One detector on a serial line; the vessel beside it is not configured."""
    return HEAD + f"""
[[bus]]
id = "rs485-1"
type = "rtu"
device = "{device}"
baud = 115200
parity = "none"
response_timeout = "300ms"
[[device]]
id = "ox-111"
bus = "rs485-1"
unit = 3
model = "gas-detector-oxygen"
poll = "200ms"
"""


def vessel_and_detector(site):
    """The line's slaves: a detector, and a vessel whose floats come the low word first."""
    (site.folder / "devices").mkdir()
    (site.folder / "devices" / "swapped.toml").write_text(SWAPPED, "utf-8")
    link = site.folder / "line"
    site.simulator(LINE_SCENARIO.format(link=link))
    return link


def items(result):
    assert result.returncode == 0, result.stdout + result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def fields(file, *names, where=None):
    """What tshark, without any option of its own, dissects: a row of fields for each frame."""
    command = ["tshark", "-r", str(file), "-T", "fields", "-E", "occurrence=a"]
    command += ["-Y", where] if where else []
    for name in names:
        command += ["-e", name]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return [line.split("\t") for line in result.stdout.splitlines()]


def test_a_scan_finds_the_units_while_polls_go_on(site):
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field"), vote_extra="").replace(
        "unit = 13", "unit = 14"))  # configured wrongly: nobody is 14
    wait_until("readings", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    found = items(gateway.hazctl("scan", "field", "--units", "10-15,51", "--timeout", "200ms", "--json"))
    summary = found.pop()["summary"]
    assert {each["unit"] for each in found} == {11, 12, 13, 51}
    named = {each["unit"]: each.get("devices") for each in found}
    assert named == {11: ["gd-101"], 12: ["gd-102"], 13: None, 51: ["relay-1"]}
    assert all("exception" in each["answer"] or "register 0" in each["answer"] for each in found)
    assert summary["missing"] == [{"unit": 14, "device": "gd-103"}]
    assert summary["found"] == 4 and summary["polls"] > 0
    assert summary["held_most_ms"] < 200 + 100  # one question, and what this machine adds
    assert gateway.points()["gd-101.gas"]["quality"] == "good"
    shown = gateway.hazctl("scan", "field", "--units", "11,12", "--timeout", "200ms")
    assert re.search(r"^ +11 .*gd-101, configured  generic gas-detector-combustible 1\.0$",
                     shown.stdout, re.M), shown.stdout
    assert "2 units found in" in shown.stdout


def test_one_scan_and_one_trace_at_a_time_and_both_end_with_their_caller(site):
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field")))
    arguments = [site.build / "gateway/cli/hazctl", "--config", site.folder / "site.toml"]
    for command, extra in (("scan", ["--units", "11-200", "--timeout", "1s"]), ("trace", [])):
        first = subprocess.Popen(list(map(str, [*arguments, command, "field", "--json", *extra])),
                                 stdout=subprocess.PIPE, text=True)
        assert first.stdout.readline()  # it runs
        refused = None

        def is_refused():
            nonlocal refused
            refused = gateway.hazctl(command, "field", "--json",
                                     *(["--units", "11"] if extra else ["--for", "50ms"]))
            return refused.returncode == 1

        assert is_refused()
        assert "under way" in refused.stderr, refused.stderr
        first.kill()
        first.wait()
        first.stdout.close()
        wait_until("the first has ended", lambda: not is_refused())
        assert refused.returncode == 0, refused.stderr
    assert gateway.hazctl("scan", "nowhere").returncode == 3
    assert gateway.hazctl("scan", "field", "--units", "0-3").returncode == 2
    assert gateway.hazctl("scan", "field", "--bauds", "9600").returncode == 2  # TCP has none


def test_guess_finds_the_type_and_order_of_a_float(site):
    gateway = site.gateway(line_site(vessel_and_detector(site)))
    guesses = items(gateway.hazctl("guess", "rs485-1", 21, 2, "--reads", "41.5", "--json"))
    best = guesses[0]
    assert (best["type"], best["order"], best["scale"], best["fit"]) == ("float32", "CDAB", 1, "exact")
    assert (best["table"], best["address"]) == ("input", 2)
    shown = gateway.hazctl("guess", "rs485-1", 21, 2, "--reads", "41.5", "--table", "input").stdout
    assert "float32, CDAB -> 41.5" in shown
    assert 'address = 2\ntype = "float32"\norder = "CDAB"\n' in shown
    assert gateway.hazctl("guess", "rs485-1", 21, 2, "--reads", "77777.7").returncode == 1
    assert gateway.hazctl("guess", "rs485-1", 99, 2, "--reads", "1.5").returncode == 3
    assert gateway.hazctl("guess", "rs485-1", 21, 2, "--reads", "warm").returncode == 2
    scanned = items(gateway.hazctl("scan", "rs485-1", "--units", "1-30", "--timeout", "60ms", "--json"))
    summary = scanned.pop()["summary"]
    assert [each["unit"] for each in scanned] == [3, 21]
    assert {(each["baud"], each["parity"]) for each in scanned} == {(115200, "none")}
    assert summary["questions"] == 30 + 2


def test_tshark_reads_a_trace_of_a_serial_line(site):
    gateway = site.gateway(line_site(vessel_and_detector(site)))
    wait_until("readings", lambda: gateway.points()["ox-111.oxygen"]["quality"] == "good")
    file = site.folder / "line.pcap"
    begun = time.time()
    done = gateway.hazctl("trace", "rs485-1", "--pcap", file, "--for", "1500ms")
    assert done.returncode == 0 and re.match(r"\d+ frames, 0 dropped\n", done.stdout), done.stderr
    rows = fields(file, "frame.time_epoch", "frame.protocols", "mbrtu.unit_id", "modbus.func_code",
                  "modbus.regval_uint16")
    assert len(rows) >= 6
    assert {row[1] for row in rows} == {"exported_pdu:mbrtu:modbus"}
    assert {row[2] for row in rows} == {"3"}
    assert any("209" in row[4].split(",") for row in rows), rows  # 20.9 with scale 0.1
    assert all(begun - 1 < float(row[0]) < time.time() + 1 for row in rows)
    assert not fields(file, "frame.number", where="_ws.malformed")
    answered = fields(file, "modbus.request_frame", where="modbus.request_frame")
    assert len(answered) >= len(rows) // 2 - 1  # each reply knows its request


def test_tshark_reads_a_trace_of_a_tcp_bus_and_people_read_it_too(site):
    field = site.simulator(TANK_SCENARIO)
    gateway = site.gateway(tank_site(field.port("field")))
    wait_until("readings", lambda: gateway.points()["gd-101.gas"]["quality"] == "good")
    file = site.folder / "field.pcap"
    assert gateway.hazctl("trace", "field", "--pcap", file, "--for", "1s").returncode == 0
    rows = fields(file, "mbtcp.unit_id", "modbus.func_code", where="mbtcp")
    assert {row[0] for row in rows} == {"11", "12", "13", "51"}
    assert not fields(file, "frame.number", where="_ws.malformed")
    lines = gateway.hazctl("trace", "field", "--for", "500ms").stdout.splitlines()
    assert any(re.match(r"\d\d:\d\d:\d\d\.\d{6} >  11  read input 0 x\d+$", line) for line in lines)
    assert any(re.match(r".* <  11  input 0 = 20 .*  \d+\.\d ms$", line) for line in lines), lines
    frames = items(gateway.hazctl("trace", "field", "--for", "500ms", "--json"))
    summary = frames.pop()["summary"]
    assert summary == {"frames": len(frames), "dropped": 0}
    reply = next(f for f in frames if f["dir"] == "received" and f["unit"] == 11)
    assert reply["values"][0] == 20 and reply["address"] == 0  # 2.0 with scale 0.1
