"""The line between a gateway and its broker, and what can be wrong with it: a relay on loopback that
reads the MQTT packets that pass.

In: the port of a broker; weather, one of the classes below. Out: what the gateway sent over each of
its connections, in one list for all the relays of a test.

Bytes are never lost out of the middle of a connection that goes on: no TCP does that. A connection that
lost something stays dead (HalfOpen) or is reset when the weather ends (LosesAcknowledgements).
"""

import collections
import contextlib
import json
import os
import random
import signal
import socket
import struct
import threading
import time
from dataclasses import dataclass

CONNECT, CONNACK, PUBLISH, PUBACK = 1, 2, 3, 4
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close() sends a reset


class Weather:
    """Calm: everything passes."""
    resets = False        # what is connected is cut when it begins
    resets_after = False  # and when it ends
    harms = False         # live messages may be late in it

    def __repr__(self):
        return type(self).__name__


class Calm(Weather):
    pass


class Stopped(Weather):
    """Nobody listens; what was connected is reset."""
    resets = harms = True


class Frozen(Weather):
    """Connections are made and stay, nothing is read, nothing is said. What waited passes when it thaws."""
    harms = True


@dataclass(repr=True)
class HalfOpen(Weather):
    """What is connected stays so and its bytes vanish, one way or both: that connection is dead for good."""
    up: bool = True
    down: bool = True
    harms = True


@dataclass(repr=True)
class Slow(Weather):
    """Everything passes, so many bytes a second each way, and so much later."""
    bytes_per_s: int = 20_000
    delay_s: float = 0.05
    harms = True


class Refusing(Weather):
    """Connections are accepted and closed at once."""
    resets = harms = True


class RefusingInMqtt(Weather):
    """CONNECT is answered: the server is not available."""
    resets = harms = True


class CutsPackets(Weather):
    """The next PUBLISH is cut in its middle, and the connection with it; the same with the ones after it."""
    harms = True


class LosesAcknowledgements(Weather):
    """PUBACKs vanish, everything else passes; then the connection is reset."""
    resets_after = harms = True


@dataclass(repr=True)
class Flapping(Weather):
    """Every connection lives for a moment only."""
    lives_s: float = 0.3
    resets = harms = True


def some_weather(chance):
    """One kind of trouble, drawn with a random.Random."""
    return chance.choice([
        Stopped, Frozen, Refusing, RefusingInMqtt, CutsPackets, LosesAcknowledgements,
        lambda: HalfOpen(*chance.choice([(True, True), (True, False), (False, True)])),
        lambda: Slow(chance.choice([3_000, 20_000, 100_000]), chance.choice([0.0, 0.05, 0.3])),
        lambda: Flapping(chance.uniform(0.05, 0.8))])()


class Packets:
    """Cuts a stream into MQTT packets (MQTT 3.1.1, 2.2)."""

    def __init__(self):
        self._bytes = b""

    def feed(self, chunk):
        self._bytes += chunk
        while (size := self._size()) is not None and len(self._bytes) >= size:
            packet, self._bytes = self._bytes[:size], self._bytes[size:]
            yield packet

    def _size(self):
        length = 0
        for place, byte in enumerate(self._bytes[1:5]):
            length |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                return 2 + place + length
        return None


def kind_of(packet):
    return packet[0] >> 4


def variable_integer(data, place):
    """The number at a place, and the place behind it."""
    value = shift = 0
    while True:
        value |= (data[place] & 0x7F) << shift
        shift += 7
        place += 1
        if data[place - 1] < 0x80:
            return value, place


@dataclass
class Sent:
    """One PUBLISH of the gateway's as it left for the broker."""
    at: float         # [s] Unix
    relay: str
    connection: int   # of this relay, from 1
    topic: str
    payload: bytes
    retained: bool
    again: bool       # the DUP flag

    @property
    def name(self):
        return self.topic.split("/", 5)[-1]

    def json(self):
        return json.loads(self.payload)


