// Reads what a gateway sends with libraries that others wrote: mqtt.js and sparkplug-payload.
//
// usage: NODE_PATH=… node read.cjs PORT VERSION(4|5) CLIENT_ID     one JSON object a line, until it is ended
"use strict";
const mqtt = require("mqtt");
const sparkplug = require("sparkplug-payload").get("spBv1.0");

const [port, version, clientId] = process.argv.slice(2);
const say = (object) =>
  process.stdout.write(JSON.stringify(object, (_, v) => (typeof v === "bigint" ? Number(v) : v)) + "\n");

const client = mqtt.connect({
  host: "127.0.0.1", port: Number(port), protocolVersion: Number(version), clientId, clean: false,
  properties: version === "5" ? { sessionExpiryInterval: 3600 } : undefined,
});
client.on("connect", () =>
  client.subscribe(["hazgate/v1/#", "spBv1.0/#"], { qos: 1 }, (error) => say(error ? { error: String(error) } : { ready: true })));
client.on("message", (topic, payload, packet) => {
  const message = { topic, qos: packet.qos, retained: packet.retain };
  try {
    if (topic.startsWith("spBv1.0/") && !topic.startsWith("spBv1.0/STATE/")) {
      message.sparkplug = sparkplug.decodePayload(payload);
    } else {
      message.text = payload.toString("utf8");
      message.body = JSON.parse(message.text);
    }
  } catch (error) {
    message.error = String(error);
  }
  say(message);
});
client.on("error", (error) => say({ error: String(error) }));
process.on("SIGTERM", () => client.end(true, () => process.exit(0)));
