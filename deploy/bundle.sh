#!/bin/sh
# Makes an archive that installs the platform on a machine without internet: deploy/bundle.sh PYTHON FOLDER. `make bundle` calls it.
# Everything in it is of this machine's kind: the same system, processor and Python as where it is installed.
set -eu
umask 022
python=$1
mkdir -p "$2"
into=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

"$python" -m pip --no-input wheel --quiet --no-deps --no-index --no-build-isolation --wheel-dir "$work/wheel" . 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
version=$(basename "$work"/wheel/lianbang-*.whl | cut -d- -f2)
name=lianbang-$version
mkdir -p "$work/$name/wheels"
"$python" -m pip --no-input download --quiet --require-hashes --only-binary :all: --no-deps --requirement requirements.lock --dest "$work/$name/wheels" \
    2> "$work/log" || { cat "$work/log" >&2; exit 1; }
mv "$work"/wheel/lianbang-*.whl "$work/$name/wheels"
cp -r requirements.lock deploy docs README.md README.zh.md CHANGELOG.md LICENSE SECURITY.md "$work/$name"
find "$work/$name" -name __pycache__ -prune -exec rm -rf {} +
cp deploy/install.sh "$work/$name/install.sh"
(cd "$work/$name" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
archive=$into/$name.tar.gz
tar --create --directory "$work" --sort=name --owner=0 --group=0 --numeric-owner "$name" | gzip --no-name > "$archive"
(cd "$into" && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
