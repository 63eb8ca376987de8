#!/bin/sh
# The lentiviral lots end to end: sh run.sh LOTS.csv [FOLDER]. First with the default minimum of three lots a side,
# then with the minimum lowered to two.
# LOTS.csv is lots_lv_spike_p24_titre.csv; the README says where its data come from. It uses the people of the
# demonstration, so `comparability demo --no-serve` comes first, with the same COMPARABILITY_DATA_DIR.
set -eu
lots=$1
here=$(dirname "$0")
output=${2:-lentivirus-package}
as() { # as USER COMMAND...: run a command as one of the demonstration's people
    user=$1
    shift
    printf '%s\n' 'seven lots of vector wait in Tuas' | comparability "$@" --as "$user" --password-stdin
}

as cmc.kim switch new "$here/switch.toml"
as qc.lim import "$lots" --product LV-SPIKE --mapping "$here/mapping.toml" --preview
as qc.lim import "$lots" --product LV-SPIKE --mapping "$here/mapping.toml"
as qa.sato results verify LV-SPIKE --comment "Compared with the published table."
as cmc.kim switch new "$here/switch_two_lots.toml"
for switch in LV-PRODUCERS LV-PRODUCERS-2; do
    as qa.sato protocol freeze "$switch" --seen "All results of the set are published and were known."
    as stat.rao assess "$switch"
    as qa.sato review "$switch" --comment "Inputs and figures reviewed."
    as ra.nguyen package assemble "$switch" --authority HSA --output "$output"
done
