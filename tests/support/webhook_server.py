"""The other ends of webhooks for tests, one JSON line to stdout for each request.

The first line is {"port": N}. It checks signatures by itself, with Python's hmac, as the robots'
manuals say, and answers as the robots do. The path says who it plays:
  /robot/send?access_token=T           DingTalk
  /cgi-bin/webhook/send?key=K          WeCom
  /open-apis/bot/v2/hook/T             Feishu
  /json...                             plain JSON
Further in the query: say=NUMBER answers with this errcode; status=NUMBER with this HTTP status;
hang=1 never answers; junk=1 answers with a login page; flood=1 never ends its answer.
"""

import argparse
import base64
import hashlib
import hmac
import json
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LOCK = threading.Lock()
FOR_EVER = 3600


def say(**event):
    with LOCK:
        print(json.dumps(event), flush=True)


def sha256(key, text):
    return hmac.new(key.encode(), text.encode(), hashlib.sha256)


class Robot(BaseHTTPRequestHandler):
    secret = ""

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        say(event="post", path=url.path, query=query, body=json.loads(raw),
            headers=dict(self.headers), at=time.monotonic())
        if "hang" in query:
            time.sleep(FOR_EVER)
        if "junk" in query:
            return self.answer(200, b"<html>please log in</html>")
        if "flood" in query:
            return self.flood()
        if "status" in query:
            return self.answer(int(query["status"]), f"token {query.get('token')}".encode())
        if url.path == "/robot/send":
            code, words = self.dingtalk(query)
            answer = {"errcode": code, "errmsg": words}
        elif url.path == "/cgi-bin/webhook/send":
            code = 0 if query["key"] == "wecom-key" else 93000
            answer = {"errcode": code, "errmsg": "ok" if code == 0 else "invalid webhook url"}
        elif url.path.startswith("/open-apis/bot/v2/hook/"):
            code, words = self.feishu(json.loads(raw))
            answer = {"code": code, "msg": words, "data": {}}
        else:
            return self.plain(raw)
        if "say" in query:
            answer = {key: value for key, value in answer.items() if key == "data"}
            answer |= {"errcode": int(query["say"]), "errmsg": "as asked for"}
        self.answer(200, json.dumps(answer).encode())

    def dingtalk(self, query):
        timestamp = query.get("timestamp", "")
        wanted = base64.b64encode(sha256(self.secret, f"{timestamp}\n{self.secret}").digest()).decode()
        fresh = timestamp and abs(time.time() * 1000 - int(timestamp)) < 3600_000
        good = fresh and query.get("sign") == wanted
        return (0, "ok") if good else (310000, "sign not match")

    def feishu(self, body):
        timestamp = body.get("timestamp", "")
        wanted = base64.b64encode(sha256(f"{timestamp}\n{self.secret}", "").digest()).decode()
        fresh = timestamp and abs(time.time() - int(timestamp)) < 3600
        good = fresh and body.get("sign") == wanted
        return (0, "success") if good else (19021, "sign match fail or timestamp is not within one hour")

    def plain(self, raw):
        wanted = "sha256=" + sha256(self.secret, raw).hexdigest()
        good = self.headers.get("X-Hazgate-Signature") == wanted
        self.answer(204 if good else 401, b"")

    def flood(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            say(event="flood-cut")

    def answer(self, status, body):
        self.send_response(status)
        if body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--secret", default="")
    parser.add_argument("--certificates", help="the folder of cert.pem and key.pem: HTTPS")
    options = parser.parse_args()
    Robot.secret = options.secret
    server = ThreadingHTTPServer(("127.0.0.1", 0), Robot)
    server.daemon_threads = True
    if options.certificates:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{options.certificates}/cert.pem", f"{options.certificates}/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    say(port=server.server_address[1])
    server.serve_forever()


sys.exit(main())
