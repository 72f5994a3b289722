"""The family `order`: two or three faults at once. Which is reported first is part of the answer."""

from .base import bundle, fields, render
from .zip_writer import Member


def spoil(name, **changes):
    def act(archive):
        member = next((m for m in archive.members if m.name == name), None)
        if member:
            member.central.update(changes)
    return act


def spoil_local(name, **changes):
    def act(archive):
        member = next((m for m in archive.members if m.name == name), None)
        if member:
            member.local.update(changes)
    return act


def unzip_error(archive):
    archive.members[1].raw = b"\xff" * 40


def surplus(archive):
    archive.members.append(Member(b"README", b"x"))


SO_NAME, DEP_NAME, JSON_NAME = b"m.so", b"deps/x.tgz", b"module.json"
ARCHIVE_FAULTS = [
    ("surplus member", surplus), ("so encrypted", spoil(SO_NAME, flags=1)), ("so patched", spoil(SO_NAME, flags=0x20)),
    ("so method 99", spoil(SO_NAME, method=99)), ("so signature", spoil_local(SO_NAME, sig=0)),
    ("dep encrypted", spoil(DEP_NAME, flags=1)),
    ("dep strong", spoil(DEP_NAME, flags=0x41)), ("dep method 1", spoil(DEP_NAME, method=1)),
    ("dep signature", spoil_local(DEP_NAME, sig=0)),
    ("dep offset", spoil(DEP_NAME, offset=lambda v: v + 1)), ("dep need 64", spoil(DEP_NAME, need=64)),
    ("json crc", spoil(JSON_NAME, crc=0)),
    ("json stream", unzip_error), ("json encrypted", spoil(JSON_NAME, flags=1)),
    ("dep name length", spoil_local(DEP_NAME, nlen=3)),
    ("dep bit 11", spoil_local(DEP_NAME, flags=0x800)), ("dep utf-8", spoil_local(DEP_NAME, flags=0x800, nlen=40))]
TEXT_FAULTS = [("module_name", '""'), ("module_name", None), ("module_file", "[]"), ("module_file", '"x"'),
    ("module_file", None),
               ("architecture", '"i386"'), ("architecture", "[]"), ("architecture", None), ("version", "0"),
               ("version", '"x"'), ("version", "1e400"),
               ("version", None), ("os_list", '["x"]'), ("os_list", "null"), ("operating_systems", '["y"]'),
               ("operating_systems", "5"), ("module_file", '"module.json"')]


def order_case(d):
    texts = [d.turn("text faults", TEXT_FAULTS) for _ in range(d.one([0, 1, 1, 2, 2, 3]))]
    values = fields()
    for key, text in texts:
        if text is None:
            values.pop(key, None)
        else:
            values[key] = text
    archive = bundle(render(values))
    faults = [d.turn("archive faults", ARCHIVE_FAULTS) for _ in range(d.one([0, 1, 1, 2]) if texts else 2)]
    for _, act in faults:
        act(archive)
    return archive, "; ".join(["%s = %s" % t for t in texts] + [name for name, _ in faults])
