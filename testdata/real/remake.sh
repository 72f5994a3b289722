#!/bin/bash
# Makes the sample bundles again: remake.sh [output folder]
# Without a folder it overwrites the ones next to this script. For Debian 12
# (x86_64) with apt and pip. The Rust bundle needs a Rust toolchain from 1.85
# on, which Debian 12 does not have; without one it is left as it is.
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1
export SOURCE_DATE_EPOCH=1735689600 # 2025-01-01
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "${1:-$here}"
out=$(cd "${1:-$here}" && pwd)
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

if [ "$(uname -m)" != x86_64 ]; then
    echo "remake.sh: needs an x86_64 machine" >&2
    exit 1
fi

# --- tools -------------------------------------------------------------------
rust=
if command -v cargo >/dev/null; then
    release=$(cargo --version | sed -n 's/^cargo \([0-9]*\.[0-9]*\).*/\1/p')
    if [ "$(printf '%s\n' 1.85 "${release:-0}" | sort -V | head -n 1)" = 1.85 ]; then rust=yes; fi
fi

missing=()
command -v gcc >/dev/null && [ -e /usr/include/string.h ] || missing+=(gcc libc6-dev)
command -v aarch64-linux-gnu-gcc >/dev/null || missing+=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
command -v python3 >/dev/null && python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
# redis-tools holds the server's program too; the package redis-server would
# start a service.
command -v redis-server >/dev/null && command -v redis-cli >/dev/null \
    || [ -x /usr/bin/redis-check-rdb ] || missing+=(redis-tools)
libclang() { ls -d /usr/lib/llvm-*/lib/libclang.so.1 2>/dev/null | tail -n 1; }
[ -z "$rust" ] || [ -n "$(libclang)" ] || missing+=(libclang1-14 libclang-common-14-dev)
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" != 0 ]; then
        echo "remake.sh: missing; as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
fi

# ramp starts the server named here, without --bind; git_sha stays out of
# module.json when git fails (a missing git makes ramp itself fail).
mkdir "$work/bin" "$work/tmp" "$work/build"
real=$(command -v redis-server || echo /usr/bin/redis-check-rdb)
cat >"$work/bin/redis-server" <<WRAPPER
#!/bin/bash
if [ "\${1-}" = --version ]; then exec -a redis-server "$real" --version; fi
exec -a redis-server "$real" "\$@" --bind 127.0.0.1 --appendonly no
WRAPPER
printf '#!/bin/sh\nexit 128\n' >"$work/bin/git"
chmod +x "$work/bin/redis-server" "$work/bin/git"
export REDIS_PATH=$work/bin/redis-server

# --no-deps: the lists are complete, and 2.4.0 asks for a `typing` of Python 3.4.
packer() { # version, redis-py version
    python3 -m venv "$work/venv-$1"
    "$work/venv-$1/bin/pip" install -q --no-deps "ramp-packer==$1" "redis==$2" PyYAML==6.0.3 \
        click==8.5.1 distro==1.9.0 semantic-version==2.10.0 async-timeout==4.0.3 setuptools==68.2.2
}
packer 2.5.19 8.1.0
packer 2.5.6 8.1.0
packer 2.4.0 4.6.0

frozen() { # packer version, arguments of frozen.py
    local python=$work/venv-$1/bin/python
    shift
    rm -rf "$work/tmp"
    mkdir "$work/tmp"
    PATH=$work/bin:$PATH TMPDIR=$work/tmp "$python" "$here/src/frozen.py" "$@"
}
pack() { # packer version, library, output, options of ramp pack
    local version=$1 library=$2 output=$3
    shift 3
    frozen "$version" ramp pack "$library" -o "$output" "$@"
}

# --- libraries ---------------------------------------------------------------
cd "$work/build"
cp -r "$here"/src/*.c "$here"/src/*.h "$here"/src/*-data "$here/src/words-readme.txt" "$here"/*.yml .
chmod -R u=rwX,go=rX .
flags=(-std=c11 -Wall -Wextra -Werror -Os -fPIC -shared -fvisibility=hidden -s)
for module in hello counter words rg; do
    gcc "${flags[@]}" -o "$module.so" "$module.c"
done
mkdir aarch64
aarch64-linux-gnu-gcc "${flags[@]}" -o aarch64/hello.so hello.c

deps=counter-data.Linux-rhel8-x86_64.2.0.1.tgz
tar --sort=name --format=ustar --mtime=@$SOURCE_DATE_EPOCH --owner=root:0 --group=root:0 \
    -cf - counter-data | gzip -9n >"$deps"
if ! grep -q "$(sha256sum "$deps" | cut -d' ' -f1)" counter.yml; then
    echo "remake.sh: counter.yml needs sha256 $(sha256sum "$deps")" >&2
    exit 1
fi

# --- bundles -----------------------------------------------------------------
pack 2.5.19 hello.so hello.Linux-rhel9-x86_64.1.2.3.zip -m hello.yml
pack 2.5.19 hello.so x86.tmp -m hello-aarch64.yml
frozen 2.5.19 replace x86.tmp aarch64/hello.so hello.Linux-ubuntu22.04-aarch64.1.2.3.zip
pack 2.5.19 counter.so counter.Linux-rhel8-x86_64.2.0.1.zip -m counter.yml
frozen 2.5.19 append counter.Linux-rhel8-x86_64.2.0.1.zip "$deps" counter.Linux-rhel8-x86_64.2.0.1-withdeps.zip
pack 2.5.19 words.so words.Linux-ubuntu20.04-x86_64.0.9.12.zip -m words.yml
pack 2.5.6 hello.so hello.Linux-ubuntu20.04-x86_64.1.2.3-ramp2.5.6.zip -m hello-2.5.6.yml
pack 2.4.0 counter.so counter.Linux-rhel7-x86_64.2.0.1-ramp2.4.0.zip -m counter-2.4.0.yml
pack 2.5.19 rg.so redisgears.Linux-rhel8-x86_64.1.2.1.zip -m rg.yml
pack 2.5.19 hello.so defaults.zip

if [ -n "$rust" ]; then
    cp -r "$here/src/rust-hello" rust
    remap="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$work/build=/build"
    (cd rust && LIBCLANG_PATH=$(dirname "$(libclang)") RUSTFLAGS="$remap -C force-unwind-tables=no" \
        CARGO_TARGET_DIR=$work/build/target cargo build -q --release --locked)
    cp target/release/librusthello.so rusthello.so
    pack 2.5.19 rusthello.so rusthello.Linux-rhel9-x86_64.0.3.0.zip -m rusthello.yml
else
    echo "remake.sh: no Rust from 1.85 on, rusthello.*.zip left as it is" >&2
fi

# --- checks ------------------------------------------------------------------
frozen 2.5.19 check "$PWD"/*.zip
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir loaded
for bundle in *x86_64*.zip defaults.zip; do
    rm -f loaded/*
    python3 -m zipfile -e "$bundle" loaded
    rm -rf loaded/deps
    library=$(echo "$PWD"/loaded/*.so)
    chmod +x "$library"
    "$REDIS_PATH" --port "$port" --save '' --dir "$work/tmp" --loadmodule "$library" >"$work/redis.log" &
    server=$!
    for _ in $(seq 50); do
        if redis-cli -p "$port" ping >/dev/null 2>&1; then break; fi
        sleep 0.1
    done
    redis-cli -p "$port" module list | sed -n '2p;4p' | xargs echo "loaded $bundle:"
    kill "$server"
    wait "$server" || true
    server=
done

cp -- *.zip "$out/"
ls -l "$out"/*.zip
