"""A fire panel that is read event by event: nothing taken out of it is lost, whatever happens."""

import signal

from simulators.harness.house import wait_until

SCENARIO = """
seed = 11
[[listen]]
id = "line"
type = "rtu"
link = "{link}"
baud = 9600
paced = true
[[listen]]
id = "field"
type = "tcp"
host = "127.0.0.1"
port = 0
[[device]]
id = "fp-1"
listen = "line"
unit = 60
model = "fire-panel-gst"
[[device]]
id = "relay-1"
listen = "field"
unit = 51
model = "relay-box"
"""

SITE = """
[site]
park = "north-park"
enterprise = "acme"
gateway = "gw-01"
language = "en"
[store]
path = "hazgate.db"
{uplink}
[control]
socket = "hazgate.sock"
[[bus]]
id = "line"
type = "rtu"
device = "{link}"
baud = 9600
parity = "none"
response_timeout = "300ms"
[[bus]]
id = "field"
type = "tcp"
host = "127.0.0.1"
port = {port}
[[device]]
id = "fp-1"
bus = "line"
unit = 60
model = "fire-panel-gst"
poll = "200ms"
{panel}
[[device.point]]
id = "hall"
parts = ["0020100100", "00202*"]
[[device.alarm]]
point = "hall"
name = "FIRE"
kind = "state"
states = ["fire"]
latch = true
priority = "critical"
message = "fire in the hall"
action = "leave by the east gate"
basis = "GB 50116-2013"
[[device]]
id = "relay-1"
bus = "field"
unit = 51
model = "relay-box"
[[plan]]
id = "fire"
name = "Fire"
level = "II"
trigger = ["fp-1.hall.FIRE", "fp-1.others.FIRE"]
[[plan.step]]
do = "write"
point = "relay-1.siren"
value = true
"""


class House:
    """The panel on a paced line of its own, whose CRC is the other way round; a relay over TCP."""

    def __init__(self, site, tmp_path, uplink=""):
        self.link = tmp_path / "line"
        self.uplink = uplink
        self.field = site.simulator(SCENARIO.format(link=self.link))
        self.gateway = site.gateway(self.site())
        wait_until("the panel is read", lambda: self.point("hall")["quality"] == "uncertain")

    def site(self, panel=""):
        return SITE.format(link=self.link, port=self.field.port("field"), uplink=self.uplink, panel=panel)

    def tell(self, kind, part):
        self.field.tell("fp-1", kind, part)

    def reload(self, panel):
        self.gateway.site.write_text(self.site(panel), "utf-8")
        def reloads():
            return sum(event.get("op") == "reload" for event in self.journal())

        before = reloads()
        self.gateway.process.send_signal(signal.SIGHUP)
        wait_until("it is taken", lambda: reloads() > before)

    def point(self, name):
        return self.gateway.points()[f"fp-1.{name}"]

    def told(self):
        """What the panel has given out, in order."""
        return self.field.taken("fp-1")

    def journal(self):
        """What is on record, in order."""
        return self.gateway.list("events", "--since", "1h")

    def recorded(self):
        """What the journal has of it, in order."""
        return [event["raw"] for event in self.journal() if event["kind"] == "panel"]

    def look(self):
        self.gateway.hazctl("ack", "fp-1.check", check=True)
        self.gateway.hazctl("reset", "fp-1.check", check=True)


def test_a_fire_sounds_the_siren_and_reaches_the_park_and_a_person_has_looked_at_the_panel(site, tmp_path):
    broker = site.broker()
    park = site.subscriber(broker)
    house = House(site, tmp_path, f'[uplink]\nbrokers = ["{broker.url}"]')
    assert house.gateway.alarms()["fp-1.check"]["state"] == "active", "after a start"
    house.look()
    wait_until("the zones are good", lambda: house.point("hall")["quality"] == "good")
    assert house.point("hall")["value"] == "normal"
    house.tell("fire", "0020100100")
    wait_until("the siren", lambda: house.field.writes("relay-1.siren"))
    assert house.point("hall")["value"] == "fire"
    message = park.wait_for("the event at the park", lambda m: m.name == "panel")
    for key, value in {"device": "fp-1", "event": "fire", "code": 1, "part": "0020100100",
                       "point": "fp-1.hall", "source": 1, "part_type": 3,
                       "raw": "0101030020100100"}.items():
        assert message.payload[key] == value, key
    assert message.payload["epoch"] and message.payload["seq"] > 0
    alarm = park.wait_for("its alarm", lambda m: m.name == "alarm" and m.payload["id"] == "fp-1.hall.FIRE")
    assert alarm.payload["seq"] > message.payload["seq"], "the cause stands before its effects"
    house.tell("reset", "0000000000")
    wait_until("the panel is reset", lambda: house.point("hall")["value"] == "normal")
    assert house.gateway.alarms()["fp-1.hall.FIRE"]["state"] == "latched", "that is for a person"


