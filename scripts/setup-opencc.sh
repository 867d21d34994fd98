#!/usr/bin/env bash
# Unpacks the static C++ OpenCC library and its dictionaries into vendor/opencc, for `--features opencc-native`.
# They come from the Python wheel of the OpenCC project, the only place that publishes a built libopencc.a.
# Needs python3 with pip and network access once; nothing is installed, nothing outside vendor/ is written.
set -euo pipefail

version=1.4.2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=$root/vendor/opencc

fail() {
  echo "setup-opencc: $*" >&2
  exit 1
}

# The library inside is the same for every Python version; asking for a fixed one makes the result not depend on
# the Python at hand.
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) platform=manylinux2014_x86_64 ;;
  Linux-aarch64) platform=manylinux2014_aarch64 ;;
  Darwin-arm64) platform=macosx_11_0_arm64 ;;
  Darwin-x86_64) platform=macosx_11_0_x86_64 ;;
  *) fail "no wheel with a static library for $(uname -s) $(uname -m); set the OPENCC_* variables of .cargo/config.toml to an installed OpenCC 1.4 (docs/script.md)" ;;
esac

command -v python3 >/dev/null || fail "python3 is missing; install python3 and python3-pip"
python3 -m pip --version >/dev/null 2>&1 || fail "pip is missing; install python3-pip"

mkdir -p "$root/vendor"
work=$(mktemp -d "$root/vendor/opencc.XXXXXX")
trap 'rm -rf "$work"' EXIT

python3 -m pip download "opencc==$version" --no-deps --only-binary=:all: --python-version 3.11 \
  --platform "$platform" --disable-pip-version-check --quiet --dest "$work" \
  || fail "pip could not download opencc $version for $platform; is the network reachable?"
python3 -m zipfile -e "$work"/opencc-"$version"-*.whl "$work/wheel"

clib=$work/wheel/opencc/clib
lib=$(dirname "$(find "$clib" -name libopencc.a)")
[ -f "$lib/libopencc.a" ] && [ -f "$lib/libmarisa.a" ] || fail "the wheel of opencc $version has no static library"

mkdir -p "$work/done/lib" "$work/done/share"
cp "$lib/libopencc.a" "$lib/libmarisa.a" "$work/done/lib/"
cp -R "$clib/include" "$work/done/"
cp -R "$clib/share/opencc" "$work/done/share/"
cp -R "$work/wheel/opencc-$version.dist-info/licenses" "$work/done/"
# In place in one step: an interrupted run leaves either the old library or the new one.
rm -rf "$target"
mv "$work/done" "$target"

echo "OpenCC $version for $platform is in vendor/opencc; .cargo/config.toml points there. Try:"
echo "  cargo test --features opencc-native --test script"
