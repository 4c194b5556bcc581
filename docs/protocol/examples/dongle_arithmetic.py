"""What a dongle computes (docs/protocol/dongle.md): keys, unlock codes, fingerprints, frames, MACs.

    python3 docs/protocol/examples/dongle_arithmetic.py hardware-tests/vectors/dongle.json

holds all of it to the vectors: it says how many values it has computed, and each that differs. Nothing but Python's own library is needed.
"""

import hashlib
import hmac
import json
import sys


def key_of(master, carat_id):
    """The dongle's key: HKDF-SHA256 (RFC 5869) without salt, one block (section 1)."""
    extracted = hmac.new(bytes(32), master, hashlib.sha256).digest()
    return hmac.new(extracted, b"koppel/v1/dongle\0" + carat_id + b"\x01", hashlib.sha256).digest()


def tag(key, label, data):
    return hmac.new(key, label.encode("ascii") + b"\0" + data, hashlib.sha256).digest()


def unlock_code(key, number, operation, counter):
    """8 bytes: operation, counter, the first 5 of the MAC (section 1)."""
    head = bytes([operation]) + counter.to_bytes(2, "big")
    return head + tag(key, "koppel/v1/unlock", number[:4] + number + head)[:5]


def fingerprint(text):
    """4 bytes; None for a text that is malformed (section 5)."""
    if len(text) > 200:
        return None
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not text:
        return bytes(4)
    first = hashlib.sha256(b"koppel/v1/user-information\0" + text).digest()[:4]
    return first if any(first) else b"\0\0\0\1"


def crc(data):
    """CRC-16/GENIBUS, bit by bit (section 2)."""
    rest = 0xFFFF
    for byte in data:
        for bit in range(7, -1, -1):
            top = (rest >> 15) ^ (byte >> bit & 1)
            rest = (rest << 1 & 0xFFFF) ^ (0x1021 if top else 0)
    return rest ^ 0xFFFF


def stuffed(content):
    """COBS: each block says where it ends, and the zero between two blocks is left away. 255 = 254 bytes, and no zero after them."""
    out, block, zero_last = b"", b"", True
    for byte in content:
        zero_last = byte == 0
        if not zero_last:
            block += bytes([byte])
        if zero_last or len(block) == 254:
            out += bytes([len(block) + 1]) + block
            block = b""
    return out + bytes([len(block) + 1]) + block if block or zero_last else out


def unstuffed(data):
    """None for bytes of which a block reaches beyond the end."""
    out = b""
    while data:
        end = data[0]
        if end == 0 or end > len(data):
            return None
        out += data[1:end]
        data = data[end:]
        if end < 255 and data:
            out += b"\0"
    return out


def frame(kind, sequence, command, payload):
    """From 00 to 00."""
    covered = bytes([kind, sequence, command]) + payload
    return b"\0" + stuffed(covered + crc(covered).to_bytes(2, "big")) + b"\0"


def fault_of(content):
    """Why a dongle or a host drops it; None: it does not (section 2)."""
    if content is None:
        return "cobs"
    if len(content) > 512:
        return "too-long"
    if len(content) < 5:
        return "short"
    if crc(content[:-2]) != int.from_bytes(content[-2:], "big"):
        return "crc"
    return None if content[0] in (1, 2) else "type"


def record_meaning(record):
    """A result record as section 7 lists its members."""

    def number(start, length):
        return int.from_bytes(record[start : start + length], "big")

    outcomes = (None, "applied", "refused")
    reasons = (None, "other-user-information", "wrong-code", "old-counter", "old-unlock-counter")
    hexadecimal = record[1:17].hex()
    parts = [hexadecimal[start:end] for start, end in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))]
    meaning = {
        "id": "-".join(parts),
        "device": record[17:21].hex().upper(),
        "counter": number(21, 8),
        "outcome": outcomes[record[29]],
        "licenceNumber": record[31:39].hex().upper(),
        "before": {"points": record[39], "e": record[40] == 1},
        "after": {"points": record[41], "e": record[42] == 1},
        "boot": number(43, 4),
        "uptime_s": number(47, 4),
        "outcomes": [[number(52 + 9 * at, 8), outcomes[record[60 + 9 * at]]] for at in range(record[51])],
    }
    if record[30]:
        meaning["reason"] = reasons[record[30]]
    return meaning


def computed(vectors):
    """Each value that can be computed: what it is, as computed, as written."""
    raw = bytes.fromhex
    key = raw(vectors["cast"]["key"])
    for one in vectors["keys"]:
        yield "key of " + one["caratId"], key_of(raw(one["master"]), raw(one["caratId"])).hex(), one["key"]
    for one in vectors["fingerprints"]:
        made = fingerprint(raw(one["text"]))
        yield one["name"], made and made.hex().upper(), one.get("fingerprint")
    for one in vectors["unlockCodes"]:
        operation = 255 if one["type"] == "E" else one["type"]
        made = unlock_code(key, raw(one["licenceNumber"]), operation, one["counter"]).hex().upper()
        yield "code", made, one["code"]
        yield "code as shown", "-".join(made[at : at + 4] for at in range(0, 16, 4)), one["shown"]
    for one in vectors["proofs"]:
        made = tag(key, "koppel/v1/dongle-identity", raw(one["challenge"]) + raw(one["licenceNumber"]))
        yield one["name"], made.hex() == one["proof"], one["fits"]
    for one in vectors["frames"]:
        meaning = one["meaning"]
        kind = {"request": 1, "answer": 2}[meaning["type"]]
        made = frame(kind, meaning["sequence"], meaning["command"], raw(meaning["payload"]))
        yield one["name"], made.hex(), one["hex"]
        yield one["name"] + ", read", fault_of(unstuffed(raw(one["hex"])[1:-1])), None
    for one in vectors["badFrames"]:
        yield one["name"], fault_of(unstuffed(raw(one["hex"])[1:-1])), one["reason"]
    for one in vectors["records"]:
        made = tag(key, "koppel/v1/dongle-result", raw(one["record"]))
        yield one["name"], made.hex() == one["tag"], one["fits"]
        if one["fits"]:
            yield one["name"] + ", read", record_meaning(raw(one["record"])), one["meaning"]


def main(path):
    with open(path, encoding="utf-8") as file:
        values = list(computed(json.load(file)))
    wrong = [value for value in values if value[1] != value[2]]
    for name, made, written in wrong:
        print(f"{name}: {made}, not {written}")
    print(f"{len(values)} values, {len(wrong)} wrong")
    return 1 if wrong or not values else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
