"""Brokers that stop, freeze, lose their line half, grow slow, refuse, cut packets, lose acknowledgements, are
replaced, flap, stand still; in random order, under load, with two places to go to. The park's consumers (docs/
mqtt.md) get every record of both lanes, live ones in time.

HAZGATE_OUTAGE_SECONDS says how long the trouble lasts (30, over each version of MQTT), HAZGATE_OUTAGE_SEED which trouble it is (7). The longest
single outage is one second in ten of that, so that a longer run has longer ones too.
"""

import json
import os
import random
import sqlite3
import time
from collections import Counter

import pytest

from sites import TANK_SCENARIO, tank_site
from simulators.harness import house
from simulators.harness.house import wait_until
from test_power import Storm
from tests.support.broker_proxy import Calm, Relay, Sent, Standstill, some_weather
from tests.support.consumer import REPEAT, Consumer, lane_of

SECONDS = float(os.environ.get("HAZGATE_OUTAGE_SECONDS", "30"))
SEED = int(os.environ.get("HAZGATE_OUTAGE_SEED", "7"))
BACKFILL = 30  # messages a second, so that live ones come while older ones still wait
WINDOW = 28  # messages of telemetry that may be in flight on a near line
LIVE_S = 2.0  # a live record is with the park so soon, while its line is sound


class Place:
    """A relay, the brokers that have stood behind it, and the duty room's session on each of them."""

    def __init__(self, site, name, sent):
        self._site, self._name, self._count = site, name, 0
        self.subscribers, self.brokers = [], []
        self._new_broker()
        self.relay = Relay(name, self.brokers[-1].port, sent)

    def _new_broker(self):
        self._count += 1
        folder = self._site.folder / f"{self._name}-{self._count}"
        folder.mkdir()
        broker = self._site._keep(house.Broker(folder))
        self.brokers.append(broker)
        self.subscribers.append(self._site._keep(house.Subscriber(folder, broker.port)))

    @property
    def broker(self):
        return self.brokers[-1]

    def replace(self):
        """An empty broker takes the place; the duty room is there before the gateway."""
        self._new_broker()
        self.relay.lead_to(self.broker.port)


def trouble(places, chance, seconds):
    """One place after the other has some trouble, sometimes both at once; in between some calm."""
    ends = time.monotonic() + seconds
    longest = max(3.0, seconds / 10)
    while time.monotonic() < ends:
        hit = chance.choice([places[:1], places[:1], places[1:], places])
        drawn = chance.random()
        lasts = chance.uniform(0.2, chance.choice((1.0, longest)))
        print(f"{time.time():.2f}", [place.relay.name for place in hit], f"{lasts:.1f} s", end=" ")
        if drawn < 0.1:
            print("replaced")
            hit[0].replace()
        elif drawn < 0.2:
            print("stands still")
            with Standstill(hit[0].relay, hit[0].broker):
                time.sleep(lasts)
        else:
            for place in hit:
                place.relay.set(weather := some_weather(chance))
                print(weather, end=" ")
            print()
            time.sleep(lasts)
            for place in hit:
                place.relay.set(Calm())
        time.sleep(chance.uniform(0, chance.choice((0.5, longest))))


def first_sendings(sent):
    """{(lane, seq): Sent}, of each the first, in order; what came again is the same in all but `late`."""
    first = {}
    for message in sent:
        body = message.json()
        if "seq" not in body:
            continue
        lane, said = lane_of(message.name), {key: value for key, value in body.items() if key != "late"}
        known = first.setdefault((lane, body["seq"]), message)
        assert (known.topic, {key: value for key, value in known.json().items() if key != "late"}) == \
            (message.topic, said), f"{lane} {body['seq']} was given twice"
    return first


def check_order(sent):
    """On the wire: events first arrive in order; samples that are not late, too; and the late ones, but for the
    first of each connection, which may have been in flight when the one before broke."""
    last = {"event": 0, "live": 0, "back-fill": 0}
    late_of = Counter()
    for (lane, seq), message in first_sendings(sent).items():
        which = lane if lane == "event" else "back-fill" if message.json().get("late") else "live"
        if which == "back-fill":
            late_of[message.relay, message.connection] += 1
            if late_of[message.relay, message.connection] <= WINDOW:
                continue
        assert seq > last[which], f"{which}: {seq} first came behind {last[which]}"
        assert which != "event" or seq == last[which] + 1, f"event {seq} came behind {last[which]}"
        last[which] = seq


def check_connections(relays, sent):
    """Each connection begins with what is retained; events that waited come before any sample that did."""
    seen = 0
    for relay in relays:
        for connection in relay.connections:
            messages = [m for m in sent if (m.relay, m.connection) == (relay.name, connection.number)]
            if not messages:
                continue
            seen += 1
            names = [message.name for message in messages[:3]]
            assert names == ["state", "describe", "alarms"][:len(names)], names
            assert messages[0].json()["online"] is True
            lanes = [(lane_of(m.name), m.json()) for m in messages if "seq" in m.json()]
            waited = [place for place, (lane, body) in enumerate(lanes)
                      if lane == "event" and body["t"] < (connection.acknowledged - 1) * 1000]
            old = [place for place, (lane, body) in enumerate(lanes)
                   if lane == "sample" and body["t"] < (connection.acknowledged - 1) * 1000]
            assert not waited or not old or max(waited) < min(old), \
                f"{relay.name} {connection.number}: an event waited behind old telemetry"
    return seen


