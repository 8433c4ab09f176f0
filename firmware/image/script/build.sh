# Sourced by `mote`: images of machine code. A board is data: boards/B/board.yml says compiler, flags and C files.

# Java arithmetic in C: signed numbers wrap around, and memory is read as what it is. gcc writes down what calls what
# and how much stack it takes, for `mote size`.
c_flags=(-std=gnu11 -w -fwrapv -fno-strict-aliasing -ffunction-sections -fdata-sections -fcallgraph-info=su)
# What -Os does that makes code longer on a Cortex-M4: without it 2.5 % of flash, and 0 to 3 % more instructions.
c_flags+=(-fno-move-loop-invariants -fno-schedule-insns2 -fno-tree-dominator-opts -fno-caller-saves -fno-tree-pre
    -fno-thread-jumps -fno-tree-tail-merge -fno-inline-small-functions -fno-ssa-phiopt -fno-optimize-sibling-calls
    -freorder-blocks-algorithm=stc -fno-ipa-modref -fno-if-conversion -fno-tree-loop-optimize -fno-early-inlining)

# board_value BOARD KEY: a line of its board.yml.
board_value() { sed -n "s/^$2: *//p" "$root/boards/$1/board.yml"; }

# Boards that an image can be made for.
native_boards() {
    local folder
    for folder in "$root"/boards/*/; do
        folder=${folder%/}
        [ "$(board_value "${folder##*/}" vm)" = teavm ] && printf '%s\n' "${folder##*/}"
    done
}

is_native_board() { native_boards | grep -xF -- "$1" >/dev/null; }

# Products that are images; each has a main class in firmware/image.
image_apps() { printf '%s\n' light dimmable-light color-light outlet sensor switch camera self-test fault-test; }

# image_main BOARD APP: dimmable-light is DimmableLightImage, unless the board has one of its own.
image_main() {
    local own
    image_apps | grep -xF -- "$2" >/dev/null || refuse "--app $2 is no native image; $(image_apps | paste -sd ' ')"
    own=$(board_value "$1" "main-$2")
    if [ -n "$own" ]; then
        printf '%s' "$own"
    elif [ "${2%-test}" != "$2" ]; then
        printf '%s' "$(sed -E 's/(^|-)(.)/\U\2/g' <<<"$2")"
    else
        printf '%sImage' "$(sed -E 's/(^|-)(.)/\U\2/g' <<<"$2")"
    fi
}

# tcp_main APP: the image of an app that has TCP if it was asked for.
tcp_main() {
    case $1 in
        light) printf LightTcpImage ;;
        camera) printf CameraImage ;;
        *) refuse "--tcp: as an image of machine code only light and camera have TCP yet; leave it out" ;;
    esac
}

# generate_c MAIN: C of a main class of firmware/image in $out/c/MAIN, made again if any source is newer.
generate_c() {
    local main=$1 folder=$out/c/$1 sources
    sources=$(source_list)
    [ -f "$folder/stamp" ] && [ "$(<"$folder/stamp")" = "$sources" ] && return 0
    require_jdk
    require_maven
    mkdir -p "$out/c"
    lock
    if ! [ -f "$out/c/classes" ] || [ "$(<"$out/c/classes")" != "$sources" ]; then
        step 'building'
        if ! maven "$out/native.log" -Pnative -pl platform-bsp/vm-teavm,firmware/image -am \
            -DskipTests -Dmaven.test.skip=true package; then
            maven_errors "$out/native.log"
            step "the build failed; all of it is in $out/native.log"
            exit 1
        fi
        printf '%s' "$sources" >"$out/c/classes"
    fi
    step "making C of $main"
    rm -rf "$folder"
    if ! "$(java_command)" -XX:TieredStopAtLevel=1 \
        -cp "$root/platform-bsp/vm-teavm/target/classes:$(<"$root/platform-bsp/vm-teavm/target/classpath")" \
        org.mattermote.bsp.teavm.Compile "org.mattermote.firmware.image.$main" "$folder" \
        "$root/firmware/image/target/classes:$(<"$root/firmware/image/target/classpath")" \
        "$root/platform-bsp/vm-teavm/src/main/c" >"$out/teavm.log" 2>&1; then
        cat "$out/teavm.log" >&2
        step "$main cannot be an image"
        exit 1
    fi
    printf '%s' "$sources" >"$folder/stamp"
    unlock
}