def test_a_killed_gateway_has_every_event_that_it_took_but_the_one_in_its_hand(site, tmp_path):
    house = House(site, tmp_path)
    parts = [f"{n:010d}" for n in range(1, 61)]
    for part in parts:
        house.tell("fault", part)
    house.tell("fire", "0020200007")
    kills = 0
    for n in (15, 35):
        wait_until(f"{n} events are taken", lambda n=n: len(house.told()) >= n)
        house.gateway.kill()
        house.gateway.start()
        kills += 1
        assert house.gateway.alarms()["fp-1.check"]["state"] == "active"
    wait_until("the fire behind them all", lambda: house.field.writes("relay-1.siren"), 60)
    told = house.told()
    assert len(told) == len(set(told)) == len(parts) + 1
    wait_until("the fire is on record", lambda: told[-1] in house.recorded())  # the siren waits for no disk
    missing = set(told) - set(house.recorded())
    assert len(missing) <= kills, "at most the one in its hand"
    assert [event for event in told if event not in missing] == house.recorded(), "each once, in order"
    house.gateway.kill()
    house.gateway.start()
    wait_until("the panel is read", lambda: house.point("hall")["quality"] == "uncertain")
    assert house.point("hall")["value"] == "fire", "its state outlives the process"


def test_a_gap_makes_the_zones_uncertain_and_clears_no_fire(site, tmp_path):
    house = House(site, tmp_path)
    house.look()
    house.tell("fire", "0020100100")
    wait_until("the fire", lambda: house.point("hall")["value"] == "fire")
    house.field.fault("fp-1", "silent")
    wait_until("the panel is lost", lambda: house.point("hall")["quality"] == "comm")
    assert house.gateway.alarms()["fp-1.check"]["state"] == "active"
    assert house.gateway.alarms()["fp-1.hall.FIRE"]["state"] == "active"
    house.tell("fault", "0020100999")
    house.field.fault("fp-1", "none")
    wait_until("what it said meanwhile", lambda: house.point("others")["value"] == "fault")
    assert house.point("hall")["quality"] == "uncertain"
    assert house.gateway.alarms()["fp-1.hall.FIRE"]["state"] == "active"


def test_a_reload_in_the_middle_of_events_loses_none(site, tmp_path):
    house = House(site, tmp_path)
    house.look()
    for n in range(1, 41):
        house.tell("fault", f"{n:010d}")
    for change in ("comm_after = 5\n", "comm_after = 4\n", "comm_after = 6\n"):
        seen = len(house.told())
        wait_until("some more are taken", lambda seen=seen: len(house.told()) >= seen + 5)
        house.reload(change)
    wait_until("all are taken", lambda: len(house.told()) == 40, 60)
    wait_until("all are recorded", lambda: len(house.recorded()) == 40)
    assert house.recorded() == house.told()
    assert house.gateway.alarms()["fp-1.check"]["state"] == "active", "it is asked otherwise now"


def test_nobody_takes_an_event_out_by_the_way(site, tmp_path):
    house = House(site, tmp_path)
    refused = house.gateway.hazctl("read", "line", "60", "holding", "0", "4")
    assert refused.returncode == 1
    assert "would take one away" in refused.stderr
    house.tell("fire", "0020100100")
    scan = house.gateway.hazctl("scan", "line", "--units", "59-61", "--timeout", "50ms", check=True)
    assert "not asked, as reading takes events out: fp-1 (60)" in scan.stdout
    wait_until("the event is there", lambda: house.told() == house.recorded() != [])


def test_a_fire_that_came_while_the_disk_was_away_is_not_forgotten_when_it_is_back(site, tmp_path):
    (tmp_path / "hazgate.db").mkdir()  # a folder where the file should be
    house = House(site, tmp_path)
    house.look()
    house.tell("fire", "0020100100")
    wait_until("the siren", lambda: house.field.writes("relay-1.siren"))
    (tmp_path / "hazgate.db").rmdir()  # somebody mends the disk
    wait_until("the journal is open", lambda: any(
        status["journal"]["healthy"] for status in house.gateway.list("status")), 60)
    wait_until("the panel is read", lambda: house.point("hall")["value"] == "fire")
    assert house.point("hall")["quality"] == "good", "nothing was missed, and somebody has looked"
    assert house.gateway.alarms()["fp-1.hall.FIRE"]["state"] == "active"
    wait_until("its alarm is on record, and what stands before it", lambda: any(
        event.get("id") == "fp-1.hall.FIRE" for event in house.journal()))
    house.gateway.kill()
    house.gateway.start()
    wait_until("the panel is read again", lambda: house.point("hall")["quality"] == "uncertain")
    assert house.point("hall")["value"] == "fire", "and it is in the journal now"
