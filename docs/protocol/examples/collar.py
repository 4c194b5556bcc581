#!/usr/bin/env python3
"""A collar in Python, after collar.md (the paragraphs named here are that page's). README.md beside that page says how to run it.

Needs Debian's python3-paho-mqtt and python3-cryptography, or the packages paho-mqtt and cryptography.
"""

import argparse
import json
import os
import random
import secrets
import signal
import sys
import time
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from commands import Commands, Memory, carried, instant, write_whole
from payload import octets64, text64

IN_FLIGHT_MAX = 16
WAITING_MAX = 1_000
PUBACK_WAIT_S = 60
BACKOFF_S_MIN, BACKOFF_S_MAX = 1, 300
# Online for so long, it was a connection: one that is accepted and dropped at once is a failure too (§1).
SETTLED_AFTER_S = 30
KEEP_ALIVE_S = 300


class Uplink:
    """What waits for its PUBACK (§1): every message with its number in this boot, sent again on each new connection."""

    def __init__(self, boot):
        self.boot, self.seq, self.waiting = boot, 0, []

    def add(self, topic, members, result=None):
        if len(self.waiting) == WAITING_MAX:
            # Reports first, the oldest of them (§3). The event `boot` stands first and stays; a result is in the memory as well.
            reports = [message for message in self.waiting if message["topic"] == "report"]
            self.forget((reports or self.waiting[1:])[0])
        self.waiting.append({"topic": topic, "members": {"boot": self.boot, "seq": self.seq, **members}, "result": result})
        self.seq += 1

    def forget(self, message):
        self.waiting = [other for other in self.waiting if other is not message]


class Collar:
    def __init__(self, memory, options):
        self.memory, self.options = memory, options
        # §2: the clock runs steadily within a boot, whatever is done to the machine's own.
        started, ticks = time.time(), time.monotonic()
        self.clock = lambda: int(started + time.monotonic() - ticks)
        self.commands = Commands(memory, self.clock, die if options.die_after_persist else lambda: None)
        memory.change(boot=memory["boot"] + 1)
        self.uplink = Uplink(memory["boot"])
        self.next_report_s = 0.0
        self.event("boot", sim=memory["sim"], firmware="example-1")

    def event(self, name, **members):
        self.uplink.add("event", {"t": self.clock(), "event": name, **members})

    def report(self):
        sample = {"t": self.clock(), "lat": 59.33258, "lon": 18.0649, "acc": 5, "bat": 80, "rssi": -87, "mcc": 240, "mnc": "08"}
        self.uplink.add("report", {**sample, "sim": self.memory["sim"]})

    def send_result(self, result):
        members = {"key": "1", "body": result["body"], "sig": result["sig"]}
        self.uplink.add("result", members, result)

    def take(self, payload):
        """Deals with a command. Returns when everything that must survive a power cut is in memory: then the PUBACK may go."""
        kind, what = self.commands.take(payload)
        if kind == "rejected":
            say("rejected", what)
            return self.event("command-rejected", reason=what)
        say(what["outcome"], what["counter"], json.dumps(carried(self.memory["sim"])))
        self.send_result(what)

    def acknowledged(self, message):
        self.uplink.forget(message)
        if message["topic"] != "result":
            return say("told", message["members"].get("event", "report"))
        # §6: the PUBACK of a result means that the backend's ledger has it.
        say("settled", message["result"]["counter"])
        if message["result"]["acknowledged"]:
            return
        # By what was sent, not by its place: other results may have come and gone since.
        results = [{**kept, "acknowledged": kept["acknowledged"] or kept["body"] == message["result"]["body"]}
                   for kept in self.memory["results"]]
        self.memory.change(results=results)

    def may_report(self):
        """§3: a SIM that has run out carries commands, events and results only."""
        sim = self.memory["sim"]
        if "balance" in sim:
            return sim["balance"] > 0
        return instant(sim["until"]) > instant(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.clock())))


