#!/bin/sh
# Builds the image of deploy/Containerfile with buildah, of a bundle: deploy/container.sh FOLDER [NAME]. `make container` calls it.
# BASE names an image of Debian 12 with Python 3.11 and venv. Without it, where no registry is reached, one is made of Debian's packages.
set -eu
folder=$(cd "$1" && pwd)
name=${2:-lianbang}
cd "$(dirname "$0")"
if [ -z "${BASE:-}" ]; then
    BASE=localhost/lianbang-base
    if ! buildah inspect --type image "$BASE" > /dev/null 2>&1; then
        root=$(mktemp -d)
        trap 'rm -rf "$root"' EXIT INT TERM
        debootstrap --variant=minbase --include=python3,python3-venv bookworm "$root" "${MIRROR:-http://deb.debian.org/debian}"
        rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
        made=$(buildah from scratch)
        buildah add --quiet "$made" "$root" /
        buildah commit --quiet --rm "$made" "$BASE"
    fi
fi
buildah build --isolation "${BUILDAH_ISOLATION:-chroot}" --format docker --build-arg BASE="$BASE" --file Containerfile --tag "$name" "$folder"
buildah images "$name"
