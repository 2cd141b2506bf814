#!/bin/sh
# Makes sure that the servers, the browser and the fonts of the test suite are on this machine.
# As root on Debian it installs what is missing; otherwise it says which command to run and stops.
set -eu

missing=
need() { # need PACKAGE TEST…
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
postgres_here() { ls /usr/lib/postgresql/*/bin/initdb || command -v initdb; }
program_here() { PATH=$PATH:/usr/sbin command -v "$1"; }
cjk_font_here() { fc-list :lang=zh file | grep -q . || ls /usr/share/fonts/opentype/noto/NotoSansCJK*; }

need postgresql postgres_here
need radosgw program_here radosgw
need ceph-mon program_here ceph-mon
need ceph-osd program_here ceph-osd
need chromium program_here chromium
need prometheus program_here promtool
need redis-server program_here redis-server
need nginx-light program_here nginx
need libnginx-mod-http-brotli-static test -e /usr/lib/nginx/modules/ngx_http_brotli_static_module.so
need docker-compose program_here docker-compose
need gcc program_here cc
need libc6-dev test -e /usr/include/stdlib.h
need fonts-noto-cjk cjk_font_here
need poppler-utils program_here pdftoppm
need zbar-tools program_here zbarimg
if [ -z "$missing" ]; then exit 0; fi

command="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "make test needs programs that are not on this machine:$missing" >&2
    echo "On Debian or Ubuntu, run once:  sudo $command" >&2
    exit 1
fi
echo "Installing for the tests:$missing"
export DEBIAN_FRONTEND=noninteractive
wait_for_lock="-o DPkg::Lock::Timeout=300"
apt-get $wait_for_lock update -qq
# shellcheck disable=SC2086 # the words of $missing are separate packages
apt-get $wait_for_lock install -y -qq --no-install-recommends $missing >/dev/null
