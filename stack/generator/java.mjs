const LINE = 100;

/** SPEC_NAME of a specification name: NOCStruct gives NOC_STRUCT, IPv6Addresses IPV6_ADDRESSES. */
export function constantName(name) {
    return name
        .replaceAll(/IPv([46])/g, "Ipv$1")
        .replaceAll("WiFi", "Wifi")
        .replaceAll(/WebR(tc|TC)/g, "Webrtc")
        .replaceAll("SdpmLine", "SdpMLine")
        .replaceAll("UrLs", "Urls")
        .replaceAll("SFrame", "Sframe")
        .replaceAll("IDs", "Ids")
        .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
        .replaceAll(/([A-Z0-9])([A-Z][a-z])/g, "$1_$2")
        .toUpperCase();
}

/** Java of one cluster. */
export function clusterJava(cluster, room, banner) {
    const names = new Map();
    const body = [];
    const constant = (name, value) => {
        if (names.has(name)) throw new Error(`${cluster.name}: two constants are called ${name}`);
        names.set(name, value);
        return declaration(name, value);
    };
    const noted = (prefix, element) => [
        ...javadoc(`${element.name}: ${element.note.filter(Boolean).join("; ")}.`, 4),
        ...constant(`${prefix}_${constantName(element.name)}`, hex(element.id)),
    ];
    /** A paragraph of constants under a comment. */
    const group = (comment, prefix, members) => {
        if (!members.length) return;
        const lines = members.flatMap(({ name, value }) =>
            constant(`${prefix}_${constantName(name)}`, value),
        );
        body.push([`    // ${comment}`, ...lines]);
    };
    body.push([
        ...constant("ID", `0x${hex4(cluster.id)}`),
        ...constant("REVISION", String(cluster.revision)),
    ]);

    for (const feature of cluster.features) {
        body.push([
            ...javadoc(`${feature.code} (${feature.name}).`, 4),
            ...constant(`FEATURE_${constantName(feature.name)}`, `1 << ${feature.bit}`),
        ]);
    }
    for (const attribute of cluster.attributes) body.push(noted("ATTR", attribute));
    const requests = cluster.commands.filter(command => !command.isResponse);
    for (const command of requests) body.push(noted("CMD", command));
    const responses = cluster.commands.filter(command => command.isResponse);
    group(
        "Responses",
        "CMD",
        responses.map(({ name, id }) => ({ name, value: hex(id) })),
    );
    for (const event of cluster.events) body.push(noted("EVENT", event));
    for (const command of cluster.commands) {
        group(`Fields of ${command.name}`, constantName(command.name), tags(command.fields));
    }
    for (const event of cluster.events) {
        group(`Fields of ${event.name}`, constantName(event.name), tags(event.fields));
    }
    for (const type of cluster.types)
        group(type.name, typePrefix(type, cluster.types), typeMembers(type));

    body.push(intMethod("id", "ID"), intMethod("revision", "REVISION"));
    if (cluster.diagnostics) body.push(method("public boolean diagnostics()", ["return true;"]));
    const ofAttribute = attribute => `ATTR_${constantName(attribute.name)}`;
    const ofCommand = command => `CMD_${constantName(command.name)}`;
    const flagCases = (elements, nameOf) =>
        elements.map(element => [
            nameOf(element),
            `0x${element.flags.toString(16).toUpperCase().padStart(4, "0")}`,
        ]);
    body.push(
        switchMethod(
            "int attribute",
            "attributeId",
            flagCases(cluster.attributes, ofAttribute),
            "0",
        ),
        switchMethod("int command", "commandId", flagCases(requests, ofCommand), "0"),
        switchMethod(
            "int response",
            "commandId",
            requests
                .filter(command => command.response)
                .map(command => [ofCommand(command), `CMD_${constantName(command.response)}`]),
            "NO_RESPONSE",
        ),
        switchMethod(
            "int event",
            "eventId",
            flagCases(cluster.events, event => `EVENT_${constantName(event.name)}`),
            "0",
        ),
    );
    for (const [name, type, none] of [
        ["minimum", "int", "NO_MINIMUM"],
        ["maximum", "int", "NO_MAXIMUM"],
        ["minLength", "int", "0"],
        ["maxLength", "int", "NO_MAX_LENGTH"],
    ]) {
        const cases = cluster.attributes
            .filter(attribute => attribute.limits[name] !== undefined)
            .map(attribute => [ofAttribute(attribute), literal(attribute.limits[name])]);
        if (cases.length) body.push(switchMethod(`${type} ${name}`, "attributeId", cases, none));
    }

    return unit(
        banner,
        room,
        ["org.mattermote.stack.model.ClusterSpec"],
        `${cluster.name}, cluster 0x${hex4(cluster.id)}, revision ${cluster.revision}.`,
        `public final class ${cluster.name}Spec extends ClusterSpec`,
        body,
    );
}

/** Java of the device types' ids and revisions. */
export function deviceTypesJava(types, room, banner) {
    const body = types.map(type => {
        const name = constantName(type.name);
        return [
            ...declaration(name, hex(type.id)),
            ...declaration(`${name}_REVISION`, String(type.revision)),
        ];
    });
    body.push(["    private DeviceTypes() {}"]);
    return unit(
        banner,
        room,
        [],
        "Ids and revisions of the device types.",
        "public final class DeviceTypes",
        body,
    );
}

