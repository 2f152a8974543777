"""Many gateways on one broker or cluster: a node of three is killed while they publish, a broker comes back to
all of them at once, and nobody writes where he must not. The park's consumer (docs/mqtt.md) gets every record of
each gateway; docs/park.md tells what was measured here.

HAZGATE_PARK_ENGINE: nats (starts fast) or rabbitmq; HAZGATE_PARK_ROUNDS: nodes that are killed, one after the
other, each started again (1: the first one, and it stays dead). `./dev deep park` does the longer ones.
"""

import collections
import json
import os
import re
import signal
import sqlite3
import subprocess
import time

import pytest

from sites import TANK_SCENARIO, tank_site
from simulators.harness.house import SOURCE, NotSeen, wait_until
from test_power import Storm
from tests.support import cluster
from tests.support.consumer import GAP, REPEAT, Consumer

ENGINE = os.environ.get("HAZGATE_PARK_ENGINE", "nats")
ROUNDS = int(os.environ.get("HAZGATE_PARK_ROUNDS", "1"))
STAMPEDE = int(os.environ.get("HAZGATE_PARK_STAMPEDE", "100"))  # gateways
OUTAGE_S = float(os.environ.get("HAZGATE_PARK_OUTAGE", "6"))


class Fleet:
    """hazsim fleet, running until it is told to end."""

    def __init__(self, site, urls, gateways, *arguments):
        self.gateways = gateways
        self._report = site.folder / "fleet.json"
        brokers = [word for url in urls for word in ("--broker", url)]
        self.process = site.process(
            [site.build / "simulators" / "hazsim", "fleet", "--gateways", gateways, "--seconds", 3600,
             "--report", self._report, *brokers, *arguments], "fleet.log")

    def last(self, number):
        """A number of the last line of progress: 0 connected, 2 acknowledged, 3 waiting."""
        lines = [text for _, text in list(self.process.lines) if " connected, " in text]
        words = [int(word) for word in lines[-1].replace(",", "").split() if word.isdigit()] if lines else []
        return words[1:][number] if len(words) == 6 else None

    def connected(self):
        return self.last(0)

    def acknowledged(self):
        return self.last(2)

    def waiting(self):
        return self.last(3)

    def wait_until_connected(self, seconds=60, after=0.0):
        """By a line of progress that came later than that [s] Unix; there is one a second."""
        wait_until("the fleet is connected", lambda: self.process.lines and self.process.lines[-1][0] > after and
                   self.connected() == self.gateways, seconds)

    def end(self, seconds=150):
        """Recording ends, what waits is sent: the report, and all of it was acknowledged."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(seconds)
        assert code == 0, self.process.said()
        return json.loads(self._report.read_text())


def consume(messages):
    """{gateway's root: its consumer} of (arrival, topic, payload, retained) as they came."""
    consumers = collections.defaultdict(Consumer)
    for _, topic, payload, _ in messages:
        parts = topic.split("/", 5)
        if len(parts) == 6:
            consumers["/".join(parts[:5]) + "/"].take(parts[5], json.loads(payload))
    return consumers


def missing(consumer, lane, last):
    return [seq for seq in range(1, last + 1) if seq not in consumer.taken[lane]]


def lacks(report, consumers):
    """{root: what its consumer has not got of what the gateway's brokers acknowledged}"""
    found = {}
    for gateway in report["gateways"]:
        consumer = consumers[gateway["root"]]
        absent = [(lane, seq) for lane in ("event", "sample")
                  for seq in missing(consumer, lane, gateway[f"last_{lane}"])]
        if absent:
            found[gateway["root"]] = absent[:10]
    return found


def check_gateways(report, consumers):
    """Every record came, of the right journal; events in order, what came again is known as that."""
    assert not lacks(report, consumers)
    for gateway in report["gateways"]:
        consumer = consumers[gateway["root"]]
        epochs = {body["epoch"] for lane in consumer.taken.values() for _, body in lane.values()}
        assert epochs == {gateway["epoch"]}
        events = [(seq, meaning) for lane, seq, meaning in consumer.meanings if lane == "event"]
        assert not [seq for seq, meaning in events if meaning == GAP], f"{gateway['root']}: events overtook: {events}"
        for lane, kept in consumer.lanes.items():
            assert not [seq for seq in kept.gaps if seq <= gateway[f"last_{lane}"]], gateway["root"]


def latencies_ms(messages):
    """[ms] from the measurement to the arrival, of what is not late."""
    live = []
    for received, topic, payload, retained in messages:
        if "/telemetry/" in topic and not retained:
            body = json.loads(payload)
            if not body.get("late"):
                live.append(received * 1000 - body["t"])
    return sorted(live)


def share(ordered, part):
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")


@pytest.fixture
def brokers(tmp_path):
    made = cluster.ENGINES[ENGINE](tmp_path / "cluster")
    yield made
    made.stop()


def kill_nodes(brokers, fleet):
    """One node after the other is killed under the gateways; of several rounds each is started again."""
    for number in range(ROUNDS):
        node = number % 3
        before = fleet.acknowledged()
        killed = time.time()
        brokers.kill(node)
        fleet.wait_until_connected(90, killed + 1)
        print(f"\nnode {node} killed, {fleet.gateways} gateways back after {time.time() - killed:.1f} s", end="")
        wait_until("it goes on", lambda: fleet.acknowledged() > before + 4 * fleet.gateways, 60)
        if ROUNDS > 1:
            brokers.start(node)
            brokers.wait_for(node)
            time.sleep(5)  # a node that was away catches up before the next one dies


def test_a_node_of_the_cluster_is_killed_and_every_record_arrives(site, brokers):
    watcher = cluster.Client(brokers.mqtt[2], "duty-room", ["hazgate/v1/#"], keeps=True)
    try:
        wait_until("the duty room listens", lambda: watcher.subscribed)
        fleet = Fleet(site, brokers.urls, 20, "--alarms", 12, "--period", "500ms")
        field = site.simulator(TANK_SCENARIO)
        text = tank_site(field.port("field"), '", "'.join(brokers.urls))
        gateway = site.gateway(text.replace('off_delay = "1s"', 'off_delay = "50ms"'))
        wait_until("hazgate is connected", lambda: gateway.status()["uplink"]["connected"], 30)
        fleet.wait_until_connected()
        storm = Storm(field, 7)
        try:
            before = fleet.acknowledged()
            wait_until("there is load", lambda: fleet.acknowledged() > before + 100)
            kill_nodes(brokers, fleet)
            wait_until("hazgate is connected again", lambda: gateway.status()["uplink"]["connected"], 60)
        finally:
            storm.stop()
        report = fleet.end()
        wait_until("hazgate has caught up", lambda: gateway.status()["uplink"]["lag_event"] == 0 and
                   gateway.status()["uplink"]["lag_sample"] < 40, 60)
        gateway.stop()
        with sqlite3.connect(f"file:{site.folder / 'hazgate.db'}?mode=ro", uri=True) as journal:
            sent = dict(journal.execute("SELECT name, sent FROM lane").fetchall())
            epoch, = journal.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()
        report["gateways"].append({"root": "hazgate/v1/north-park/acme/gw-01/", "epoch": epoch,
                                   "last_event": sent["event"], "last_sample": sent["sample"]})
        try:
            wait_until("every record is with the duty room",
                       lambda: not lacks(report, consume(list(watcher.messages))), 60)
        except NotSeen:
            pass  # check_gateways says which
        consumers = consume(list(watcher.messages))
        check_gateways(report, consumers)
        assert report["reconnects"], "a third of the fleet was on the killed node"
        assert sent["event"] > 20 and sent["sample"] > 50, "hazgate had load"
        repeats = sum(consumer.count(REPEAT) for consumer in consumers.values())
        live = latencies_ms(list(watcher.messages))
        print(f"\n{ENGINE}: {len(report['gateways'])} gateways, {report['events']} events, {report['samples']} samples, "
              f"{len(report['reconnects'])} reconnects, {repeats} repeats, PUBACK {report['puback_ms']}, live p50 "
              f"{share(live, .5):.0f} ms, p99 {share(live, .99):.0f} ms")
    finally:
        watcher.stop()


def test_a_broker_that_returns_is_not_stampeded_and_lacks_nothing(site):
    broker = site.broker()
    watcher = cluster.Client(broker.port, "duty-room", ["hazgate/v1/#"], keeps=True)
    try:
        wait_until("the duty room listens", lambda: watcher.subscribed)
        fleet = Fleet(site, [broker.url], STAMPEDE, "--alarms", 6, "--per-second", 100)
        fleet.wait_until_connected()
        before = fleet.acknowledged()
        wait_until("there is load", lambda: fleet.acknowledged() > before + 2 * STAMPEDE)
        broker.stop()
        stopped = time.time()
        wait_until("all have noticed", lambda: fleet.connected() == 0)
        time.sleep(OUTAGE_S - (time.time() - stopped))
        broker.start()
        started = time.time()
        fleet.wait_until_connected(90)
        wait_until("they have caught up", lambda: fleet.waiting() == 0, 60)
        caught_up = time.time() - started
        report = fleet.end()
        wait_until("every record is with the duty room",
                   lambda: not lacks(report, consume(list(watcher.messages))), 60)
        consumers = consume(list(watcher.messages))
    finally:
        watcher.stop()
    check_gateways(report, consumers)
    came = [t / 1000 - started for t in report["reconnects"]]
    each = collections.Counter(int(t) for t in came)
    knocks = collections.Counter(int(t / 1000 - stopped) for t in report["attempts"] if t / 1000 > stopped)
    print(f"\n{STAMPEDE} gateways, broker away for {started - stopped:.1f} s: reconnects by second {sorted(each.items())}, "
          f"attempts by second of the outage {sorted(knocks.items())}, caught up after {caught_up:.1f} s")
    assert len(came) == STAMPEDE, "each came back once"
    # Pauses of 4 to 16 s by then: in no second half of them, and they use the time.
    assert max(each.values()) < STAMPEDE / 2, sorted(each.items())
    assert max(came) - min(came) > 2.5, sorted(came)
    assert sum(knocks.values()) < 9 * STAMPEDE, "they do not hammer at a broker that is away"



def blocks_of(page, language):
    """The code of a page's fenced blocks."""
    return re.findall(rf"^```{language}\n(.*?)^```", (SOURCE / "docs" / page).read_text(), re.M | re.S)


def test_the_access_list_of_the_page_lets_each_gateway_write_its_own_topics_only(site):
    rules, = blocks_of("park.md", "mosquitto-acl")
    access, words = site.folder / "acl", site.folder / "passwords"
    access.write_text(rules)
    words.write_text("duty-room:secret\n" + "".join(f"e-001/gw-{n:05}:secret\n" for n in (1, 2, 3)))
    subprocess.run(["mosquitto_passwd", "-U", words], check=True, timeout=30)
    for file in (access, words):
        file.chmod(0o644)
    broker = site.broker(extra=f"allow_anonymous false\npassword_file {words}\nacl_file {access}\n")
    own, foreign = "hazgate/v1/north-park/e-001/gw-00003/", "hazgate/v1/north-park/e-001/gw-00001/"

    def publishes(topic, payload, username="e-001/gw-00003"):
        client = cluster.Client(broker.port, "somebody", username=username, password="secret")
        try:
            wait_until("it is connected", lambda: client.connected)
            return client.publish(topic, payload)
        finally:
            client.stop()

    watcher = cluster.Client(broker.port, "duty-room", ["hazgate/v1/#"], username="duty-room", password="secret")
    listener = cluster.Client(broker.port, "listener", ["hazgate/v1/#"], username="e-001/gw-00003", password="secret")
    try:
        wait_until("both listen", lambda: watcher.subscribed and listener.connected)
        fleet = Fleet(site, [broker.url], 2, "--username", "{enterprise}/{gateway}", "--password", "secret")
        fleet.wait_until_connected()
        for topic in (foreign + "alarm", foreign + "command", "hazgate/v1/north-park/e-002/gw-00003/alarm",
                      "hazgate/v1/south-park/e-001/gw-00003/alarm", "elsewhere"):
            publishes(topic, b'{"intruder":true}')  # MQTT 3.1.1 has no answer that says no
        assert publishes(own + "alarm", b'{"intruder":true}')
        publishes(own + "alarm", b'{"another intruder":true}', username="duty-room")
        assert publishes(own + "command", b'{"id":"a1"}', username="duty-room")
        wait_until("the park's command came", lambda: [t for _, t, _, _ in listener.messages if t == own + "command"])
        report = fleet.end()
        wait_until("all is there", lambda: not lacks(report, consume(list(watcher.messages))))
        strange = {(topic, payload) for _, topic, payload, _ in watcher.messages if b"intruder" in payload}
        assert strange == {(own + "alarm", b'{"intruder":true}')}
        assert {topic for _, topic, _, _ in listener.messages} == {own + "command"}, "it hears nothing else"
    finally:
        listener.stop()
        watcher.stop()
