"""JSON texts to put in place of the values of single fields."""

from .base import json_string
from .zip_writer import MODULE

BIG = 2 ** 1024
SPACES = ("\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
          "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\ufeff\u180e\xad\u2060\0")
# Ones and threes of many scripts; the last rows became digits after Unicode 14.
DIGITS = ("\uff13\u0663\u06f3\u0969\u09e9\u0e53\u1043\u17e3\u1813\ua623\uabf3\U0001d7d7"
          "\U0001d7e1\U000104a3\U00011069\U0001e953\U0001fbf3\U00011da3"
          "\u00b2\u00b3\u00b9\u2460\u2162\u4e09\u0bf0\u0f2a\u2083\U00010107\U0001f101"
          "\U00011f53\U0001e4f3\U00010d43\U00016d73\U000116d3\U0001ccf3\U00011bf3\U00011de3")
NUMBERS = (
    "0 -0 0.0 -0.0 1 -1 10203 10203.0 10203.9 -5.5 true false 1e400 -1e400 1e-400 1e-320 0.5 -0.5 "
    "0.9999999999999999 0.99999999999999999 1.9e1 1E+2 1e5 1E5 1e-5 1e308 1e309 -1e308 "
    "1.7976931348623157e308 1.7976931348623158e308 1.7976931348623159e308 0e400 0e-400 "
    "2.2250738585072011e-308 9007199254740991 9007199254740993 9007199254740993.0 "
    "9223372036854775807 9223372036854775808 -9223372036854775808 18446744073709551616 "
    "0.1 1e15 1e16 1e17 1e21 1e22 1e23 123456789012345678.0 0.0001 0.00001 1.5e-7 5e-324 2e-324 "
    "NaN Infinity -Infinity -NaN nan +1 01 -01 1. .5 0x10 1_000 1e 1e+ --1 - 1.e5 1.0.0 00 -0e5"
).split()
LONG_NUMBERS = [
    "9" * 308, "1" + "0" * 308, "2" + "0" * 308, "9" * 309, "9" * 400, "9" * 4300, "9" * 4301,
    "1" * 5000, "-" + "9" * 308, "-" + "9" * 309, "-" + "1" * 4300, "-" + "1" * 4301,
    # The last integer that rounds to a finite float, and the first that does not.
    str(BIG - 2 ** 970 - 1), str(BIG - 2 ** 970), str(BIG - 2 ** 970 + 1), str(BIG - 1),
    "0." + "0" * 5000 + "1", "0." + "3" * 5000, "1." + "1" * 4400, "1" * 5000 + ".0",
    "1" * 4301 + "e-4300", "1e" + "0" * 5000 + "5", "1e" + "9" * 5000, "1e-" + "9" * 5000,
]
FLOAT_TEXTS = (
    "nan NaN +nan -NAN inf Inf -inf +INF infinity Infinity -iNFiNiTY infin in na 1.0 10012 1e4 "
    "1E4 1e+4 1e-4 0 -0 0.0 00 007 -5 +5 ++5 +-5 -+5 .5 5. . + - e5 .e5 1.e1 +.5e1_0 0x10 0x1p3 0b1 0o7 "
    "1_000 1__000 _1 1_ 1_.0 1._0 1.0_1 1.0_ 1e_5 1e5_ 1_e5 1e1_0 1e+_1 1_0.0_1e0_2 -_1 1_000_000 "
    "1,000 1.0.3 1e400 -1e400 1e-400 1e 1e+ abc true None 1j 10f 1L 1e5e5 inf_ i_nf nan(1) 12a ½"
).split() + ["", "1 0", "1 .5", "- 1", "1e 5", "1\x00", "\x001", "1\ud800", "\ud8001",
             "\u22121", "1\u066b5", "\uff11\uff0e\uff15", "\uff0b1", "\uff0d1", "1\uff455",
             "\uff11_\uff12", "\uff11__\uff12", "_\uff11", "\uff11\uff12.\uff13e1",
             "\u0661\u0662", "1\u0663", "\u06631", "\u0663.\u06635e1", "\U0001d7ce\U0001d7cf", "NaN\0",
             "\u0131nf", "\uff49\uff4e\uff46", "n\u0430n", "1\u20dd", "\U0001f600", "1\U0001f600"]
