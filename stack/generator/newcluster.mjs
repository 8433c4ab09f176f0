import { allFields, leastElements, leastFeatures, leastFields } from "./conformance.mjs";
import { literalRange, maskOf, wireType } from "./facts.mjs";
import { constantName } from "./java.mjs";
import { titleOf } from "./titles.mjs";

/** Words that cannot be names in a subclass of Cluster. */
const TAKEN = new Set(
    (
        "abstract attributes boolean break byte case catch char class commands const continue default do double " +
        "else endpoint enum events extends fields final finally float for goto hook id if implements import in int " +
        "interface invoke long native new null package poll private protected public read request return short spec " +
        "static status super switch this throw throws transient try void volatile while write"
    ).split(" "),
);

/** The Java of a cluster with what the model makes mandatory: class, hook (or none), test. */
export function newCluster(model, wantedFeatures) {
    const features = leastFeatures(model, wantedFeatures);
    const elements = leastElements(model, features);
    const c = {
        name: model.name,
        title: titleOf(model.name),
        spec: `${model.name}Spec`,
        features: model.features.filter(feature => features.has(feature.name)),
        attributes: elements.attributes.map(attribute => attributeOf(attribute, features)),
        commands: elements.commands.map(command => commandOf(command, features, model)),
        events: elements.events,
        codes: features,
    };
    const driven = c.attributes.some(({ writable }) => writable) || c.commands.length > 0;
    c.hook = driven ? `${c.name}Hook` : "SensorHook";
    const files = { [`${c.name}Cluster.java`]: clusterText(c) };
    if (driven) files[`${c.hook}.java`] = hookText(c);
    return { files, test: testText(c), testFile: `${c.name}ClusterTest.java` };
}

function lower(name) {
    const plain = name.replace(/^[A-Z]+(?=[A-Z][a-z]|\d|$)|^[A-Z]/, start => start.toLowerCase());
    return TAKEN.has(plain) ? `${plain}Value` : plain;
}

const upper = name => name[0].toUpperCase() + name.slice(1);

/** How a value is held and written: kind bool, int, long, utf8, bytes, list or struct. */
function valueOf(model) {
    const nullable = !!model.effectiveQuality.nullable;
    if (model.effectiveMetatype === "array") return { kind: "list", nullable };
    const { type, width } = wireType(model);
    const range = literalRange(model.effectiveConstraint);
    const common = { nullable, range, model };
    switch (type) {
        case "BOOL":
            return { ...common, kind: "bool" };
        case "UTF8":
        case "BYTES":
            return { ...common, kind: type.toLowerCase(), most: Number(range.max ?? 32) };
        case "STRUCT":
            return { ...common, kind: "struct" };
        default:
    }
    const signed = type === "SIGNED";
    const bits = (width || 8) * 8;
    let least = signed ? -(2 ** (bits - 1)) : 0;
    // The greatest pattern of bits stands for null.
    let most = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - (nullable ? 2 : 1);
    if (type === "ENUM") {
        const ids = [...model.members].map(({ id }) => id);
        if (ids.length) [least, most] = [Math.min(...ids), Math.max(...ids)];
    } else if (type === "BITMAP") {
        const masks = [...model.members].map(maskOf);
        if (masks.length) most = masks.reduce((all, mask) => all | mask, 0) >>> 0;
    }
    if (range.min !== undefined) least = Number(range.min);
    if (range.max !== undefined) most = Number(range.max);
    const kind = bits > 32 || (bits === 32 && most > 0x7fffffff) ? "long" : "int";
    return { ...common, kind, signed, least, most, bits };
}

