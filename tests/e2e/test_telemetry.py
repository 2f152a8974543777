"""Which polls the park receives: fewer messages, no gaps, nothing missing in the record."""

import subprocess
import time

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until


def values(park, device):
    return [m.payload["values"]["gas"] for m in park.messages(f"telemetry/{device}")]


def seqs(park):
    return [m.payload["seq"] for m in park.messages() if m.name.startswith("telemetry/")]


def test_on_change_sends_what_moves_and_keeps_everything(site, build):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    text = tank_site(field.port("field"), broker.url)
    text = text.replace("[uplink]\n", '[uplink]\ntelemetry = "on-change"\ntelemetry_silence = "2s"\n')
    text = text.replace('id = "gd-101"\n', 'id = "gd-101"\ntelemetry_deadband = { gas = 0.5 }\n', 1)
    gateway = site.gateway(text)
    wait_until("the first of it", lambda: 2.0 in values(park, "gd-101"))
    began = time.time()
    field.set("gd-101.gas", 2.4)  # within the deadband
    wait_until("it is read", lambda: gateway.points()["gd-101.gas"]["value"] == 2.4)
    field.set("gd-101.gas", 3.0)
    wait_until("what has moved", lambda: 3.0 in values(park, "gd-101"))
    wait_until("silence has an end", lambda: values(park, "gd-102")[-3:] == [2.0] * 3)
    # The alarm's reading goes out with it.
    field.set("gd-101.gas", 60.0)
    alarm = park.wait_for("the alarm", lambda m: m.name == "alarm" and m.payload["to"] == "active"
                          and m.payload["id"] == "gd-101.gas.HH")
    wait_until("its reading", lambda: 60.0 in values(park, "gd-101"))
    assert alarm.payload["value"] == 60.0
    passed = time.time() - began
    sent = len(values(park, "gd-102"))
    assert sent <= passed / 1.5 + 4, "polls of 100 ms, silence of 2 s"
    assert seqs(park) == list(range(1, len(seqs(park)) + 1)), "the lane has no gap"
    described = park.messages("describe")[-1].payload["devices"]
    assert described[0]["telemetry"] == {"mode": "on-change", "silence_s": 2}
    gateway.stop()
    lines = subprocess.run([build / "tests" / "support" / "journal_samples", site.folder / "hazgate.db"],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    record = [line.split() for line in lines]
    kept = [t for seq, t, device in record if device == "gd-102" and seq == "0"]
    assert len(kept) > 5 * sent, "polls that nobody was sent are in the record"
    published = [int(seq) for seq, *_ in record if seq != "0"]
    assert published == list(range(1, len(published) + 1))


def test_an_interval_sends_one_poll_of_each(site):
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    text = tank_site(field.port("field"), broker.url)
    text = text.replace("[uplink]\n", '[uplink]\ntelemetry = "interval"\ntelemetry_every = "1s"\n')
    site.gateway(text)
    wait_until("a few of each", lambda: min(len(values(park, f"gd-10{n}")) for n in (1, 2, 3)) >= 5)
    times = [m.payload["t"] for m in park.messages("telemetry/gd-102")]
    steps = [later - earlier for earlier, later in zip(times[2:], times[3:])]
    assert all(800 <= step <= 1400 for step in steps), steps
    assert seqs(park) == list(range(1, len(seqs(park)) + 1))
