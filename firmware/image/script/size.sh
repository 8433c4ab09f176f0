# Sourced by `mote`: sizes of images against boards/B/budget.

size_tool=$root/firmware/image/script/size.py

# Boards with a budget.
size_boards() {
    local board
    for board in $(native_boards); do
        if [ -f "$root/boards/$board/budget" ]; then printf '%s\n' "$board"; fi
    done
}

# measure_board BOARD: its light, built and measured; prints the file of what was found.
measure_board() {
    local board=$1 main image object compiler
    main=$(image_main "$board" light) || exit 1
    image=$(build_board "$board" "$main") || exit 1
    object=$(compile_c "$board" "$main") || exit 1
    compiler=$(board_value "$board" compiler)
    # musl's compiler is a wrapper of this machine's, whose tools have no prefix.
    case $compiler in
        *-gcc) [ "$compiler" = musl-gcc ] && compiler=gcc ;;
    esac
    python3 "$size_tool" measure "$image" "$object" "$out/c/$main" "$root" "${compiler%gcc}size" \
        "${compiler%gcc}objdump" "$root/boards/$board/budget" >"$image.values" || exit 1
    printf '%s' "$image.values"
}

# size_images [README]: table, rooms and picture of every image that can be built here.
size_images() {
    local board values tables=() rooms=() picture=$out/size.svg
    require_command python3 python3
    for board in $(size_boards); do
        if ! require_compiler "$board"; then
            step "$board: no figures, $(board_value "$board" compiler) is not here"
            continue
        fi
        values=$(measure_board "$board") || exit 1
        tables+=("$board=$values")
        rooms+=("$board=${values%.values}.rooms")
        grep '^over=' "$values" | sed "s/^over=/mote: $board: /" >&2
    done
    python3 "$size_tool" table "${1:--}" "${tables[@]}" || exit 1
    printf '\nThe first of them, room by room; worst-case stacks, function by function, are in %s/*/*.stack.\n\n' "${out#"$root/"}"
    python3 "$size_tool" rooms "${rooms[0]#*=}"
    python3 "$size_tool" picture "$picture" "${rooms[@]}" || exit 1
    printf '\nmote: picture=%s\n\n' "$picture"
}

# Optional rooms: name, the image that has it, and the image without it that is otherwise the same; at most so many bytes
# of flash and of RAM.
room_images() {
    cat <<'TEXT'
ble CoreImage CoreOnNetworkImage
initiator CoreInitiatorImage CoreImage
kept-subscriptions CoreSubscriptionsImage CoreInitiatorImage
groups CoreGroupsImage CoreImage
group-sending CoreGroupSendingImage CoreGroupsImage
mcsp CoreGroupSyncImage CoreGroupSendingImage
icd CoreIcdImage CoreImage
wifi CoreWiFiImage CoreImage
thread CoreThreadImage CoreImage
time-sync-client CoreTimeSyncImage CoreInitiatorImage
tcp CoreTcpImage CoreInitiatorImage
tcp-client CoreTcpClientImage CoreTcpImage
tls CoreTlsImage CoreTcpImage
webrtc-provider CoreProviderImage CoreTcpClientImage 20500 7000
webrtc-lite CoreWebRtcImage CoreTcpClientImage 30000 7000
TEXT
}

# room_sizes [ROOM]: a line of $out/added.rooms for each room, or for one.
room_sizes() {
    local board=core-thumbv7em room with without ceilings image sizes
    mkdir -p "$out"
    while read -r room with without ceilings; do
        [ -z "${1:-}" ] || [ "$1" = "$room" ] || continue
        sizes=''
        for image in "$with" "$without"; do
            image=$(build_board "$board" "$image") || exit 1
            sizes+=" $(image_sizes "$board" "$image")"
        done
        printf '%s%s %s\n' "$room" "$sizes" "$ceilings"
    done < <(room_images) >"$out/added.rooms"
}

# room_table [README]: what each optional room adds, on a Cortex-M4.
room_table() {
    require_compiler core-thumbv7em || return 0
    room_sizes || exit 1
    printf '\nOptional rooms on core-thumbv7em, each as the difference of two images, with it and without:\n\n'
    python3 "$size_tool" added "${1:--}" "$out/added.rooms" || exit 1
    printf '\n'
}

# one_room ROOM: what it adds, not zero over a ceiling.
one_room() {
    room_images | grep "^$1 " >/dev/null \
        || refuse "size --room: $1 is unknown; $(room_images | cut -d ' ' -f 1 | paste -sd ' ')"
    require_command python3 python3
    require_compiler core-thumbv7em || exit 1
    room_sizes "$1"
    python3 "$size_tool" added - "$out/added.rooms"
}

# run_size [--write | --room ROOM]
run_size() {
    case $* in
        '') size_images && room_table ;;
        --write) size_images "$root/README.md" && room_table "$root/README.md" ;;
        "--room "[a-z]*)
            one_room "$2"
            return
            ;;
        *) refuse "size: $* is unknown; --write, --room NAME or nothing" ;;
    esac
    size_table "$@"
}

# No image is over its board's budget, and no room over its ceilings.
test_sizes() {
    local board values over room
    require_command python3 python3
    for board in $(size_boards); do
        can_run_on "$board" sizes || continue
        if ! values=$(measure_board "$board"); then
            step "size of $board: not measured"
            count 0 1 0
            continue
        fi
        over=$(sed -n 's/^over=//p' "$values")
        if [ -z "$over" ]; then
            step "size of $board: $(grep -E '^(flash|ram|stack)=' "$values" | paste -sd ' '), within its budget"
            count 1 0 0
        else
            step "size of $board: $over"
            count 0 1 0
        fi
    done
    can_run_on core-thumbv7em 'size of rooms' || return 0
    for room in $(room_images | sed -n 's/^\([^ ]*\) [^ ]* [^ ]* [0-9].*/\1/p'); do
        room_sizes "$room"
        if over=$(python3 "$size_tool" added - "$out/added.rooms" 2>&1 >/dev/null); then
            step "size of room $room: within its ceilings"
            count 1 0 0
        else
            step "${over:-size of room $room: not measured}"
            count 0 1 0
        fi
    done
}

# Two builds of the same sources, the second from nothing in another folder, are the same bytes.
test_same_bytes() {
    local board=core-thumbv7em again=$out/again main image other
    can_run_on "$board" 'same bytes' || return 0
    main=$(image_main "$board" light)
    image=$(build_board "$board" "$main") || exit 1
    step 'building everything again in another folder'
    rm -rf "$again" && mkdir -p "$again"
    (cd "$root" && find . \( -name target -o -name node_modules -o -name .git -o -name interop \) -prune -o -type f -print0 \
        | tar -c --null -T - | tar -x -C "$again") || exit 1
    other=$("$again/mote" build --board "$board" 2>"$out/again.log" | sed -n 's/^mote: image=\([^ ]*\) .*/\1/p')
    if [ -n "$other" ] && [ "$(sha256sum <"$image")" = "$(sha256sum <"$other")" ]; then
        step "same bytes: two builds of $board are one image, sha256 $(sha256sum <"$image" | cut -c 1-16)..."
        count 1 0 0
        rm -rf "$again"
    else
        step "same bytes: ${image#"$root/"} and ${other:-what $out/again.log tells} differ"
        [ -z "$other" ] || cmp "$image" "$other" >&2
        count 0 1 0
    fi
}
