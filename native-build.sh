#!/usr/bin/env bash
# Builds the native executable, target/pure-reducer-<version>-runner.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
Usage: ./native-build.sh [--help] [--container] [MAVEN_ARGUMENT...]

Builds the native executable with the first of these that is installed:
  1. GraalVM or Mandrel for JDK 25 or newer: $GRAALVM_HOME, else $JAVA_HOME, else native-image on the PATH
  2. a builder container, with docker or podman (podman if $CONTAINER_RUNTIME=podman)
--container skips the first. Needs about 6 GB of memory and several minutes. Skips the tests; to run the
integration tests on the executable:
  ./native-build.sh verify -DskipTests=false -DskipITs=false

MAVEN_ARGUMENTs replace the default "package -DskipTests". Prints versions, and at the end the time and size.
TEXT
}

min_version=25

# Succeeds if $1 is the home of a GraalVM that is new enough.
is_graalvm() {
  local version
  [[ -x "$1/bin/native-image" ]] || return 1
  version=$("$1/bin/native-image" --version 2>/dev/null | sed -n '1s/^native-image \([0-9]*\).*/\1/p')
  ((${version:-0} >= min_version))
}

find_graalvm() {
  local home
  for home in "${GRAALVM_HOME:-}" "${JAVA_HOME:-}"; do
    if [[ -n "$home" ]] && is_graalvm "$home"; then
      graalvm=$home
      return
    fi
  done
  if home=$(command -v native-image); then
    home=$(readlink -f "$home")
    home=${home%/bin/native-image}
    home=${home%/lib/svm}
    if is_graalvm "$home"; then
      graalvm=$home
      return
    fi
  fi
  return 1
}

find_container_runtime() {
  local runtime
  for runtime in "${CONTAINER_RUNTIME:-docker}" podman; do
    if command -v "$runtime" >/dev/null && "$runtime" info >/dev/null 2>&1; then
      container_runtime=$runtime
      return
    fi
  done
  return 1
}

container_only=
while [[ "${1:-}" == -* ]]; do
  case $1 in
    --help | -h)
      usage
      exit 0
      ;;
    --container) container_only=yes ;;
    *) break ;;
  esac
  shift
done

native=(-Dquarkus.native.enabled=true -Dquarkus.package.jar.enabled=false)
if [[ -z $container_only ]] && find_graalvm; then
  export GRAALVM_HOME=$graalvm
  echo "native-build: with $GRAALVM_HOME" >&2
  "$GRAALVM_HOME/bin/native-image" --version >&2
elif find_container_runtime; then
  native+=(-Dquarkus.native.container-build=true "-Dquarkus.native.container-runtime=$container_runtime")
  echo "native-build: in a container, with $("$container_runtime" --version)" >&2
else
  if [[ -n $container_only ]]; then
    echo "native-build: install docker or podman, and start it" >&2
  else
    echo "native-build: install GraalVM or Mandrel for JDK $min_version or newer and set GRAALVM_HOME," \
      "or start docker or podman" >&2
  fi
  exit 1
fi

if (($# == 0)); then
  set -- package -DskipTests
fi
./mvnw -B -ntp "${native[@]}" "$@"

shopt -s nullglob
for executable in target/*-runner; do
  echo "native-build: $executable, $(($(wc -c <"$executable") / 1024 / 1024)) MiB, in $SECONDS s" >&2
done