/** Java of the types that several clusters share. */
/** What an app under another revision of the specification announces. */
export function revisionsJava(name, set, room, banner) {
    const body = set.deviceTypes.map(type => [
        ...declaration(constantName(type.name), hex(type.id)),
        ...declaration(`${constantName(type.name)}_REVISION`, String(type.revision)),
    ]);
    const names = set.rootTypes.map(constantName);
    body.push([
        "    private static final int[] ROOT_TYPES = {",
        ...names.map(name => `        ${name}, ${name}_REVISION,`),
        "    };",
    ]);
    body.push(
        intMethod("specification", `0x${set.specification.toString(16).padStart(8, "0")}`),
        intMethod("dataModel", String(set.dataModel)),
        intMethod("interactionModel", String(set.interactionModel)),
        method("public int[] rootTypes()", ["return ROOT_TYPES;"]),
    );
    const cluster = switchMethod(
        "int cluster",
        "cluster",
        set.clusters.map(({ name, revision }) => [`${name}Spec.ID`, String(revision)]),
        "own",
    );
    body.push(cluster.map(line => line.replace("(int cluster)", "(int cluster, int own)")));
    return unit(
        banner,
        room,
        [
            "org.mattermote.stack.model.Revisions",
            ...set.clusters.map(({ name }) => `org.mattermote.stack.model.spec.${name}Spec`),
        ],
        `Matter ${set.version}.`,
        `public final class ${name} extends Revisions`,
        body,
    );
}

export function sharedTypesJava(name, types, room, banner) {
    const body = types.map(type => [
        `    // ${type.name}`,
        ...typeMembers(type).flatMap(({ name, value }) =>
            declaration(`${typePrefix(type, types)}_${constantName(name)}`, value),
        ),
    ]);
    body.push([`    private ${name}() {}`]);
    return unit(
        banner,
        room,
        [],
        "Values and field tags of the types that belong to no cluster.",
        `public final class ${name}`,
        body,
    );
}

function tags(fields) {
    return fields.map(({ name, id }) => ({ name, value: String(id) }));
}

function typeMembers(type) {
    return type.metatype === "bitmap" ? bitmapMembers(type) : tags(type.members);
}

/** A type's name without its suffix, unless an enumeration and a bitmap would then be the same. */
function typePrefix(type, types) {
    const short = type.name.replace(/(Enum|Bitmap)$/, "");
    const clash = type.metatype === "bitmap" && types.some(other => other.name === `${short}Enum`);
    return constantName(clash ? type.name : short);
}

function bitmapMembers(type) {
    return type.members.flatMap(({ name, bit, mask, shift }) =>
        bit !== undefined
            ? [{ name, value: `1 << ${bit}` }]
            : [
                  { name: `${name}Mask`, value: hex(mask) },
                  { name: `${name}Shift`, value: String(shift) },
              ],
    );
}

function unit(banner, room, imports, description, head, body) {
    const lines = [`// ${banner}`, `package ${room};`, ""];
    for (const name of imports) lines.push(`import ${name};`);
    if (imports.length) lines.push("");
    lines.push(...javadoc(description, 0), `${head} {`);
    body.forEach((part, index) => {
        if (index > 0) lines.push("");
        lines.push(...part);
    });
    lines.push("}", "");
    return lines.join("\n");
}

function hex(value) {
    return `0x${value
        .toString(16)
        .toUpperCase()
        .padStart(value > 0xff ? 4 : 2, "0")}`;
}

function hex4(value) {
    return value.toString(16).toUpperCase().padStart(4, "0");
}

function literal(value) {
    return value > 0x7fffffff || value < -0x80000000 ? `${value}L` : String(value);
}

function declaration(name, value) {
    const line = `    public static final int ${name} = ${value};`;
    if (line.length <= LINE) return [line];
    return [`    public static final int ${name} =`, `            ${value};`];
}

function javadoc(text, indent) {
    const margin = " ".repeat(indent);
    text = text.replaceAll("&", "and").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    if (indent + text.length + 7 <= LINE) return [`${margin}/** ${text} */`];
    const lines = [`${margin}/**`];
    let line = `${margin} *`;
    for (const word of text.split(" ")) {
        if (line.length + 1 + word.length > LINE) {
            lines.push(line);
            line = `${margin} *`;
        }
        line += ` ${word}`;
    }
    return [...lines, line, `${margin} */`];
}

function method(signature, statements) {
    return [
        "    @Override",
        `    ${signature} {`,
        ...statements.map(line => `        ${line}`),
        "    }",
    ];
}

function intMethod(name, value) {
    return method(`public int ${name}()`, [`return ${value};`]);
}

/** A switch from ids to values; neighbours with the same value share a return. */
function switchMethod(typeAndName, parameter, cases, otherwise) {
    const signature = `public ${typeAndName}(int ${parameter})`;
    if (!cases.length) return method(signature, [`return ${otherwise};`]);
    const lines = [`switch (${parameter}) {`];
    cases.forEach(([label, value], index) => {
        lines.push(`    case ${label}:`);
        if (cases[index + 1]?.[1] !== value) lines.push(`        return ${value};`);
    });
    lines.push("    default:", `        return ${otherwise};`, "}");
    return method(signature, lines);
}
