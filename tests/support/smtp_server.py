"""A mail server for tests: aiosmtpd on a loopback port, one JSON line to stdout for each event.

The first line is {"port": N}. A letter comes as {"event": "letter", ...}, taken apart by Python's
email package. The recipient's name says how it is treated:
  nobody@      550 at RCPT
  busy-once@   451 at its first RCPT, then taken
  hang-once@   never an answer to its first RCPT, then taken
  hang@        never an answer to RCPT
  spam@        554 to the whole letter
  no-goodbye@  taken, but QUIT is never answered
"""

import argparse
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

FOR_EVER = 3600


def say(**event):
    print(json.dumps(event), flush=True)


class Letters:
    def __init__(self):
        self.were_busy = set()
        self.sessions_without_goodbye = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        say(event="rcpt", to=address)
        if name == "nobody":
            return "550 5.1.1 no such mailbox"
        if name == "busy-once" and address not in self.were_busy:
            self.were_busy.add(address)
            return "451 4.3.0 try again later"
        if name == "hang-once" and address not in self.were_busy:
            self.were_busy.add(address)
            await asyncio.sleep(FOR_EVER)
        if name == "hang":
            await asyncio.sleep(FOR_EVER)
        if name == "no-goodbye":
            self.sessions_without_goodbye.add(session)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("spam@"):
            return "554 5.7.1 looks like spam"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say(event="letter", sender=envelope.mail_from, to=envelope.rcpt_tos,
            subject=str(message["Subject"]), text=message.get_content().replace("\r\n", "\n"),
            message_id=str(message["Message-ID"]), importance=str(message["Importance"]),
            timestamp=message["Date"].datetime.timestamp(),
            from_name=message["From"].addresses[0].display_name,
            from_address=message["From"].addresses[0].addr_spec,
            headers=sorted(message.keys()), defects=[str(d) for d in message.defects],
            longest_line=max(len(line) for line in envelope.content.split(b"\r\n")),
            tls=session.ssl is not None, login=bool(session.authenticated))
        return "250 OK"

    async def auth_XODD(self, server, arguments):
        return AuthResult(success=False)

    async def handle_QUIT(self, server, session, envelope):
        say(event="quit")
        if session in self.sessions_without_goodbye:
            await asyncio.sleep(FOR_EVER)
        return "221 Bye"


async def silent(reader, writer):
    say(event="silent")
    await asyncio.sleep(FOR_EVER)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--security", choices=["none", "starttls", "tls"], default="none")
    parser.add_argument("--certificates", help="the folder of cert.pem and key.pem")
    parser.add_argument("--login", help="NAME:PASSWORD, wanted before MAIL")
    parser.add_argument("--odd-login", action="store_true", help="offers a login nobody speaks")
    parser.add_argument("--silent", action="store_true", help="accepts and never says a word")
    options = parser.parse_args()

    context = None
    if options.security != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{options.certificates}/cert.pem", f"{options.certificates}/key.pem")
    letters = Letters()
    offers_none = not options.login and not options.odd_login

    def check(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=given == options.login, handled=False)

    def connection():
        return SMTP(letters, hostname="mail.test",
                    tls_context=context if options.security == "starttls" else None,
                    require_starttls=options.security == "starttls",
                    authenticator=check if options.login else None,
                    auth_required=bool(options.login),
                    auth_require_tls=options.security == "starttls" or offers_none,
                    auth_exclude_mechanism=["LOGIN", "PLAIN"] if options.odd_login else [])

    if options.silent:
        server = await asyncio.start_server(silent, "127.0.0.1", 0)
    else:
        server = await asyncio.get_running_loop().create_server(
            connection, "127.0.0.1", 0, ssl=context if options.security == "tls" else None)
    say(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


sys.exit(asyncio.run(main()))
