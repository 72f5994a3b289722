"""Says what ramp-packer makes of manifests: one JSON line a file, as `ramp pack` would write it.

Usage: oracle.py FOLDER. What needs the loaded module is left out; nothing is evaluated.
"""

import contextlib
import io
import json
import pathlib
import sys

from RAMP import module_metadata, packer
from RAMP.common import normalize_dependencies

MODULE = sys.argv[0]
# what the packer takes from the module, from the host or from nowhere
OPEN = ["module_name", "module_file", "os", "architecture", "version", "semantic_version", "commands", "sha256"]
OPEN += ["operating_systems"]


def pack(path):
    metadata = json.loads(json.dumps(module_metadata.create_default_metadata(MODULE)))
    defaults = dict(metadata)
    errors = io.StringIO()
    with open(path, "rb") as manifest, contextlib.redirect_stderr(errors):
        packer.init_from_manifest(metadata, manifest)
    if "unknown attribute" not in errors.getvalue() and errors.getvalue().strip():
        return {"outcome": "defaults"}
    metadata.pop("run_command_line_args")
    dict(**metadata.pop("redis_args"))
    for name in ["a"]:
        name in metadata["exclude_commands"]
    for key in ["overide_command", "add_command"]:
        for item in metadata[key]:
            "command_name" not in item
    for key in ["dependencies", "optional-dependencies"]:
        metadata[key] = normalize_dependencies(metadata[key])
    for dependency in metadata["dependencies"].values():
        if "local_path" in dependency.keys():
            dependency.pop("local_path")
            dependency["sha256"] = "computed"
    for key in ["module_name", "version", "semantic_version", "commands"]:
        metadata.pop(key)
    for key in OPEN:
        if key in metadata and metadata[key] == defaults[key]:
            metadata.pop(key)
    text = json.dumps(metadata, indent=4, sort_keys=True)
    return {"outcome": "packed", "metadata": json.loads(text)}


for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    try:
        answer = pack(path)
    except Exception as error:  # whatever ends the packer
        answer = {"outcome": "fails", "exception": type(error).__name__}
    print(json.dumps({"file": path.name, **answer}))
