#!/usr/bin/env python3
"""Answers the command vectors with the example collar, in the form that hardware-tests/README.md asks of any firmware."""

import json
import os
import sys
import tempfile

from commands import Commands, Memory, write_whole
from payload import octets64

for line in sys.stdin:
    case = json.loads(line)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "memory.json")
        collar, keys = case["collar"], {key["id"]: key["publicKey"] for key in case["keys"]}
        write_whole(path, {"imei": collar["imei"], "seed": collar["seed"], "keys": keys, "sim": case["sim"],
                           "highest": 0, "results": []})
        memory = Memory(path)
        commands = Commands(memory, lambda: case["clock"])
        answers = []
        for payload in case["payloads"]:
            kind, what = commands.take(bytes.fromhex(payload))
            if kind == "rejected":
                answers.append({"event": "command-rejected", "reason": what})
            else:
                answers.append({"body": octets64(what["body"]).hex(), "sig": octets64(what["sig"]).hex()})
        # Read again from the file: what is not there would be gone after a power cut.
        kept = Memory(path)
        print(json.dumps({"answers": answers, "highestCounter": kept["highest"]}), flush=True)
