"""What an image is made of: `mote size` calls it for each board.

    size.py measure IMAGE OBJECT C-FOLDER ROOT SIZE-TOOL OBJDUMP BUDGET
                                                    lines `name=value`; IMAGE.rooms, IMAGE.stack
    size.py table README|- NAME=VALUES-FILE...      the table of images, into a README too
    size.py rooms ROOMS-FILE                        rooms of one image
    size.py added README|- FILE                     what optional rooms add, into a README too
    size.py picture SVG NAME=ROOMS-FILE...          a tree map of their flash

Flash is code and constants, RAM what is written; rooms come from the link map, whose sections are named after functions,
and from the names TeaVM gives them: `meth_omse_Exchange_send` is of a class Exchange in a package o.m.s.e. The worst-case
stack is the longest way through the calls that gcc writes down with each function's frame (-fcallgraph-info=su); a call
through a table of methods may reach every class that has such a method and is one of the kind that is called.
"""

import collections
import html
import pathlib
import re
import subprocess
import sys

FLASH = (".text", ".rodata", ".ARM.exidx", ".eh_frame", ".eh_frame_hdr", ".init", ".fini", ".init_array", ".fini_array")
RAM = (".bss",)
BOTH = (".data",)
# What is neither the stack nor the board's drivers.
RUNTIME = "runtime"
RUNTIME_FILES = ("runtime.c", "fault.c", "cortexm.c", "riscv.c", "semihost.c", "hosted.c", "heap.c", "strings.c", "core.h", "image.c")
SYMBOL = re.compile(r"(?:meth|sysinitclass|supertypeof|initclass|mote_sfld|sfld|mote)?_?([a-z]{2,6})_([A-Z]\w*)")


class Classes:
    """Packages by TeaVM's abbreviation of them and the simple name of the class."""

    def __init__(self, root):
        self.packages = {}
        for file in sorted(pathlib.Path(root).glob("*/**/src/main/java/**/*.java")) + sorted(
            pathlib.Path(root).glob("*/src/main/java/**/*.java")
        ):
            parts = file.as_posix().split("/src/main/java/")[1].split("/")
            package = ".".join(parts[:-1])
            short = "".join(part[0] for part in parts[:-1])
            self.packages[short, file.stem] = package.removeprefix("org.mattermote.")

    def of(self, symbol):
        """(room, class) or None."""
        match = SYMBOL.match(symbol)
        if not match:
            return None
        name = match[2]
        while name:
            if (match[1], name) in self.packages:
                return self.packages[match[1], name], name
            name = name.rpartition("_")[0]
        return None


