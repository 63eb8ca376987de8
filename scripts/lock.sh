#!/bin/sh
# Resolve every dependency anew and write the lock files: exact versions, the hash of every published file, no
# addresses. Run with the oldest Python supported, whose resolution holds on the newer ones.
set -eu

python=${1:?"usage: scripts/lock.sh PYTHON"}
export CUSTOM_COMPILE_COMMAND="make lock"

compile() {
    "$python" -m piptools compile --quiet --upgrade --generate-hashes --strip-extras \
        --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options "$@"
}

cd "$(dirname "$0")/.."
# Each later file is held to the versions of the earlier ones, so that all of them fit into one environment.
compile pyproject.toml --output-file requirements/run.lock
compile pyproject.toml --only-build-deps --build-deps-for editable --output-file requirements/build.lock \
    --constraint requirements/run.lock
compile requirements/node.in --output-file requirements/node.lock
compile pyproject.toml --extra test --extra build --output-file requirements/test.lock --constraint requirements/run.lock \
    --constraint requirements/build.lock
compile pyproject.toml --extra bench --output-file requirements/bench.lock --constraint requirements/run.lock \
    --constraint requirements/test.lock
