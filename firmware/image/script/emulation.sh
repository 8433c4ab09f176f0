# Sourced by `mote`: tests of images, in this machine's code and in an emulator.

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
        *) image=$(build_board "$1" "$main") && in_emulator "$image" ;;
    esac
}

# in_emulator IMAGE: what it says on its console.
in_emulator() {
    timeout 120 qemu-system-arm -M mps2-an386 -nographic -monitor none -serial none \
        -semihosting-config enable=on,target=native -kernel "$1" 2>&1
}

require_emulator() { command -v qemu-system-arm >/dev/null 2>&1 || install_packages qemu-system-arm; }

# The same lines from a JVM, from this machine's code and from a Cortex-M4's.
test_self_test() {
    local board expected got
    expected=$(self_test_on jvm)
    for board in linux core-thumbv7em; do
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
        in_emulator "$image"
    fi
}

# Every kind of fault, planted: the device restarts by itself, and the record survives that.
test_faults() {
    local board expected got
    expected=$(printf 'mote: last fault: %s\n' exception 'bounds check' 'cast check' 'heap too small' \
        'allocation after the seal' 'division by zero' null 'stack overflow' 'processor exception' && echo ok)
    for board in linux core-thumbv7em; do
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
    if ! require_compiler "$1"; then
        skip "$2 on $1" "$(board_value "$1" compiler) is not here"
        return 1
    fi
    if [ "$1" != linux ] && ! require_emulator; then
        skip "$2 on $1" 'qemu-system-arm is not here'
        return 1
    fi
}

# The light's session with a simulated controller, kept; see SessionRecordTest.
session_record=$root/firmware/image/src/test/resources/session.record

# replay_on BOARD FLAT: what an image says that is given the recording.
replay_on() {
    local image
    case $1 in
        linux) image=$(build_replay linux LightImage -DMOTE_REPLAY_PAGES=64) && "$image" "$2" 2>&1 ;;
        *) image=$(build_replay "$1" LightImage "-DMOTE_REPLAY=\"$2\"") && in_emulator "$image" ;;
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
    for board in linux core-thumbv7em; do
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

test_emulation() {
    test_self_test
    test_faults
    test_replay
    test_instructions
}
