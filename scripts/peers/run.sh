#!/usr/bin/env bash
# Times normalize and collate beside what is used instead, each on one core: seconds, the fastest of three, and the most memory.
# What is not installed is left out. Needs GNU time, taskset, Python (PYTHON=…); pip install rapidfuzz ftfy opencc zhconv-rs-opencc.
#
# usage: scripts/peers/run.sh JIAOKAN [DIRECTORY]
set -euo pipefail
jiaokan="$(realpath "$1")"
here="$(cd "$(dirname "$0")" && pwd)"
python="${PYTHON:-python3}"
work="${2:-$(mktemp -d)}"
mkdir -p "$work"
cd "$work"

# Times a command: what it is called, the bytes it reads, the command.
row() {
  local name="$1" bytes="$2" best
  shift 2
  for _ in 1 2 3; do
    /usr/bin/time -f '%e %M' -a -o times taskset -c 0 "$@" >out 2>/dev/null || { rm -f times; return 0; }
  done
  best="$(sort -n times | head -1)"
  rm -f times
  awk -v name="$name" -v bytes="$bytes" -v best="$best" 'BEGIN {
    split(best, f, " ")
    printf "| %s | %.2f s | %.3g MB/s | %.0f MB |\n", name, f[1], bytes / f[1] / 1e6, f[2] / 1e3
  }'
}

pages="$here/../../seeds"
[ -s pages.txt ] || for _ in $(seq 415); do cat "$pages"/*.txt; done >pages.txt
size="$(wc -c <pages.txt)"
head -c 5000000 pages.txt | iconv -c -f utf8 -t utf8 >tenth.txt 2>/dev/null || true
tenth="$(wc -c <tenth.txt)"
printf '| the sample pages, %s bytes | clock | | memory |\n|---|---|---|---|\n' "$size"
row '`jiaokan normalize`' "$size" "$jiaokan" normalize --jobs 1 pages.txt
row '`wc -m`' "$size" env LC_ALL=C.UTF-8 wc -m pages.txt
row '`iconv -f utf8 -t utf8`' "$size" iconv -f utf8 -t utf8 pages.txt
row '`uconv -x any-nfkc`' "$size" uconv -f utf8 -t utf8 -x any-nfkc pages.txt
row 'Python: `unicodedata`, NFKC' "$size" "$python" "$here/clean.py" nfkc pages.txt written
row 'Python: zhconv-rs, one table' "$size" "$python" "$here/clean.py" zhconv-rs pages.txt written
row 'Python: OpenCC, t2s' "$size" "$python" "$here/clean.py" opencc pages.txt written
row 'Python: ftfy, a tenth of them' "$tenth" "$python" "$here/clean.py" ftfy tenth.txt written

collate() { # characters, bytes of an article of so many, peers
  local dir="made-$1"
  [ -d "$dir" ] || "$jiaokan" synth --articles 1 --length "$2" --copies 4 --families ocr --layout plain --noise 0.02 --out "$dir" >/dev/null
  local files=("$dir"/pages/*/*/*.txt) bytes
  bytes="$(cat "${files[@]}" | wc -c)"
  printf '\n| four witnesses of %s characters, 2 %% errors | clock | | memory |\n|---|---|---|---|\n' "$1"
  row '`jiaokan collate`' "$bytes" "$jiaokan" collate "${files[@]}"
  for peer in "${@:3}"; do
    row "majority over ${peer/-fast/ --speed-large-files} with the longest" "$bytes" "$python" "$here/star.py" "$peer" written "${files[@]}"
  done
}
collate 100000 179000 diff diff-fast rapidfuzz
collate 1000000 1790000 diff-fast
