# What a deploy or a rollback does on a server; `releases.py` starts it with: sh -c … litfass ACT FOLDER
#
# FOLDER/current is a link to FOLDER/releases/<id>, a whole built site with the till's files in _till/. A release is put
# together beside the others, out of hard links to the live one and of what comes in; one rename of the link makes it
# live, for readers and till at once. Nothing but releases/, current and .lock is ever touched.
set -eu
umask 022
act=$1 folder=$2

refuse() { echo "$1" >&2; exit 65; }

alone() { # of two at once the second is refused; the lock goes with whoever holds it, however that ends
    command -v flock >/dev/null || refuse 'there is no flock on that server. It comes with util-linux.'
    exec 9>.lock
    flock -n 9 || refuse 'another deploy is under way. Deploy again when it is done.'
}

tell() { # FILE: its name and size, then what it holds
    printf 'file %s %s\n' "$1" "$(($(wc -c <"$1")))"
    cat <"$1"
}

look() { # what there is
    echo 'litfass releases 1'
    if [ -L current ]; then
        printf 'live %s\n' "$(basename "$(readlink current)")"
        [ ! -f current/_till/output.json ] || tell current/_till/output.json
    elif [ -e current ]; then
        refuse "$folder/current is no link. Move it away; it will lead to the live release."
    fi
    for record in releases/*/_till/release.json; do
        [ ! -f "$record" ] || tell "$record"
    done
    echo end
}

lines() { # what comes in up to an empty line
    while IFS= read -r line && [ -n "$line" ]; do printf '%s\n' "$line"; done
}

collect() { # ID BASE COUNT: a release out of an older one, without what is named, and of the archive that comes in
    trap 'rm -rf releases/.incoming releases/.gone' EXIT
    rm -rf releases/.incoming
    mkdir releases/.incoming
    if [ "$2" != - ]; then
        cp -al "releases/$2/." releases/.incoming/
        tr '\n' '\0' <releases/.gone | (cd releases/.incoming && xargs -0 rm -f --)
        (cd releases/.incoming && find . -depth -type d -exec rmdir {} + 2>/dev/null) || :
    fi
    tar -xzof - -C releases/.incoming || refuse 'the upload broke off; the release before stays live. Deploy again.'
    [ "$(($(find releases/.incoming -type f | wc -l)))" -eq "$3" ] || exit 66
    sync
    mv releases/.incoming "releases/$1"
}

switch() { # ID: by one rename, so that there is no moment without a site
    [ -f "releases/$1/_till/output.json" ] || refuse "$folder/releases/$1 is no longer whole. Build that state again."
    rm -f .current
    ln -s "releases/$1" .current
    mv -fT .current current 2>/dev/null || mv -fh .current current 2>/dev/null || refuse "$folder/current cannot be set."
    echo live
}

[ "$act" = look ] || mkdir -p -- "$folder/releases"
if [ ! -d "$folder" ]; then
    printf 'litfass releases 1\nend\n'
    exit 0
fi
cd -- "$folder"
[ "$act" = look ] || alone
look
IFS=' ' read -r word id base count || exit 0
case $word in
release)
    lines >releases/.gone
    over=$(lines)
    collect "$id" "$base" "$count"
    switch "$id"
    for one in $over; do rm -rf "releases/$one"; done
    ;;
live) switch "$id" ;;
esac
