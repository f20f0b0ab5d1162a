#!/bin/sh
# Puts jailer into place, or takes it away again.
# usage: install.sh install|deinstall PRODUCTS DESTDIR PREFIX
#   PRODUCTS  folder with the built executables (not used by deinstall)
# share/jailer/files lists what install put there; deinstall, and the next
# install, remove just that, so plugins of others stay.
set -eu

verb=${1:?usage: install.sh install|deinstall PRODUCTS DESTDIR PREFIX}
products=$2
destination=$3$4
source=$(cd "$(dirname "$0")/.." && pwd)
list=share/jailer/files
umask 022

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

# What was installed last time, one path a line, relative to PREFIX.
former() {
    if [ -f "$destination/$list" ]; then cat "$destination/$list"; fi
}

# A list that somebody changed must not lead outside of PREFIX.
remove() {
    while IFS= read -r file; do
        case $file in
        '' | /* | *..*) fail "not removed, strange path in $list: $file" ;;
        esac
        rm -f "$destination/$file"
        folder=${file%/*}
        while [ "$folder" != "$file" ]; do
            rmdir "$destination/$folder" 2>/dev/null || break
            case $folder in
            */*) folder=${folder%/*} ;;
            *) break ;;
            esac
        done
    done
}

# file mode source: a new file, so that a running program keeps its own.
put() {
    if [ -e "$destination/$1" ] && ! former | grep -qxF "$1"; then
        fail "$destination/$1 is there already and is not ours"
    fi
    mkdir -p "$destination/${1%/*}"
    rm -f "$destination/$1"
    install -m "$2" "$3" "$destination/$1"
    echo "$1" >>"$new"
}

# file first: one more name for what is there already.
link() {
    if [ -e "$destination/$1" ] && ! former | grep -qxF "$1"; then
        fail "$destination/$1 is there already and is not ours"
    fi
    rm -f "$destination/$1"
    ln "$destination/$2" "$destination/$1"
    echo "$1" >>"$new"
}

install_all() {
    new=$(mktemp)
    trap 'rm -f "$new"' EXIT
    trap 'exit 1' HUP INT TERM
    put sbin/jailer 755 "$products/jailer"
    if [ "$(uname -s)" = Linux ]; then
        put sbin/jail 755 "$products/linux-jail"
        link sbin/jls sbin/jail
        link sbin/jexec sbin/jail
    fi
    first=
    for manifest in "$source"/Plugins/*/manifest.json; do
        [ -f "$manifest" ] || continue
        name=${manifest%/manifest.json}
        name=libexec/jailer/${name##*/}
        if [ -z "$first" ]; then
            first=$name
            put "$name" 755 "$products/core-plugins"
        else
            link "$name" "$first"
        fi
        put "$name.json" 644 "$manifest"
    done
    for page in "$source"/docs/man/*.8; do
        [ -f "$page" ] || continue
        put "share/man/man8/${page##*/}" 644 "$page"
    done
    # Gone since the last version: not in the new list.
    former | grep -vxF -f "$new" | grep -vxF "$list" | remove
    echo "$list" >>"$new"
    mkdir -p "$destination/share/jailer"
    install -m 644 "$new" "$destination/$list"
}

case $verb in
install) install_all ;;
deinstall)
    [ -f "$destination/$list" ] || fail "no $destination/$list: nothing of ours there"
    copy=$(mktemp)
    trap 'rm -f "$copy"' EXIT
    trap 'exit 1' HUP INT TERM
    former >"$copy"
    remove <"$copy"
    ;;
*) fail "install or deinstall, not $verb" ;;
esac
