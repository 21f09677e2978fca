#!/usr/bin/env bash
# Follows pages of the book as a new user: runs their shell blocks, and saves their other blocks as
# the files that they ask for. `start.md`, then `layouts.md` (a module, a build script) and
# `shared-runtime.md` (two APIs in one repository). Usage: bash tests/newcomer/run.sh
#
# The project is in a temporary folder. CARGO_HOME contains only what was downloaded before.
# Crates are compiled below the target folder of the clone, without optimization.
set -euo pipefail

repository=$(cd "$(dirname "$0")/../.." && pwd)
page=start.md
target=$(realpath -m "${CARGO_TARGET_DIR:-$repository/target}")/newcomer
folder=$(mktemp -d)
output=$folder/output
touch "$output"

finish() {
    status=$?
    jobs -p | xargs -r kill 2>/dev/null || true
    if [ "$status" != 0 ]; then
        cat "$output"
        echo "error: tests/newcomer/run.sh failed after the commands above" >&2
    fi
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT

home=${CARGO_HOME:-$HOME/.cargo}
export RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
# The folder is always the same: cargo compiles again for a different one.
export CARGO_HOME=$target/home CARGO_TARGET_DIR=$target/target
rm -rf "$CARGO_HOME"
mkdir -p "$CARGO_HOME/registry" "$folder/project"
for part in registry/index registry/cache config.toml; do
    if [ -e "$home/$part" ]; then cp -R "$home/$part" "$CARGO_HOME/$part"; fi
done
export PATH=$CARGO_HOME/bin:$PATH
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0
export GIT_AUTHOR_NAME=Newcomer GIT_AUTHOR_EMAIL=newcomer@localhost
export GIT_COMMITTER_NAME=Newcomer GIT_COMMITTER_EMAIL=newcomer@localhost
ln -s "$repository" "$folder/oasmith"
cp "$repository/rust-toolchain.toml" "$folder/"

# An optimized build takes minutes and shows nothing more.
cargo() {
    if [ "$1" = install ]; then
        shift
        set -- install --debug "$@"
    fi
    command cargo "$@"
}

port=$(python3 -c 'import socket; it = socket.socket(); it.bind(("127.0.0.1", 0)); print(it.getsockname()[1])')

# The text of block number $2 in the language $1, with a free port.
block() {
    awk -v language="$1" -v number="$2" '
        /^```/ && inside { inside = 0; next }
        /^```/ { if ($0 ~ "^```" language "(,|$)" && ++count == number) inside = 1; next }
        inside' "$repository/docs/src/$page" | sed "s/8080/$port/g"
}

# Runs a shell block, and leaves what it prints in $output.
follow() {
    local commands
    commands=$(block sh "$1")
    [ -n "$commands" ] || { echo "$page has no shell block $1" >&2; exit 1; }
    perform "$commands"
}

# Runs commands, and leaves what they print in $output.
perform() {
    local started=$SECONDS
    echo "$1"
    eval "$1" >"$output" 2>&1
    echo "# $((SECONDS - started)) s"
}

# A page has as many shell blocks as this script runs.
ends() {
    [ -z "$(block sh "$1")" ] || {
        echo "$page has a shell block that this script does not run" >&2
        exit 1
    }
    echo "$page: every command works"
}

printed() {
    grep -q -- "$1" "$output" || { echo "the output lacks: $1" >&2; exit 1; }
}

# For `kill %1`.
set -m
cd "$folder"
follow 1
cd project
block yaml 1 >openapi.yaml
follow 2
follow 3
block rust 1 >src/main.rs
follow 4
printed '^Rex$'
follow 5
printed 'pets-sdk 0.1.0 → '
[ "$(git tag --list | wc -l)" = 2 ] && git tag --list | grep -qx pets-sdk-v0.1.0
[ -z "$(git status --porcelain)" ] || { git status >"$output"; exit 1; }
ends 6

# The document of the first chapter, and another API like it.
document=$(block yaml 1)
lamps() { sed 's/pet/lamp/g; s/Pet/Lamp/g'; }
cp server/pets.json server/lamps.json
python3 -m http.server "$port" --bind 127.0.0.1 --directory server >/dev/null 2>&1 &
server=$!
page=layouts.md

cd "$folder"
perform "cargo new --vcs none module"
cd module
echo "$document" >openapi.yaml
block toml 2 >sdk.toml
follow 1
additions=$(grep '^  cargo add ' "$output")
perform "$additions"
block rust 2 >src/main.rs
perform "cargo run"
printed '^Rex$'

cd "$folder"
perform "cargo new --vcs none build-script"
cd build-script
echo "$document" >openapi.yaml
block rust 3 >build.rs
block rust 4 >src/main.rs
follow 2
perform "$additions"
follow 3
perform "cargo run"
printed '^Rex$'
ends 4

page=shared-runtime.md
cd "$folder"
perform "git init shared"
cd shared
mkdir -p specs/runtime specs/pets specs/lamps
block toml 1 >specs/runtime/sdk.toml
block toml 2 >specs/pets/sdk.toml
echo "$document" >specs/pets/openapi.yaml
for file in sdk.toml openapi.yaml; do lamps <specs/pets/$file >specs/lamps/$file; done
follow 1
perform "cargo new --vcs none program"
cd program
follow 2
block rust 1 >src/main.rs
perform "cargo run"
printed '^1 lamps$'
printed '^1 pets$'
kill "$server"
ends 3
