"""Values of module.json that are of the wrong type or of no sense."""

from .base import accept, bundle, reject, warn
from .json_text import of, with_value

VERSION = (
    "meta/version-not-integer meta/missing-version meta/odd-version meta/wrong-type meta/nonstandard-json meta/unreadable"
)

REJECTED = [
    "-1",
    "0",
    "-0",
    "0.0",
    "0.5",
    "-0.5",
    "1e400",
    "-1e400",
    "null",
    "true",
    "false",
    "[]",
    "[1]",
    "{}",
    '{"a": 1}',
    '""',
    '"x"',
    '"inf"',
    '"nan"',
    '"Infinity"',
    '"-1"',
    '"0"',
    '"1_000"',
    '"\uff11\uff12"',
    '"0x10"',
    '"1.2.3"',
    '"v1"',
    '"1e400"',
    "99999999999999999999",
    "1e30",
    '"\u0661\u0662"',
    '"1,000"',
    '" "',
]
WARNED = [
    "1.5",
    "10203.7",
    "1e4",
    "9223372036854775808",
    "9007199254740993",
    '"10203"',
    '" 12 "',
    '"1e4"',
    '"10203.0"',
    '"+5"',
    '"12\\n"',
]
ACCEPTED = ["1", "10203", "10203.0", "2147483647", "9007199254740991"]

