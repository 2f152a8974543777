"""A master that we did not write (mbpoll) reads and writes hazsim, over TCP and over a serial line."""

import re
import subprocess

SCENARIO = """
[[listen]]
id = "field"
type = "tcp"
port = 0
[[listen]]
id = "line"
type = "rtu"
link = "{link}"
[[device]]
id = "gd-101"
listen = "field"
unit = 11
model = "gas-detector-combustible"
[[device.value]]
point = "gas"
start = 12.3
[[device]]
id = "pv-201"
listen = "field"
unit = 21
model = "pressure-vessel"
[[device.value]]
point = "temperature"
start = 41.5
[[device]]
id = "relay-1"
listen = "line"
unit = 5
model = "relay-box"
[[device]]
id = "ox-111"
listen = "line"
unit = 1
model = "gas-detector-oxygen"
[[device.value]]
point = "oxygen"
start = 20.9
"""


def values(*arguments):
    """The values that mbpoll prints: [12]: 123 -> ["123"]."""
    result = subprocess.run(["mbpoll", "-q", "-1", "-0", "-o", "1", *map(str, arguments)],
                            capture_output=True, text=True, timeout=20)
    assert result.returncode == 0, result.stdout + result.stderr
    return re.findall(r"^\[\d+\]:\s+(\S+)", result.stdout, re.M)


def test_mbpoll_reads_over_tcp(site):
    field = site.simulator(SCENARIO.format(link=site.folder / "line"))
    tcp = ["-m", "tcp", "-p", field.port("field"), "127.0.0.1"]
    assert values("-a", 11, "-t", "3", "-r", 0, "-c", 2, *tcp) == ["123", "0"]
    assert values("-a", 21, "-t", "4:float", "-B", "-r", 2, *tcp) == ["41.5"]


def test_mbpoll_reads_and_writes_over_the_line(site):
    field = site.simulator(SCENARIO.format(link=site.folder / "line"))
    line = ["-m", "rtu", "-b", 9600, "-P", "none", site.folder / "line"]
    assert values("-a", 1, "-t", "3", "-r", 0, *line) == ["209"]
    subprocess.run(["mbpoll", "-q", "-0", "-a", "5", "-t", "0", "-r", "0", "-m", "rtu", "-b", "9600", "-P",
                    "none", str(site.folder / "line"), "1"], check=True, timeout=20, capture_output=True)
    assert values("-a", 5, "-t", "0", "-r", 0, "-c", 4, *line) == ["1", "0", "0", "0"]
    assert field.writes("relay-1.siren")[0]["value"] is True
