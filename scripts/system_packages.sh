#!/bin/sh
# Installs the system packages that are missing when run as root, else says the one command to run.
# `python`: what `make setup` needs. `browser`: what the browser tests and screenshots need.
set -eu

wanted=""
case "${1:-}" in
  python)
    ${PYTHON:-python3} -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
      { echo "Steerboard needs Python 3.11 or newer; this is $(${PYTHON:-python3} --version)." >&2; exit 1; }
    ${PYTHON:-python3} -c 'import venv, ensurepip' 2>/dev/null || wanted="$wanted python3-venv"
    ;;
  browser)
    command -v chromium >/dev/null 2>&1 || wanted="$wanted chromium"
    # Without a Chinese font the screenshots show empty boxes.
    [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || wanted="$wanted fonts-noto-cjk"
    ;;
  *) echo "usage: $0 python|browser" >&2; exit 2 ;;
esac
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" != 0 ]; then
  echo "Missing system packages. Run: sudo apt-get update && sudo apt-get install -y$wanted" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $wanted >/dev/null