function attributeOf(attribute, features) {
    const value = valueOf(attribute);
    const fallback = attribute.effectiveDefault ?? attribute.default;
    let initial = "0";
    if (value.kind === "bool") initial = String(fallback === true);
    else if (value.kind === "int" || value.kind === "long") {
        const number = typeof fallback === "number" ? fallback : Math.max(value.least, 0);
        initial = value.nullable ? "NULL" : literal(number, value);
    }
    return {
        name: attribute.name,
        field: lower(attribute.name),
        constant: `ATTR_${constantName(attribute.name)}`,
        writable: attribute.writable,
        kept: !!attribute.effectiveQuality.nonvolatile,
        struct: value.kind === "struct" ? leastFields(attribute, features) : [],
        ...value,
        initial,
    };
}

function literal(number, { kind }) {
    if (number > Number.MAX_SAFE_INTEGER) return "Long.MAX_VALUE";
    if (number < Number.MIN_SAFE_INTEGER) return "Long.MIN_VALUE";
    return kind === "long" ? `${number}L` : String(number);
}

/** Java that holds where `expression` is outside the limits of a value; empty without limits. */
function outside(expression, value) {
    const tests = [];
    if (value.least > Number.MIN_SAFE_INTEGER && (value.signed || value.least > 0)) {
        tests.push(`${expression} < ${value.least}L`);
    }
    if (value.most < Number.MAX_SAFE_INTEGER) tests.push(`${expression} > ${value.most}L`);
    return tests.join(" || ");
}

function commandOf(command, features, cluster) {
    const prefix = constantName(command.name);
    const fields = allFields(command, features).map(({ field, mandatory }) => ({
        name: field.name,
        variable: lower(field.name),
        constant: `${prefix}_${constantName(field.name)}`,
        mandatory,
        tag: field.id,
        ...valueOf(field),
    }));
    const response = command.responseModel;
    return {
        name: command.name,
        method: lower(command.name),
        constant: `CMD_${prefix}`,
        fields: fields.filter(({ tag }) => tag <= 9),
        response: response && {
            constant: `CMD_${constantName(response.name)}`,
            prefix: constantName(response.name),
            fields: leastFields(response, features),
        },
        cluster,
    };
}

const isNumber = ({ kind }) => kind === "int" || kind === "long";
const isScalar = value => isNumber(value) || value.kind === "bool";
const isText = ({ kind }) => kind === "utf8" || kind === "bytes";
const javaType = ({ kind }) => (kind === "bool" ? "boolean" : kind);

// ---- The class ----------------------------------------------------------------------------------

