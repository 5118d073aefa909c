# What run and test share: sourced, never run. Sets up .venv and, on Debian or Ubuntu, Qt's libraries.
# A second call finds its stamps and does nothing.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$top/.venv"

say() { printf '%s\n' "$*" >&2; }

find_python() {
  local candidate
  for candidate in python3.11 python3.12 python3.13 python3; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  say "Passage Studio needs Python 3.11 or newer with its venv module; please install it."
  return 1
}

# install_locked LOCKFILE: the environment holds just what the hashed list says.
install_locked() {
  local lock=$1 stamp="$venv/.locked" wanted
  wanted="$(cksum <"$lock") $(basename "$lock")"
  # The development list holds all of the other one, so it serves both.
  if [ -f "$stamp" ] && grep -qxF "$wanted" "$stamp"; then return; fi
  if [ ! -x "$venv/bin/python" ]; then
    say "Making the environment in .venv …"
    "$(find_python)" -m venv "$venv"
  fi
  say "Installing the locked libraries (about 350 MB on disk) …"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes --only-binary :all: -r "$lock"
  printf '%s\n' "$top" >"$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/passage_studio.pth"
  printf '%s\n' '#!/bin/sh' "exec \"$venv/bin/python\" -m studio \"\$@\"" >"$venv/bin/studio"
  chmod +x "$venv/bin/studio"
  if [ "$(basename "$lock")" = requirements-dev.txt ]; then
    printf '%s\n' "$(cksum <"$top/build/requirements.txt") requirements.txt" >"$stamp"
  else
    : >"$stamp"
  fi
  printf '%s\n' "$wanted" >>"$stamp"
}

system_packages="libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libx11-6
  libfreetype6 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1
  libxkbcommon-x11-0 libxcb-image0 libxcb-render-util0 libxcb-util1 fonts-noto-cjk"

# Qt's libraries and a Japanese font, through apt where this user may; else the line to run.
install_system() {
  command -v dpkg-query >/dev/null 2>&1 || return 0
  local missing="" package
  for package in $system_packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
      # Newer releases carry some libraries under another name (time_t 64 transition).
      dpkg-query -W -f '${Status}' "${package}t64" 2>/dev/null | grep -q '^install ok installed$' ||
      missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  local as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
      as_root="sudo -n"
    else
      say "Qt and Japanese text need some system packages. Please run:"
      say "  sudo apt-get install -y$missing"
      return 0
    fi
  fi
  say "Installing system packages:$missing"
  if ! { $as_root apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
    $as_root apt-get -qq install -y --no-install-recommends $missing; } >/dev/null; then
    say "apt could not install them. Please run:  sudo apt-get install -y$missing"
  fi
}