ANY = ["null", "true", "false", "0", "-0", "0.0", "-0.0", "1", "1.5", "1e-400", "1e400", "NaN",
       "Infinity", "-Infinity", "12345678901234567890", '""', '" "', r'"\u0000"', r'"\ud800"', '"a"', '"0"',
       "[]", "[0]", "[[]]", '["a", "b"]', "{}", '{"": 0}', '{"a": [1, {"b": null}]}', '"\u00e9"',
       '"\U0001f600"', "9" * 4300, "9" * 4301]
ARCHITECTURES = ["x86_64", "aarch64", "X86_64", "AArch64", "x86_64 ", "x86-64", "amd64", "arm64",
                 "arm64v8", "i386", "", "x86_64\0", "\uff5886_64", "x86_\uff16\uff14"]
NAMES = ["deps/x.tgz", MODULE, "M.SO", "m.so ", "m.so\0", "m.so\0x", "./m.so", "/m.so", "m", "",
         "MODULE.JSON", "deps/", "deps", "deps/y.tgz", "m\u00e9.so", "m.so\ud800", "\U0001f600.so"]


def number_text(d):
    return d.turn("numbers", NUMBERS + LONG_NUMBERS)


def spaced(d):
    space = d.turn("spaces", SPACES)
    digit = d.one(["1", "1", "\u0661", "1e2"])
    return d.one([space + digit, digit + space, space + digit + space, digit + space + "0", space * 3 + digit + " ",
        space])


def foreign(d):
    digit = d.turn("digits", DIGITS)
    return d.one([digit, "1" + digit, digit + "1", digit + ".5", "1e" + digit, digit + "_" + digit, "-" + digit,
        " " + digit + "\n", digit * 3])


def scrambled(d):
    return "".join(d.one("0123456789_.eE+- \u0663") for _ in range(1 + d.below(8)))


def version_value(d):
    choice = d.turn("version", "nnnnnnllfffffffffssssddddxxa")
    if choice in "nl":
        return d.turn("version " + choice, NUMBERS if choice == "n" else LONG_NUMBERS)
    if choice == "a":
        return d.turn("any version", ANY)
    if choice == "f":
        text = d.turn("float texts", FLOAT_TEXTS + LONG_NUMBERS)
    else:
        text = {"s": spaced, "d": foreign, "x": scrambled}[choice](d)
    return json_string(d, text)


OS_NAMES = [
    "ubuntu18.04", "rhel 8.10.1.2", "rhel8.10.1.2", "jammy", "9", "Linux", "amzn2", "\u0663x", "_1",
    "\u00e99", "9\u00e9", "x\u0663\u0664.\u0665", "8a9b", "a.1", "a1.", "a1..2", "a1.2.", "a 1 2", "\u00e9a1",
    "A1\n", "a\n1", "\0a1", "a1\0", "a-1_b", "__", "1_", "1.2.3", "\uff41\uff11", "a\u00b2", "a\u2460",
    "\u017f1", "K1", "\u212a1", "a1.\u0663", "a\ud8001", "\U0001f6001", "\U0001f600a1", "a" * 300 + "1",
    "1" * 5000 + "x",
    "a'1", 'a"', "a'", "\\", "{}", "{0}", "%s", "\x7f", "\u202e", "", " ", "\t", "\ud800", "\udfff\ud800",
]
# Characters whose repr() is an escape, is not, or depends on the version of Unicode.
PRINT = ("\0\x01\t\n\r\x1b\x1f \x7f\x80\x85\x9f\xa0\xa1\xad\xff\u0100\u0378\u0300\u034f\u061c\u0890\u180e\u1680"
         "\u200b\u200d\u2028\u2029\u202e\u202f\u2060\u2065\u3000\ud7ff\ud800\udbff\udc00\udfff\ue000"
         "\uf8ff\ufdd0\ufeff\ufff9\ufffd\ufffe\uffff\U00010000\U0001f600\U0001fae8\U0001fae9\U0001faea"
         "\U0001f6dc\u0cf3\U00011f02\U00031350\U000323af\U0002ebf0\u2ffc\u1c89\ua7cb\U0001c000\U00016fe4"
         "\U000e0001\U000e0100\U000f0000\U0010fffd\U0010ffff'\"\\`{}%\u20c0\u0870\u1ac8\U0001e290")


