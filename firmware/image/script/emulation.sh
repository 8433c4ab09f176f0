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

test_emulation() {
    test_self_test
    test_faults
}
