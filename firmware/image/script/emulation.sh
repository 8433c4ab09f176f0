# Sourced by `mote`: tests of images, in this machine's code and in an emulator.

# Boards that are only compared in size.
core_boards() { native_boards | grep '^core-'; }

# self_test_on BOARD: the lines of the self-test.
self_test_on() {
    local main=SelfTest image
    case $1 in
        jvm)
            generate_c "$main"
            mkdir -p "$out/jvm"
            "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -d "$out/jvm" \
                "$root"/firmware/image/src/jvm/java/org/mattermote/firmware/image/ConsoleNatives.java || return 1
            "$(java_command)" -cp "$out/jvm:$root/firmware/image/target/classes:$(<"$root/firmware/image/target/classpath")" \
                "org.mattermote.firmware.image.$main"
            ;;
        linux) image=$(build_board linux "$main") && "$image" self-test ;;
        *) image=$(build_board "$1" "$main") && on_standins "$1" "$image" ;;
    esac
}

# require_emulator BOARD: of images over stand-ins.
require_emulator() {
    local emulator
    emulator=$(board_value "$1" standin-emulator)
    # shellcheck disable=SC2046
    command -v "${emulator%% *}" >/dev/null 2>&1 || install_packages $(board_value "$1" standin-packages)
}

# The same lines from a JVM, from this machine's code and from a Cortex-M4's.
test_self_test() {
    local board expected got
    expected=$(self_test_on jvm)
    for board in linux $(core_boards) mps2-an386; do
        can_run_on "$board" self-test || continue
        got=$(self_test_on "$board")
        if [ -n "$got" ] && [ "$got" = "$expected" ] && [ "${got##*$'\n'}" = ok ]; then
            step "self-test on $board: as on the JVM"
            count 1 0 0
        else
            step "self-test on $board: not as on the JVM"
            diff <(printf '%s\n' "$expected") <(printf '%s\n' "$got") >&2
            count 0 1 0
        fi
    done
}

# fault_test_on BOARD: a boot for each kind of fault, a line of the fault before it each.
fault_test_on() {
    local image folder
    image=$(build_board "$1" FaultTest) || return 1
    if [ "$1" = linux ]; then
        folder=$(mktemp -d "$out/fault.XXXXXX")
        timeout 60 "$image" fault-test "$folder" 2>&1
        rm -r "$folder"
    else
        on_standins "$1" "$image"
    fi
}

# Every kind of fault, planted: the device restarts by itself, and the record survives that.
test_faults() {
    local board expected got
    expected=$(printf 'mote: last fault: %s\n' exception 'bounds check' 'cast check' 'heap too small' \
        'allocation after the seal' 'division by zero' null 'stack overflow' 'processor exception' && echo ok)
    for board in linux core-thumbv7em mps2-an386; do
        can_run_on "$board" faults || continue
        got=$(fault_test_on "$board" | sed 's/ code=0x[0-9a-f]* address=0x[0-9a-f]*$//')
        if [ "$got" = "$expected" ]; then
            step "faults on $board: each restarts the device and is told by the next boot"
            count 1 0 0
        else
            step "faults on $board: not as planted"
            diff <(printf '%s\n' "$expected") <(printf '%s\n' "$got") >&2
            count 0 1 0
        fi
    done
}

# can_run_on BOARD WHAT: false, with a reason, if its compiler or emulator is not here.
can_run_on() {
    local crate
    if ! require_compiler "$1"; then
        skip "$2 on $1" "$(board_value "$1" compiler) is not here"
        return 1
    fi
    if [ -n "$(board_value "$1" standin-emulator)" ] && ! require_emulator "$1"; then
        skip "$2 on $1" "$(board_value "$1" standin-packages) is not here"
        return 1
    fi
    crate=$(board_value "$1" crate)
    if [ -n "$crate" ]; then
        if ! command -v cargo >/dev/null 2>&1 && ! install_packages cargo; then
            skip "$2 on $1" 'cargo is not here'
            return 1
        fi
        if ! crate_folder "$crate" >/dev/null; then
            skip "$2 on $1" "crate $crate is not here and cannot be fetched"
            return 1
        fi
    fi
}

