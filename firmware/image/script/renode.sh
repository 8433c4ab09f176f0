# Sourced by `mote`: whole images in Renode, which others bring as `renode-test` on the PATH.

# Names of renode-tests/suites; each is a board with an image of the light.
renode_boards() { for suite in "$root"/renode-tests/suites/*.robot; do basename "$suite" .robot; done; }

# renode_inputs BOARD: what its suite finds in target/mote/renode: the image, and factory data of a device for tests.
renode_inputs() {
    local image factory folder=$out/renode
    mkdir -p "$folder/tmp"
    image=$(build_board "$1" "$(image_main "$1" light)") || return 1
    cp "$image" "$folder/$1-light.elf" || return 1
    factory=$(factory_data --passcode 20202021 --discriminator 3840 --serial-number RENODE --unique-id EDONER \
        --salt 5350414b453250204b65792053616c74) || return 1
    cp "$factory" "$folder/factory.bin"
}

# Each test of each suite counts.
test_renode() {
    local board status test result
    if ! command -v renode-test >/dev/null 2>&1; then
        skip renode 'renode-test of Renode 1.16.1 is not on the PATH'
        return
    fi
    for board in $(renode_boards); do
        if ! require_compiler "$board"; then
            skip "renode $board" "$(board_value "$board" compiler) is not here"
            continue
        fi
        if ! renode_inputs "$board"; then
            step "renode $board: no image"
            count 0 1 0
            continue
        fi
        step "renode $board"
        status=0
        # Renode throws away what others have in the folder for temporary files.
        TMPDIR=$out/renode/tmp renode-test -r "$out/renode/results" \
            "$root/renode-tests/suites/$board.robot" </dev/null 2>&1 \
            | sed -u 's/\x1b\[[0-9;]*m//g' | tee "$out/renode/$board.log" \
            | sed -un "s/^+++++ Finished test '[^.]*\.\(.*\)' in .* with status \([A-Za-z]*\).*/mote:   \1: \2/p" >&2 || status=$?
        while read -r test result; do
            case $result in
                OK) count 1 0 0 ;;
                skipped) count 0 0 1 ;;
                *) count 0 1 0 ;;
            esac
        done < <(sed -n "s/^+++++ Finished test '\(.*\)' in .* with status \([A-Za-z]*\).*/x \2/p" "$out/renode/$board.log")
        if ! grep -q '^+++++ Finished test' "$out/renode/$board.log"; then
            step "renode $board ended with $status and without a test; all of it is in $out/renode/$board.log"
            count 0 1 0
        elif [ "$status" != 0 ]; then
            step "renode $board: all of it is in $out/renode/$board.log and $out/renode/results"
        fi
    done
}
