"""kill -9 of the real gateway at random moments under load: the duty room gets every record, first
arrivals in order, and again only what the killed process could not know to be acknowledged.

HAZGATE_KILLS says how many moments (10), HAZGATE_CRASH_SEED which (7). A kill loses nothing that the
system has taken, so this shows the program's order of things; what a power cut loses is shown in
tests/component/gateway/journal/crash.
"""

import json
import os
import random
import sqlite3
import subprocess
import threading
import time

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import wait_until

KILLS = int(os.environ.get("HAZGATE_KILLS", "10"))
SEED = int(os.environ.get("HAZGATE_CRASH_SEED", "7"))
CURSOR_S = 3.0  # a cursor is durable one second after the acknowledgement; the machine may be busy


class Storm:
    """Gas that comes and goes at three detectors, several times a second, until it is stopped."""

    def __init__(self, field, seed):
        self._field, self._random, self._ends = field, random.Random(seed), threading.Event()
        self._thread = threading.Thread(target=self._blow, daemon=True)
        self._thread.start()

    def _blow(self):
        while not self._ends.wait(self._random.uniform(0.02, 0.2)):
            self._field.set(f"gd-10{self._random.randint(1, 3)}.gas", self._random.choice((2.0, 60.0)))

    def stop(self):
        self._ends.set()
        self._thread.join()


def length_of(life, chance):
    """[s] Killed in the start, soon after it, at work; some live long enough for cursors to be durable."""
    if life % 5 == 2:
        return CURSOR_S + chance.uniform(1, 2)
    return chance.uniform(0, chance.choice((0.3, 1.5, 3)))


def lane_of(message):
    return "sample" if message.name.startswith("telemetry/") else "event"


def as_measured(message):
    """How it was sent does not count."""
    return {key: value for key, value in message.payload.items() if key != "late"}


def check_lanes(messages, kills):
    """The messages as a consumer of docs/mqtt.md takes them: {lane: [message of seq 1, 2, …]}, and how
    many came again. Events come in order; of telemetry what fills a gap says that it is late."""
    taken, latest, repeats = {"event": {}, "sample": {}}, {}, 0
    newest = {"event": 0, "sample": 0}
    for message in messages:
        if "seq" not in message.payload:
            continue
        name = lane_of(message)
        lane, seq = taken[name], message.payload["seq"]
        if seq not in lane:
            assert seq == newest[name] + 1 or name == "sample", f"{seq} after {newest[name]}: lost or out of order"
            assert seq > newest[name] or message.payload.get("late"), f"{seq} after {newest[name]} is not late"
            lane[seq] = message
            newest[name] = max(seq, newest[name])
        else:
            first = lane[seq]
            assert (message.topic, as_measured(message)) == (first.topic, as_measured(first)), \
                f"{name}: {seq} was given twice"
            before = latest[lane_of(message), seq]
            killed = next((moment for moment in kills if moment >= before), None)
            assert killed is not None, f"{lane_of(message)}: {seq} came again without a reason"
            assert killed - before < CURSOR_S, \
                f"{lane_of(message)}: {seq} came again, {killed - before:.1f} s acknowledged at the kill"
            repeats += 1
        latest[lane_of(message), seq] = message.received
    for name, lane in taken.items():
        assert sorted(lane) == list(range(1, len(lane) + 1)), f"{name}: lost"
    return {name: [lane[seq] for seq in sorted(lane)] for name, lane in taken.items()}, repeats


def record(path, build):
    """What the journal holds in the end: its events, and of each sample time and device."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as journal:
        assert journal.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        events = journal.execute("SELECT seq, t, kind, body FROM event ORDER BY seq").fetchall()
    lines = subprocess.run([build / "tests" / "support" / "journal_samples", path], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    samples = [(int(seq), int(t), device) for seq, t, device in map(str.split, lines) if seq != "0"]
    return events, samples


def test_killed_at_random_moments_nothing_is_lost_or_given_twice(site, build):
    chance = random.Random(SEED)
    broker = site.broker()
    park = site.subscriber(broker)
    field = site.simulator(TANK_SCENARIO)
    text = tank_site(field.port("field"), broker.url).replace('off_delay = "1s"', 'off_delay = "50ms"')
    storm = Storm(field, SEED)
    kills = []
    try:
        gateway = site.gateway(text)
        for life in range(KILLS):
            time.sleep(length_of(life, chance))  # the moment is what is tested
            gateway.kill()
            kills.append(time.time())
            gateway.start(wait=False)
    finally:
        storm.stop()
    wait_until("the gateway answers", lambda: gateway.hazctl("points", "--json").returncode == 0, 60)
    wait_until("quiet", lambda: gateway.status()["uplink"]["connected"]
               and gateway.status()["uplink"]["lag_event"] == 0, 60)
    gateway.stop()
    events, samples = record(site.folder / "hazgate.db", build)
    assert not list(site.folder.glob("hazgate.db.damaged*")), "a sound journal was set aside"
    assert len(events) >= 2 * KILLS and len(samples) >= 2 * KILLS, "there was load"

    wait_until("every event is at the park",
               lambda: max((m.payload["seq"] for m in park.messages()
                            if "seq" in m.payload and lane_of(m) == "event"), default=0) >= events[-1][0], 30)
    messages = park.messages()
    assert len({m.payload["epoch"] for m in messages if "seq" in m.payload}) == 1
    taken, repeats = check_lanes(messages, kills)
    assert [seq for seq, *_ in events] == list(range(1, len(events) + 1))
    assert [seq for seq, *_ in samples] == list(range(1, len(samples) + 1))
    assert len(taken["event"]) == len(events)
    for (seq, t, kind, body), message in zip(events, taken["event"]):
        said = {key: value for key, value in message.payload.items() if key not in ("epoch", "seq", "late")}
        assert (message.name, said) == (kind, json.loads(body)), seq
    for (seq, t, device), message in zip(samples, taken["sample"]):
        assert (message.name, message.payload["t"]) == (f"telemetry/{device}", t), seq
    print(f"\nkills {KILLS}, events {len(events)}, samples {len(samples)} of which "
          f"{len(taken['sample'])} sent, repeats {repeats}")