# Field, how, value as it is written, class, rules.
VALUES = [
    ("module_name", "null", "null", "reject", "meta/wrong-type meta/empty-module-name"),
    ("module_name", "number", "5", "reject", "meta/wrong-type"),
    ("module_name", "list", '["x"]', "reject", "meta/wrong-type"),
    ("module_name", "object", '{"a": 1}', "reject", "meta/wrong-type"),
    ("module_name", "false", "false", "reject", "meta/wrong-type meta/empty-module-name"),
    ("module_name", "true", "true", "reject", "meta/wrong-type"),
    ("module_name", "empty", '""', "reject", "meta/empty-module-name"),
    ("module_name", "zero", "0", "reject", "meta/wrong-type meta/empty-module-name"),
    ("module_name", "null-character", '"a\\u0000b"', "reject", "meta/control-characters"),
    ("module_name", "newline", '"a\\nb"', "reject", "meta/control-characters"),
    ("module_name", "escape", '"\\u001b[31mred"', "reject", "meta/control-characters"),
    ("module_name", "delete", '"a\\u007f"', "reject", "meta/control-characters"),
    ("module_name", "c1", '"a\\u009b2J"', "reject", "meta/control-characters"),
    ("module_name", "bidi", '"a\\u202eb"', "warn", "meta/control-characters"),
    ("module_name", "zero-width", '"he\\u200bllo"', "warn", "meta/control-characters"),
    ("description", "bidi", '"a\\u202eb"', "warn", "meta/control-characters"),
    ("description", "zero-width", '"a\\u200bb"', "warn", "meta/control-characters"),
    ("description", "escape", '"\\u001b[2J"', "warn", "meta/control-characters"),
    ("display_name", "null-character", '"a\\u0000"', "warn", "meta/control-characters"),
    ("author", "isolate", '"\\u2066x\\u2069"', "warn", "meta/control-characters"),
    ("module_file", "null", "null", "reject", "meta/wrong-type"),
    ("module_file", "number", "1", "reject", "meta/wrong-type"),
    ("module_file", "list", '["hello.so"]', "reject", "meta/wrong-type"),
    ("module_file", "object", "{}", "reject", "meta/wrong-type"),
    ("architecture", "list", '["x86_64"]', "reject", "meta/wrong-type"),
    ("architecture", "null", "null", "reject", "meta/wrong-type meta/unsupported-architecture"),
    ("architecture", "amd64", '"amd64"', "reject", "meta/unsupported-architecture"),
    ("architecture", "capitals", '"X86_64"', "reject", "meta/unsupported-architecture"),
    ("architecture", "dash", '"x86-64"', "reject", "meta/unsupported-architecture"),
    ("architecture", "arm64", '"arm64"', "reject", "meta/unsupported-architecture"),
    ("architecture", "blank", '"x86_64 "', "reject", "meta/unsupported-architecture"),
    ("architecture", "empty", '""', "reject", "meta/unsupported-architecture"),
    ("architecture", "i386", '"i386"', "reject", "meta/unsupported-architecture"),
    ("architecture", "number", "64", "reject", "meta/wrong-type meta/unsupported-architecture"),
    ("architecture", "other", '"aarch64"', "reject", "elf/wrong-machine"),
    ("operating_systems", "null", "null", "reject", "meta/bad-os-list meta/wrong-type"),
    ("operating_systems", "string", '"rhel9"', "reject", "meta/bad-os-list meta/wrong-type"),
    ("operating_systems", "number", "5", "reject", "meta/bad-os-list meta/wrong-type"),
    ("operating_systems", "object", '{"rhel9": 1}', "reject", "meta/bad-os-list meta/wrong-type"),
    ("operating_systems", "numbers", "[9]", "reject", "meta/bad-os-list meta/wrong-type"),
    ("operating_systems", "nulls", "[null]", "reject", "meta/bad-os-list meta/wrong-type"),
    ("operating_systems", "nested", '[["rhel9"]]', "reject", "meta/bad-os-list meta/wrong-type"),
    ("operating_systems", "marks", '["???"]', "reject", "meta/bad-os-list"),
    ("operating_systems", "empty-name", '[""]', "reject", "meta/bad-os-list"),
    ("operating_systems", "no-number", '["rhel"]', "reject", "meta/bad-os-list"),
    ("operating_systems", "false", "false", "reject", "meta/bad-os-list meta/wrong-type"),
    ("commands", "string", '"x"', "reject", "meta/wrong-type"),
    ("commands", "numbers", "[1]", "reject", "meta/wrong-type meta/incomplete-command"),
    ("commands", "object", '{"a": 1}', "reject", "meta/wrong-type"),
    ("commands", "null", "null", "reject", "meta/wrong-type"),
    ("commands", "strings", '["hello.echo"]', "reject", "meta/wrong-type meta/incomplete-command"),
    ("commands", "empty-object", "[{}]", "reject", "meta/incomplete-command"),
    ("commands", "true", "true", "reject", "meta/wrong-type"),
    ("capabilities", "numbers", "[1]", "reject", "meta/wrong-type"),
    ("capabilities", "nulls", "[null]", "reject", "meta/wrong-type"),
    ("capabilities", "object", "{}", "reject", "meta/wrong-type"),
    ("capabilities", "number", "1", "reject", "meta/wrong-type"),
    ("capabilities", "null", "null", "reject", "meta/wrong-type"),
    ("capabilities", "string", '"types"', "reject", "meta/capabilities-as-string meta/wrong-type"),
    ("capabilities", "unknown", '["types", "no_such"]', "warn", "meta/unknown-capability"),
    ("semantic_version", "shell", '"1.0.0; rm -rf /"', "reject", "meta/bad-semantic-version"),
    ("semantic_version", "number", "1", "reject", "meta/wrong-type meta/bad-semantic-version"),
    ("semantic_version", "list", '["1"]', "reject", "meta/wrong-type meta/bad-semantic-version"),
    ("semantic_version", "empty", '""', "reject", "meta/bad-semantic-version"),
    ("semantic_version", "null-character", '"1.2.3\\u0000"', "reject", "meta/bad-semantic-version meta/control-characters"),
    ("semantic_version", "path", '"../../1.2.3"', "reject", "meta/bad-semantic-version"),
    ("semantic_version", "fullwidth", '"\uff11.2.3"', "reject", "meta/bad-semantic-version"),
    ("min_redis_version", "number", "7.2", "reject", "meta/wrong-type meta/bad-redis-version"),
    ("min_redis_version", "text", '"seven"', "reject", "meta/bad-redis-version"),
    ("min_redis_version", "list", '["7.2"]', "reject", "meta/wrong-type meta/bad-redis-version"),
    ("min_redis_pack_version", "number", "7.4", "reject", "meta/wrong-type meta/bad-redis-version"),
    ("ramp_format_version", "string", '"1"', "warn", "meta/wrong-type"),
    ("ramp_format_version", "null", "null", "warn", "meta/wrong-type"),
    ("command_line_args", "number", "5", "reject", "meta/wrong-type"),
    ("command_line_args", "list", '["a"]', "reject", "meta/wrong-type"),
    ("license", "number", "5", "warn", "meta/wrong-type"),
    ("description", "object", "{}", "warn", "meta/wrong-type"),
    ("homepage", "number", "1", "warn", "meta/wrong-type"),
    ("crdb", "string", '"x"', "reject", "meta/wrong-type"),
    ("exclude_commands", "string", '"x"', "reject", "meta/wrong-type"),
    ("overide_command", "object", "{}", "reject", "meta/wrong-type"),
    ("add_command", "number", "1", "reject", "meta/wrong-type"),
    ("bigstore_version_2_support", "string", '"true"', "reject", "meta/wrong-type"),
    ("display_name", "null", "null", "warn", "meta/wrong-type"),
    ("os", "windows", '"Windows"', "reject", "meta/os-not-linux"),
    ("os", "number", "1", "warn", "meta/wrong-type"),
]


