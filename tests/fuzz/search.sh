#!/bin/sh
# Searches with libFuzzer: search.sh SECONDS NAME...   What is found lies in build/fuzz/found/; a fixed fault's input belongs into
# tests/fuzz/corpus/NAME/.
seconds=$1
shift
failed=0
mkdir -p build/fuzz/found
for name; do
    mkdir -p "build/fuzz/corpus/$name"
    log=build/fuzz/found/$name.log
    if "build/fuzz/tests/search_$name" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/found/$name-" "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
        echo "ok - fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, nothing found"
    else
        echo "not ok - fuzz $name: see $log"
        tail -n 25 "$log"
        failed=1
    fi
done
exit $failed