function clusterText(c) {
    const numbers = c.attributes.filter(isNumber);
    const constants = [`private static final int[] ATTRIBUTES = {${list(c, c.attributes)}};`];
    if (c.commands.length) {
        constants.push(`private static final int[] COMMANDS = {${list(c, c.commands)}};`);
    }
    if (c.events.length) {
        const events = c.events.map(({ name }) => ({ constant: `EVENT_${constantName(name)}` }));
        constants.push(`private static final int[] EVENTS = {${list(c, events)}};`);
    }
    const longs = numbers.some(({ kind, nullable }) => nullable && kind === "long");
    if (numbers.some(({ nullable }) => nullable)) {
        constants.push(
            `/** Null, of an attribute that may be. */\n` +
                `public static final ${longs ? "long" : "int"} NULL = ${longs ? "Long" : "Integer"}.MIN_VALUE;`,
        );
    }
    // One NULL for all needs one width.
    if (longs) for (const number of numbers) if (number.nullable) number.kind = "long";
    const texts = c.attributes.filter(isText);
    if (texts.some(({ writable }) => !writable) || responseHasText(c)) {
        constants.push("private static final byte[] EMPTY = {};");
    }
    const needsFields = c.commands.some(({ fields }) => fields.length);
    const members = [
        "private final int endpointId;",
        `private final ${c.hook} hook;`,
        ...(needsFields ? ["private final FieldTable fields;"] : []),
        ...c.attributes
            .filter(isScalar)
            .map(a =>
                ["0", "0L", "false"].includes(a.initial)
                    ? `private ${javaType(a)} ${a.field};`
                    : `private ${javaType(a)} ${a.field} = ${a.initial};`,
            ),
        ...texts
            .filter(({ writable }) => writable)
            .map(a => `private final byte[] ${a.field} = new byte[${a.most}];\nprivate int ${a.field}Length;`),
        ...(c.hook === "SensorHook" ? ["private long sampleAt;"] : []),
    ];
    const mask = c.features.length
        ? c.features
              .map(f => `${c.spec}.FEATURE_${constantName(f.title ?? f.name)}`)
              .join(" | ")
        : "0";
    const commands = c.commands.length ? "COMMANDS" : "null";
    const constructor = [
        "/**",
        " * @param endpoint number of the endpoint the cluster will be on",
        " */",
        `public ${c.name}Cluster(int endpoint, ${c.hook} hook, ClusterWorkspace workspace) {`,
        `super(new ${c.spec}(), ${mask}, ATTRIBUTES, ${commands});`,
        "this.endpointId = endpoint;",
        "this.hook = hook;",
        ...(needsFields ? ["fields = workspace.fields;"] : []),
        "}",
    ].join("\n");
    const kept = c.attributes.filter(a => a.kept && a.writable).map(a => a.name);
    const description = [
        `${c.title} (Matter application clusters), with what is mandatory` +
            (c.features.length ? ` of ${c.features.map(f => f.name).join(", ")}` : "") +
            ".",
        c.hook === "SensorHook"
            ? "The hook tells it what it measures."
            : "What a client writes or commands goes to the hook first, and happens if that says SUCCESS.",
        ...(kept.length ? [`A restart should find ${kept.join(", ")} as it was; that is yours to add.`] : []),
        ...(c.events.length ? ["Its events are yours to record."] : []),
    ].join(" ");
    const body = [
        ...constants,
        members.join("\n"),
        constructor,
        ...(c.events.length ? ["@Override\npublic int[] events() {\nreturn EVENTS;\n}"] : []),
        ...c.attributes.filter(isScalar).flatMap(a => accessors(c, a)),
        readText(c),
        ...writeTexts(c),
        ...invokeTexts(c),
        ...(c.hook === "SensorHook" ? [pollText()] : []),
    ];
    return unit(
        importsOf(body.join("\n"), c),
        `${javadoc(description)}\npublic final class ${c.name}Cluster extends Cluster {`,
        body,
    );
}

const list = (c, elements) => elements.map(({ constant }) => `${c.spec}.${constant},`).join(" ");

function responseHasText(c) {
    return c.commands.some(({ response }) =>
        response?.fields.some(field => {
            const { kind, nullable } = valueOf(field);
            return (kind === "utf8" || kind === "bytes") && !nullable;
        }),
    );
}

function importsOf(text, c) {
    const all = {
        CodecStatus: "codec",
        TlvReader: "codec",
        TlvTag: "codec",
        TlvWriter: "codec",
        AttributeRead: "model",
        AttributeWrite: "model",
        Cluster: "model",
        CommandInvocation: "model",
        ImStatus: "model",
        [c.spec]: "model.spec",
    };
    return Object.entries(all)
        .filter(([name]) => name === "Cluster" || new RegExp(`\\b${name}\\b`).test(text))
        .map(([name, room]) => `import org.mattermote.stack.${room}.${name};`);
}

function unit(imports, head, body) {
    const lines = ["package org.mattermote.stack.cluster;", "", ...imports];
    return [...lines, "", head, body.join("\n\n"), "}", ""].join("\n");
}

function javadoc(text) {
    return `/** ${text} */`;
}

function accessors(c, a) {
    const type = javaType(a);
    const none = a.nullable ? ", or {@link #NULL}" : "";
    return [
        `/** ${a.name}${none}. */\npublic ${type} ${a.field}() {\nreturn ${a.field};\n}`,
        `/** ${a.name} is this from now${none}. */\npublic void set${upper(a.field)}(${type} wanted) {\n` +
            `if (wanted != ${a.field}) {\n${a.field} = wanted;\nchanged(${c.spec}.${a.constant});\n}\n}`,
    ];
}