class Calls:
    """Functions with their frames and calls, from gcc's .ci files."""

    NODE = re.compile(r'node: \{ title: "([^"]*)" label: "([^"]*)"( shape : ellipse)?')
    EDGE = re.compile(r'edge: \{ sourcename: "([^"]*)" targetname: "([^"]*)"(?: label: "([^"]*)")?')

    def __init__(self, files, c_folder):
        self.frames = {}
        self.files = {}
        self.calls = collections.defaultdict(set)
        self.unbounded = set()
        self.folder = pathlib.Path(c_folder)
        self.tables = Tables(self.folder)
        self.unknown = set()
        self.lines = {}
        self.library = set()
        for file in files:
            self.read(file)

    def add_library(self, frames, calls):
        self.library = set(frames)
        self.frames.update(frames)
        for name, targets in calls.items():
            self.calls[name] |= targets

    @staticmethod
    def plain(title):
        """Without the file of a static function and without what the optimiser added."""
        return re.sub(r"\.(constprop|isra|part|cold|lto_priv|localalias)\b.*$", "", title.rpartition(":")[2])

    def read(self, file):
        for line in pathlib.Path(file).read_text(errors="replace").splitlines():
            node = self.NODE.match(line)
            if node and not node[3]:
                name, label = self.plain(node[1]), node[2].split("\\n")
                size = re.match(r"(\d+) bytes \((\w[\w,]*)\)", label[2]) if len(label) > 2 else None
                if size:
                    part = ".part." in node[1]
                    frame = int(size[1])
                    # A part of a function that was split off stands on top of the rest of it.
                    self.frames[name] = self.frames.get(name, 0) + frame if part else max(self.frames.get(name, 0), frame)
                    self.files[name] = label[1].rsplit(":", 2)[0]
                    if "dynamic" in size[2] and "bounded" not in size[2]:
                        self.unbounded.add(name)
                continue
            edge = self.EDGE.match(line)
            if edge:
                source, target = self.plain(edge[1]), self.plain(edge[2])
                if target == "__indirect_call":
                    self.indirect(source, edge[3] or "")
                elif target != source or not re.search(r"\.(part|constprop)", edge[1] + edge[2]):
                    self.calls[source].add(target)

    def indirect(self, source, place):
        at = re.match(r"(.*):(\d+):(\d+)$", place)
        if not at:
            self.unknown.add((source, place))
            return
        if at[1] not in self.lines:
            path = pathlib.Path(at[1])
            self.lines[at[1]] = path.read_text(errors="replace").splitlines() if path.exists() else []
        text = self.lines[at[1]]
        line = text[int(at[2]) - 1] if int(at[2]) <= len(text) else ""
        if at[1].endswith("core.h"):
            # The check of a cast, by the function of the class.
            self.calls[source] |= self.tables.casts
            return
        methods = [(m.start(), m[1], m[2]) for m in re.finditer(r"TEAVM_METHOD\(\w+, (\w+)_VT, (virt_\w+)\)", line)]
        if not methods:
            self.unknown.add((source, place))
            return
        before = [m for m in methods if m[0] <= int(at[3])] or methods
        for _, kind, method in before[-1:] if len(methods) > 1 else methods:
            self.calls[source] |= self.tables.targets(kind, method)

    def deepest(self, start):
        """(bytes, way) of the longest way from a function. A cycle ends the program: nobody knows its depth."""
        done, way, open_ = {}, {}, []

        def visit(name):
            if name in done:
                return done[name]
            if name in open_ and name in self.library:
                self.unknown.add((name, "calls itself, in a library"))
                return 0
            if name in open_:
                raise SystemExit("size.py: recursion, so there is no worst-case stack: " + " -> ".join(open_[open_.index(name) :] + [name]))
            open_.append(name)
            best, chosen = 0, None
            for target in sorted(self.calls.get(name, ())):
                depth = visit(target)
                if depth > best:
                    best, chosen = depth, target
            open_.pop()
            done[name] = self.frames.get(name, 0) + best
            way[name] = chosen
            return done[name]

        sys.setrecursionlimit(20000)
        total = visit(start)
        path, at = [], start
        while at:
            path.append((at, self.frames.get(at, 0)))
            at = way[at]
        return total, path


class Tables:
    """Tables of methods: which function a class has under a name, and which tables begin with which."""

    def __init__(self, folder):
        self.parents = {}
        self.methods = collections.defaultdict(list)
        self.casts = set()
        for header in sorted(folder.rglob("*.h")):
            for match in re.finditer(r"typedef struct (\w+)_VT \{\s*(\w+) parent;", header.read_text(errors="replace")):
                self.parents[match[1]] = match[2].removesuffix("_VT")
        for file in sorted(folder.rglob("*.c")):
            text = file.read_text(errors="replace")
            for match in re.finditer(r"const struct (\w+)_Table \w+_Cls = \{(.*?)^\};", text, re.S | re.M):
                for name, function in re.findall(r"\.(virt_\w+) = &(\w+)", match[2]):
                    self.methods[name].append((match[1], function))
            self.casts |= set(re.findall(r"^static int32_t (supertypeof_\w+)\(", text, re.M))

    def targets(self, kind, method):
        """None if the image has no object with such a method: then nobody gets there."""
        known = self.methods[method]
        if kind not in self.parents.values() and all(table != kind for table, _ in known):
            # An interface: its methods have one name in all tables.
            return {function for _, function in known}
        return {function for table, function in known if self.descends(table, kind)}

    def descends(self, table, kind):
        while table:
            if table == kind:
                return True
            table = self.parents.get(table)
        return False


