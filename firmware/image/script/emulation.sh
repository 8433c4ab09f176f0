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
        if ! require_compiler "$board"; then
            skip "self-test on $board" "$(board_value "$board" compiler) is not here"
            continue
        fi
        if [ "$board" != linux ] && ! require_emulator; then
            skip "self-test on $board" 'qemu-system-arm is not here'
            continue
        fi
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

test_emulation() {
    test_self_test
}
