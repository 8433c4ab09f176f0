# Sourced by `mote`: devices that are no JVM.

# run_linux OPTION...: the same device as machine code. What a factory gives it comes from the JVM's tool.
run_linux() {
    local app=light storage='' passcode=20202021 discriminator=3840 port=5540 interface='' factory='' image main
    while [ $# -gt 0 ]; do
        case $1 in
            --no-ble)
                shift
                continue
                ;;
            --board | --app | --storage | --passcode | --discriminator | --port | --interface | --factory-data)
                [ $# -gt 1 ] || refuse "run: $1 needs a value" ;;
            *) refuse "run: $1 is not there with --board linux; --app --storage --passcode --discriminator --port --interface --factory-data --no-ble" ;;
        esac
        case $1 in
            --app) app=$2 ;;
            --storage) storage=$2 ;;
            --passcode) passcode=$2 ;;
            --discriminator) discriminator=$2 ;;
            --port) port=$2 ;;
            --interface) interface=$2 ;;
            --factory-data) factory=$2 ;;
        esac
        shift 2
    done
    [[ $port =~ ^[0-9]{1,5}$ ]] && [ "$port" -le 65535 ] || refuse "run: --port $port must be a number from 0 to 65535"
    storage=${storage:-$HOME/.mattermote/$app}
    main=$(image_main linux "$app") || exit 2
    image=$(build_board linux "$main") || exit 1
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
    exec "$image" "$storage" "$port" \
        "$(sed -nE '/^(discriminator|passcode|manual|qr)=/p' "$storage/factory.bin.label" | tr '\n' ' ' | sed 's/ $//')" \
        ${interface:+"$interface"}
}

# run_device OPTION...: `mote run` on the board it names, the JVM without one.
run_device() {
    local given=("$@") at
    for ((at = 0; at + 1 < ${#given[@]}; at++)); do
        if [ "${given[at]}" = --board ] && [ "${given[at + 1]}" = linux ]; then
            run_linux "$@"
        fi
    done
    launch "$@"
}
