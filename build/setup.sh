# What run and test share: sourced, never run. Sets up .venv and, on Debian or Ubuntu, what Qt
# needs from the system. A second call reads two stamps and is done.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$top/.venv"

say() { printf '%s\n' "$*" >&2; }

# The newest Python that will do is not the best one: the locked libraries were tried on 3.11.
find_python() {
  local candidate
  for candidate in python3.11 python3.12 python3.13 python3; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  say "Passage Studio needs Python 3.11 or newer. Please install it and start again."
  return 1
}

# make_environment: a .venv that works; one that was copied, cut short or has lost its Python
# is made anew.
make_environment() {
  if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then return; fi
  local python
  python=$(find_python)
  say "Making the environment in .venv …"
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "$python has no venv module. On Debian or Ubuntu:  sudo apt-get install -y python3-venv"
    return 1
  fi
  rm -rf "$venv/bin" "$venv/lib" "$venv/lib64"
  "$python" -m venv "$venv"
}

# install_locked LOCKFILE: what the hashed list names is in the environment, in that version.
install_locked() {
  local lock=$1 stamp="$venv/.locked" wanted site
  # The folder belongs to the stamp: an environment that was moved with its checkout is mended.
  wanted="$(cksum <"$lock") $(basename "$lock") $top"
  if [ -x "$venv/bin/python" ] && grep -qxF "$wanted" "$stamp" 2>/dev/null; then return; fi
  make_environment
  say "Installing the locked libraries (about 400 MB on disk) …"
  # Twice quiet: no word about places that hold none of the libraries, only errors.
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
    --require-hashes --only-binary :all: -r "$lock"
  site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  printf '%s\n' "$top" >"$site/passage_studio.pth"
  printf '%s\n' '#!/bin/sh' 'exec "$(dirname "$0")/python" -m studio "$@"' >"$venv/bin/studio"
  chmod +x "$venv/bin/studio"
  # The development list holds all of the other one, so it serves both.
  if [ "$(basename "$lock")" = requirements-dev.txt ]; then
    wanted="$wanted
$(cksum <"$top/build/requirements.txt") requirements.txt $top"
  fi
  printf '%s\n' "$wanted" >"$stamp"
}

system_packages="libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libx11-6
  libfreetype6 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1
  libxkbcommon-x11-0 libxcb-image0 libxcb-render-util0 libxcb-util1 fonts-noto-cjk"

# Names of system_packages, and of Python's venv module where it is apart, that are not there.
missing_packages() {
  local package installed python
  # Newer releases carry some libraries under another name (the change to 64-bit time).
  installed=" $(for package in $system_packages; do printf '%s %st64 ' "$package" "$package"; done |
    xargs dpkg-query -W -f '${Package}=${db:Status-Status}\n' 2>/dev/null |
    sed -n 's/\(t64\)\{0,1\}=installed$//p' | tr '\n' ' ' || true) "
  for package in $system_packages; do
    case "$installed" in *" $package "*) ;; *) printf '%s ' "$package" ;; esac
  done
  if [ ! -x "$venv/bin/python" ] && python=$(find_python 2>/dev/null) &&
    ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    printf '%s ' "$(basename "$(readlink -f "$python")")-venv"
  fi
}

# Qt's libraries and a Japanese font, through apt where this user may; else the line to run.
install_system() {
  command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 || return 0
  local missing as_root="" tried="$venv/.tried-with-apt"
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ] && command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
  fi
  # What apt could not do once is not tried at every start.
  if [ "$(id -u)$as_root" = 0 ] || [ -n "$as_root" ]; then
    if [ "$(cat "$tried" 2>/dev/null)" != "$missing" ]; then
      say "Installing system packages: $missing"
      apt_install "$as_root" "$missing" && return 0
      mkdir -p "$venv" && printf '%s\n' "$missing" >"$tried"
    fi
  fi
  say "The window and Japanese text need system packages; please run once:  sudo apt-get install -y $missing"
}

apt_install() {
  local as_root=$1 missing=$2 patience="-o Acquire::Retries=1 -o Acquire::http::Timeout=30"
  # shellcheck disable=SC2086 # lists of words
  { $as_root apt-get -qq $patience update && $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq $patience install -y --no-install-recommends $missing; } >/dev/null 2>&1 </dev/null
}
