# Sourced by `mote`: devices that are no JVM.

# run_native BOARD OPTION...: the same device as machine code, in an emulator if the board has one. What a factory
# gives it comes from the JVM's tool.
run_native() {
    local app=light storage='' passcode=20202021 discriminator=3840 port=5540 interface='' factory='' image main
    local board=$1 emulator label more=() only=''
    shift
    emulator=$(board_value "$board" emulator)
    [ -z "$emulator" ] || only=' --time --entropy'
    while [ $# -gt 0 ]; do
        case $1 in
            --no-ble)
                shift
                continue
                ;;
            --board | --app | --storage | --passcode | --discriminator | --port | --interface | --factory-data) ;;
            --time | --entropy)
                [ -n "$emulator" ] || refuse "run: $1 is for boards in an emulator"
                ;;
            *) refuse "run: $1 is not there with --board $board; --app --storage --passcode --discriminator --port --interface --factory-data --no-ble$only" ;;
        esac
        [ $# -gt 1 ] || refuse "run: $1 needs a value"
        case $1 in
            --app) app=$2 ;;
            --storage) storage=$2 ;;
            --passcode) passcode=$2 ;;
            --discriminator) discriminator=$2 ;;
            --port) port=$2 ;;
            --interface) interface=$2 ;;
            --factory-data) factory=$2 ;;
            --time)
                [ "$2" = real ] || [ "$2" = virtual ] || refuse "run: --time $2 is unknown; real or virtual"
                more+=(--time "$2")
                ;;
            --entropy) more+=(--entropy "$2") ;;
        esac
        shift 2
    done
    [[ $port =~ ^[0-9]{1,5}$ ]] && [ "$port" -le 65535 ] || refuse "run: --port $port must be a number from 0 to 65535"
    storage=${storage:-$HOME/.mattermote/$app}
    main=$(image_main "$board" "$app") || exit 2
    image=$(build_board "$board" "$main" ${MOTE_PLANT:+-DMOTE_PLANT_"${MOTE_PLANT^^}"}) || exit 1
    mkdir -p "$storage" || exit 2
    if [ -n "$factory" ]; then
        cp "$factory" "$storage/factory.bin" && cp "$factory.label" "$storage/factory.bin.label" || exit 2
    elif ! grep -qx "discriminator=$discriminator" "$storage/factory.bin.label" 2>/dev/null \
        || ! grep -qx "passcode=$passcode" "$storage/factory.bin.label"; then
        ensure_built
        rm -f "$storage/factory.bin" "$storage/factory.bin.label"
        "$(java_command)" "${java_flags[@]}" -cp "$(<"$out/classpath")" "$main_class" factory-data \
            --out "$storage/factory.bin" --passcode "$passcode" --discriminator "$discriminator" \
            >"$out/factory.log" 2>&1 || { grep -v warning "$out/factory.log" >&2; exit 2; }
    fi
    label=$(sed -nE '/^(discriminator|passcode|manual|qr)=/p' "$storage/factory.bin.label" | tr '\n' ' ' | sed 's/ $//')
    if [ -n "$emulator" ]; then
        require_command python3 python3
        require_command qemu-system-arm qemu-system-arm
        require_command ip iproute2
        exec python3 "$root/$emulator" --image "$image" --storage "$storage" --port "$port" --label "$label" \
            ${interface:+--interface "$interface"} "${more[@]}"
    fi
    exec "$image" "$storage" "$port" "$label" ${interface:+"$interface"}
}

# run_device OPTION...: `mote run` on the board it names, the JVM without one.
run_device() {
    local given=("$@") at
    for ((at = 0; at + 1 < ${#given[@]}; at++)); do
        if [ "${given[at]}" = --board ] && is_native_board "${given[at + 1]}" \
            && [ -n "$(board_value "${given[at + 1]}" runs)" ]; then
            run_native "${given[at + 1]}" "$@"
        fi
    done
    launch "$@"
}
