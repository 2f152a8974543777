"""Real counterparts of the end-to-end tests that say in JSON what they see."""

import json

from simulators.harness import house
from simulators.harness.house import wait_until


class Peer(house.Process):
    """A program whose lines are JSON objects, the first of them {"port": N}."""

    def events(self, kind=None):
        found = [json.loads(line) for _, line in list(self.lines) if line.startswith("{")]
        return [event for event in found if kind is None or event.get("event") == kind]

    def port(self):
        return wait_until("its port", lambda: [e["port"] for e in self.events() if "port" in e])[0]