function readText(c) {
    const cases = c.attributes.map(a => {
        const lines = [];
        if (a.kind === "bool") lines.push(`out.putBool(in.tag, ${a.field});`);
        else if (isNumber(a)) {
            const put = `out.put${a.signed ? "Signed" : "Unsigned"}(in.tag, ${a.field});`;
            lines.push(
                a.nullable ? `if (${a.field} == NULL) {\nout.putNull(in.tag);\n} else {\n${put}\n}` : put,
            );
        } else if (isText(a)) {
            const put = a.kind === "utf8" ? "putUtf8" : "putBytes";
            if (a.writable) lines.push(`out.${put}(in.tag, ${a.field}, 0, ${a.field}Length);`);
            else if (a.nullable) lines.push("out.putNull(in.tag);");
            else lines.push(`out.${put}(in.tag, EMPTY, 0, 0);`);
        } else if (a.nullable) lines.push("out.putNull(in.tag);");
        else if (a.kind === "list") lines.push("out.startArray(in.tag);", "out.endContainer();");
        else {
            const owner = a.model.type ?? a.name;
            lines.push("out.startStruct(in.tag);", ...puts(a.struct, c, constantName(owner)), "out.endContainer();");
        }
        return `case ${c.spec}.${a.constant}:\n${lines.join("\n")}\nreturn ImStatus.SUCCESS;`;
    });
    return (
        "@Override\npublic int read(int attribute, AttributeRead in, TlvWriter out) {\nswitch (attribute) {\n" +
        `${cases.join("\n")}\ndefault:\nreturn ImStatus.UNSUPPORTED_ATTRIBUTE;\n}\n}`
    );
}

/** Fields with the least they may hold; tags by number, as their names may be another cluster's. */
function puts(fields, c, prefix, depth = 0) {
    return fields.flatMap(field => {
        const value = valueOf(field);
        const tag = depth === 0 && prefix ? `${c.spec}.${prefix}_${constantName(field.name)}` : field.id;
        if (value.nullable) return [`out.putNull(${tag});`];
        switch (value.kind) {
            case "bool":
                return [`out.putBool(${tag}, false);`];
            case "utf8":
                return [`out.putUtf8(${tag}, EMPTY, 0, 0);`];
            case "bytes":
                return [`out.putBytes(${tag}, EMPTY, 0, 0);`];
            case "list":
                return [`out.startArray(${tag});`, "out.endContainer();"];
            case "struct":
                return [
                    `out.startStruct(${tag});`,
                    ...puts(leastFields(field, c.codes), c, "", depth + 1),
                    "out.endContainer();",
                ];
            default: {
                const first = value.signed && value.most >= 0 ? Math.max(0, value.least) : value.least;
                return [`out.put${value.signed ? "Signed" : "Unsigned"}(${tag}, ${literal(first, value)});`];
            }
        }
    });
}

function writeTexts(c) {
    const writable = c.attributes.filter(a => a.writable);
    if (!writable.length) return [];
    const cases = writable.map(
        a => `case ${c.spec}.${a.constant}:\nreturn write${upper(a.field)}(in, value);`,
    );
    return [
        "@Override\npublic int write(int attribute, AttributeWrite in, TlvReader value) {\nswitch (attribute) {\n" +
            `${cases.join("\n")}\ndefault:\nreturn ImStatus.UNSUPPORTED_WRITE;\n}\n}`,
        ...writable.map(a => `private int write${upper(a.field)}(AttributeWrite in, TlvReader value) {\n${writeBody(c, a)}\n}`),
    ];
}

