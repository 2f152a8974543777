"""A Sparkplug host application, written from the specification (3.0.0, chapters 4 to 6) and not from our code: it
takes decoded messages in the order of their arrival, and says what an edge node does that it must not."""

LIFE = ("NBIRTH", "NDEATH", "DBIRTH", "DDEATH", "NDATA", "DDATA")


def number(value):
    """A Long of the decoder's."""
    if not isinstance(value, dict):
        return value
    low, high = value["low"] & 0xFFFFFFFF, value["high"] & 0xFFFFFFFF
    whole = high << 32 | low
    return whole if value.get("unsigned") or whole < 1 << 63 else whole - (1 << 64)


class Host:
    """What it knows of one edge node."""

    def __init__(self, group, edge):
        self.node = f"{group}/{edge}"
        self.online, self.bd_seq, self.seq = False, None, None
        self.bd_seqs = []      # of the births, as they came
        self.metrics = {}      # alias: (device, name, type)
        self.devices = {}      # device: {name: (value, quality, timestamp)}, of those that are born
        self.types = {}
        self.history = []      # (device, name, timestamp, value) that said it is historical
        self.live = []         # the others, of DDATA and DBIRTH
        self.kinds = []        # (type, device) as they came
        self.wrong = []

    def take(self, topic, payload, retained, qos):
        _, group, kind, edge, *device = topic.split("/")
        if f"{group}/{edge}" != self.node or kind not in LIFE:
            return
        device = device[0] if device else None
        self.kinds.append((kind, device))
        self._expect(not retained, f"{topic} is retained")
        self._expect(qos == (1 if kind == "NDEATH" else 0), f"{topic} has QoS {qos}")
        self._expect((device is None) == kind.startswith("N"), f"{topic} and devices")
        metrics = payload.get("metrics", [])
        if kind == "NDEATH":
            return self._node_death(payload, metrics)
        self._expect("timestamp" in payload, f"{topic} has no timestamp")
        seq = number(payload.get("seq"))
        expected = 0 if kind == "NBIRTH" else None if self.seq is None else (self.seq + 1) % 256
        self._expect(seq == expected, f"{topic}: seq {seq}, not {expected}")
        self.seq = seq
        getattr(self, f"_{kind.lower()}")(device, metrics)

    def _expect(self, holds, what):
        if not holds:
            self.wrong.append(what)

    def _node_death(self, payload, metrics):
        self._expect("seq" not in payload or payload["seq"] is None, "NDEATH has a seq")
        self._expect([m["name"] for m in metrics] == ["bdSeq"], "NDEATH has more than bdSeq")
        if self.online and number(metrics[0]["value"]) == self.bd_seq:
            self.online, self.devices, self.metrics = False, {}, {}

    def _nbirth(self, _, metrics):
        named = {m["name"]: m for m in metrics}
        self._expect(named.get("Node Control/Rebirth", {}).get("value") is False, "NBIRTH without Rebirth")
        self._expect("alias" not in named.get("Node Control/Rebirth", {}), "Rebirth has an alias")
        self._expect(all("timestamp" in m and "type" in m for m in metrics), "NBIRTH: timestamps, types")
        self.online, self.bd_seq = True, number(named["bdSeq"]["value"])
        self.bd_seqs.append(self.bd_seq)
        self.devices, self.metrics = {}, {}

    def _dbirth(self, device, metrics):
        self._expect(self.online, f"DBIRTH of {device} before NBIRTH")
        for alias in [alias for alias, known in self.metrics.items() if known[0] == device]:
            del self.metrics[alias]
        self.devices[device] = {}
        for metric in metrics:
            alias = number(metric.get("alias"))
            self._expect(alias is not None and alias not in self.metrics, f"alias {alias} is not unique")
            self._expect(metric.get("type") and "name" in metric, f"{device}: a metric without name or type")
            self.metrics[alias] = (device, metric["name"], metric["type"])
            self.types[device, metric["name"]] = metric["type"]
            self._value(device, metric["name"], metric)

    def _ddata(self, device, metrics):
        self._expect(device in self.devices, f"DDATA of {device}, which is not born")
        self._expect(bool(metrics), f"DDATA of {device} says nothing")
        for metric in metrics:
            known = self.metrics.get(number(metric.get("alias")))
            self._expect("name" not in metric or metric["name"] in (None, ""), "DDATA with names")
            self._expect(known is not None and known[0] == device, f"DDATA of {device}: unknown alias")
            if known:
                self._expect(metric["type"] == known[2], f"{device}/{known[1]} changes its type")
                self._value(device, known[1], metric)

    def _ddeath(self, device, metrics):
        self._expect(device in self.devices, f"DDEATH of {device}, which is not born")
        self.devices.pop(device, None)
        for alias in [alias for alias, known in self.metrics.items() if known[0] == device]:
            del self.metrics[alias]

    def _value(self, device, name, metric):
        t, value = number(metric.get("timestamp")), number(metric.get("value"))
        quality = (metric.get("properties") or {}).get("Quality", {}).get("value")
        self._expect(t is not None, f"{device}/{name} without a timestamp")
        self._expect(quality in (None, 0, 192, 500), f"{device}/{name}: quality {quality}")
        if metric.get("isHistorical"):
            self.history.append((device, name, t, value))
            return
        self.live.append((device, name, t, value))
        self.devices.setdefault(device, {})[name] = (value, 192 if quality is None else quality, t)