def library_frames(image, objdump, known):
    """Frames and calls of functions of libraries, for which gcc wrote nothing down: from their instructions."""
    frames, calls = {}, collections.defaultdict(set)
    text = subprocess.run([objdump, "-d", "--no-show-raw-insn", image], capture_output=True, text=True, check=True).stdout
    name = None
    for line in text.splitlines():
        head = re.match(r"[0-9a-f]+ <([^>]+)>:$", line)
        if head:
            name = head[1] if head[1] not in known else None
            if name:
                frames.setdefault(name, 0)
        elif name:
            push = re.search(r"\b(?:push|stmdb\s+sp!,)\s*\{([^}]*)\}", line)
            if push:
                frames[name] += 4 * sum(registers(item) for item in push[1].split(","))
            elif re.search(r"\bpush\s+%", line):
                frames[name] += 8
            for pattern in (r"\bsub(?:\.w)?\s+sp,(?:\s*sp,)?\s*#(\d+)", r"\baddi\s+sp,sp,-(\d+)", r"\bsub\s+\$(0x[0-9a-f]+),%rsp"):
                taken = re.search(pattern, line)
                if taken:
                    frames[name] += int(taken[1], 0)
            call = re.search(r"\b(?:bl|blx|b|b\.w|b\.n|jal|j|call|jmp|callq|jmpq)\s+(?:ra,)?[0-9a-f]+ <([^>+]+)>", line)
            if call and call[1] != name:
                calls[name].add(call[1])
    return frames, calls


def registers(item):
    ends = re.match(r"\s*r(\d+)-r(\d+)", item)
    return int(ends[2]) - int(ends[1]) + 1 if ends else 1


def input_sections(map_file):
    """(output section, input section, bytes, object) of the link map."""
    text = pathlib.Path(map_file).read_text(errors="replace")
    text = text[text.index("Linker script and memory map") :]
    text = re.sub(r"^( \S+)\n\s+(0x)", r"\1 \2", text, flags=re.M)
    out = None
    for line in text.splitlines():
        head = re.match(r"(\.[\w.]+)(\s|$)", line)
        if head:
            out = head[1]
            continue
        entry = re.match(r" (\.?[\w.$-]+|COMMON)\s+0x[0-9a-f]+\s+(0x[0-9a-f]+) (\S.*)$", line)
        if entry and out and int(entry[2], 16) > 0:
            yield out, entry[1], int(entry[2], 16), entry[3] if "(" in entry[3] else str(pathlib.Path(entry[3]).resolve())


def room_of(section, obj, image_object, classes, calls, objects):
    symbol = re.sub(r"^\.(?:text|rodata|bss|data|srodata|sdata|sbss)\.?(?:unlikely\.|startup\.|exit\.)?", "", section)
    symbol = re.sub(r"\.(constprop|isra|part|cold)\b.*$", "", symbol)
    if symbol == "mote_factory":
        return "test attestation", "factory partition"
    if obj == image_object:
        known = classes.of(symbol.removeprefix("java_"))
        if known:
            return known
        file = calls.files.get(symbol, "").rpartition("/")[2]
        if file.startswith("fast") or re.match(r"mote_(sha|aes|ccm|p256)", symbol):
            return "stack.crypto", "C"
        return RUNTIME, "Java" if re.match(r"meth_j|j[a-z]+_|Arr_|supertypeof_j", symbol) else file or "constants"
    if re.search(r"\.a(\(|$)|lib\w*\.a", obj) or "/gcc/" in obj or "crt" in obj.rpartition("/")[2]:
        return RUNTIME, "libc and libgcc"
    file = objects.get(obj) or calls.files.get(symbol, "")
    name = file.rpartition("/")[2] or "other"
    if name in RUNTIME_FILES:
        return RUNTIME, name
    if "/lwip" in file:
        return "lwIP", name
    return "drivers", name