function writeBody(c, a) {
    if (a.kind === "list") {
        return (
            "// There is no room for items yet.\n" +
            "if (in.operation == AttributeWrite.APPEND) {\nreturn ImStatus.RESOURCE_EXHAUSTED;\n}\n" +
            "value.enter();\nreturn value.next() == CodecStatus.END ? ImStatus.SUCCESS : ImStatus.RESOURCE_EXHAUSTED;"
        );
    }
    if (a.kind === "struct") return "return ImStatus.UNSUPPORTED_WRITE;";
    if (isText(a)) {
        return (
            `int length = value.${a.kind}(${a.range.min ?? 0}, ${a.most});\n` +
            "if (length < 0) {\nreturn CommandFields.writeStatus(length);\n}\n" +
            `${a.field}Length = length;\n` +
            `System.arraycopy(value.array(), value.dataOffset(), ${a.field}, 0, length);\n` +
            `changed(${c.spec}.${a.constant});\nreturn ImStatus.SUCCESS;`
        );
    }
    const take = {
        bool: ["int read = value.bool();", "wanted = read != 0;"],
        long: [a.signed ? `int read = value.readSigned(${literal(a.least, a)}, ${literal(a.most, a)});` : "int read = value.readU64();", "wanted = value.value();"],
        int: a.signed
            ? [`int read = value.readSigned(${a.least}, ${a.most});`, "wanted = (int) value.value();"]
            : [`int read = value.unsignedInt(${a.most});`, "wanted = read;"],
    }[a.kind];
    const lines = [
        take[0],
        "if (read < 0) {\nreturn CommandFields.writeStatus(read);\n}",
        take[1],
    ];
    if (a.kind === "int" && !a.signed && a.least > 0) {
        lines.push(`if (wanted < ${a.least}) {\nreturn ImStatus.CONSTRAINT_ERROR;\n}`);
    } else if (a.kind === "long" && !a.signed && outside("wanted", a)) {
        lines.push(`if (${outside("wanted", a)}) {\nreturn ImStatus.CONSTRAINT_ERROR;\n}`);
    }
    const body = a.nullable
        ? `${javaType(a)} wanted = NULL;\nif (!value.isNull()) {\n${lines.join("\n")}\n}`
        : `${lines[0]}\n${lines[1]}\n${javaType(a)} ${lines.slice(2).join("\n")}`;
    return (
        `${body}\nint status = hook.${a.field}(endpointId, wanted, in.nowMillis);\n` +
        `if (status == ImStatus.SUCCESS) {\nset${upper(a.field)}(wanted);\n}\nreturn status;`
    );
}

function invokeTexts(c) {
    if (!c.commands.length) return [];
    const cases = c.commands.map(
        command =>
            `case ${c.spec}.${command.constant}:\nreturn ${command.method}(in${command.fields.length ? ", request" : ""});`,
    );
    return [
        "@Override\npublic int invoke(int command, CommandInvocation in, TlvReader request) {\nswitch (command) {\n" +
            `${cases.join("\n")}\ndefault:\nreturn ImStatus.UNSUPPORTED_COMMAND;\n}\n}`,
        ...c.commands.map(command => commandText(c, command)),
    ];
}

/** What checks a field, as an expression that is negative for one that cannot be taken. */
function check(c, field) {
    const tag = `${c.spec}.${field.constant}`;
    switch (field.kind) {
        case "bool":
            return `fields.bool(${tag})`;
        case "int":
            return field.signed ? `fields.signed(${tag})` : `fields.unsigned(${tag}, ${field.most})`;
        case "long":
            return `fields.${field.signed ? "signed" : "u64"}(${tag})`;
        case "utf8":
        case "bytes":
            return `fields.${field.kind}(${tag}, ${field.range.min ?? 0}, ${field.range.max ?? 1024})`;
        default:
            return `fields.has(${tag}) ? CodecStatus.OK : CodecStatus.NOT_FOUND`;
    }
}

