#!/bin/sh
# See to it that the browser tests find a Chromium: the one that is there, or Debian's where it may be installed.
# Without one they are skipped, loudly; where REQUIRE_BROWSER is set, that is a failure.
set -u

found() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo -n"; fi
    $as_root apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null
}

found && exit 0
echo "No Chromium found; trying to install Debian's." >&2
install
found && exit 0
cat >&2 <<'TEXT'
##########################################################################
# NO CHROMIUM: the browser tests will be SKIPPED. Install it and repeat: #
#     apt-get install chromium                                           #
##########################################################################
TEXT
[ -z "${REQUIRE_BROWSER:-}" ]
