"""Reads what a gateway sends with a library that others wrote: python3-paho-mqtt.

usage: read.py PORT VERSION(4|5) CLIENT_ID     one JSON object a line, until it is ended
"""

import json
import sys

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


def say(**words):
    print(json.dumps(words), flush=True)


def on_connect(client, _, flags, code, properties=None):
    say(connected=int(getattr(code, "value", code)))
    client.subscribe("hazgate/v1/#", 1)


def on_message(_, __, message):
    text = message.payload.decode("utf-8")
    say(topic=message.topic, qos=message.qos, retained=bool(message.retain), text=text, body=json.loads(text))


def main():
    port, version, name = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    if version == 5:
        client = mqtt.Client(name, protocol=mqtt.MQTTv5)
        session = Properties(PacketTypes.CONNECT)
        session.SessionExpiryInterval = 3600
        options = {"clean_start": False, "properties": session}
    else:
        client, options = mqtt.Client(name, clean_session=False, protocol=mqtt.MQTTv311), {}
    client.on_connect, client.on_message = on_connect, on_message
    client.on_subscribe = lambda *_: say(ready=True)
    client.connect("127.0.0.1", port, **options)
    client.loop_forever()


main()
