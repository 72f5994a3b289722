"""The family `json-text`: module.json as a text that JSON may or may not allow."""

from .base import any_method, as_bytes, bundle, fields, render, short
from .values import LONG_NUMBERS
from .zip_writer import DEFLATE

ENCODINGS = ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
MARKS = [b"", b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff"]
WHITE = [" ", "\n", "\t", "\r", "\r\n", "\v", "\f", "\0", "\x1a", "\x1c", "\x85", "\xa0", "\u2028", "\ufeff",
    "\u3000"]
CHECKED = {"module_name": '""', "module_file": '"none.so"', "architecture": '"i386"',
           "version": "0", "operating_systems": '["none"]'}


def base_text():
    return render(fields()).decode()


def encoded(d):
    """Text and mark agree about half of the time."""
    codec = d.turn("codecs", ENCODINGS)
    if d.chance(60):
        own = {"utf-8": 3, "utf-16-le": 4, "utf-16-be": 5, "utf-32-le": 6, "utf-32-be": 7}[codec]
        mark = d.one([b"", MARKS[own], MARKS[own], MARKS[own] * 2])
    else:
        mark = d.one(MARKS)
    word = d.one(['"Sample"', '"S\u00e4mple"', '"\U0001f600"', '"\ud800"'])
    body = render(fields(display_name=word)).decode("utf-8", "surrogatepass")
    data = mark + body.encode(codec, "surrogatepass")
    what = "%s, mark %s" % (codec, mark.hex())
    if d.chance(25):
        cut = d.one([1, 2, 3])
        data = d.one([data[:-cut], data + bytes(cut), data + b" " * cut])
        what += ", length off by %d" % cut
    return data, what


def truncated(d):
    data = render(fields())
    cut = d.one([d.below(len(data)), len(data) - 1 - d.below(12), d.below(8)])
    return data[:cut], "text cut to %d bytes" % cut


EDITS = b'{}[],:"\\ \t\n\r\0\x1f\x7f\x80\xc3\xff/\'0123456789-+.eEtrufalsnN'


def edited(d):
    data, at = bytearray(render(fields())), []
    for _ in range(1 + d.below(3)):
        place = d.below(len(data))
        byte = d.one(EDITS) if d.chance(80) else d.below(256)
        action = d.one(["replace", "replace", "insert", "delete"])
        data[place:place + (action != "insert")] = b"" if action == "delete" else bytes([byte])
        at.append("%s %d" % (action, place))
    return bytes(data), "text: " + ", ".join(at)


def escaped_name(d, key):
    at = d.below(len(key))
    return '"%s\\u%04x%s"' % (key[:at], ord(key[at]), key[at + 1:])


def repeated(d):
    """The last of the two values counts, wherever it stands."""
    key = d.turn("repeated", CHECKED)
    pairs = sorted(fields().items())
    twin = escaped_name(d, key) if d.chance(40) else key
    place = d.one([0, len(pairs)])
    pairs.insert(place, (twin, CHECKED[key]))
    return render(pairs), "%s twice, bad one at %d" % (twin, place)


def repeated_os(d):
    names = ['"rhel8"', r'"rhel\u0038"', '"none"', '"ubuntu18"', '"rhel8"']
    keys = [d.one(names) for _ in range(2 + d.below(3))]
    text = "{" + ", ".join("%s: %s" % (k, d.one(["1", "null", '"none"'])) for k in keys) + "}"
    return render(fields(operating_systems=text)), "operating_systems = " + text


def in_string(d):
    """Bytes put into a string: controls, escapes, surrogates and broken UTF-8."""
    piece = d.turn("in string", [bytes([n]) for n in range(32)] + [
        b"\x7f", b"\xc2\x80", b"\\x41", b"\\u12", b"\\u12G4", b"\\u 123", b"\\u+123", b"\\u1_23", b"\\U0001", b"\\'",
        b"\\a", b"\\0", b"\\/", b"\\b\\f\\n\\r\\t", b"\\ud800", b"\\udc00", b"\\ud800\\u0041", b"\\udc00\\ud800",
        b"\\ud800\\udc00", b"\\uD83D\\uDE00", b"\\ud83d\\ud83d\\ude00", b"\\ud800\\", b"\\ud800\\n", b"\\ud800\\u12",
        b"\\ud800\\uzzzz",
        b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xed\xa0\xbd\xed\xb8\x80", b"\xed\xa0\xbd\\ude00", b"\\ud83d\xed\xb8\x80",
        b"\x80", b"\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xc3", b"\xc3\x28", b"\xe0\x80\x80", b"\xe2\x82",
        b"\xef\xbf\xbf",
        b"\xf0\x80\x80\x80", b"\xf0\x9f\x98", b"\xf4\x8f\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80",
        b"\xff", b"\xfe",
        b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\\u0000", b"\\uFFFF", b"\\ufeff", b'\\"', b"\\\\", b"\\\\\\"])
    key = d.one(["module_name", "description", "description", "operating_systems", "key"])
    data = render(fields(operating_systems='["none@"]', description='"@"', module_name='"@"'))
    if key != "operating_systems":
        data = data.replace(b"none@", b"rhel8")
    if key == "key":
        data = data.replace(b'"author"', b'"@"')
    # Only the first mark left in the chosen place gets the piece.
    anchor = {"module_name": b'"module_name": "', "description": b'"description": "',
              "operating_systems": b"none", "key": b'    "'}[key]
    data = data.replace(anchor + b"@", anchor + piece, 1).replace(b"@", b"x")
    return data, "%r in %s" % (piece, key)


def around(d):
    space, side = d.turn("around", WHITE), d.one(["before", "after", "within"])
    text = base_text()
    if side == "within":
        text = text.replace(": ", ":" + space, 1 + d.below(3))
    else:
        text = space + text if side == "before" else text + space
    return as_bytes(text), "%r %s" % (space, side)


def trailing(d):
    tail = d.turn("tails", ["x", "{}", ",", "\n{}", "}", "]", "//", "\n# c", "\0", "\n\n ", "1", '"', "null", "\t\r\n"])
    return render(fields()) + tail.encode(), "%r after the text" % tail


SYNTAX = [("{\n", "{\n// c\n"), ("{\n", "{\n/* c */"), (",\n", ",\n# c\n"), ('"', "'"), ("\n}", ",\n}"), ("[]", "[,]"),
          ('"types"', '"types",,'), ("]", ",]"), (": ", " = "), (": ", ":: "), (": ", " "), (",\n", "\n"),
          (",\n", ";\n"),
          ('"author"', "author"), ('"x86_64"', "x86_64"), ("10203.0", "10203.0,"), ("\n}", ""), ("{\n", ""),
          ("{\n", "{,\n"),
          ('"version"', "1"), ('"version"', "null"), ('"version"', '"version" "x"'), (": ", " : "), ("\n", "\r\n"),
          ("    ", ""), ("    ", "\t"),
          ("\n", ""), ("\n}", "}"), ("[]", "[ ]"), ("[]", "{}"), ("[]", "[\n\n]"), ("[]", "]["), ("\n}", "]"),
          ("\n", "\\n")]


def syntax(d):
    old, new = d.turn("syntax", SYNTAX)
    times = d.one([1, -1])
    return as_bytes(base_text().replace(old, new, times)), "%r for %r (%d)" % (new, old, times)


def rooted(d):
    text = d.turn("roots", ["[]", "{}", "null", "true", "false", "0", "1.5", '""', '"module_file"', "NaN",
        "Infinity", "[1]", '["module_file"]', "[{}]", '{"module_file": "m.so"}', '{"module_file": null}',
        '{"module_file": []}', '{"module_name": "x"}', "-Infinity", "9" * 4301, "9" * 4300, "1e999", " [] ", '{"": 0}'])
    return as_bytes(text), "root " + short(text)


def deep(d):
    """None from 950 to 1100: there the depth of the caller's stack decides."""
    depth = d.turn("depths", [64, 400, 900, 64, 400, 900, 100000, 100000, 100000])
    opening, closing = d.turn("nests", [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]"), ("[ ", "]"), ("[1,", "]"),
        ("[", "")])
    count = depth // 2 if opening == '[{"a":' else depth
    text = opening * count + d.one(["0", '"x"', "{}"]) + closing * count
    key = d.turn("deep keys", ["", "description", "sha256", "operating_systems", "version"])
    if not key:
        return text.encode(), "depth %d of %s as root" % (depth, opening)
    return render(fields(**{key: text})), "depth %d of %s in %s" % (depth, opening, key)


def big_number(d):
    text = d.turn("big", LONG_NUMBERS)
    key, form = d.turn("big places", [("description", "%s"), ("commands", '[{"x": %s}]'),
        ("dependencies", '{"x": [1, %s]}'), ("operating_systems", "[%s]"), ("sha256", '"%s"'),
        ("os_list", '["rhel8", {"a": %s}]')])
    return render(fields(**{key: form % text})), "%s in %s" % (short(text), key)


def constant(d):
    words = ["NaN", "Infinity", "-Infinity", "nan", "inf", "-inf", "+Infinity", "-NaN", "Nan", "NaNx", "Infinit",
        "-Infinit", "-I",
             "-", "TRUE", "True", "None", "nul", "tru", "fals", "truex", "undefined", "NULL", "N", "I"]
    word = d.turn("constants", words)
    return render(fields(sha256=word)), "sha256 = " + word


TINY = b'{}[]",: \n01-ntfN\\\0\xef\xbb\xbf\xfe\xff\x80a'


def tiny(d):
    known = [b"", b"\xef\xbb\xbf", b"\xef\xbb", b"\xff\xfe", b"\xfe\xff", b"\0", b"{}", b"[]", b"{\0}\0", b"\0{\0}",
        b"{\0\0\0", b"\0\0\0{", b'""',
             b"null", b"true", b"-", b"\xff\xfe{\0", b"\xff\xfe{\0}\0", b"\0\0", b"{", b"1\0", b"\0" + b"1",
             b"1\0\0\0", b"1\0\0", b"\xff\xfe\0\0", b"1", b"[", b'"', b"\xef\xbb\xbf{}"]
    data = d.turn("tiny", known) if d.chance(40) else bytes(d.one(TINY) for _ in range(1 + d.below(5)))
    return data, "text %r" % data


KINDS = [(5, encoded), (2, truncated), (6, edited), (4, repeated), (3, repeated_os), (7, in_string), (3, around),
    (2, trailing),
        (3, syntax), (2, rooted), (6, deep), (4, big_number), (2, constant), (4, tiny)]


def json_texts(d):
    text, what = d.kind("text", KINDS)(d)
    # Stored copies of the deep ones would be hundreds of kB each.
    method = DEFLATE if len(text) > 20000 else any_method(d)
    return bundle(text, d.chance(40), method), what
