"""Three brokers of one cluster on loopback, from the distribution's packages.

In: a scratch folder. Out: nodes with an MQTT port each, that can be killed and started again. Ports are the
system's, everything is below the folder, and only processes that were started here are ever ended.
"""

import os
import shutil
import signal
import socket
import time
from pathlib import Path

import paho.mqtt.client

from simulators.harness.house import NotSeen, Process, free_port, wait_until

PROGRAMS = os.environ.get("PATH", "") + ":/usr/sbin"


def accepts(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Client:
    """An MQTT 3.1.1 client whose session the broker keeps, or not: all that came, in order."""

    def __init__(self, port, name, topics=(), keeps=False, username=None, password=None):
        self.messages = []  # (arrival [s] Unix, topic, payload, retained)
        self.subscribed = self.connected = self.lost = 0
        self._topics = [(topic, 1) for topic in topics]
        self._client = paho.mqtt.client.Client(name, clean_session=not keeps)
        self._client.reconnect_delay_set(1, 2)
        if username:
            self._client.username_pw_set(username, password)
        self._client.on_connect, self._client.on_subscribe = self._on_connect, self._on_subscribe
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = lambda _client, _data, m: self.messages.append(
            (time.time(), m.topic, m.payload, bool(m.retain)))
        self._client.connect_async("127.0.0.1", port, keepalive=10)
        self._client.loop_start()

    def _on_connect(self, client, _data, _flags, code):
        if code == 0:
            self.connected += 1
            if self._topics:
                client.subscribe(self._topics)

    def _on_disconnect(self, _client, _data, code):
        self.lost += code != 0

    def _on_subscribe(self, _client, _data, _id, granted):
        self.subscribed += all(code <= 2 for code in granted)

    def publish(self, topic, payload):
        """True: the broker has it; False: it ended the connection."""
        lost, sent = self.lost, self._client.publish(topic, payload, 1)
        wait_until("the broker says something", lambda: sent.is_published() or self.lost > lost)
        return sent.is_published()

    def stop(self):
        self._client.disconnect()
        self._client.loop_stop()


class Cluster:
    """What the engines have in common."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.mqtt = [free_port() for _ in range(3)]
        self.nodes = [None] * 3
        self._starts = 0
        try:
            self._before()
            self._start_all()
        except BaseException:
            self.stop()
            raise

    @property
    def urls(self):
        return [f"tcp://127.0.0.1:{port}" for port in self.mqtt]

    def _works(self, node):
        if not self.nodes[node].is_running():
            raise NotSeen(f"node {node} ended:\n" + self.nodes[node].said()[-4000:])
        if not self._is_up(node):
            return False
        client = Client(self.mqtt[node], f"probe-{node}-{time.time():.3f}", [f"probe/{node}"])
        try:
            wait_until("it takes a subscription", lambda: client.subscribed, 5)
            client.publish(f"probe/{node}", b"1")
            return wait_until("it gives a message", lambda: client.messages, 5)
        except NotSeen:
            return False
        finally:
            client.stop()

    def _is_up(self, node):
        return accepts(self.mqtt[node])

    def _before(self):
        pass

    def _start_all(self):
        for node in range(3):
            self.start(node)
        for node in range(3):
            self.wait_for(node)

    def kill(self, node):
        self.nodes[node].stop(signal.SIGKILL)

    def wait_for(self, node, seconds=120):
        wait_until(f"node {node} of {type(self).__name__} takes messages", lambda: self._works(node), seconds)

    def _run(self, node, program, *arguments, env=None):
        """With a log of its own each time."""
        self._starts += 1
        self.nodes[node] = Process([program, *arguments], self.folder / f"node-{node}-{self._starts}.log", env=env)

    def stop(self):
        for node in filter(None, self.nodes):
            node.stop(signal.SIGKILL)


class Nats(Cluster):
    """nats-server with JetStream: sessions and retained messages on all three nodes."""

    def _before(self):
        self._routes = [free_port() for _ in range(3)]
        self._clients = [free_port() for _ in range(3)]

    def start(self, node):
        routes = ", ".join(f'"nats://127.0.0.1:{port}"' for n, port in enumerate(self._routes) if n != node)
        config = self.folder / f"nats-{node}.conf"
        config.write_text(f"""
server_name: n{node}
listen: 127.0.0.1:{self._clients[node]}
jetstream {{ store_dir: "{self.folder}/nats-{node}" }}
cluster {{ name: park, listen: 127.0.0.1:{self._routes[node]}, routes: [{routes}] }}
mqtt {{ listen: 127.0.0.1:{self.mqtt[node]}, stream_replicas: 3, ack_wait: "5s" }}
""")
        program = shutil.which("nats-server", path=PROGRAMS)
        self._run(node, program, "-c", config)


class Rabbit(Cluster):
    """rabbitmq-server, its MQTT plugin with quorum queues: each session on all three nodes."""
    _epmd = None

    def _before(self):
        self._epmd_port = free_port()
        self._epmd = Process(["epmd", "-port", self._epmd_port, "-address", "127.0.0.1"], self.folder / "epmd.log")
        self._amqp = [free_port() for _ in range(3)]
        self._distribution = [free_port() for _ in range(3)]
        cookie = self.folder / ".erlang.cookie"
        if not cookie.exists():
            cookie.write_text("hazgate")
            cookie.chmod(0o400)
        (self.folder / "plugins").write_text("[rabbitmq_mqtt].\n")
        self._program = next(Path("/usr/lib/rabbitmq/lib").glob("*/sbin/rabbitmq-server"))

    def environment(self, node):
        return {
            "HOME": str(self.folder), "ERL_EPMD_PORT": str(self._epmd_port), "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"r{node}@localhost", "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._amqp[node]), "RABBITMQ_DIST_PORT": str(self._distribution[node]),
            "RABBITMQ_MNESIA_BASE": f"{self.folder}/mnesia-{node}", "RABBITMQ_LOG_BASE": f"{self.folder}/log-{node}",
            "RABBITMQ_CONFIG_FILE": f"{self.folder}/rabbit-{node}.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{self.folder}/plugins",
            "RABBITMQ_PID_FILE": f"{self.folder}/rabbit-{node}.pid", "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_USE_LONGNAME": "false", "RUNNING_UNDER_SYSTEMD": "1",  # no shell stays around it
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}"}

    def start(self, node):
        peers = "".join(f"cluster_formation.classic_config.nodes.{n + 1} = r{n}@localhost\n" for n in range(3))
        (self.folder / f"rabbit-{node}.conf").write_text(f"""
mqtt.listeners.tcp.1 = 127.0.0.1:{self.mqtt[node]}
mqtt.durable_queue_type = quorum
mqtt.prefetch = 100
cluster_formation.peer_discovery_backend = classic_config
{peers}
cluster_partition_handling = pause_minority
net_ticktime = 6
loopback_users = none
""")
        self._run(node, self._program, env=self.environment(node))

    def _start_all(self):
        """One after the other: of three that start at once, one may never learn who leads the client ids."""
        for node in range(3):
            self.start(node)
            wait_until(f"node {node} of Rabbit is up", lambda n=node: self._is_up(n), 60)
        for node in range(3):
            self.wait_for(node)

    def _is_up(self, node):
        if not self.nodes[node].is_running():
            raise NotSeen(f"node {node} ended:\n" + self.nodes[node].said()[-4000:])
        return "Starting broker... completed" in self.nodes[node].said() and accepts(self.mqtt[node])

    def stop(self):
        super().stop()
        if self._epmd:
            self._epmd.stop(signal.SIGKILL)


ENGINES = {"nats": Nats, "rabbitmq": Rabbit}