def measure(image, image_object, c_folder, root, size_tool, objdump, budget_file):
    image_path = pathlib.Path(image)
    ci = [pathlib.Path(image_object).with_suffix(".ci")] + sorted(image_path.parent.glob(image_path.name + "-*.ci"))
    calls = Calls([file for file in ci if file.exists()], c_folder)
    classes = Classes(root)
    image_object = str(pathlib.Path(image_object).resolve())
    sections = list(input_sections(image + ".map"))
    objects = {}
    for _, section, _, obj in sections:
        file = calls.files.get(section.removeprefix(".text."))
        if file and obj != image_object:
            objects[obj] = file
    rooms = collections.Counter()
    ram = collections.Counter()
    for out, section, size, obj in sections:
        room = room_of(section, obj, image_object, classes, calls, objects)
        if "mote_heap" in section and out == ".bss":
            room = ("heap", "as sealed")
        if out in FLASH + BOTH:
            rooms[room] += size
        if out in RAM + BOTH:
            ram[room] += size
    flash_total = ram_total = 0
    for line in subprocess.run([size_tool, "-A", image], capture_output=True, text=True, check=True).stdout.splitlines():
        part = line.split()
        if len(part) > 1 and part[1].isdigit():
            flash_total += int(part[1]) if part[0] in FLASH + BOTH + (".plt",) else 0
            ram_total += int(part[1]) if part[0] in RAM + BOTH else 0
    # Alignment between sections, and what a C library has in sections of its own.
    rooms[RUNTIME, "alignment"] += max(0, flash_total - sum(rooms.values()))
    with open(image + ".rooms", "w", encoding="utf-8") as file:
        for (room, part), size in sorted(rooms.items()):
            file.write(f"{room}\t{part}\t{size}\t{ram[room, part]}\n")
        for (room, part), size in sorted(ram.items()):
            if (room, part) not in rooms:
                file.write(f"{room}\t{part}\t0\t{size}\n")
    start = next((name for name in ("mote_reset", "main") if name in calls.frames or name in calls.calls), "mote_start")
    # Where the processor's first instruction is written in assembler, its C comes next.
    if not calls.calls.get(start):
        start = "begin" if "begin" in calls.frames else "mote_start"
    calls.add_library(*library_frames(image, objdump, calls.frames))
    total, way = calls.deepest(start)
    values = {
        "flash": flash_total,
        "ram": ram_total,
        "stack": total,
        "runtime-flash": sum(size for (room, _), size in rooms.items() if room == RUNTIME),
        "runtime-ram": sum(size for (room, _), size in ram.items() if room == RUNTIME),
    }
    pathlib.Path(image + ".stack").write_text("".join(f"{frame:6d} {name}\n" for name, frame in way), encoding="utf-8")
    budget = read_budget(budget_file)
    over = [f"{key} {value} over {budget[key]}" for key, value in values.items() if value > budget.get(key, value)]
    for key, value in values.items():
        print(f"{key}={value}")
        if key in budget:
            print(f"{key}-ceiling={budget[key]}")
    for source, place in sorted(calls.unknown):
        print(f"unfollowed={source} {place}")
    for name in sorted(calls.unbounded):
        print(f"unbounded={name}")
    if over:
        print("over=" + ", ".join(over))


def read_budget(file):
    path = pathlib.Path(file)
    pairs = (line.split("=") for line in path.read_text().splitlines() if re.match(r"[\w-]+=\d+$", line)) if path.exists() else ()
    return {key: int(value) for key, value in pairs}


def read_rooms(file):
    rooms = collections.defaultdict(dict)
    for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines():
        room, part, flash, ram = line.split("\t")
        rooms[room][part] = (int(flash), int(ram))
    return rooms


def squares(items, x, y, width, height):
    """Places rectangles of these areas (largest first) in a rectangle, as square as they get."""
    items = [item for item in items if item[1] > 0]
    total = sum(size for _, size in items)
    if not items or total <= 0 or width <= 0 or height <= 0:
        return
    scale = width * height / total
    at = 0
    while at < len(items):
        side = min(width, height)
        row, best = [], None
        for item in items[at:]:
            trial = row + [item]
            area = sum(size for _, size in trial) * scale
            worst = max(max(side * side * size * scale / area**2, area**2 / (side * side * size * scale)) for _, size in trial)
            if best is not None and worst > best:
                break
            row, best = trial, worst
        area = sum(size for _, size in row) * scale
        thick = area / side
        along = 0.0
        for name, size in row:
            length = size * scale / thick
            if width >= height:
                yield name, size, x, y + along, thick, length
            else:
                yield name, size, x + along, y, length, thick
            along += length
        if width >= height:
            x, width = x + thick, width - thick
        else:
            y, height = y + thick, height - thick
        at += len(row)


