# Sourced by `mote`: instructions of the device and of its primitives, counted in an emulator and by callgrind.

bench_main=BenchImage
bench_board=core-thumbv7em

# bench_script: what happens to the device, recorded on this machine's JVM; prints the file.
bench_script() {
    local script=$out/bench.script image=$root/firmware/image/target sources
    # aiortc's, of 4 KB.
    local offer=$root/webrtc-lite/src/test/resources/org/mattermote/webrtc/sdp/recorded/aiortc-data-offer.sdp
    sources=$(source_list)
    if [ -f "$script" ] && [ -f "$script.stamp" ] && [ "$(<"$script.stamp")" = "$sources" ] \
        && [ -z "$(find "$root/firmware/image/src/test" "$root/stack/src/test/java/org/mattermote/stack/sim" "$offer" \
            -newer "$script" -print -quit)" ]; then
        printf '%s' "$script"
        return 0
    fi
    require_jdk
    require_maven
    mkdir -p "$out"
    lock
    step 'building what drives the device'
    if ! maven "$out/bench.log" -Pnative -pl firmware/image -am -DskipTests package; then
        maven_errors "$out/bench.log"
        step "the build failed; all of it is in $out/bench.log"
        exit 1
    fi
    "$(java_command)" -cp "$image/classes:$image/test-classes:$(<"$image/test-classpath")" \
        org.mattermote.firmware.image.bench.Recorder "$script" "$offer" || exit 1
    printf '%s' "$sources" >"$script.stamp"
    unlock
    printf '%s' "$script"
}

# bench_image BOARD HEAP: prints the image's path. The sum makes it another image when the script is another.
bench_image() {
    local script
    script=$(bench_script) || exit 1
    build_board "$1" "$bench_main" "-DMOTE_HEAP_BYTES=$2" "-DMOTE_SCRIPT=\"$script\"" \
        "-DMOTE_SCRIPT_SUM=$(cksum <"$script" | cut -d ' ' -f 1)u" "$root/firmware/image/src/main/c/bench.c"
}

# Lines `row times instructions longest-poll`. One instruction takes one nanosecond of the emulator's time.
bench_cortex_m4() {
    local image
    image=$(bench_image "$bench_board" 196608) || return 1
    timeout 300 qemu-system-arm -M mps2-an386 -nographic -monitor none -serial none -icount shift=0,sleep=off \
        -semihosting-config enable=on,target=native -kernel "$image" 2>&1 | bench_lines
}

# bench_lines: what the image said; anything but figures is said and is a failure.
bench_lines() {
    awk '$1 == "=" && NF == 6 { print $2, $3, $5, $6; rows++; next }
        $1 == "!" { print "mote: bench: poll " $2 " sent something else than on the JVM" > "/dev/stderr"; bad = 1; next }
        NF && !/^mote: (heap sealed|allocations)/ { print > "/dev/stderr" }
        END { exit bad || rows == 0 }'
}

# The same of this machine's code, without the longest poll.
bench_x86_64() {
    local image folder=$out/callgrind
    image=$(bench_image linux 393216) || return 1
    rm -rf "$folder" && mkdir -p "$folder"
    valgrind -q --tool=callgrind --collect-atstart=no --callgrind-out-file="$folder/out" "$image" self-test \
        >"$folder/lines" 2>"$folder/log" || { cat "$folder/lines" "$folder/log" >&2; return 1; }
    bench_lines <"$folder/lines" >"$folder/rows" || return 1
    cat "$folder"/out* | awk -v rows="$folder/rows" '
        /^desc: Trigger: Client Request: row-/ { split($NF, part, "-"); row = part[2] }
        /^totals: / && row != "" { total[row] += $2; row = "" }
        END { while ((getline < rows) > 0) print $1, $2, total[$1] + 0, 0 }'
}

# bench_table CEILINGS M4 X86: rows, instructions each time, and what is over its ceiling; false if anything is.
bench_table() {
    awk -v m4="$2" -v x86="$3" '
        function spaced(n,  s) {
            s = sprintf("%d", n)
            while (match(s, /[0-9][0-9][0-9][0-9]($|,)/)) s = substr(s, 1, RSTART) "," substr(s, RSTART + 1)
            return s
        }
        function line(name, a, b, ceiling,  over) {
            over = ceiling != "-" && a > ceiling
            bad += over
            printf "%-32s %12s %12s %12s%s\n", name, a == "" ? "-" : spaced(a), b == "" ? "-" : spaced(b), \
                ceiling == "-" ? "" : spaced(ceiling), over ? "  over" : ""
        }
        BEGIN {
            while ((getline < m4) > 0) {
                arm[$1] = int($3 / $2 + 0.5)
                if ($1 < 32 && $4 > longest) longest = $4
            }
            while (x86 != "" && (getline < x86) > 0) pc[$1] = int($3 / $2 + 0.5)
            printf "%-32s %12s %12s %12s\n", "instructions", "Cortex-M4", "x86-64", "ceiling"
        }
        /^#/ || NF < 3 { next }
        {
            name = $0; sub(/^[^ ]+ [^ ]+ /, "", name)
            if ($1 == "poll") line(name, longest, "", $2)
            else if (split($1, two, "-") == 2 && (two[1] in arm) && (two[2] in arm))
                line(name, arm[two[1]] - arm[two[2]], pc[two[1]] - pc[two[2]], $2)
            else if (!($1 in arm)) { print "mote: bench: row " $1 " (" name ") was not counted" > "/dev/stderr"; bad++ }
            else line(name, arm[$1], pc[$1], $2)
        }
        END { exit bad > 0 }' "$1"
}

run_bench() {
    local x86=''
    [ $# = 0 ] || refuse "bench: $1 is unknown; it takes no options"
    require_compiler "$bench_board" || refuse "bench: $(board_value "$bench_board" compiler) is needed and not here: install $(board_value "$bench_board" packages)"
    require_emulator "$bench_board" || refuse 'bench: qemu-system-arm is needed and not here: install it'
    mkdir -p "$out"
    bench_cortex_m4 >"$out/bench.m4" || { step 'bench: the image in the emulator said no'; exit 1; }
    if ! command -v valgrind >/dev/null 2>&1 && ! install_packages valgrind; then
        step 'bench: no figures of x86-64, valgrind is not here'
    elif ! require_compiler linux; then
        step "bench: no figures of x86-64, $(board_value linux compiler) is not here"
    else
        bench_x86_64 >"$out/bench.x86" || { step 'bench: the image under callgrind said no'; exit 1; }
        x86=$out/bench.x86
    fi
    bench_table "$root/boards/$bench_board/instructions" "$out/bench.m4" "$x86" || { step 'bench: over a ceiling'; exit 1; }
}

# The ceilings, in the emulator only.
test_instructions() {
    local table=''
    if ! require_compiler "$bench_board" || ! require_emulator "$bench_board"; then
        skip instructions 'arm-none-eabi-gcc or qemu-system-arm is not here'
        return 0
    fi
    if bench_cortex_m4 >"$out/bench.m4" && table=$(bench_table "$root/boards/$bench_board/instructions" "$out/bench.m4" ''); then
        step 'instructions: below the ceilings'
        count 1 0 0
    else
        printf '%s\n' "$table" >&2
        step 'instructions: over a ceiling'
        count 0 1 0
    fi
}
