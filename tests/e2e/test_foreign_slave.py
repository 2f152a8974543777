"""hazgated polls a slave that we did not write (pymodbus): every type, every order, value for value."""

import sys
from pathlib import Path

import pymodbus_slave
from simulators.harness.house import free_port, wait_until


def test_every_type_and_order_of_a_pymodbus_slave(site):
    port = free_port()
    site.process([sys.executable, "-u", Path(pymodbus_slave.__file__), port], "pymodbus.log")
    broker = site.broker()
    park = site.subscriber(broker)
    gateway = site.gateway(f"""
[site]
park = "north-park"
enterprise = "acme"
gateway = "gw-01"
name = "types"
timezone = "Asia/Shanghai"
language = "en"
[store]
path = "hazgate.db"
[uplink]
brokers = ["{broker.url}"]
[control]
socket = "hazgate.sock"
[[bus]]
id = "plc"
type = "tcp"
host = "127.0.0.1"
port = {port}
[[device]]
id = "all"
bus = "plc"
unit = 9
poll = "200ms"
{pymodbus_slave.site_points()}
""")
    wanted = pymodbus_slave.expected()
    wait_until("everything is read", lambda: all(
        point["quality"] != "not-yet" for point in gateway.points().values()))
    shown = {name.split(".", 1)[1]: point for name, point in gateway.points().items()}
    assert {name: point["value"] for name, point in shown.items()} == wanted
    assert {point["quality"] for point in shown.values()} == {"good"}
    sent = park.wait_for("telemetry", lambda m: m.name == "telemetry/all"
                         and m.payload["values"].get("coil-on") is True)
    assert sent.payload["values"] == wanted
    assert "quality" not in sent.payload