def odd_string(d):
    if d.chance(40):
        return d.turn("os names", OS_NAMES)
    return "".join(d.turn("print", PRINT) for _ in range(1 + d.below(4)))


def nested(d, depth):
    """A JSON text of any type, for items that only str() sees."""
    choice = d.turn("nested", "sssnnnbddll") if depth else d.one("ssnb")
    if choice == "s":
        return json_string(d, odd_string(d))
    if choice == "n":
        return number_text(d) if d.chance(20) else d.turn("valid numbers", NUMBERS[:NUMBERS.index("-NaN")])
    if choice == "b":
        return d.one(["true", "false", "null"])
    items = [nested(d, depth - 1) for _ in range(d.below(4))]
    if choice == "l":
        return "[" + d.one([", ", ",", " ,\n"]).join(items) + "]"
    keys = [json_string(d, odd_string(d)) for _ in items]
    if len(keys) > 1 and d.chance(30):
        # The place of the first and the value of the last.
        keys[-1] = keys[0]
    return "{" + ", ".join(k + ": " + v for k, v in zip(keys, items)) + "}"


def good_item(d):
    return json_string(d, d.one(["ubuntu18.04", "rhel8", "rhel 9", "8x", "_\u0663", "amzn2", "jammy\n22.04"]))


def os_list(d):
    """Mostly good items, so that the last one decides."""
    items = [good_item(d) for _ in range(d.below(3))] + [nested(d, 2)]
    if d.chance(20):
        items.append(nested(d, 1))
    return "[" + ", ".join(items) + "]"


def os_strings(d):
    items = [json_string(d, d.turn("os names", OS_NAMES)) for _ in range(1 + d.below(2))]
    return "[" + ", ".join(items) + "]"


def os_good(d):
    return "[" + ", ".join(good_item(d) for _ in range(1 + d.below(3))) + "]"


def os_dict(d):
    """Its keys are the items; a repeated one counts once."""
    keys = [good_item(d) for _ in range(d.below(4))]
    if d.chance(40):
        keys.append(json_string(d, odd_string(d)))
    if keys and d.chance(40):
        keys.append(keys[0])
    return "{" + ", ".join(k + ": " + nested(d, 1) for k in keys) + "}"


def os_string(d):
    """Iterated per character, of which none has a letter and a digit."""
    return json_string(d, d.one(["", odd_string(d), d.turn("print", PRINT) + "a1"]))


def os_deep(d):
    depth = d.one([5, 64, 400, 900])
    return d.one(["[" * depth + "]" * depth, '[{"a":' * (depth // 2) + "1" + "}]" * (depth // 2)])


def os_value(d):
    kinds = [(7, os_list), (4, os_strings), (2, os_good), (3, os_dict), (2, os_string), (1, os_deep),
             (2, lambda d: d.turn("any os", ANY))]
    return d.kind("os", kinds)(d)


def name_value(d):
    if d.chance(30):
        return d.turn("any name", ANY)
    return json_string(d, d.turn("names", NAMES))


def architecture_value(d):
    if d.chance(40):
        return d.turn("any architecture", ANY + ['["x86_64"]', '{"x86_64": 1}'])
    return json_string(d, d.turn("architectures", ARCHITECTURES))


VALUES = [(12, "version", version_value), (10, "operating_systems", os_value), (3, "os_list", os_value),
          (4, "module_file", name_value), (3, "architecture", architecture_value)]
PLAIN = ["module_name", "sha256", "commands", "capabilities", "dependencies", "semantic_version",
         "display_name", "ramp_format_version", "min_redis_version", "unknown_key"]


def one_value(d):
    choice = d.turn("fields", [v[1:] for v in VALUES for _ in range(v[0])] + ["module_name"] * 2 + ["other"])
    if isinstance(choice, tuple):
        return choice[0], choice[1](d)
    key = d.one(PLAIN) if choice == "other" else choice
    return key, d.turn("any " + choice, ANY)
