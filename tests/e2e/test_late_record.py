"""The journal can be opened only after the gateway has begun to work: through the real programs."""

import os

from test_emergency import Town
from simulators.harness.house import wait_until

WANG = "+8613800000001"


def running(gateway):
    return [i for i in gateway.list("incident", "list") if not i["ended"]]


def wait_for_record(gateway):
    # One question each time, as the gateway may be busy with it.
    wait_until("the journal is open", lambda: any(
        status["journal"]["healthy"] for status in gateway.list("status")), 60)


def identity(payload):
    return tuple(str(payload.get(key)) for key in ("t", "incident", "entry", "step", "contact", "id", "occurrence", "to"))


def test_what_began_without_a_record_outlives_a_kill_once_there_is_one(site):
    (site.folder / "hazgate.db").mkdir()  # a folder where the file should be
    town = Town(site, silent_modem=False)
    gateway = town.gateway
    town.leak()
    wait_until("the siren's coil", lambda: town.field.writes("relay-1.siren"))
    incident = wait_until("the incident", lambda: running(gateway))[0]["id"]
    wait_until("the SMS", lambda: town.texts(WANG), 60)
    gateway.hazctl("incident", "ack", incident, "--note", "on my way", check=True)
    town.park.wait_for("the acknowledgement, which is on no record", lambda m: m.name == "incident"
                       and m.payload["entry"] == "acknowledged" and m.payload.get("journaled") is False, 30)

    (site.folder / "hazgate.db").rmdir()  # somebody mends the disk
    wait_for_record(gateway)
    wait_until("it is on record", lambda: town.timeline(incident))
    gateway.kill()
    gateway.start()
    wait_until("it goes on", lambda: [e for e in town.timeline(incident) if e["entry"] == "resumed"])
    head = gateway.list("incident", "show", incident)[0]
    assert head["acknowledged"] and head["acknowledged_by"], head
    assert [i["id"] for i in running(gateway)] == [incident]
    entries = [e["entry"] for e in town.timeline(incident)]
    for once in ("opened", "acknowledged", "told", "sent", "resumed"):
        assert entries.count(once) == 1, (once, entries)
    assert len(town.texts(WANG)) == 1, "nobody is told twice"
    wait_until("the siren sounds", lambda: gateway.points()["relay-1.siren"]["value"] is True)
    assert town.field.writes("relay-1.siren")[-1]["value"] is True

    # The park has heard of all of it live; what comes with its number has the name that it had.
    live = {identity(m.payload) for m in town.park.messages() if m.payload.get("journaled") is False}
    wait_until("the record has reached the park", lambda: gateway.status()["uplink"]["lag_event"] == 0, 30)
    recorded = [identity(m.payload) for m in town.park.messages("incident") if "seq" in m.payload]
    live_entries = {i for i in live if i[1] == incident}
    assert live_entries and live_entries <= set(recorded), live_entries - set(recorded)
    assert len({i[1] for i in recorded}) == 1, "one incident, one name"


def test_the_same_leak_before_and_without_the_record_is_one_incident(site):
    town = Town(site, silent_modem=False)
    gateway = town.gateway
    town.leak()
    wait_until("the first SMS", lambda: town.texts(WANG), 60)
    wait_until("it is on record", lambda: town.entries("sent", contact="wang"))
    gateway.kill()
    aside = site.folder / "aside"
    aside.mkdir()
    for file in site.folder.glob("hazgate.db*"):
        file.rename(aside / file.name)
    (site.folder / "hazgate.db").mkdir()
    gateway.start()
    meanwhile = wait_until("the incident of now", lambda: running(gateway))[0]["id"]
    assert meanwhile != "t101-1"
    wait_until("the second SMS", lambda: len(town.texts(WANG)) == 2, 60)
    code = meanwhile[-4:]
    assert code in town.texts(WANG)[1]

    (site.folder / "hazgate.db").rmdir()
    for file in aside.iterdir():
        file.rename(site.folder / file.name)
    wait_for_record(gateway)
    one = wait_until("they are one", lambda: [i for i in running(gateway) if i["id"] == "t101-1"])[0]
    assert one["also"] == [meanwhile] and len(running(gateway)) == 1
    entries = [e["entry"] for e in town.timeline()]
    assert entries.count("opened") == 2 and entries.count("joined") == 1, entries

    # The answer to the message of then is an answer to what it is now.
    town.modem.send(f'receive {WANG} "{code}"')
    answered = wait_until("the acknowledgement", lambda: town.entries("acknowledged"), 60)
    assert answered[0]["incident"] == "t101-1"
    gateway.kill()
    gateway.start()
    wait_until("it goes on", lambda: town.entries("resumed"))
    head = gateway.list("incident", "show", meanwhile)[0]
    assert head["id"] == "t101-1" and head["acknowledged_by"] == "Wang"
    assert len(town.texts(WANG)) == 2, "nobody is told again"
    wait_until("the siren sounds", lambda: gateway.points()["relay-1.siren"]["value"] is True)


def test_a_disk_that_does_not_answer_keeps_nobody_from_the_siren(site):
    store = site.folder / "hazgate.db"
    os.mkfifo(store)  # whoever opens it waits
    town = Town(site, silent_modem=False)
    gateway = town.gateway
    town.leak()
    wait_until("the siren's coil", lambda: town.field.writes("relay-1.siren"))
    incident = wait_until("the incident", lambda: running(gateway))[0]["id"]
    journal = gateway.status()["journal"]
    assert not journal["healthy"] and "does not answer" in journal["error"], journal

    os.close(os.open(store, os.O_RDWR | os.O_NONBLOCK))  # it answers; nobody finds a database there
    store.unlink()
    wait_for_record(gateway)
    wait_until("it is on record", lambda: town.timeline(incident))
