#!/usr/bin/python3
"""The demonstration: a real broker, simulated devices, the gateway, and what an independent
subscriber at the park saw of it.

usage: demo.py --build BUILD [--seconds N] [--keep]

In a terminal it shows `hazctl watch` until the scenario ends or q is pressed. With --seconds, or
without a terminal, it prints the stages as they happen. Either way it ends with one table, stage by
stage, taken from the simulators' own log and from mosquitto_sub, and exits 0 only if every stage was
seen.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE))

from simulators.harness import house  # noqa: E402

DEMO = SOURCE / "config" / "demo"
SCENARIO_SECONDS = 120


class Stage:
    """One thing that has to happen: a simulated cause, the alarm it raises, and perhaps the siren."""

    def __init__(self, title, cause, alarm, siren=False):
        self.title = title
        self.cause = cause  # picks the simulator's event that begins it
        self.alarm = alarm
        self.siren = siren


def crossing(device, point, limit):
    return lambda e: (e["event"] == "crossing" and e["device"] == device and e["point"] == point
                      and e["limit"] == limit)


STAGES = [
    Stage("T-101 gas above the low limit (gd-101)", crossing("gd-101", "gas", "H"), "gd-101.gas.H"),
    Stage("T-101 gas above the high limit (gd-101)", crossing("gd-101", "gas", "HH"), "gd-101.gas.HH"),
    Stage("T-101 leak: two of three detectors", crossing("gd-102", "gas", "HH"), "vote.t101-leak", True),
    Stage("Lightning: SPD of lp-301 failed", crossing("lp-301", "spd", "FAILED"), "lp-301.spd.FAILED"),
    Stage("Vessel V-201: pressure high", crossing("pv-201", "pressure", "H"), "pv-201.pressure.H"),
    Stage("Fire in zone 3", crossing("fp-401", "zone-3", "FIRE"), "fp-401.zone-3.FIRE"),
    Stage("gd-103 does not answer", lambda e: e["event"] == "fault" and e.get("device") == "gd-103",
          "gd-103.comm"),
]


class Demo:
    def __init__(self, build, folder):
        self.folder = folder
        self.broker = house.Broker(folder)
        self.park = house.Subscriber(folder, self.broker.port)
        line = folder / "rs485-1"
        scenario = house.site_for(DEMO / "scenario.toml", folder / "scenario.toml", link=f'"{line}"')
        self.field = house.Simulator(build, folder, scenario)
        self.started = time.time()
        site = house.site_for(
            DEMO / "site.toml", folder / "site.toml", port=self.field.port("field"), device=f'"{line}"',
            brokers=f'["{self.broker.url}"]', path='"hazgate.db"', socket='"hazgate.sock"')
        self.gateway = house.Gateway(build, folder, site)
        self.acknowledged = None

    def stop(self):
        for part in (self.gateway, self.field, self.park, self.broker):
            part.stop()

    # What was seen, in seconds since 1970.

    def caused(self, stage):
        return next((e["t"] / 1000 for e in self.field.events() if stage.cause(e)), None)

    def raised(self, stage):
        return next((m for m in self.park.messages("alarm")
                     if m.payload["id"] == stage.alarm and m.payload["to"] == "active"), None)

    def sirens(self):
        return [e["t"] / 1000 for e in self.field.writes("relay-1.siren") if e["value"] is True]

    def row(self, stage):
        """(cause, alarm, siren, park), None for what was not seen."""
        caused, raised = self.caused(stage), self.raised(stage)
        siren = None
        if raised and stage.siren:
            siren = next((t for t in self.sirens() if t >= raised.payload["t"] / 1000 - 0.5), None)
        return (caused, raised and raised.payload["t"] / 1000, siren, raised and raised.received)

    def is_seen(self, stage):
        caused, raised, siren, park = self.row(stage)
        return None not in (caused, raised, park) and (siren is not None or not stage.siren)

    def acknowledge_when_due(self):
        """The operator: looks up six seconds after the vote and acknowledges it with hazctl."""
        raised = self.raised(STAGES[2])
        if self.acknowledged is None and raised and time.time() > raised.received + 6:
            done = self.gateway.hazctl("ack", "vote.t101-leak", "--note", "seen, walking to T-101")
            self.acknowledged = done.returncode == 0

    def is_acknowledged(self):
        return any(m.payload["id"] == "vote.t101-leak" and m.payload["to"] == "acked"
                   for m in self.park.messages("alarm"))


def tell_stages(demo, seconds):
    """Without a terminal: one line for each thing as it happens."""
    told = set()
    while time.time() < demo.started + seconds:
        demo.acknowledge_when_due()
        for stage in STAGES:
            if stage.title not in told and demo.is_seen(stage):
                told.add(stage.title)
                print(f"{time.time() - demo.started:6.1f} s  {stage.title}", flush=True)
        if "ack" not in told and demo.is_acknowledged():
            told.add("ack")
            print(f"{time.time() - demo.started:6.1f} s  acknowledged with hazctl", flush=True)
        time.sleep(0.1)


def show_screen(demo, build):
    """In a terminal: hazctl watch, until the scenario ends or the person has seen enough."""
    screen = subprocess.Popen([build / "gateway/cli/hazctl", "--config", demo.gateway.site, "watch"])
    while screen.poll() is None and time.time() < demo.started + SCENARIO_SECONDS:
        demo.acknowledge_when_due()
        time.sleep(0.1)
    if screen.poll() is None:
        screen.terminate()
    screen.wait()


def print_table(demo):
    """At: seconds since the start at which the simulated cause came; then milliseconds after it."""
    def after(cause, then):
        return "-" if cause is None or then is None else f"{(then - cause) * 1000:+.0f}"

    print(f"\n{'stage':<44}{'at s':>8}{'alarm ms':>9}{'siren ms':>9}{'park ms':>9}")
    complete = True
    for stage in STAGES:
        caused, raised, siren, park = demo.row(stage)
        seen = demo.is_seen(stage)
        complete = complete and seen
        at = "-" if caused is None else f"{caused - demo.started:.1f}"
        print(f"{stage.title:<44}{at:>8}{after(caused, raised):>9}"
              f"{after(caused, siren) if stage.siren else '':>9}{after(caused, park):>9}"
              f"{'' if seen else '  NOT SEEN'}")
    complete = complete and demo.is_acknowledged()
    print(f"{'acknowledged with hazctl':<44}{'yes' if demo.is_acknowledged() else 'NOT SEEN':>8}")
    steps = [m.payload["entry"] for m in demo.park.messages("incident")]
    print(f"{'plan entries at the park':<44}{len(steps):>8}")
    if "write-done" not in steps:
        complete = False
        print("the siren's read-back was NOT SEEN in the incident's timeline")
    return complete


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", type=Path, required=True, help="the build folder")
    parser.add_argument("--seconds", type=float, help="run that long without a terminal, then end")
    parser.add_argument("--keep", action="store_true", help="keep the logs, the journal and the site file")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hazgate-demo-"))
    watched = options.seconds is None and sys.stdout.isatty()
    print(f"hazgate demo in {folder}; another shell may use:\n"
          f"  {options.build}/gateway/cli/hazctl --config {folder}/site.toml alarms", flush=True)
    demo = Demo(options.build, folder)
    try:
        if watched:
            show_screen(demo, options.build)
        else:
            tell_stages(demo, options.seconds or SCENARIO_SECONDS)
        complete = print_table(demo)
    except KeyboardInterrupt:
        complete = print_table(demo)
    finally:
        demo.stop()
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if not complete:
        print("not every stage was seen", file=sys.stderr)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
