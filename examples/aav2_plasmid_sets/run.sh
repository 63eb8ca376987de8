#!/bin/sh
# The AAV2 productions end to end: sh run.sh LOTS.csv [FOLDER]
# LOTS.csv is lots_aav2_plasmid_change.csv; the README says where its data come from. It uses the people of the
# demonstration, so `comparability demo --no-serve` comes first, with the same COMPARABILITY_DATA_DIR.
set -eu
lots=$1
here=$(dirname "$0")
output=${2:-aav2-package}
as() { # as USER COMMAND...: run a command as one of the demonstration's people
    user=$1
    shift
    printf '%s\n' 'seven lots of vector wait in Tuas' | comparability "$@" --as "$user" --password-stdin
}

as cmc.kim switch new "$here/switch.toml"
as qc.lim import "$lots" --product AAV2-WT --mapping "$here/mapping.toml"
as qa.sato results verify AAV2-WT --comment "Compared with the published table."
as qa.sato protocol freeze AAV2-PLASMIDS --seen "All results of the set are published and were known."
as stat.rao assess AAV2-PLASMIDS
as qa.sato review AAV2-PLASMIDS --comment "Inputs and figures reviewed."
as ra.nguyen package assemble AAV2-PLASMIDS --authority FDA --output "$output"