# Fields that somebody relies on, their types, and the rules that may speak of another type.
TYPED = {
    "module_name": ("string", "meta/wrong-type meta/empty-module-name"),
    "module_file": ("string", "meta/wrong-type zip/missing-module-file"),
    "architecture": ("string", "meta/wrong-type meta/unsupported-architecture"),
    "sha256": ("string", "meta/stale-sha256 meta/wrong-type"),
    "semantic_version": ("string", "meta/wrong-type meta/bad-semantic-version"),
    "operating_systems": ("list", "meta/bad-os-list meta/wrong-type"),
    "os_list": ("list", "meta/bad-os-list meta/wrong-type"),
    "capabilities": ("list", "meta/wrong-type meta/capabilities-as-string"),
    "commands": ("list", "meta/wrong-type meta/incomplete-command"),
    "dependencies": ("object", "deps/bad-format"),
    "optional-dependencies": ("object", "deps/bad-format"),
}
WRITTEN = {
    "null": "null",
    "true": "true",
    "false": "true",
    "0": "number",
    "7": "number",
    "1.5": "number",
    '"x"': "string",
    "[]": "list",
    "[1]": "list",
    "[null]": "list",
    "[[]]": "list",
    "[true]": "list",
    "{}": "object",
    '{"a": 1}': "object",
}


def other_types():
    for field, (kind, rules) in TYPED.items():
        for number, (value, of_kind) in enumerate(WRITTEN.items()):
            if of_kind == kind and value in ("[]", "{}", '"x"'):
                continue
            # what an empty line of a manifest becomes, and a list of nothing, nobody is hurt by
            made = warn if (field, value) in MILD else reject
            yield made("type-%s-%02d" % (field.replace("_", "-"), number), rules, of(with_value(field, value)))


MILD = {("semantic_version", "null"), ("dependencies", "[]"), ("optional-dependencies", "[]")}


def command(**changes):
    import json

    base = {
        "command_arity": -1,
        "command_name": "hello.echo",
        "first_key": 0,
        "flags": ["readonly"],
        "last_key": 0,
        "step": 0,
    }
    base.update(changes)
    return "[%s]" % json.dumps({k: v for k, v in base.items() if v is not ...})


COMMANDS = [
    ("name-number", {"command_name": 5}, "reject"),
    ("name-missing", {"command_name": ...}, "reject"),
    ("name-null", {"command_name": None}, "reject"),
    ("name-empty", {"command_name": ""}, "reject"),
    ("name-newline", {"command_name": "a\nb"}, "reject"),
    ("name-null-character", {"command_name": "hello.echo\0x"}, "reject"),
    ("arity-string", {"command_arity": "-1"}, "reject"),
    ("arity-missing", {"command_arity": ...}, "reject"),
    ("arity-float", {"command_arity": 1.5}, "reject"),
    ("arity-true", {"command_arity": True}, "reject"),
    ("flags-string", {"flags": "readonly"}, "reject"),
    ("flags-numbers", {"flags": [1]}, "reject"),
    ("flags-unknown", {"flags": ["no-such"]}, "warn"),
    ("first-key-string", {"first_key": "1"}, "reject"),
    ("step-null", {"step": None}, "warn"),
    ("keys-reversed", {"first_key": 5, "last_key": 2, "step": 1}, "warn"),
]


def cases():
    yield from other_types()
    for number, value in enumerate(REJECTED):
        yield reject("version-bad-%02d" % number, VERSION, of(with_value("version", value)))
    for number, value in enumerate(WARNED):
        yield warn("version-odd-%02d" % number, VERSION, of(with_value("version", value)))
    for number, value in enumerate(ACCEPTED):
        mismatch = value not in ("10203", "10203.0")
        made = of(with_value("version", value))
        yield (
            warn("version-other-%02d" % number, "meta/version-mismatch meta/odd-version", made)
            if mismatch
            else accept("version-good-%02d" % number, made)
        )
    for field, how, value, expected, rules in VALUES:
        yield (reject if expected == "reject" else warn)(
            "%s-%s" % (field.replace("_", "-"), how), rules, of(with_value(field, value))
        )
    for how, changes, expected in COMMANDS:
        rules = "meta/wrong-type meta/incomplete-command meta/control-characters meta/unknown-command-flag meta/command-key-range meta/long-command-name elf/command-not-in-binary"
        yield (reject if expected == "reject" else warn)(
            "command-" + how, rules, of(with_value("commands", command(**changes)))
        )
    for field in ("module_name", "module_file", "architecture", "version"):
        yield reject(
            "without-" + field.replace("_", "-"),
            "meta/missing-field meta/missing-version zip/missing-module-file",
            bundle(**{field: ...}),
        )
    for field in ("operating_systems", "commands", "capabilities", "dependencies", "min_redis_version", "semantic_version"):
        yield warn("without-" + field.replace("_", "-"), "meta/missing-field meta/bad-os-list", bundle(**{field: ...}))
