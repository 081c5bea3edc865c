#!/bin/sh
# Installs the bundle in which it lies, without internet: ./install.sh [FOLDER], by default /opt/lianbang.
# Each version has a folder of its own below FOLDER/versions; FOLDER/current names the one that is used. The one before stays.
set -eu
umask 022
to=${1:-/opt/lianbang}
cd "$(dirname "$0")"

sha256sum --check --quiet SHA256SUMS || { echo "The bundle is damaged: fetch it anew. Nothing was installed." >&2; exit 1; }
python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2> /dev/null ||
    { echo "Python 3.11 or newer with venv is needed: apt-get install python3-venv. Nothing was installed." >&2; exit 1; }
version=$(basename wheels/lianbang-*.whl | cut -d- -f2)-$(sha256sum SHA256SUMS | cut -c1-8)
place=$to/versions/$version
if [ -e "$place" ]; then
    echo "$version is installed already; it is used from now on."
else
    mkdir -p "$to/versions"
    trap 'rm -rf "$place.new"' EXIT INT TERM
    rm -rf "$place.new"
    python3 -m venv "$place.new"
    pip() { "$place.new/bin/python" -m pip --no-input --disable-pip-version-check install --quiet --no-index --no-cache-dir "$@"; }
    pip --find-links wheels --no-deps --require-hashes --requirement requirements.lock
    pip --no-deps wheels/lianbang-*.whl
    # Programs of the environment name the folder in which it was made: the one by which they are called, so that a renewed process is the new one.
    grep -rlI --binary-files=without-match "$place.new" "$place.new/bin" "$place.new/pyvenv.cfg" | xargs sed -i "s|$place.new|$place|g"
    mv "$place.new" "$place"
fi
ln -sfn "versions/$version" "$to/current.new"
mv -T "$to/current.new" "$to/current"
"$to/current/bin/lianbang" --version
echo "Next: $to/current/bin/lianbang check, then migrate; docs/operations.md (Upgrade) says the order."
