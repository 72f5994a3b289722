#!/usr/bin/env bash
# Times whole commands against their peers on the same files, and prints ratios: ours over theirs, below 1 is faster.
# Each round runs all of them one after the other; median, least and greatest ratio of the rounds count.
#
#   benches/compare.sh [ROUNDS]     FALKORDB_SO=path adds a bundle of that file
#   RAMP=path, REDISCTL=path        where these peers are, when they are not on the PATH
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-9}
files=${BENCH_FILES:-${CARGO_TARGET_DIR:-target}/bench-files}
bin=${CARGO_TARGET_DIR:-target}/release
ramp=${RAMP:-ramp} redisctl=${REDISCTL:-redisctl}

cargo build --release --locked --example inflate --bin ramplint
command -v hyperfine >/dev/null || { echo "missing: hyperfine" >&2; exit 1; }
if [ ! -f "$files/small.zip" ]; then
  echo "making the files in $files"
  python3 benches/make_files.py "$files" testdata/baseline/module.json testdata/baseline/hello.so ${FALKORDB_SO:+"$FALKORDB_SO"}
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# compare TITLE RUNS OURS PEER...: the ratio of OURS to each peer
compare() {
  local title=$1 runs=$2 round
  shift 2
  for ((round = 0; round < rounds; round++)); do
    hyperfine -N -i -w 1 -r "$runs" --style none --export-json "$work/$round.json" "$@" >/dev/null 2>&1
  done
  python3 - "$title" "$work"/[0-9]*.json <<'PY'
import json, statistics, sys
runs = [[result for result in json.load(open(path))["results"]] for path in sys.argv[2:]]
print(f"\n{sys.argv[1]}")
for at, result in enumerate(runs[0]):
    wall = [run[at]["median"] for run in runs]
    cpu = statistics.median(run[at]["user"] + run[at]["system"] for run in runs)
    ratio = [run[0]["median"] / run[at]["median"] for run in runs]
    print(f"  {statistics.median(wall) * 1000:9.1f} ms {cpu * 1000:9.1f} ms cpu   ratio {statistics.median(ratio):.3f} "
          f"({min(ratio):.3f} to {max(ratio):.3f})   {result['command'][:90]}")
PY
  rm -f "$work"/[0-9]*.json
}

# peers FILE: those that are there, in `commands`
peers() {
  commands=("python3 benches/zipfile_hash.py $1")
  command -v unzip >/dev/null && commands+=("unzip -t $1" "sh -c 'unzip -p $1 | sha256sum'") || echo "skipped: unzip"
}

for name in small medium falkordb large missing withdeps; do
  file=$files/$name.zip
  [ -f "$file" ] || { echo "skipped: $name.zip"; continue; }
  runs=1
  peers "$file"
  case $name in
    small)
      runs=15
      command -v "$ramp" >/dev/null && commands+=("sh -c 'cd $work && $ramp unpack $(realpath "$file")'") || echo "skipped: ramp"
      command -v "$redisctl" >/dev/null && commands+=("$redisctl enterprise module inspect $file") || echo "skipped: redisctl"
      ;;
    medium) runs=5 ;;
    withdeps) ;;
    *) commands+=("$bin/examples/inflate $file") ;;
  esac
  compare "$name.zip, $(stat -c %s "$file") bytes" $runs "$bin/ramplint check -o json $file" "${commands[@]}"
  # status 1 only means that there are findings
  peak=$({ /usr/bin/time -q -f %M "$bin/ramplint" check -o json "$file" 2>&1 >/dev/null || true; } | tail -1)
  echo "  peak memory $((peak / 1024)) MiB"
done

compare "1,000 small bundles, two threads and one" 1 \
  "$bin/ramplint check -o json -j 2 $files/many" "$bin/ramplint check -o json -j 1 $files/many"