class Connection:
    """One MQTT connection (§1). A new one is a new client, so that what is sent again is sent by us, with a fresh `now`."""

    def __init__(self, collar):
        self.collar, self.in_flight, self.refused = collar, {}, None
        self.online, self.established = None, None
        imei = collar.memory["imei"]
        self.prefix = f"v1/collars/{imei}/"
        # paho-mqtt 2 wants to be told which form of callbacks it is to use; paho-mqtt 1 knows but one.
        version = [mqtt.CallbackAPIVersion.VERSION1] if hasattr(mqtt, "CallbackAPIVersion") else []
        self.client = mqtt.Client(*version, client_id=imei, clean_session=False, protocol=mqtt.MQTTv311)
        self.client.username_pw_set(imei, collar.memory["secret"])
        self.client.will_set(self.prefix + "online", "0", qos=1, retain=True)
        self.client.on_connect = self.on_connect
        self.client.on_publish = self.on_puback
        # paho-mqtt sends the PUBACK of a command when this has returned, and none if it raises.
        self.client.on_message = lambda _client, _data, message: collar.take(message.payload)

    def on_connect(self, _client, _data, _flags, code):
        if code != 0:
            self.refused = code
            return
        self.client.subscribe(self.prefix + "command", qos=1)
        self.online = self.client.publish(self.prefix + "online", "1", qos=1, retain=True).mid
        sent = [message["result"]["body"] for message in self.collar.uplink.waiting if message["result"]]
        for result in self.collar.memory["results"]:
            if not result["acknowledged"] and result["body"] not in sent:
                self.collar.send_result(result)

    def on_puback(self, _client, _data, mid):
        if mid == self.online:
            self.established = time.monotonic()
            say("online")
        elif mid in self.in_flight:
            self.collar.acknowledged(self.in_flight.pop(mid)[0])

    def send(self):
        flying = [message for message, _ in self.in_flight.values()]
        for message in self.collar.uplink.waiting:
            if len(self.in_flight) == IN_FLIGHT_MAX:
                return
            held = message["topic"] == "report" and not self.collar.may_report()
            if held or any(message is other for other in flying):
                continue
            payload = json.dumps({"now": self.collar.clock(), **message["members"]})
            mid = self.client.publish(self.prefix + message["topic"], payload, qos=1).mid
            self.in_flight[mid] = message, time.monotonic()

    def run(self):
        """Lives until the connection is lost, refused or silent for too long. The monotonic instant at which it was established, else None."""
        url = urlsplit(self.collar.options.mqtt)
        if url.scheme == "mqtts":
            self.client.tls_set()
        try:
            self.client.connect(url.hostname, url.port or (8883 if url.scheme == "mqtts" else 1883), KEEP_ALIVE_S)
            while self.client.loop(timeout=0.2) == mqtt.MQTT_ERR_SUCCESS and self.refused is None:
                if self.online is None:
                    continue
                if time.monotonic() >= self.collar.next_report_s:
                    self.collar.next_report_s = time.monotonic() + self.collar.options.report_s
                    self.collar.report()
                self.send()
                if any(time.monotonic() - sent > PUBACK_WAIT_S for _, sent in self.in_flight.values()):
                    break
        except OSError as error:
            say("unreachable", error)
        if self.refused is not None:
            say("refused-connection", self.refused)
        self.close()
        return self.established

    def close(self):
        # Without DISCONNECT, so that the broker publishes the will (MQTT 3.1.1 §3.1.2.5).
        if self.client.socket():
            self.client.socket().close()


def run(options):
    collar = Collar(Memory(options.memory), options)
    wait_s = BACKOFF_S_MIN
    while True:
        established_at = Connection(collar).run()
        if established_at is not None and time.monotonic() - established_at >= SETTLED_AFTER_S:
            wait_s = BACKOFF_S_MIN
        time.sleep(wait_s * random.uniform(0.5, 1))
        wait_s = min(wait_s * 2, BACKOFF_S_MAX)


def make(options):
    """Production: a new collar's memory. Prints what the backend must know of it: the body of POST /api/v1/stock/devices."""
    seed, secret = secrets.token_bytes(32), text64(secrets.token_bytes(32))
    sim = {"iccid": options.iccid, "kind": options.kind}
    sim |= {"balance": 12_500, "currency": "SEK"} if options.kind == "travel-sim" else {"until": options.until}
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    write_whole(options.memory, {"imei": options.imei, "secret": secret, "seed": text64(seed), "keys": {}, "sim": sim,
                                 "boot": 0, "highest": 0, "results": []})
    known = {"imei": options.imei, "name": "Python", "secret": secret, "publicKey": text64(public), "sim": sim}
    print(json.dumps({"devices": [known]}))


def trust(options):
    """Production: writes the backend's public keys into the memory, as the answer to the registration names them."""
    keys = {key["id"]: key["publicKey"] for key in json.load(sys.stdin)["commandKeys"]}
    if len(keys) > 2 or any(len(octets64(public)) != 32 for public in keys.values()):
        sys.exit("a collar holds up to two public keys of 32 bytes")
    Memory(options.memory).change(keys=keys)


def say(*words):
    print(*words, flush=True)


def die():
    say("power-cut")
    os.kill(os.getpid(), signal.SIGKILL)


def main():
    parser = argparse.ArgumentParser(description="an example collar")
    acts = parser.add_subparsers(required=True)
    made = acts.add_parser("make", help="write a new memory; print the body that registers the collar")
    made.add_argument("--imei", default="001012340000003")
    made.add_argument("--iccid", default="89469900012340000006")
    made.add_argument("--kind", default="tele2", choices=["travel-sim", "tele2", "telia-iot"])
    made.add_argument("--until", default="2027-03-01T10:00:00Z", help="end of validity of a tele2 or telia-iot SIM")
    made.set_defaults(act=make)
    trusting = acts.add_parser("trust", help="read the backend's public keys from the answer to the registration")
    trusting.set_defaults(act=trust)
    running = acts.add_parser("run", help="connect and live")
    running.add_argument("--mqtt", default="mqtt://127.0.0.1:1883", help="mqtt://host:port or mqtts://host:port")
    running.add_argument("--report-s", type=float, default=60, help="seconds between reports")
    running.add_argument("--die-after-persist", action="store_true", help="a power cut after §5 step 7's memory")
    running.set_defaults(act=run)
    for act in (made, trusting, running):
        act.add_argument("memory", help="file with the collar's non-volatile memory")
    options = parser.parse_args()
    options.act(options)


if __name__ == "__main__":
    main()
