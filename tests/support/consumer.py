"""A consumer of docs/mqtt.md, written from that page alone ("Gaps and repeats"): what it makes of each message
that one subscriber got.

In: (lane, epoch, seq, late) in the order of arrival. Out: what each one means, and which gaps are open.
"""

NEXT, REPEAT, GAP, FILLS, ANEW = "next", "repeat", "gap", "fills", "anew"


def lane_of(name):
    """The lane of a topic, without the gateway's root."""
    return "sample" if name.startswith("telemetry/") else "event"


class Lane:
    """What a consumer keeps of one lane of one gateway."""

    def __init__(self):
        self.epoch, self.last, self.gaps = None, 0, set()

    def take(self, epoch, seq, late=False):
        """`late`: the message says so."""
        if epoch != self.epoch:
            self.epoch, self.last, self.gaps = epoch, seq, set(range(1, seq))
            return ANEW
        if seq == self.last + 1:
            self.last = seq
            return NEXT
        if seq > self.last + 1:
            self.gaps.update(range(self.last + 1, seq))
            self.last = seq
            return GAP
        if late and seq in self.gaps:
            self.gaps.remove(seq)
            return FILLS
        return REPEAT


class Consumer:
    """Takes messages (house.Message or broker_proxy.Sent, with `name` and a decoded body)."""

    def __init__(self):
        self.lanes = {"event": Lane(), "sample": Lane()}
        self.taken = {"event": {}, "sample": {}}  # seq: body
        self.meanings = []                        # (lane, seq, meaning)

    def take(self, name, body):
        """None: the message is of no lane."""
        if "seq" not in body:
            return None
        lane = lane_of(name)
        meaning = self.lanes[lane].take(body["epoch"], body["seq"], body.get("late", False))
        self.meanings.append((lane, body["seq"], meaning))
        if meaning != REPEAT:
            self.taken[lane][body["seq"]] = (name, body)
        return meaning

    def count(self, meaning):
        return sum(found == meaning for _, _, found in self.meanings)
