#!/usr/bin/env bash
# teeth.sh [SAFEGUARD…]: takes one safeguard after another out of a copy of this tree, and says whether
# the fault suite notices. All of them without arguments; arguments of Maven in MAVEN_ARGS.
# A trial passes if the suite fails with the check that is to notice. Exit status: the trials that did not.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
patches=$root/src/test/resources/teeth

# safeguard, scenario, how the finding begins
trials='
version-check latency         I1
dedup-row     cut-postgres    I4
sorted-locks  latency         locks
lease         latency         leases
delete-first  kill-instance   I5
early-ack     kill-instance   I4
'

copy_with() { # SAFEGUARD TO
  git -C "$root" ls-files -z | tar -C "$root" --null --files-from=- -c | tar -C "$2" -x
  patch -s -p1 -d "$2" < "$patches/$1.patch"
}

trial() { # SAFEGUARD SCENARIO FINDING
  local work log
  work=$(mktemp -d)
  log=$root/target/teeth/$1.log
  copy_with "$1" "$work"
  (cd "$work" && ./mvnw -q verify -Pchaos -Dspotless.check.skip "-Dchaos.only=$2" \
    "-Dchaos.seed=${SEED:-1}" ${MAVEN_ARGS:-}) > "$log" 2>&1 || true
  rm -rf "$work"
  if grep -qa "^chaos $2 .*BROKEN" "$log" && grep -qa "^  $3 " "$log"; then
    echo "PASS $1: $2 found $(grep -am1 "^  $3 " "$log" | cut -c3-160)"
  else
    echo "FAIL $1: $2 did not find $3, see $log"
    return 1
  fi
}

mkdir -p "$root/target/teeth"
missed=0
while read -r safeguard scenario finding; do
  [ -n "$safeguard" ] || continue
  [ $# = 0 ] || [[ " $* " == *" $safeguard "* ]] || continue
  trial "$safeguard" "$scenario" "$finding" < /dev/null || missed=$((missed + 1))
done <<< "$trials"
exit $missed
