#!/usr/bin/env bash
# Holds the limits, shows what is over beside the files, and hands on the exit status.
set -euo pipefail
paths=()
while IFS= read -r path; do
  [ -z "$path" ] || paths+=("$path")
done <<< "$ULLAGE_PATHS"
arguments=(report --model "$ULLAGE_FOR" --limits "$ULLAGE_LIMITS" --quiet)
status=0
"$ULLAGE_PROGRAM" "${arguments[@]}" --format github -- "${paths[@]+"${paths[@]}"}" || status=$?
[ -z "$ULLAGE_SARIF" ] || "$ULLAGE_PROGRAM" "${arguments[@]}" --format sarif -- "${paths[@]+"${paths[@]}"}" > "$ULLAGE_SARIF" || true
[ -z "${GITHUB_OUTPUT:-}" ] || echo "status=$status" >> "$GITHUB_OUTPUT"
[ -z "${GITHUB_STEP_SUMMARY:-}" ] ||
  "$ULLAGE_PROGRAM" "${arguments[@]}" --top 20 --format markdown -- "${paths[@]+"${paths[@]}"}" >> "$GITHUB_STEP_SUMMARY" 2> /dev/null || true
exit "$status"
