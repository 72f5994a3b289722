"""What a script would do: the SHA-256 of a bundle and of each of its members."""
import hashlib
import sys
import zipfile

for path in sys.argv[1:]:
    with open(path, "rb") as file:
        print(hashlib.file_digest(file, "sha256").hexdigest(), path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                print(hashlib.file_digest(member, "sha256").hexdigest(), name)