function commandText(c, command) {
    const lines = [];
    if (command.fields.length) {
        lines.push("if (fields.collect(request) != CodecStatus.OK) {\nreturn ImStatus.INVALID_COMMAND;\n}");
    }
    for (const field of command.fields) {
        const tag = `${c.spec}.${field.constant}`;
        const may = field.nullable ? `!fields.hasValue(${tag})` : `!fields.has(${tag})`;
        const absent = `${c.hook}.ABSENT`;
        const optional =
            field.mandatory && field.nullable
                ? `fields.has(${tag}) && fields.isNull(${tag}) ? ${absent} : `
                : field.mandatory
                  ? ""
                  : `${may} ? ${absent} : `;
        lines.push(`int ${field.variable} = ${optional}${check(c, field)};`);
    }
    if (command.fields.length) {
        const least = command.fields.map(({ variable }) => variable).reduce((a, b) => `Math.min(${b}, ${a})`);
        lines.push(`int least = ${least};\nif (least < 0) {\nreturn CommandFields.status(CodecStatus.END, least);\n}`);
    }
    for (const field of command.fields) {
        const tag = `${c.spec}.${field.constant}`;
        if (field.kind === "long" || (field.kind === "int" && field.signed)) {
            const there = field.mandatory && !field.nullable ? "" : `fields.hasValue(${tag}) && `;
            const value = `fields.value(${tag})`;
            const range = outside(value, field);
            if (!range) continue;
            lines.push(
                `if (${there ? `${there}(${range})` : range}) {\nreturn ImStatus.CONSTRAINT_ERROR;\n}`,
            );
        } else if (field.kind === "int" && field.least > 0) {
            lines.push(`if (${field.variable} < ${field.least}) {\nreturn ImStatus.CONSTRAINT_ERROR;\n}`);
        }
    }
    const passed = parameters(command).map(({ argument }) => argument(c));
    const call = `hook.${command.method}(${["endpointId", ...passed, "in.nowMillis"].join(", ")})`;
    if (command.response) {
        lines.push(
            `int status = ${call};\nif (status != ImStatus.SUCCESS) {\nreturn status;\n}`,
            `TlvWriter out = in.respond(${c.spec}.${command.response.constant});`,
            ...puts(command.response.fields, c, command.response.prefix),
            "return ImStatus.SUCCESS;",
        );
    } else {
        lines.push(`return ${call};`);
    }
    const request = command.fields.length ? ", TlvReader request" : "";
    return `private int ${command.method}(CommandInvocation in${request}) {\n${lines.join("\n")}\n}`;
}

/** What the hook is told of a command: numbers and strings. */
function parameters(command) {
    return command.fields.flatMap(field => {
        const tag = c => `${c.spec}.${field.constant}`;
        if (isText(field)) {
            return [
                { type: "byte[]", name: field.variable, argument: () => "fields.array()" },
                { type: "int", name: `${field.variable}Offset`, argument: c => `fields.offset(${tag(c)})` },
                { type: "int", name: `${field.variable}Length`, argument: () => field.variable },
            ];
        }
        if (field.kind === "long" || (field.kind === "int" && field.signed)) {
            const value = c => `fields.value(${tag(c)})`;
            const sure = field.mandatory && !field.nullable;
            return [
                {
                    type: "long",
                    name: field.variable,
                    argument: c => (sure ? value(c) : `fields.hasValue(${tag(c)}) ? ${value(c)} : ${c.hook}.ABSENT`),
                },
            ];
        }
        if (isScalar(field)) return [{ type: "int", name: field.variable, argument: () => field.variable }];
        return [];
    });
}

function pollText() {
    return (
        "@Override\npublic long poll(long nowMillis) {\nif (nowMillis >= sampleAt) {\n" +
        "sampleAt = hook.sample(endpointId, nowMillis);\n}\nreturn sampleAt;\n}"
    );
}

// ---- The hook -----------------------------------------------------------------------------------