# require_compiler BOARD: false if a package of its compiler is neither here nor can be installed.
require_compiler() {
    local compiler probe
    compiler=$(board_value "$1" compiler)
    probe=$(board_value "$1" probe)
    if command -v "$compiler" >/dev/null 2>&1 \
        && { [ -z "$probe" ] || "$compiler" -print-file-name="$probe" | grep -q /; }; then
        return 0
    fi
    # shellcheck disable=SC2046
    install_packages $(board_value "$1" packages) && command -v "$compiler" >/dev/null 2>&1
}

# crate_folder NAME: where cargo has the files of a crate; the manifest in platform-bsp/vendor/NAME says which.
crate_folder() {
    local manifest=$root/platform-bsp/vendor/$1/Cargo.toml known=$out/vendor/$1 folder
    if [ -f "$known" ] && [ ! "$manifest" -nt "$known" ] && [ -d "$(<"$known")" ]; then
        cat "$known"
        return 0
    fi
    require_command cargo cargo
    require_command python3 python3
    mkdir -p "$out/vendor/work-$1"
    # A copy, so that cargo's lock file stays out of the sources.
    cp "$root/platform-bsp/vendor/$1"/* "$out/vendor/work-$1/" || return 1
    step "fetching crate $1"
    folder=$(cargo metadata --format-version 1 --manifest-path "$out/vendor/work-$1/Cargo.toml" \
        2>"$out/vendor/$1.log" | python3 -c '
import json, os, sys
for package in json.load(sys.stdin)["packages"]:
    if package["name"] == sys.argv[1]:
        print(os.path.dirname(package["manifest_path"]))' "$1" 2>>"$out/vendor/$1.log")
    if [ ! -d "$folder" ]; then
        tail -n 5 "$out/vendor/$1.log" >&2
        step "crate $1 could not be fetched"
        return 1
    fi
    printf '%s' "$folder" >"$known"
    printf '%s' "$folder"
}

# factory_data OPTION...: a partition as a factory writes it; prints the file.
factory_data() {
    local file
    ensure_built
    file=$out/factory/$(cksum <<<"$(<"$out/stamp") $*" | cut -d ' ' -f 1).bin
    if [ ! -f "$file" ]; then
        mkdir -p "$out/factory"
        "$(java_command)" "${java_flags[@]}" -cp "$(<"$out/classpath")" "$main_class" factory-data --out "$file" "$@" \
            >"$out/factory.log" 2>&1 || { cat "$out/factory.log" >&2; exit 1; }
    fi
    printf '%s' "$file"
}

# compile_c BOARD MAIN: the generated C, compiled once for all images of a board with that main class; prints the object.
compile_c() {
    local board=$1 main=$2 c=$root/platform-bsp/vm-teavm/src/main/c object=$out/$1/$2.o flags=()
    generate_c "$main"
    if [ ! -f "$object" ] || [ "$out/c/$main/stamp" -nt "$object" ] || [ "$root/boards/$board/board.yml" -nt "$object" ] \
        || [ "$root/firmware/image/script/build.sh" -nt "$object" ]; then
        require_compiler "$board" || refuse "$board: $(board_value "$board" compiler) is needed and not here: install $(board_value "$board" packages)"
        read -ra flags <<<"$(board_value "$board" flags)"
        mkdir -p "$out/$board"
        "$(board_value "$board" compiler)" -Os "${c_flags[@]}" "${flags[@]}" -iquote "$out/c/$main" -iquote "$c" \
            -c -o "$object" "$out/c/$main/image.c" || exit 1
    fi
    printf '%s' "$object"
}

# Natives that are TCP.
tcp_natives=Java_org_mattermote_bsp_natives_StreamNatives_

# Those of a wire to a media processor.
media_natives=Java_org_mattermote_bsp_natives_MediaNatives_

# build_board BOARD MAIN [FLAG...]: links an image and prints its path. With flags of its own it is another
# image: its folder is the board's and a sum of them.
build_board() {
    local board=$1 main=$2 folder=$out/$1 c=$root/platform-bsp/vm-teavm/src/main/c image compiler object source crate tcp='' flags=() sources=()
    shift 2
    [ $# = 0 ] || folder+=-$(cksum <<<"$*" | cut -d ' ' -f 1)
    image=$folder/$main
    object=$(compile_c "$board" "$main") || exit 1
    if [ -f "$image" ] && [ ! "$object" -nt "$image" ] && [ ! "$root/mote" -nt "$image" ] \
        && [ -z "$(find "$root/boards/$board" "$root/firmware/image/script" -newer "$image" -print -quit)" ]; then
        printf '%s' "$image"
        return 0
    fi
    read -ra flags <<<"$(board_value "$board" flags)"
    for source in $(board_value "$board" "${variant:-}sources"); do sources+=("$root/$source"); done
    for source in $(board_value "$board" include); do flags+=(-I "$root/$source"); done
    # What only images have whose Java names it.
    if [ -z "${variant:-}" ] && grep -q "$tcp_natives" "$out/c/$main/natives.h"; then
        tcp=tcp-
        [ -n "$(board_value "$board" tcp-sources)" ] || refuse "$main needs TCP, which board $board does not have"
        for source in $(board_value "$board" tcp-sources); do sources+=("$root/$source"); done
        flags+=(-DMOTE_TCP)
    fi
    if [ -z "${variant:-}" ] && grep -q "$media_natives" "$out/c/$main/natives.h"; then
        for source in $(board_value "$board" media-sources); do sources+=("$root/$source"); done
    fi
    if [ -z "${variant:-}" ] && [ -n "$(board_value "$board" crate)" ]; then
        crate=$(crate_folder "$(board_value "$board" crate)") || exit 1
        for source in $(board_value "$board" crate-sources) $(board_value "$board" "${tcp:-no-}crate-sources"); do
            sources+=("$crate/$source")
        done
        for source in $(board_value "$board" crate-include); do flags+=(-I "$crate/$source"); done
    fi
    [ -f "$root/boards/$board/memory.ld" ] && flags+=(-T "$root/boards/$board/memory.ld")
    case " $* " in
        *' -DMOTE_HEAP_BYTES='*) ;;
        *) flags+=("-DMOTE_HEAP_BYTES=$(sealed_heap "$board" "$main")") || exit 1 ;;
    esac
    if [ -z "${variant:-}" ] && [ -n "$(board_value "$board" factory)" ]; then
        # shellcheck disable=SC2046
        flags+=("-DMOTE_FACTORY_DATA=\"$(factory_data $(board_value "$board" factory))\"") || exit 1
    fi
    mkdir -p "$folder"
    "$(board_value "$board" compiler)" -Os "${c_flags[@]}" "${flags[@]}" "$@" \
        -iquote "$out/c/$main" -iquote "$c" -L "$c" -Wl,--gc-sections -Wl,-Map="$image.map" -o "$image" \
        "$object" "$c/heap.c" "${sources[@]}" || exit 1
    if [ -z "${variant:-}" ] && [ -n "$(board_value "$board" hex)" ]; then
        compiler=$(board_value "$board" compiler)
        "${compiler%gcc}objcopy" -O ihex "$image" "$image.hex" || exit 1
    fi
    printf '%s' "$image"
}

# A factory that says everything: clusters of the longest lists.
everything=(--passcode 20202021 --discriminator 3840 --salt 00112233445566778899AABBCCDDEEFF --serial-number 1
    --manufacturing-date 20260101 --part-number 1 --product-url https://a.example --product-label 1
    --hardware-version-string 1)

# sealed_heap BOARD MAIN: bytes that boot takes, as told by the same objects over stand-ins for what the board has.
sealed_heap() {
    local variant=standin- board=$1 main=$2 known=$out/$1/$2.heap object image emulator=() said
    # Only devices seal; the rest takes what it likes.
    if [[ $main != *Image ]]; then
        printf 65536
        return 0
    fi
    if [ -n "$(board_value "$board" heap)" ]; then
        board_value "$board" heap
        return 0
    fi
    object=$(compile_c "$board" "$main") || exit 1
    if [ ! -f "$known" ] || [ "$object" -nt "$known" ]; then
        step "how much heap $main takes on $board"
        image=$(build_board "$board" "$main" -DMOTE_HEAP_BYTES=196608 \
            "-DMOTE_FACTORY_DATA=\"$(factory_data "${everything[@]}")\"") || exit 1
        said=$(on_standins "$board" "$image")
        sed -n 's/^mote: heap sealed=//p' <<<"$said" >"$known"
        if [ ! -s "$known" ]; then
            printf '%s\n' "$said" >&2
            rm "$known"
            step "$main does not seal on $board"
            exit 1
        fi
    fi
    cat "$known"
}

# on_standins BOARD IMAGE: what an image that needs no network says, in the emulator of its processor or on this machine.
on_standins() {
    local emulator=()
    read -ra emulator <<<"$(board_value "$1" standin-emulator)"
    if [ ${#emulator[@]} = 0 ]; then
        "$2" 2>&1
        return
    fi
    # shellcheck disable=SC2046
    command -v "${emulator[0]}" >/dev/null 2>&1 || install_packages $(board_value "$1" standin-packages) \
        || refuse "$1: ${emulator[0]} is needed and not here: install $(board_value "$1" standin-packages)"
    timeout 120 "${emulator[@]}" -display none -monitor none -serial stdio \
        -semihosting-config enable=on,target=native -kernel "$2" 2>&1 </dev/null
}

# build_replay BOARD MAIN [FLAG...]: the image over a recording instead of a world.
build_replay() {
    local variant=replay-
    build_board "$@" -DMOTE_HEAP_BYTES=131072
}

# flat_recording FILE: a recording of `mote run --record` as an image reads it; prints its path.
flat_recording() {
    local flat
    flat=$out/flat-2/$(cksum <"$1" | tr ' ' -)
    if [ ! -f "$flat" ]; then
        ensure_built
        mkdir -p "$out/flat-2"
        "$(java_command)" "${java_flags[@]}" -cp "$(<"$out/classpath")" "$main_class" replay --flat "$flat.new" "$1" \
            && mv "$flat.new" "$flat" || exit 1
    fi
    printf '%s' "$flat"
}

# image_sizes BOARD FILE: flash is code and constants, RAM is data and the heap as sealed.
image_sizes() {
    local tool
    tool=$(board_value "$1" compiler)
    tool=${tool%gcc}size
    # musl-gcc has none of its own.
    command -v "$tool" >/dev/null 2>&1 || tool=size
    "$tool" -A "$2" | awk '
        $1 ~ /^\.(text|rodata|ARM\.exidx|eh_frame|eh_frame_hdr|init|fini|plt)$/ { flash += $2 }
        $1 ~ /^\.data$/ { flash += $2; ram += $2 }
        $1 ~ /^\.bss$/ { ram += $2 }
        END { printf "flash=%d ram=%d", flash, ram }'
}

build_image() {
    local board='' app=light tcp='' image main
    while [ $# -gt 0 ]; do
        case $1 in
            --board) board=${2:-} ;;
            --app) app=${2:-} ;;
            --tcp)
                tcp=yes
                shift
                continue
                ;;
            *) refuse "build: $1 is unknown; --board NAME --app NAME --tcp" ;;
        esac
        shift $(($# > 1 ? 2 : 1))
    done
    is_native_board "$board" || refuse "build: --board ${board:-is missing}; $(native_boards | paste -sd ' ')"
    main=$(image_main "$board" "$app") || exit 2
    [ -z "$tcp" ] || main=$(tcp_main "$app") || exit 2
    image=$(build_board "$board" "$main") || exit 1
    printf 'mote: image=%s%s %s\n' "$image" "$([ ! -f "$image.hex" ] || printf ' hex=%s' "$image.hex")" \
        "$(image_sizes "$board" "$image")"
}
