# Sourced by `mote`: devices that are no JVM.

# run_native BOARD OPTION...: the same device as machine code, in an emulator if the board has one. The JVM's tool
# checks the options and makes what a factory gives; it is not asked again when nothing changed.
run_native() {
    local app=light storage='' interface='' hci='' media='' file='' image main given=() key words port host
    local board=$1 emulator ble=yes tcp='' more=()
    shift
    emulator=$(board_value "$board" emulator)
    while [ $# -gt 0 ]; do
        case $1 in
            --help | -h) launch run --help ;;
            --no-ble)
                ble=no
                given+=("$1")
                shift
                continue
                ;;
            --tcp)
                tcp=yes
                given+=("$1")
                shift
                continue
                ;;
            --time | --entropy)
                [ -n "$emulator" ] || refuse "run: $1 is for boards in an emulator"
                [ $# -gt 1 ] || refuse "run: $1 needs a value"
                [ "$1" = --entropy ] || [ "$2" = real ] || [ "$2" = virtual ] || refuse "run: --time $2 is unknown; real or virtual"
                more+=("$1" "$2")
                shift 2
                continue
                ;;
        esac
        given+=("$1")
        if [ $# -gt 1 ]; then
            case $1 in
                --app) app=$2 ;;
                --storage) storage=$2 ;;
                --interface) interface=$2 ;;
                --hci) hci=$2 ;;
                --media) media=$2 ;;
                --factory-data) file=$(stat -c '%n %s %Y' -- "$2" 2>/dev/null) ;;
            esac
            given+=("$2")
            shift
        fi
        shift
    done
    main=$(image_main "$board" "$app") || exit 2
    [ -z "$tcp" ] || main=$(tcp_main "$app") || exit 2
    # A camera for tests of its signalling, which needs none.
    if [ "$app $media" = 'camera stand-in' ]; then
        main=AgreeingCameraImage
        media=''
    fi
    image=$(build_board "$board" "$main" ${MOTE_PLANT:+-DMOTE_PLANT_"${MOTE_PLANT^^}"}) || exit 1
    storage=${storage:-$HOME/.mattermote/$app}
    prepare_storage "$storage" "$file" "${given[@]}"
    {
        read -r key
        read -r words
        read -r port host
        if [ -t 1 ]; then cat; fi
    } <"$storage/mattermote.start"
    [ "$ble" = yes ] || hci=''
    [ -z "$hci" ] || [ "$app" = light ] || refuse "--hci: as an image of machine code only light has BLE yet; leave it out"
    if [ -n "$emulator" ] && [[ $hci = user-channel:* ]]; then
        refuse "--hci $hci: an emulator takes tcp:HOST:PORT or serial:PATH:BAUD"
    fi
    if [ "$media" = none ]; then media=''; fi
    if [ -n "$emulator" ]; then
        require_command python3 python3
        require_command qemu-system-arm qemu-system-arm
        require_command ip iproute2
        exec python3 "$root/$emulator" --image "$image" --storage "$storage" --port "$port" --label "$words" \
            ${interface:+--interface "$interface"} ${hci:+--hci "$hci"} ${media:+--media "$media"} "${more[@]}"
    fi
    if [ -n "$hci" ]; then hci=$(numeric_hci "$hci") || exit 2; fi
    exec "$image" "$storage" "$port" "$words" "$host" "$interface" "$hci" ${media:+"$media"}
}

# numeric_hci SPEC: tcp:HOST:PORT with an address for a name; the images look none up.
numeric_hci() {
    local host address
    case $1 in
        tcp:*)
            host=${1#tcp:}
            host=${host%:*}
            host=${host#[}
            host=${host%]}
            address=$(getent ahosts "$host" | awk '$2 == "STREAM" { print $1; exit }')
            [ -n "$address" ] || refuse "--hci tcp: host $host is unknown"
            printf 'tcp:%s:%s' "$address" "${1##*:}"
            ;;
        *) printf '%s' "$1" ;;
    esac
}

# prepare_storage FOLDER FILE OPTION...: what was made for these options, and for factory data of this name and
# time, is in FOLDER/mattermote.start.
prepare_storage() {
    local folder=$1 start=$1/mattermote.start key said
    shift
    key=$(printf '%s\037' "$@" | tr -d '\n')
    if [ -f "$start" ] && [ -f "$folder/factory.bin" ] && [ -f "$folder/mattermote.store" ] \
        && [ "$(head -n 1 "$start")" = "$key" ]; then
        return 0
    fi
    shift
    said=$(launch prepare "$@") || exit $?
    (umask 077 && printf '%s\n%s\n' "$key" "$said" >"$start") || exit 2
}

runnable_boards() {
    local board
    for board in $(native_boards); do
        if [ -n "$(board_value "$board" runs)" ]; then printf '%s\n' "$board"; fi
    done
}

