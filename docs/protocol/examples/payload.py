"""Payloads of collar.md §2: one object, as JSON or as CBOR, told apart by its first byte."""

import base64
import json
import struct

LEVELS_MAX = 8
BYTES_MAX = 16_384
KEYS = dict(enumerate(
    "now boot seq samples t lat lon acc alt spd crs bat rssi sim bytes iccid kind balance currency until key body sig pack mcc mnc"
    .split(), start=1))


class Malformed(Exception):
    """Bytes that are no payload; the message is the name that §2 gives the fault."""


def text64(octets):
    """base64url without padding (RFC 4648 §5)"""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets64(member):
    """The bytes of a member: CBOR has them as they are, JSON as base64url without padding. Raises Malformed."""
    if isinstance(member, bytes):
        return member
    try:
        octets = base64.b64decode(member + "=" * (-len(member) % 4), b"-_", validate=True)
    except (TypeError, ValueError):
        raise Malformed("malformed") from None
    if text64(octets) != member:
        raise Malformed("malformed")
    return octets


def decode(payload):
    """The object that the payload holds, its members under their names. Raises Malformed."""
    if len(payload) > BYTES_MAX:
        raise Malformed("too-large")
    if not payload or not (payload[0] == 0x7B or 0xA0 <= payload[0] <= 0xBF):
        raise Malformed("not-an-object")
    if payload[0] == 0x7B:
        return decode_json(payload)
    reader = Cbor(payload)
    found = reader.item(1)
    if reader.at != len(payload):
        raise Malformed("malformed")
    return found


def number(value):
    """A number is its value: 5.0 is the integer 5. What is not finite is left for the member's own check."""
    return int(value) if value.is_integer() else value


def unique(pairs):
    found = {}
    for key, value in pairs:
        if key in found:
            raise Malformed("duplicate-key")
        found[key] = value
    return found


def decode_json(payload):
    def no_number(_text):
        raise Malformed("malformed")

    try:
        found = json.loads(payload.decode("utf-8"), object_pairs_hook=unique,
                           parse_float=lambda digits: number(float(digits)), parse_constant=no_number)
    except RecursionError:
        raise Malformed("too-deep") from None
    except ValueError:
        raise Malformed("malformed") from None
    refuse_deep(found, 1)
    return found


def refuse_deep(value, level):
    if not isinstance(value, (dict, list)):
        return
    if level > LEVELS_MAX:
        raise Malformed("too-deep")
    for inner in value.values() if isinstance(value, dict) else value:
        refuse_deep(inner, level + 1)


class Cbor:
    """As much of RFC 8949 as §2 allows: strings of definite length, keys of text or from its table."""

    def __init__(self, payload):
        self.payload, self.at = payload, 0

    def take(self, count):
        if self.at + count > len(self.payload):
            raise Malformed("malformed")
        self.at += count
        return self.payload[self.at - count:self.at]

    def argument(self, info):
        """RFC 8949 §3: the value that follows an initial byte, or None for an indefinite length."""
        if info < 24:
            return info
        if info < 28:
            return int.from_bytes(self.take(1 << (info - 24)), "big")
        if info == 31:
            return None
        raise Malformed("malformed")

    def item(self, level):
        major, info = divmod(self.take(1)[0], 32)
        if major == 7:
            return self.simple(info)
        count = self.argument(info)
        if count is None and major not in (4, 5):
            raise Malformed("malformed")
        if major < 2:
            return count if major == 0 else -1 - count
        if major == 2:
            return self.take(count)
        if major == 3:
            return self.text(count)
        if major == 6:
            raise Malformed("malformed")
        if level > LEVELS_MAX:
            raise Malformed("too-deep")
        if major == 4:
            return list(self.times(count, lambda: self.item(level + 1)))
        return unique(self.times(count, lambda: (self.key(), self.item(level + 1))))

    def times(self, count, read):
        while count is None or count > 0:
            if count is not None:
                count -= 1
            elif self.payload[self.at:self.at + 1] == b"\xff":
                self.at += 1
                return
            yield read()

    def key(self):
        key = self.item(LEVELS_MAX + 1)
        if isinstance(key, str):
            return key
        if isinstance(key, int) and not isinstance(key, bool):
            return KEYS.get(key, key)
        raise Malformed("malformed")

    def text(self, count):
        try:
            return self.take(count).decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("malformed") from None

    def simple(self, info):
        if info in (25, 26, 27):
            return number(struct.unpack({25: ">e", 26: ">f", 27: ">d"}[info], self.take(1 << (info - 24)))[0])
        if info in (20, 21, 22):
            return {20: False, 21: True}.get(info)
        raise Malformed("malformed")
