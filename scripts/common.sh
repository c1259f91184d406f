# shellcheck shell=bash disable=SC2034
# Shared by the scripts beside it (sourced, not run): the machine's tools, the web map, where builds go.
# Everything here is safe to repeat and does nothing the second time.

# What the build needs on Debian 12. PROJ and HiGHS are built from source (cmake, g++), and bindgen reads
# their headers (libclang). sqlite3 makes PROJ's database.
BUILD_PACKAGES=(cmake libclang-dev g++ make pkg-config sqlite3)
TEST_PACKAGES=(chromium gdal-bin python3 python3-venv)

say() { printf '\n== %s\n' "$*"; }

complain() {
    printf '%s\n' "$*" >&2
    return 1
}

# install_packages NAME...: apt-get for those that are not installed; nothing at all when none is missing.
install_packages() {
    if ! command -v dpkg-query >/dev/null; then
        printf 'Not a Debian system: please see to it that these are installed: %s\n' "$*" >&2
        return 0
    fi
    local name missing=()
    for name in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || complain "Please install as root: apt-get install ${missing[*]}" || return 1
        root=(sudo)
    fi
    say "Installing ${missing[*]}"
    "${root[@]}" apt-get update
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

# not_older HAVE WANT: whether version HAVE is WANT or newer.
not_older() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

check_tools() {
    local want have
    want=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    command -v cargo >/dev/null || complain "Rust $want or newer is needed: see https://rustup.rs" || return 1
    have=$(rustc --version | awk '{ print $2 }')
    not_older "$have" "$want" || complain "Rust $want or newer is needed, this is $have: rustup update stable" || return 1
    want=$(sed -n 's/.*"node": *">=\([0-9.]*\)".*/\1/p' web-map/package.json)
    command -v npm >/dev/null || complain "Node $want or newer with npm is needed: see https://nodejs.org" || return 1
    have=$(node --version | tr -d v)
    not_older "$have" "$want" || complain "Node $want or newer is needed, this is $have" || return 1
}

# One line that changes when any of the web map's own files does.
web_map_state() {
    find web-map -type f \
        -not -path 'web-map/node_modules/*' -not -path 'web-map/dist/*' -not -path 'web-map/shots/*' -print0 |
        sort -z | xargs -0 sha256sum | sha256sum
}

# npm ci when the lock or Node changed. The stamp lies in node_modules, so that it goes when they go.
install_web_map() {
    local stamp=web-map/node_modules/.gandan-lock state
    state="$(node --version) $(sha256sum <web-map/package-lock.json)"
    [ "$(cat "$stamp" 2>/dev/null)" != "$state" ] || return 0
    say "Installing the web map's packages"
    (cd web-map && npm ci --no-audit --no-fund) || return 1
    printf '%s\n' "$state" >"$stamp"
}

# web-map/dist, anew only when a file of the web map changed.
build_web_map() {
    install_web_map || return 1
    local stamp=web-map/node_modules/.gandan-dist state
    state=$(web_map_state)
    if [ -f web-map/dist/index.html ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ]; then
        return 0
    fi
    say "Building the web map"
    (cd web-map && npm run build) || return 1
    # The program embeds dist, and cargo does not see new files there.
    touch src/lib.rs
    printf '%s\n' "$state" >"$stamp"
}

target_dir() { printf '%s\n' "${CARGO_TARGET_DIR:-target}"; }