def read_publish(packet, version):
    """Topic and payload of a PUBLISH."""
    _, place = variable_integer(packet, 1)
    length = int.from_bytes(packet[place:place + 2], "big")
    place += 2
    topic = packet[place:place + length].decode()
    place += length + (2 if packet[0] & 0x06 else 0)
    if version == 5:
        properties, place = variable_integer(packet, place)
        place += properties
    return topic, packet[place:]


def protocol_of(connect):
    _, place = variable_integer(connect, 1)
    return connect[place + 2 + int.from_bytes(connect[place:place + 2], "big")]


class Connection:
    """Two threads, one for each way."""

    def __init__(self, relay, number, client):
        self.relay, self.number, self.client = relay, number, client
        self.server = None
        self.version = 4
        self.dead_up = self.dead_down = False
        self.opened = time.time()
        self.acknowledged = None  # when the broker accepted the session
        self.ended = None
        self._threads = [threading.Thread(target=self._run_up, daemon=True)]
        self._threads[0].start()
        self._chance = random.Random(number)

    def _run_up(self):
        with contextlib.suppress(OSError):
            weather = self.relay.flowing_weather(self)
            if isinstance(weather, Flapping):
                timer = threading.Timer(weather.lives_s, self.reset)
                timer.daemon = True
                timer.start()
            self.server = socket.create_connection(("127.0.0.1", self.relay.target), 5)
            self.server.settimeout(None)
            self.server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.ended:
                self.reset()
                return
            down = threading.Thread(target=self._run_down, daemon=True)
            down.start()
            self._pump(self.client, self.server, self._up)
        self._end()

    def _run_down(self):
        with contextlib.suppress(OSError):
            self._pump(self.server, self.client, self._down)
        self._end()

    def _pump(self, source, sink, passes):
        packets = Packets()
        while True:
            self.relay.flowing_weather(self)
            chunk = source.recv(4096)
            if not chunk:
                return
            for packet in packets.feed(chunk):
                weather = self.relay.flowing_weather(self)
                if isinstance(weather, Slow):
                    time.sleep(len(packet) / weather.bytes_per_s)
                if passes(packet, weather):
                    self._hand_on(sink, packet, weather)

    def _hand_on(self, sink, packet, weather):
        if isinstance(weather, Slow) and weather.delay_s:
            self.relay.later(weather.delay_s, sink, packet)
        else:
            self.relay.later(0, sink, packet)

    def _up(self, packet, weather):
        if kind_of(packet) == CONNECT:
            self.version = protocol_of(packet)
            if isinstance(weather, RefusingInMqtt):
                self.client.sendall(b"\x20\x03\x00\x88\x00" if self.version == 5 else b"\x20\x02\x00\x03")
                raise OSError("refused")
        if isinstance(weather, HalfOpen):
            self.dead_up |= weather.up
            self.dead_down |= weather.down
        if self.dead_up:
            return False
        if kind_of(packet) == PUBLISH:
            if isinstance(weather, CutsPackets):
                self.server.sendall(packet[:self._chance.randint(1, len(packet) - 1)])
                self.reset()
                raise OSError("cut")
            topic, payload = read_publish(packet, self.version)
            self.relay.sent.append(Sent(time.time(), self.relay.name, self.number, topic, payload,
                                        bool(packet[0] & 1), bool(packet[0] & 8)))
        return True

    def _down(self, packet, weather):
        if isinstance(weather, HalfOpen):
            self.dead_up |= weather.up
            self.dead_down |= weather.down
        if self.dead_down:
            return False
        if kind_of(packet) == CONNACK and packet[3] == 0:
            self.acknowledged = time.time()
        return not (kind_of(packet) == PUBACK and isinstance(weather, LosesAcknowledgements))

    def is_open(self):
        return self.ended is None

    def reset(self):
        """Cuts both ends; the broker finds its client gone and publishes the will."""
        self._end(reset=True)

    def _end(self, reset=False):
        if self.ended is None:
            self.ended = time.time()
        for end in (self.client, self.server):
            if end is None:
                continue
            with contextlib.suppress(OSError):
                if reset:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                end.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                end.close()