function hookText(c) {
    const methods = [];
    if (c.commands.some(({ fields }) => fields.some(f => !f.mandatory || f.nullable))) {
        methods.push("/** A field of a command that was left out, or null. */\nint ABSENT = Integer.MAX_VALUE;");
    }
    for (const a of c.attributes.filter(a => a.writable && isScalar(a))) {
        methods.push(
            `/** A client wants ${a.name} to be this; it is, if the answer is SUCCESS. */\n` +
                `int ${a.field}(int endpoint, ${javaType(a)} wanted, long nowMillis);`,
        );
    }
    for (const command of c.commands) {
        const told = parameters(command).map(({ type, name }) => `${type} ${name}`);
        methods.push(
            `/** A client sends ${command.name}. */\n` +
                `int ${command.method}(${["int endpoint", ...told, "long nowMillis"].join(", ")});`,
        );
    }
    const description = `What a ${c.title} server drives. Each method returns at once, with a status of {@code ImStatus}: SUCCESS if it is done, or begun.`;
    return unit([], `${javadoc(description)}\npublic interface ${c.hook} {`, methods);
}

// ---- The test -----------------------------------------------------------------------------------

function testText(c) {
    const name = `${c.name}Cluster`;
    const driven = c.hook !== "SensorHook";
    const tests = [
        "@Test\nvoid shouldHaveWhatTheModelDemands() {\nFakes.checkAgainstModel(cluster);\n" +
            `assertEquals(${c.features.length ? c.features.map(f => `${c.spec}.FEATURE_${constantName(f.title ?? f.name)}`).join(" | ") : "0"}, cluster.featureMap());\n}`,
    ];
    for (const a of c.attributes.filter(isScalar)) {
        const other = otherValue(a);
        if (other === undefined) continue;
        const read = a.kind === "bool" ? "boolValue" : "value";
        tests.push(
            `@Test\nvoid shouldMarkChangesOf${upper(a.field)}() {\nint version = cluster.dataVersion();\n` +
                `cluster.set${upper(a.field)}(${other});\ncluster.set${upper(a.field)}(${other});\n` +
                "assertEquals(version + 1, cluster.dataVersion());\n" +
                `assertEquals(${other}, Fakes.read(cluster, ${c.spec}.${a.constant}).${read}());\n}`,
        );
        if (!a.writable) continue;
        const put = a.kind === "bool" ? "putBool" : a.signed ? "putSigned" : "putUnsigned";
        tests.push(
            `@Test\nvoid shouldTakeAWriteOf${upper(a.field)}() {\n` +
                `TlvReader value = Fakes.element(out -> out.${put}(2, ${other}));\n` +
                `assertEquals(ImStatus.SUCCESS, Fakes.write(cluster, ${c.spec}.${a.constant}, value, 0));\n` +
                `assertEquals(${other}, cluster.${a.field}());\n` +
                `assertEquals(ImStatus.INVALID_DATA_TYPE, Fakes.write(cluster, ${c.spec}.${a.constant}, Fakes.utf8("x"), 0));\n` +
                `answer = ImStatus.BUSY;\nvalue = Fakes.element(out -> out.${put}(2, ${backValue(a)}));\n` +
                `assertEquals(ImStatus.BUSY, Fakes.write(cluster, ${c.spec}.${a.constant}, value, 0));\n` +
                `assertEquals(${other}, cluster.${a.field}());\n}`,
        );
    }
    for (const command of c.commands) {
        const mandatory = command.fields.filter(f => f.mandatory);
        const lines = mandatory.map(f => sample(f));
        const fields = lines.length ? `Fakes.fields(out -> {\n${lines.join("\n")}\n})` : "Fakes.noFields()";
        const id = `${c.spec}.${command.constant}`;
        tests.push(
            `@Test\nvoid shouldRun${command.name}() {\n` +
                `assertEquals(ImStatus.SUCCESS, Fakes.invoke(cluster, ${id}, ${fields}, 0));\n` +
                (mandatory.length
                    ? `assertEquals(ImStatus.INVALID_COMMAND, Fakes.invoke(cluster, ${id}, Fakes.noFields(), 0));\n`
                    : "") +
                `answer = ImStatus.BUSY;\n` +
                `assertEquals(ImStatus.BUSY, Fakes.invoke(cluster, ${id}, ${fields}, 0));\n}`,
        );
    }
    tests.push(
        "@Test\nvoid shouldRefuseWhatItHasNot() {\n" +
            "assertEquals(ImStatus.UNSUPPORTED_COMMAND, Fakes.invoke(cluster, 0xEE, Fakes.noFields(), 0));\n" +
            "assertEquals(ImStatus.UNSUPPORTED_WRITE, Fakes.write(cluster, 0xEEEE, Fakes.utf8(\"x\"), 0));\n}",
    );
    if (!driven) {
        tests.push("@Test\nvoid shouldLookWhenItIsTime() {\nassertEquals(1000, cluster.poll(0));\nassertEquals(1000, cluster.poll(999));\nassertEquals(2000, cluster.poll(1000));\n}");
    }
    const hook = driven
        ? `private int answer = ImStatus.SUCCESS;\nprivate final ${c.hook} hook = new ${c.hook}() {\n${stubs(c)}\n};`
        : "private final SensorHook hook = (endpoint, now) -> now + 1000;";
    const body = [
        hook,
        `private final ${name} cluster = new ${name}(1, hook, Fakes.workspace(new Fakes.Store()));`,
        `${name}Test() {\nFakes.node(cluster);\n}`,
        ...tests,
    ].join("\n\n");
    const imports = [
        "import static org.junit.jupiter.api.Assertions.assertEquals;",
        "",
        "import org.junit.jupiter.api.Test;",
        ...(/\bTlvReader\b/.test(body) ? ["import org.mattermote.stack.codec.TlvReader;"] : []),
        "import org.mattermote.stack.model.ImStatus;",
        `import org.mattermote.stack.model.spec.${c.spec};`,
    ].filter(line => !line.includes(c.spec) || body.includes(`${c.spec}.`));
    return unit(imports, `class ${name}Test {`, [body]);
}

