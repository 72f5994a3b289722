"""All families by their weights, and the sequence of cases that a seed gives."""

from . import fields, headers, layout, streams
from .byte_edits import byte_case
from .choices import Draw
from .json_text import json_texts
from .order import order_case
from .zip_writer import Archive


def of_kinds(name, kinds):
    return lambda d: d.kind(name, kinds)(d)


FAMILIES = [
    (29, "field", of_kinds("field", fields.KINDS)), (17, "json-text", json_texts),
    (12, "layout", of_kinds("layout", layout.KINDS)),
    (10, "order", order_case), (19, "header", of_kinds("header", headers.KINDS)),
    (11, "stream", of_kinds("stream", streams.KINDS)), (9, "bytes", byte_case)]


def cases(seed, count):
    d = Draw(seed)
    deck = [(name, make) for weight, name, make in FAMILIES for _ in range(weight)]
    for _ in range(count):
        family, make = d.turn("families", deck)
        result, what = make(d)
        data = result.build() if isinstance(result, Archive) else result
        yield family, data, what
