"""The good bundle that every mutant starts from, and texts that all families use."""

import json
import random

from .zip_writer import DEFLATE, MODULE, STORED, Archive, Member

SO = b"\x7fELF\x02\x01\x01" + bytes(9) + random.Random(1).randbytes(3000)
TGZ = b"\x1f\x8b\x08" + bytes(7) + random.Random(2).randbytes(300)

FIELDS = {
    "add_command": [],
    "architecture": "x86_64",
    "author": "Example Ltd",
    "capabilities": ["types", "replica_of", "persistence_rdb"],
    "capability_name": "Sample",
    "command_line_args": "",
    "commands": [{"command_arity": -1, "command_name": "SAMPLE.GET", "first_key": 1,
    "flags": ["readonly", "module"], "last_key": 1, "step": 1}],
    "config_command": "",
    "dependencies": {"core": {"sha256": "0" * 64, "url": "http://example.com/x.tgz"}},
    "description": "A sample module",
    "display_name": "Sample",
    "email": "author@example.com",
    "homepage": "http://example.com",
    "license": "MIT",
    "min_redis_pack_version": "7.2",
    "min_redis_version": "7.2",
    "module_file": "m.so",
    "module_name": "sample",
    "operating_systems": ["ubuntu18.04", "rhel8"],
    "os": "Linux",
    "overide_command": [],
    "ramp_format_version": 1,
    "semantic_version": "1.2.3",
    "sha256": "5f" * 32,
    "version": 10203.0,
}


def fields(**changes):
    """The good fields as JSON texts, with some replaced."""
    out = {key: json.dumps(value, indent=4).replace("\n", "\n    ")
           for key, value in FIELDS.items()}
    out.update(changes)
    return out


def render(pairs):
    """module.json as `ramp pack` writes it, from names and JSON texts."""
    pairs = sorted(pairs.items()) if isinstance(pairs, dict) else pairs
    lines = ["    %s: %s" % (json.dumps(key) if key[:1] != '"' else key, text)
             for key, text in pairs]
    return as_bytes("{\n" + ",\n".join(lines) + "\n}")


def as_bytes(text):
    # Lone surrogates become three bytes each, which json.load takes.
    return text.encode("utf-8", "surrogatepass")


def bundle(text=None, deps=True, method=DEFLATE):
    members = [Member(b"m.so", SO, STORED),
               Member(MODULE.encode(), render(fields()) if text is None else text, method)]
    if deps:
        members.append(Member(b"deps/x.tgz", TGZ, STORED))
    return Archive(members)


def any_method(d):
    return d.one([STORED, DEFLATE, DEFLATE, DEFLATE])


def json_string(d, text):
    """A string as a JSON text, either all ASCII or with the characters themselves."""
    return json.dumps(text, ensure_ascii=d.chance(50))


def short(text, limit=60):
    return text if len(text) <= limit else "%s... (%d)" % (text[:limit], len(text))
