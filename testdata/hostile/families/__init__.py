"""The families of hostile bundles, by name, in the order in which they are written."""

from . import (
    ambiguity,
    bombs,
    content,
    controls,
    elf_header,
    elf_tables,
    end_records,
    gzip_stream,
    json_fields,
    json_text,
    names,
    nested,
    records,
    streams,
    tar_members,
    tar_records,
)

FAMILIES = {
    "control": controls,
    "record": records,
    "end": end_records,
    "ambiguity": ambiguity,
    "stream": streams,
    "name": names,
    "content": content,
    "json": json_text,
    "field": json_fields,
    "elf": elf_header,
    "table": elf_tables,
    "gzip": gzip_stream,
    "tar": tar_records,
    "member": tar_members,
    "bomb": bombs,
    "nested": nested,
}
