#!/usr/bin/env bash
# mutation-check.sh [MUTATION…]: mutation check of the fault suite. Each mutation is a patch that removes one
# safeguard from a copy of this tree; the suite must fail with the expected check. Without arguments all
# mutations are checked; MAVEN_ARGS are passed to Maven. Exit status: the number of undetected mutations.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
patches=$root/src/test/resources/mutations
logs=$root/target/mutations

# mutation, scenario, expected check
mutations='
version-check latency         I1
dedup-row     cut-postgres    I4
sorted-locks  latency         locks
lease         latency         leases
delete-first  kill-instance   I5
early-ack     kill-instance   I4
'

copy_with() { # MUTATION TO
  git -C "$root" ls-files -z | tar -C "$root" --null --files-from=- -c | tar -C "$2" -x
  patch -s -p1 -d "$2" < "$patches/$1.patch"
}

check() { # MUTATION SCENARIO EXPECTED
  local work log
  work=$(mktemp -d)
  log=$logs/$1.log
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

mkdir -p "$logs"
undetected=0
while read -r mutation scenario expected; do
  [ -n "$mutation" ] || continue
  [ $# = 0 ] || [[ " $* " == *" $mutation "* ]] || continue
  check "$mutation" "$scenario" "$expected" < /dev/null || undetected=$((undetected + 1))
done <<< "$mutations"
exit $undetected