# The light's session with a simulated controller, kept; see SessionRecordTest.
session_record=$root/firmware/image/src/test/resources/session.record

# replay_on BOARD FLAT [MAIN]: what an image says that is given the recording.
replay_on() {
    local image main=${3:-LightImage}
    case $1 in
        linux*) image=$(build_replay "$1" "$main" -DMOTE_REPLAY_PAGES=64) && "$image" "$2" 2>&1 ;;
        *) image=$(build_replay "$1" "$main" "-DMOTE_REPLAY=\"$2\"") && on_standins "$1" "$image" ;;
    esac
}

# A recorded session given to images with its entropy and clock: the bytes the JVM sent, and the same lines everywhere.
test_replay() {
    local board flat wanted got first='' said
    ensure_built
    wanted=$(launch replay "$session_record")
    if [[ $wanted != 'replayed '*' packets, identical' ]]; then
        step "replay: the kept session is not what the stack does now (${wanted#replay: }); make it again with"
        step "  mvn -pl firmware/boot -am test -Dtest=SessionRecordTest -Dsurefire.failIfNoSpecifiedTests=false -Dmote.session.record=$session_record"
        count 0 1 0
        return
    fi
    flat=$(flat_recording "$session_record") || exit 1
    # The last one twice: an emulator that is given the same does the same. linux-sanitize: a report ends it.
    for board in linux linux-sanitize core-thumbv7em mps2-an386 mps2-an386; do
        can_run_on "$board" replay || continue
        got=$(replay_on "$board" "$flat")
        said=${got##*$'\n'}
        first=${first:-$got}
        if [ "$said" = "$wanted" ] && [ "$got" = "$first" ] && grep -qx 'mote: allocations after seal: 0' <<<"$got"; then
            step "replay on $board: $said with the JVM's"
            count 1 0 0
        else
            step "replay on $board: $said"
            [ "$got" = "$first" ] || diff <(printf '%s\n' "$first") <(printf '%s\n' "$got") >&2
            count 0 1 0
        fi
    done
}

# ---- The light on mps2-an386 --------------------------------------------------------------------

# alone_on_mps2 FOLDER [FLAG...]: the light boots in FOLDER without a network, with given randomness, is told to
# stop, and says what it says. The same each time.
alone_on_mps2() {
    local folder=$1 image
    shift
    image=$(build_board mps2-an386 LightImage "$@") || return 1
    ensure_built
    mkdir -p "$folder"
    [ -f "$folder/factory.bin" ] || "$(java_command)" "${java_flags[@]}" -cp "$(<"$out/classpath")" "$main_class" \
        factory-data --out "$folder/factory.bin" --passcode 20202021 --discriminator 3840 >/dev/null 2>&1 || return 1
    # Again and again: a restart forgets what was typed.
    while printf '\003' 2>/dev/null && sleep 0.5; do :; done | timeout 60 python3 "$root/platform-bsp/chip-mps2/emulator.py" --image "$image" --storage "$folder" \
        --port 5540 --label offline --offline --time virtual --epoch 800000000000000 --entropy "$session_record" \
        2> >(grep -v 'has no peer' >&2)
}

# no_late_allocation: true if what a device said, in standard input, ends every life with none.
no_late_allocation() {
    awk '/ allocations after seal: / { ends++; bad += $NF != 0 } /^mote: last fault: / { bad++ }
        END { exit !(ends > 0 && bad == 0) }'
}

# Boot and seal, twice: the same lines and the same store.
test_boot() {
    local folder first again
    can_run_on mps2-an386 boot || return
    folder=$(mktemp -d "$out/boot.XXXXXX")
    first=$(alone_on_mps2 "$folder/1")
    again=$(mkdir "$folder/2" && cp "$folder/1"/factory.bin* "$folder/2" && alone_on_mps2 "$folder/2")
    if grep -q '^mote: ready ' <<<"$first" && no_late_allocation <<<"$first" && [ "$first" = "$again" ] \
        && cmp -s "$folder/1/mattermote.store" "$folder/2/mattermote.store"; then
        step "boot on mps2-an386: sealed, $(sed -n 's/^mote: //; $p' <<<"$first"); the same lines and store twice"
        count 1 0 0
    else
        step 'boot on mps2-an386: not sealed, or not the same twice'
        diff <(printf '%s\n' "$first") <(printf '%s\n' "$again") >&2
        count 0 1 0
    fi
    first=$(alone_on_mps2 "$folder/1" -DMOTE_PLANT_ALLOCATION)
    if grep -q '^mote: last fault: allocation after the seal' <<<"$first" && ! no_late_allocation <<<"$first"; then
        step 'planted allocation on mps2-an386: noticed'
        count 1 0 0
    else
        step 'planted allocation on mps2-an386: not noticed'
        printf '%s\n' "$first" >&2
        count 0 1 0
    fi
    test_damaged_store "$folder/2"
    rm -r "$folder"
}

# test_damaged_store FOLDER: a store with a wrong byte in its first record. The device says so, runs, and changes nothing.
test_damaged_store() {
    local store=$1/mattermote.store said
    printf mote | dd of="$store" bs=1 seek=$((24 + 12)) conv=notrunc status=none
    cp "$store" "$store.damaged"
    said=$(alone_on_mps2 "$1")
    if grep -q '^mote: store-damaged reason=[1-9] ' <<<"$said" && grep -q '^mote: ready .*fabrics=0' <<<"$said" \
        && cmp -s "$store" "$store.damaged"; then
        step 'damaged store on mps2-an386: told, nothing of it changed, the device runs'
        count 1 0 0
    else
        step 'damaged store on mps2-an386: not told, or changed'
        printf '%s\n' "$said" >&2
        count 0 1 0
    fi
}

# can_network WHAT: false, with a reason, if a network for the emulator cannot be had.
can_network() {
    if ! command -v ip >/dev/null 2>&1 && ! install_packages iproute2; then
        skip "$1" 'ip is not here'
    elif ! command -v python3 >/dev/null 2>&1 && ! install_packages python3; then
        skip "$1" 'python3 is not here'
    elif ! unshare --user --map-root-user --net sh -c 'ip tuntap add dev mote0 mode tap && ip link add dev motebr0 type bridge' \
        >/dev/null 2>&1; then
        skip "$1" 'this user may make no tap device and no bridge in a network namespace of its own'
    else
        return 0
    fi
    return 1
}

# can_commission: false, with a reason, if matter.js or a network for the emulator cannot be had.
can_commission() {
    local what="light on mps2-an386, commissioned by matter.js" have
    have=$(node_version)
    if { [ -z "$have" ] || ! version_at_least "$have" 20.19 || ! command -v npm >/dev/null 2>&1; } \
        && ! { install_packages nodejs npm && version_at_least "$(node_version)" 20.19; }; then
        skip "$what" 'Node.js 20.19 or later with npm is not here'
        return 1
    fi
    can_network "$what"
}

# The light over the network: commissioned, toggled, read, subscribed to, stopped and started with its state; and over BLE.
test_commissioned() {
    local log=$root/firmware/interop/target/log good bad skips line said=0 clean=0 device main
    can_run_on mps2-an386 'light over a network' || return
    can_commission || return
    for main in LightImage LightTcpImage CameraImage AgreeingCameraImage; do
        build_board mps2-an386 "$main" ${MOTE_PLANT:+-DMOTE_PLANT_"${MOTE_PLANT^^}"} >/dev/null || exit 1
    done
    step 'light and camera on mps2-an386 and matter.js'
    # Not what is sent twice: on a machine that does something else too, an emulator is late at times.
    MOTE_BOARD=mps2-an386 "$root/firmware/interop/run" --only '^toggle$' --only 'wildcard read' --only subscription \
        --only SIGTERM --only 'TCP: large' --only 'TCP: a controller' --only 'camera: signalling' \
        --only 'BLE: matter.js commissions' --only 'BLE: 10 ' 2>&1 </dev/null | tee "$out/emulation.log"
    line=$(sed -n 's/^interop: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$out/emulation.log" | tail -n 1)
    if [ -z "$line" ]; then
        step 'interop ended without its last line'
        count 0 1 0
        return
    fi
    read -r good bad skips <<<"$line"
    count "$good" "$bad" "$skips"
    failures_of "$out/emulation.log" '^interop: FAIL'
    for device in "$log"/device-*.log; do
        grep -q '^mote: ready ' "$device" || continue
        said=$((said + 1))
        if no_late_allocation <"$device"; then clean=$((clean + 1)); else grep -H '^mote: .*\(fault\|seal\)' "$device" >&2; fi
    done
    if [ "$said" -gt 0 ] && [ "$clean" = "$said" ]; then
        step "$said devices after that traffic: allocations after seal: 0"
        count 1 0 0
    else
        step "$((said - clean)) of $said devices did not end with allocations after seal: 0"
        count 0 1 0
    fi
}

# board_test IMAGE CLASS FIGURE WHAT: a test of firmware/boot against the image of mps2-an386 in QEMU; FIGURE begins the line
# that it prints of itself.
board_test() {
    local image=$1 class=$2 figure=$3 what="$4, mps2-an386" report=$root/firmware/boot/target/surefire-reports line
    can_run_on mps2-an386 "$what" || return
    can_network "$what" || return
    build_board mps2-an386 "$image" >/dev/null || exit 1
    ensure_built
    rm -f "$report"/*"$class"*
    step "$what"
    maven "$out/$figure.log" -pl firmware/boot -am -Dtest="$class" -Dmote.board=mps2-an386 \
        -Dsurefire.failIfNoSpecifiedTests=false test 2>/dev/null || maven_errors "$out/$figure.log"
    line=$(sed -n "s/^$figure: //p" "$out/$figure.log" | tail -n 1)
    if [ -n "$line" ] && grep -q 'Failures: 0, Errors: 0' "$report"/*"$class".txt; then
        step "$what: $line"
        count 1 0 0
    else
        step "$what: failed; all of it is in $out/$figure.log"
        count 0 1 0
    fi
}

# A controller that starts again in the middle of CASE, a hundred times, on its port and exchange id; and a simulated controller
# that asks the camera for sessions over TCP.
test_board_tests() {
    board_test LightImage ControllerRestartsTest restarts 'controllers that restart'
    board_test AgreeingCameraImage CameraViewerTest camera "camera and the simulation's requestor"
}

# What the compiler to C refuses, the order of initialisers (planted classes), the port of vm-microej; and what of the images
# runs on a JVM.
test_compiler() {
    local tests=0 bad=1 reports=("$root/platform-bsp/vm-teavm/target/surefire-reports" "$root/firmware/image/target/surefire-reports")
    require_jdk
    require_maven
    mkdir -p "$out"
    lock
    rm -rf "${reports[@]}"
    step 'the compiler to C, and images on a JVM'
    maven "$out/compiler.log" -Pnative -pl platform-bsp/vm-teavm,firmware/image -am \
        -Dtest='org/mattermote/bsp/teavm/*Test,org/mattermote/firmware/image/**/*Test' \
        -Dsurefire.failIfNoSpecifiedTests=false test || maven_errors "$out/compiler.log"
    unlock
    read -r tests bad < <(find "${reports[@]}" -name '*.txt' -exec cat {} + 2>/dev/null | sed -n \
        's/^Tests run: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\),.*/\1 \2 \3/p' | awk '
        { tests += $1; failures += $2 + $3 }
        END { print tests + 0, (tests == 0) + failures }')
    count $((tests == 0 ? 0 : tests - bad)) "$bad" 0
}

test_emulation() {
    test_compiler
    test_self_test
    test_faults
    test_replay
    test_instructions
    test_sizes
    test_same_bytes
    test_boot
    test_board_tests
    test_commissioned
}