def arrivals(places):
    """Every message that any duty room got, as it came; {(lane, seq): the earliest arrival}."""
    first = {}
    for place in places:
        for subscriber in place.subscribers:
            for message in subscriber.messages():
                if "seq" in message.payload:
                    key = lane_of(message.name), message.payload["seq"]
                    first[key] = min(first.get(key, message.received), message.received)
    return first


def check_live(places, sent, first):
    """Records that came while the line they took was sound were at the park in time. Says how many there were,
    how many of them while older ones still waited, and the slowest."""
    checked, behind, slowest = 0, 0, 0.0
    relays = {place.relay.name: place.relay for place in places}
    sendings = first_sendings(sent)
    late = [m.at for (lane, _), m in sendings.items() if lane == "sample" and m.json().get("late")]
    for key, message in sendings.items():
        relay, t = relays[message.relay], message.json()["t"] / 1000
        connection = relay.connections[message.connection - 1]
        if connection.acknowledged is None or t < connection.acknowledged + 0.2:
            continue
        if not relay.is_calm_throughout(connection.acknowledged, t + LIVE_S):
            continue
        if connection.ended is not None and connection.ended < t + LIVE_S:
            continue
        checked += 1
        assert key in first, key
        slowest = max(slowest, first[key] - t)
        assert first[key] - t < LIVE_S, f"{key} of {t:.3f} came after {first[key] - t:.2f} s"
        behind += any(0 < at - message.at < 2 for at in late)
    return checked, behind, slowest


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_whatever_happens_to_the_brokers_every_record_arrives(site, version):
    chance = random.Random(SEED)
    sent: list[Sent] = []
    places = [Place(site, "first", sent), Place(site, "second", sent)]
    field = site.simulator(TANK_SCENARIO)
    urls = '", "'.join(place.relay.url for place in places)
    text = tank_site(field.port("field"), urls).replace('off_delay = "1s"', 'off_delay = "50ms"')
    text = text.replace("brokers = [", f'mqtt = "{version}"\nfail_back = "3s"\nbackfill = {BACKFILL}\nbrokers = [')
    storm = Storm(field, SEED)
    try:
        gateway = site.gateway(text)
        wait_until("connected", lambda: gateway.status()["uplink"]["connected"])
        trouble(places, chance, SECONDS)
        wait_until("it has caught up", lambda: gateway.status()["uplink"]["lag_sample"] < 40, 90)
    finally:
        storm.stop()
    wait_until("quiet", lambda: gateway.status()["uplink"]["lag_event"] == 0, 30)
    gateway.stop()
    for place in places:
        place.relay.stop()
    with sqlite3.connect(f"file:{site.folder / 'hazgate.db'}?mode=ro", uri=True) as journal:
        assert journal.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        events = dict(journal.execute("SELECT seq, body FROM event").fetchall())
        acknowledged = dict(journal.execute("SELECT name, sent FROM lane").fetchall())

    def has_all():
        first = arrivals(places)
        return all(("event", seq) in first for seq in events) and all(
            ("sample", seq) in first for seq in range(1, acknowledged["sample"] + 1)) and first
    first = wait_until("every record is at the park", has_all, 30)
    assert len(events) > SECONDS and acknowledged["sample"] > 10 * SECONDS, "there was load"

    union, consumers = {"event": {}, "sample": {}}, []
    for place in places:
        for subscriber in place.subscribers:
            consumers.append(consumer := Consumer())
            for message in subscriber.messages():
                consumer.take(message.name, message.payload)
            for lane, taken in consumer.taken.items():
                union[lane].update(taken)
    for seq, body in events.items():
        said = {k: v for k, v in union["event"][seq][1].items() if k not in ("epoch", "seq", "late")}
        assert said == json.loads(body), seq
    missed = [seq for seq in range(1, acknowledged["sample"] + 1) if seq not in union["sample"]]
    assert not missed, f"taken for repeats by every consumer: {missed[:20]}"

    check_order(sent)
    connections = check_connections([place.relay for place in places], sent)
    checked, behind, slowest = check_live(places, sent, first)
    print(f"\n{SECONDS:g} s of trouble, seed {SEED}: {connections} connections, events {len(events)}, "
          f"samples {acknowledged['sample']}, repeats {sum(c.count(REPEAT) for c in consumers)}, "
          f"live ones looked at {checked} ({behind} during back-fill), slowest {slowest:.2f} s")
    assert connections >= 3 and checked >= SECONDS and behind >= 3, "there was trouble, and calm, and back-fill"