def picture(svg, images):
    width, height, head = 1200, 700, 28
    colors = ("#8dd3c7", "#ffffb3", "#bebada", "#fb8072", "#80b1d3", "#fdb462", "#b3de69", "#fccde5", "#d9d9d9", "#bc80bd", "#ccebc5", "#ffed6f")
    parts = []
    top = 0
    for image in images:
        name, _, file = image.partition("=")
        rooms = read_rooms(file)
        totals = sorted(((room, sum(flash for flash, _ in classes.values())) for room, classes in rooms.items()), key=lambda r: (-r[1], r[0]))
        flash = sum(size for _, size in totals)
        parts.append(f'<text x="6" y="{top + 20}" font-size="16">{html.escape(name)}: {flash:,} bytes of flash</text>')
        for number, (room, size, x, y, w, h) in enumerate(squares(totals, 0.0, top + head, float(width), float(height - head))):
            color = colors[number % len(colors)]
            inner = 14 if h > 40 and w > 60 else 0
            parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{color}" stroke="#333"><title>{html.escape(room)} {size:,}</title></rect>')
            classes = sorted(((part, f) for part, (f, _) in rooms[room].items()), key=lambda r: (-r[1], r[0]))
            for part, bytes_, px, py, pw, ph in squares(classes, x, y + inner, w, h - inner):
                parts.append(
                    f'<rect x="{px:.1f}" y="{py:.1f}" width="{pw:.1f}" height="{ph:.1f}" fill="none" stroke="#0003">'
                    f"<title>{html.escape(room)} {html.escape(part)} {bytes_:,}</title></rect>"
                )
                if pw > 7 * len(part) + 4 and ph > 14:
                    parts.append(f'<text x="{px + 3:.1f}" y="{py + 12:.1f}" font-size="10">{html.escape(part)}</text>')
            if inner:
                parts.append(f'<text x="{x + 3:.1f}" y="{y + 11:.1f}" font-size="11" font-weight="bold">{html.escape(room)} {size:,}</text>')
        top += height + 10
    text = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{top}" font-family="sans-serif">\n'
    pathlib.Path(svg).write_text(text + "\n".join(parts) + "\n</svg>\n", encoding="utf-8")


def table(readme, images):
    """Prints the table of images, and puts it between the marks of a README if it is to."""
    lines = [
        "| image | flash | at most | RAM | at most | worst-case stack | at most |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for image in images:
        name, _, file = image.partition("=")
        values = dict(line.split("=", 1) for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines())
        cells = []
        for key in ("flash", "ram", "stack"):
            for field in (key, key + "-ceiling"):
                cells.append(f"{int(values[field]):,}" if field in values else "")
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    show(readme, "sizes", lines)


def show(readme, mark, lines):
    """Prints a table, and puts it between the marks of a README if it is to."""
    print("\n".join(lines))
    if readme != "-":
        path = pathlib.Path(readme)
        text = path.read_text(encoding="utf-8")
        first, last = f"<!-- {mark}: generated -->\n", f"<!-- /{mark} -->"
        if text.count(first) != 1 or text.count(last) != 1:
            sys.exit(f"size.py: {readme} has no marks for the table")
        head, tail = text.split(first)[0], text.split(last)[1]
        path.write_text(head + first + "\n".join(lines) + "\n" + last + tail, encoding="utf-8")


def added(readme, file):
    """Lines `room flash= ram= flash= ram= [flash ram]`: the image with the room, the one without, its ceilings."""
    lines = ["| optional room | adds flash | ceiling | adds RAM | ceiling |", "| --- | ---: | ---: | ---: | ---: |"]
    over = []
    for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines():
        room, *sizes = line.split()
        flash, ram, flash_before, ram_before = (int(size.partition("=")[2]) for size in sizes[:4])
        cells = []
        for what, bytes_added, most in zip(
            ("flash", "RAM"), (flash - flash_before, ram - ram_before), sizes[4:] or (None, None)
        ):
            cells += [f"{bytes_added:,}", f"{int(most):,}" if most else ""]
            if most and bytes_added > int(most):
                over.append(f"mote: room {room}: {what} {bytes_added:,}, ceiling {int(most):,}")
        lines.append(f"| {room} | {' | '.join(cells)} |")
    show(readme, "rooms", lines)
    if over:
        print("\n".join(over), file=sys.stderr)
    if over and readme == "-":
        sys.exit(1)


def rooms_table(file):
    rooms = read_rooms(file)
    print("| room | flash | RAM beside the heap |\n| --- | ---: | ---: |")
    for room, parts in sorted(rooms.items(), key=lambda r: (-sum(flash for flash, _ in r[1].values()), r[0])):
        if room != "heap":
            print(f"| {room} | {sum(f for f, _ in parts.values()):,} | {sum(r for _, r in parts.values()):,} |")


def main(arguments):
    if len(arguments) == 8 and arguments[0] == "measure":
        measure(*arguments[1:])
    elif len(arguments) > 2 and arguments[0] == "picture":
        picture(arguments[1], arguments[2:])
    elif len(arguments) > 2 and arguments[0] == "table":
        table(arguments[1], arguments[2:])
    elif len(arguments) == 3 and arguments[0] == "added":
        added(*arguments[1:])
    elif len(arguments) == 2 and arguments[0] == "rooms":
        rooms_table(arguments[1])
    else:
        sys.exit("size.py: measure, table, rooms, added or picture; see its first lines")


if __name__ == "__main__":
    main(sys.argv[1:])