class Relay:
    """One place where a broker seems to be. `set` changes the weather, `lead_to` the broker behind it."""

    def __init__(self, name, target, sent=None):
        self.name, self.target = name, target
        self.sent = [] if sent is None else sent
        self.connections = []
        self.weathers = [(time.time(), Calm())]
        self._change = threading.Condition()
        self._ends = False
        self._late = collections.deque()  # (when, sink, packet): in order, as on a line
        self._listener = self._listen(0)
        self.port = self._listener.getsockname()[1]
        for loop in (self._accept, self._deliver):
            threading.Thread(target=loop, daemon=True).start()

    @property
    def url(self):
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def weather(self):
        return self.weathers[-1][1]

    @staticmethod
    def _listen(port):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        return listener

    def set(self, weather):
        with self._change:
            before = self.weather
            self.weathers.append((time.time(), weather))
            if isinstance(weather, Stopped):
                self._close_listener()
            elif isinstance(before, Stopped):
                self._listener = self._listen(self.port)
            self._change.notify_all()
        if weather.resets or before.resets_after:
            self.reset_all()

    def lead_to(self, target):
        """Another broker takes this one's place."""
        self.target = target
        self.weathers.append((time.time(), self.weather))
        self.reset_all()

    def reset_all(self):
        for connection in list(self.connections):
            if connection.is_open():
                connection.reset()

    def is_calm_throughout(self, begin, end):
        """Whether nothing was wrong with the line from one Unix time to another."""
        for place, (since, weather) in enumerate(self.weathers):
            until = self.weathers[place + 1][0] if place + 1 < len(self.weathers) else float("inf")
            if weather.harms and since < end and until > begin:
                return False
        return True

    def flowing_weather(self, connection):
        """The weather, once bytes move in it."""
        with self._change:
            while isinstance(self.weather, Frozen) and not self._ends and connection.is_open():
                self._change.wait(0.05)
            return self.weather

    def later(self, delay_s, sink, packet):
        """On its way; packets of one relay keep their order."""
        with self._change:
            due = time.monotonic() + delay_s
            if self._late:
                due = max(due, self._late[-1][0])
            elif not delay_s:
                due = 0
            if due:
                self._late.append((due, sink, packet))
                self._change.notify_all()
                return
        sink.sendall(packet)

    def _deliver(self):
        while not self._ends:
            with self._change:
                while not self._late and not self._ends:
                    self._change.wait()
                if self._ends:
                    return
                due, sink, packet = self._late[0]
            time.sleep(max(0.0, due - time.monotonic()))
            with contextlib.suppress(OSError):
                sink.sendall(packet)
            with self._change:
                self._late.popleft()

    def _close_listener(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept()
        self._listener.close()

    def _accept(self):
        while not self._ends:
            try:
                client, _ = self._listener.accept()
            except OSError:
                with self._change:
                    if isinstance(self.weather, Stopped) and not self._ends:
                        self._change.wait(0.05)
                continue
            if self._ends or isinstance(self.weather, (Refusing, Stopped)):
                client.close()
                continue
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections.append(Connection(self, len(self.connections) + 1, client))

    def stop(self):
        with self._change:
            self._ends = True
            self._change.notify_all()
        self._close_listener()
        self.reset_all()


class Standstill:
    """mosquitto itself stands still (SIGSTOP): the system still takes connections and bytes for it."""

    def __init__(self, relay, broker):
        self._relay, self._broker = relay, broker

    def __enter__(self):
        self._relay.set(_Standing())
        os.kill(self._broker.pid, signal.SIGSTOP)

    def __exit__(self, *_):
        os.kill(self._broker.pid, signal.SIGCONT)
        self._relay.set(Calm())


class _Standing(Weather):
    harms = True

    def __repr__(self):
        return "Standstill"
