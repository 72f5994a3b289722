"""The good bundle that every hostile one starts from, and what a case is."""

import hashlib
import json
import pathlib
import zlib
from dataclasses import dataclass, field
from typing import Optional, Union

from mutants.zip_writer import DEFLATE, MODULE, STORED, Archive, Member

BASELINE = pathlib.Path(__file__).resolve().parents[2] / "baseline"
SO = (BASELINE / "hello.so").read_bytes()
METADATA = json.loads((BASELINE / "module.json").read_text())
SO_NAME, JSON_NAME, DEP_NAME = b"hello.so", MODULE.encode(), b"deps/core.tgz"
MIB = 1 << 20


@dataclass
class Case:
    """A bundle and what must be said of it."""

    name: str
    expected: str
    rules: list
    made: Union[bytes, Archive]
    says: Optional[str] = None
    unpack: Optional[str] = None
    limits: dict = field(default_factory=dict)

    def bytes(self):
        return self.made if isinstance(self.made, bytes) else self.made.build()


def reject(name, rules, made, **more):
    return Case(name, "reject", rules.split(), made, **more)


def warn(name, rules, made, **more):
    return Case(name, "warn", rules.split(), made, **more)


def accept(name, made, **more):
    return Case(name, "accept", [], made, **more)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def raw_deflate(data, level=9):
    squeezer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return squeezer.compress(data) + squeezer.flush()


def metadata(**changes):
    """module.json of the good bundle with other fields; `None` leaves one out."""
    values = dict(METADATA, **changes)
    return {key: value for key, value in values.items() if value is not ...}


def text(**changes):
    return json.dumps(metadata(**changes), indent=4, sort_keys=True).encode()


def stored(name, data, **more):
    return Member(name, data, STORED, **more)


def deflated(name, data, **more):
    return Member(name, data, DEFLATE, raw=raw_deflate(data), **more)


def dependency(data, url="https://example.com/files/core.tgz"):
    return {"core": {"url": url, "sha256": sha256(data)}}


def bundle(so=None, dep=None, json_text=None, **changes):
    """module, module.json and perhaps a dependency, all sums right."""
    if so is not None:
        changes.setdefault("sha256", sha256(so))
    if dep is not None:
        changes.setdefault("dependencies", dependency(dep))
    body = text(**changes) if json_text is None else json_text
    members = [deflated(SO_NAME, SO if so is None else so), deflated(JSON_NAME, body)]
    if dep is not None:
        members.append(stored(DEP_NAME, dep))
    return Archive(members)


def module(archive):
    return archive.members[0]


def json_member(archive):
    return archive.members[1]


def with_members(*extra, **changes):
    archive = bundle(**changes)
    archive.members.extend(extra)
    return archive


def changed(part, what, **changes):
    """The good bundle with other header fields of one member."""
    archive = bundle()
    member = archive.member(what)
    for side in ("local", "central") if part == "both" else (part,):
        getattr(member, side).update(changes)
    return archive
