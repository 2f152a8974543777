"""Site files and scenarios that the end-to-end tests share."""

TANK_SCENARIO = """
seed = 7

[[listen]]
id = "field"
type = "tcp"
host = "127.0.0.1"
port = 0

""" + "".join(f"""
[[device]]
id = "gd-10{n}"
listen = "field"
unit = 1{n}
model = "gas-detector-combustible"
[[device.value]]
point = "gas"
start = 2.0
""" for n in (1, 2, 3)) + """
[[device]]
id = "relay-1"
listen = "field"
unit = 51
model = "relay-box"
"""


def tank_site(port, broker=None, vote_extra=""):
    """Three gas detectors voted 2oo3, a relay box, one plan."""
    uplink = f'[uplink]\nbrokers = ["{broker}"]\n' if broker else ""
    devices = "".join(f"""
[[device]]
id = "gd-10{n}"
bus = "field"
unit = 1{n}
model = "gas-detector-combustible"
poll = "100ms"
[[alarm]]
point = "gd-10{n}.gas"
name = "HH"
off_delay = "1s"
""" for n in (1, 2, 3))
    return f"""
[site]
park = "north-park"
enterprise = "acme"
gateway = "gw-01"
name = "Acme, tank farm"
timezone = "Asia/Shanghai"
language = "en"

[store]
path = "hazgate.db"

{uplink}
[control]
socket = "hazgate.sock"

[[bus]]
id = "field"
type = "tcp"
host = "127.0.0.1"
port = {port}
response_timeout = "300ms"
{devices}
[[device]]
id = "relay-1"
bus = "field"
unit = 51
model = "relay-box"
poll = "500ms"

[[vote]]
id = "t101-leak"
members = ["gd-101.gas.HH", "gd-102.gas.HH", "gd-103.gas.HH"]
need = 2
on_bad = "alarm"
priority = "critical"
latch = true
message = "Leak at tank T-101, two of three detectors above the high limit"
action = "Leave across the wind, close the inlet from the control room"
basis = "GB/T 50493-2019"
{vote_extra}

[[contact]]
id = "duty-operator"
name = "Wang"
role = "duty-operator"
sms = "+8613800000000"

[[contact]]
id = "shift-leader"
name = "Li"
role = "shift-leader"
sms = "+8613800000001"

[[plan]]
id = "tank-farm-leak"
name = "Tank farm leak response"
level = "II"
trigger = ["vote.t101-leak"]

[[plan.step]]
after = "0s"
do = "write"
point = "relay-1.siren"
value = true
on_close = false

[[plan.step]]
after = "0s"
do = "notify"
role = "duty-operator"
via = ["sms"]

[[plan.step]]
after = "2s"
unless = "acknowledged"
do = "notify"
role = "shift-leader"
via = ["sms"]

[[plan.step]]
after = "1s"
do = "publish"
text = "leak response runs"
"""