function stubs(c) {
    const methods = c.attributes
        .filter(a => a.writable && isScalar(a))
        .map(a => `@Override\npublic int ${a.field}(int endpoint, ${javaType(a)} wanted, long nowMillis) {\nreturn answer;\n}`);
    for (const command of c.commands) {
        const told = parameters(command).map(({ type, name }) => `${type} ${name}`);
        methods.push(
            `@Override\npublic int ${command.method}(${["int endpoint", ...told, "long nowMillis"].join(", ")}) {\nreturn answer;\n}`,
        );
    }
    return methods.join("\n\n");
}

/** A legal value that is not the first one; undefined if there is none. */
function otherValue(a) {
    if (a.kind === "bool") return String(a.initial !== "true");
    const value = a.initial === literal(a.most, a) || a.most === Infinity ? a.least : a.most;
    const safe = Math.abs(value) > Number.MAX_SAFE_INTEGER ? Math.max(1, a.least) : value;
    const text = literal(safe, a);
    return text === a.initial ? undefined : text;
}

/** Another legal value than that, if there is one. */
function backValue(a) {
    if (a.kind === "bool") return a.initial;
    return a.initial === "NULL" ? literal(Math.max(a.least, 0), a) : a.initial;
}

function sample(field) {
    if (field.nullable) return `out.putNull(${field.tag});`;
    switch (field.kind) {
        case "bool":
            return `out.putBool(${field.tag}, true);`;
        case "utf8":
            return `out.putUtf8(${field.tag}, new byte[] {${"'x', ".repeat(Math.max(1, field.range.min ?? 0))}}, 0, ${Math.max(1, field.range.min ?? 0)});`;
        case "bytes":
            return `out.putBytes(${field.tag}, new byte[${Math.max(1, field.range.min ?? 0)}], 0, ${Math.max(1, field.range.min ?? 0)});`;
        case "list":
            return `out.startArray(${field.tag});\nout.endContainer();`;
        case "struct":
            return `out.startStruct(${field.tag});\nout.endContainer();`;
        default:
            return `out.put${field.signed ? "Signed" : "Unsigned"}(${field.tag}, ${literal(Math.max(field.least, field.signed ? 0 : field.least), field)});`;
    }
}
