"""What a collar does with a command: collar.md §5, in its order, and the signed result of §6. Knows no network."""

import json
import os
import re
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from payload import Malformed, decode, octets64, text64

RESULTS_MAX = 8
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
INSTANT = re.compile(r"2[01]\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)


class Rejected(Exception):
    """§5 step 1: a command that cannot be trusted or read; the message is the event's `reason`."""


class Memory(dict):
    """Non-volatile memory: one JSON file, replaced as a whole, so that it holds either all of a change or none of it."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            super().__init__(json.load(file))
        self.path = path

    def change(self, **members):
        write_whole(self.path, {**self, **members})
        self.update(members)


def write_whole(path, content):
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)
    folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def instant(text):
    """Seconds and fraction of an instant, to be compared; ValueError when it is none."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    if not INSTANT.fullmatch(text):
        raise ValueError(text)
    return time.strptime(whole, "%Y-%m-%dT%H:%M:%S")[:6], fraction.rstrip("0")


class Commands:
    """What a command does to the memory, and what is to be said about it."""

    def __init__(self, memory, clock, persisted=lambda: None):
        self.memory, self.clock, self.persisted = memory, clock, persisted
        self.imei = memory["imei"]
        self.key = Ed25519PrivateKey.from_private_bytes(octets64(memory["seed"]))

    def take(self, payload):
        """Deals with one command. Returns ("rejected", reason) or ("result", the result to publish)."""
        try:
            command = self.read(payload)
        except Rejected as rejected:
            return "rejected", str(rejected)
        for result in self.memory["results"]:
            if result["id"] == command["id"]:
                return "result", result
        if command["counter"] <= self.memory["highest"]:
            return "result", self.result(command, "refused", self.memory["sim"], "old-counter")
        reason = self.objection(command)
        sim = self.memory["sim"] if reason else applied(command, self.memory["sim"])
        result = self.result(command, "refused" if reason else "applied", sim, reason)
        results = (self.memory["results"] + [result])[-RESULTS_MAX:]
        self.memory.change(highest=command["counter"], sim=sim, results=results)
        self.persisted()
        return "result", result

    def read(self, payload):
        """Step 1, in its order: the envelope, its signature, and only then the body. Raises Rejected."""
        try:
            envelope = decode(payload)
            key, body, sig = envelope["key"], octets64(envelope["body"]), octets64(envelope["sig"])
        except (Malformed, KeyError):
            raise Rejected("malformed") from None
        if not isinstance(key, str) or len(key) > 32:
            raise Rejected("malformed")
        try:
            known = Ed25519PublicKey.from_public_bytes(octets64(self.memory["keys"][key]))
            known.verify(sig, b"koppel/v1/command\0" + body)
        except (KeyError, InvalidSignature):
            raise Rejected("bad-signature") from None
        try:
            command = decode(body)
        except Malformed:
            raise Rejected("malformed") from None
        if not isinstance(command.get("device"), str) or not isinstance(command.get("type"), str):
            raise Rejected("malformed")
        if command["device"] != self.imei:
            raise Rejected("other-device")
        if command["type"] not in ("sim-extend", "sim-top-up"):
            raise Rejected("unknown-type")
        if not well_formed(command):
            raise Rejected("malformed")
        return command

    def objection(self, command):
        """Steps 4 and 5: why an effect command is refused, or None."""
        sim = self.memory["sim"]
        if command["iccid"] != sim["iccid"]:
            return "other-iccid"
        if command["type"] == "sim-extend":
            return None if "until" in sim else "wrong-sim"
        return None if sim.get("currency") == command["currency"] else "wrong-sim"

    def result(self, command, outcome, after, reason):
        """§6: a signed result. One that refuses an old counter is answered and not kept, so it is not in its own list."""
        memory, counter = self.memory, command["counter"]
        outcomes = [[kept["counter"], kept["outcome"]] for kept in memory["results"]]
        if reason != "old-counter":
            outcomes = (outcomes + [[counter, outcome]])[-RESULTS_MAX:]
        body = {"id": command["id"], "device": self.imei, "counter": counter, "outcome": outcome}
        body |= {"reason": reason} if reason else {}
        body |= {"iccid": memory["sim"]["iccid"], "before": carried(memory["sim"]), "after": carried(after),
                 "at": self.clock(), "outcomes": outcomes}
        octets = json.dumps(body, separators=(",", ":")).encode()
        return {"id": command["id"], "counter": counter, "outcome": outcome, "body": text64(octets),
                "sig": text64(self.key.sign(b"koppel/v1/result\0" + octets)), "acknowledged": False}


def well_formed(command):
    def integer(name, least, most):
        value = command.get(name)
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    texts = ["id", "iccid", "until" if command["type"] == "sim-extend" else "currency"]
    if not all(isinstance(command.get(name), str) for name in texts):
        return False
    if not UUID.fullmatch(command["id"]) or not integer("counter", 1, 2**53 - 1) or not integer("issued", 0, 2**53 - 1):
        return False
    if command["type"] == "sim-top-up":
        return integer("amount", 1, 10**12) and bool(re.fullmatch("[A-Z]{3}", command["currency"]))
    try:
        return bool(instant(command["until"]))
    except ValueError:
        return False


def applied(command, sim):
    """Step 6: the SIM after an effect command. The end is absolute, so it can only be reached, never added twice."""
    if command["type"] == "sim-extend":
        return {**sim, "until": max(sim["until"], command["until"], key=instant)}
    return {**sim, "balance": sim["balance"] + command["amount"]}


def carried(sim):
    return {name: sim[name] for name in ("balance", "currency", "until") if name in sim}