virtual_controllers=$root/firmware/interop/ble/virtual-controllers

# virtual_ble BOARD: starts Bluetooth controllers that exist on this machine only; says how others than the device
# reach theirs; device_hci is the device's. They end with whoever has their standard input: this process, and the
# device that it becomes.
virtual_ble() {
    local said=$out/virtual-ble.$$ offer=tcp:127.0.0.1:0 keeps line waited=0
    require_command python3 python3
    require_python_venv
    mkdir -p "$out"
    "$virtual_controllers" --install || exit 2
    exec {keeps}> >(exec "$virtual_controllers" "$offer" "$offer" pty >"$said" 2>&1)
    until grep -qx ready "$said" 2>/dev/null; do
        waited=$((waited + 1))
        if [ "$waited" -gt 100 ]; then
            line=$(tail -n 1 "$said")
            rm -f "$said"
            refuse "--virtual-ble: the virtual controllers do not start: ${line:-nothing said}"
        fi
        sleep 0.1
    done
    device_hci=$(sed -n 's/^controller=1 hci=\([^ ]*\) .*/\1/p' "$said")
    sed -n -e 's/^controller=[23] \(hci=[^ ]* address=.*\)/mote: virtual-ble other-controller \1/p' "$said"
    rm -f "$said"
}

media_processor=$root/firmware/media/media-processor

# with_media_processor: a camera that is a process of this machine and names no other has the one of this tree, in the
# caller's `given`.
with_media_processor() {
    local word
    for word in --media --help -h; do
        [[ " ${given[*]} " != *" $word "* ]] || return 0
    done
    [[ " ${given[*]} " != *' --board '* || " ${given[*]} " =~ ' --board '(jvm|linux)' ' ]] || return 0
    require_command python3 python3
    require_python_venv
    "$media_processor" --install || exit 2
    given+=(--media "$(printf '%q' "$media_processor")")
}

# run_device OPTION...: `mote run` on the board it names, the JVM without one.
run_device() {
    local given=() word device_hci at
    for word in "$@"; do
        case $word in
            --virtual-ble) device_hci=wanted ;;
            *) given+=("$word") ;;
        esac
    done
    if [ -n "${device_hci:-}" ]; then
        for word in --hci --no-ble --help -h; do
            [[ " ${given[*]} " != *" $word "* ]] || refuse "run: $word beside --virtual-ble; leave one out"
        done
        virtual_ble
        given+=(--hci "$device_hci")
    fi
    for ((at = 0; at + 1 < ${#given[@]}; at++)); do
        # The JVM has it by Bumble; where the kernel has no Bluetooth it says so.
        if [ "${given[at]}" = --hci ] && [[ ${given[at + 1]} = user-channel:* ]] && [ -d /sys/class/bluetooth ]; then
            MOTE_BUMBLE=$(require_python_venv && "$virtual_controllers" --python) || exit 2
            export MOTE_BUMBLE
        fi
    done
    [[ " ${given[*]} " != *' --app camera '* ]] || with_media_processor
    set -- "${given[@]}"
    for ((at = 0; at + 1 < ${#given[@]}; at++)); do
        if [ "${given[at]}" = --board ] && [ "${given[at + 1]}" != jvm ]; then
            runnable_boards | grep -xF -- "${given[at + 1]}" >/dev/null \
                || refuse "--board ${given[at + 1]} is unknown, must be jvm, $(runnable_boards | paste -sd ' ' | sed 's/ /, /g')"
            run_native "${given[at + 1]}" "$@"
        fi
    done
    launch "$@"
}

# replay_device [--board NAME] FILE: a recording given to the same device again.
replay_device() {
    local board=jvm words=() head app main flat
    while [ $# -gt 0 ]; do
        if [ "$1" = --board ]; then
            [ $# -gt 1 ] || refuse 'replay: --board needs a value'
            board=$2
            shift
        else
            words+=("$1")
        fi
        shift
    done
    [ "$board" != jvm ] || launch replay "${words[@]}"
    is_native_board "$board" && [ -n "$(board_value "$board" replay-sources)" ] \
        || refuse "replay: --board $board has no replay, must be jvm or linux"
    [ ${#words[@]} = 1 ] && [ -f "${words[0]}" ] || refuse "replay: ${words[*]:-the file} is no recording that can be read"
    head=$(head -c 4096 "${words[0]}" | tr -d '\0')
    app=$(grep -ao 'app=[a-z-]*' <<<"$head" | head -n 1)
    if grep -qa '^tcp=true$' <<<"$head"; then
        main=$(tcp_main "${app##*app=}") || exit 2
    else
        main=$(image_main "$board" "${app##*app=}") || exit 2
    fi
    flat=$(flat_recording "${words[0]}") || exit $?
    replay_on "$board" "$flat" "$main"
}
