import { DeviceTypeModel, Matter } from "@matter/model";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { verdict } from "./conformance.mjs";
import { constantName } from "./java.mjs";
import { titleOf } from "./titles.mjs";

const CLUSTER_ROOM = "stack/src/main/java/org/mattermote/stack/cluster";

/** What constructors ask for beside the stack's own things; a maker changes it in the app. */
const VALUES = {
    "Identify.identifyType": "IdentifySpec.IDENTIFY_TYPE_VISIBLE_INDICATOR",
    "LevelControl.minLevel": "1",
    "LevelControl.maxLevel": "254",
    "OccupancySensing.features": "OccupancySensingSpec.FEATURE_PASSIVE_INFRARED",
    "OccupancySensing.minHoldTime": "1",
    "OccupancySensing.maxHoldTime": "3600",
    "OccupancySensing.defaultHoldTime": "10",
    "TemperatureMeasurement.min": "TemperatureMeasurementCluster.UNKNOWN",
    "TemperatureMeasurement.max": "TemperatureMeasurementCluster.UNKNOWN",
    "TemperatureMeasurement.tolerance": "0",
    "ColorControl.can":
        "new ColorCapabilities(ColorControlSpec.FEATURE_XY | ColorControlSpec.FEATURE_COLOR_TEMPERATURE, " +
        "153, 500, 153, PRIMARIES)",
};

/** x, y and intensity of the red, green and blue of a screen. */
const PRIMARIES =
    "/** x, y and intensity of the red, green and blue of your LEDs. */\n" +
    "private static final int[] PRIMARIES = {41943, 21627, 76, 19661, 39322, 254, 9830, 3932, 26};";

/** Arguments that any cluster gets. */
const COMMON = {
    ClusterWorkspace: "stack.clusterWorkspace()",
    LogPort: "ports.log",
    EventSink: "stack.events()",
    "int endpoint": "ENDPOINT",
    "int bootReason": "ports.boot.reason()",
};

/** Clusters that the stack makes. */
const MADE_BY_STACK = {
    Groups: "stack.groups(ENDPOINT, identify)",
    ScenesManagement: "scenes",
    Binding: "stack.binding(ENDPOINT, CLIENTS)",
    Descriptor: "descriptor",
};

/** Names that Java keeps for itself and an app may have; its package is called otherwise. */
const KEYWORDS = ["case", "class", "default", "switch"];

/** Mandatory clusters of a device type: server and client, by name, with the features it asks for. */
export function clustersOf(type) {
    const needs = type.children.filter(child => child.tag === "requirement");
    const clients = needs.filter(r => r.element === "clientCluster" && is(r, "M", () => undefined));
    const truth = name =>
        ({ Matter: true, Simple: type.classification === "simple", Client: clients.length > 0 })[name];
    const base = Matter.get(DeviceTypeModel, "Base").children.filter(c => c.tag === "requirement");
    const servers = new Map();
    for (const need of [...base, ...needs]) {
        if (need.element !== "serverCluster") continue;
        const known = servers.get(need.name);
        if (!known && !is(need, "M", truth)) continue;
        const features = need.children
            .filter(c => c.tag === "requirement" && c.element === "feature" && is(c, "M", truth))
            .map(c => c.name);
        servers.set(need.name, [...(known ?? []), ...features]);
    }
    const parts = needs.filter(r => r.element === "deviceType" && is(r, "M", truth)).map(r => r.name);
    return { servers, clients: clients.map(({ name, id }) => ({ name, id })), parts };
}

function is(requirement, wanted, truth) {
    return verdict(requirement.conformance.ast, truth) === wanted;
}

/** The files of an app, by path in the tree; `fail` ends with a line that says why not. */
export function newApp(root, name, type, fail) {
    const words = name.split("-");
    const a = {
        name,
        type,
        pack: KEYWORDS.includes(name) ? `${name}app` : words.join(""),
        prefix: words.map(word => word[0].toUpperCase() + word.slice(1)).join(""),
        title: words.join(" "),
        ...clustersOf(type),
    };
    a.made = order(root, a, fail);
    const main = `firmware/apps/${name}/src/main/java/org/mattermote/app/${a.pack}`;
    const test = `firmware/apps/${name}/src/test/java/org/mattermote/app/${a.pack}`;
    return {
        app: a,
        files: {
            [`firmware/apps/${name}/pom.xml`]: pom(a),
            [`firmware/apps/${name}/README.md`]: readme(a),
            [`${main}/package-info.java`]: packageInfo(a),
            [`${main}/${a.prefix}App.java`]: appText(root, a),
            [`${main}/${a.prefix}Hook.java`]: hookText(root, a),
            [`${test}/${a.prefix}AppTest.java`]: appTest(a),
            [`${test}/GateTest.java`]: gateTest(a),
        },
    };
}

const source = (root, name) => join(root, CLUSTER_ROOM, `${name}Cluster.java`);

/** The clusters this app makes itself, each after those its constructor asks for. */
function order(root, a, fail) {
    const wanted = [...a.servers.keys()].filter(name => !MADE_BY_STACK[name]);
    const made = [];
    const add = name => {
        if (made.some(other => other.name === name)) return;
        const cluster = read(root, name, fail);
        for (const { type } of cluster.parameters) {
            const other = /^(\w+)Cluster$/.exec(type)?.[1];
            if (other) {
                if (!wanted.includes(other)) fail(`${name} needs ${other}, which the device type has not`);
                add(other);
            }
        }
        made.push(cluster);
    };
    wanted.forEach(add);
    return made;
}

/** What the source of a cluster says of it. */
function read(root, name, fail) {
    const path = source(root, name);
    const text = readFileSync(path, "utf8");
    const declared = new RegExp(`public ${name}Cluster\\(([^)]*)\\)`).exec(text)?.[1];
    if (declared === undefined) fail(`${name}Cluster has no public constructor`);
    const parameters = declared
        .split(",")
        .map(parameter => parameter.trim().split(/\s+/))
        .map(([type, variable]) => ({ type, variable }));
    const hooks = parameters.filter(({ type }) => type.endsWith("Hook")).map(({ type }) => type);
    for (const { type, variable } of parameters) {
        const known =
            type.endsWith("Hook") ||
            type.endsWith("Cluster") ||
            COMMON[type] ||
            COMMON[`${type} ${variable}`] ||
            VALUES[`${name}.${variable}`];
        if (!known) fail(`${name}Cluster asks for ${type} ${variable}: write this app by hand`);
    }
    return {
        name,
        field: name[0].toLowerCase() + name.slice(1),
        parameters,
        hooks,
        scene: /implements [^{]*SceneAttributes/.test(text),
        start: /public void start\(\)/.test(text),
        button: name === "OnOff",
    };
}

function argument(cluster, { type, variable }, a) {
    if (type.endsWith("Hook")) return "hook";
    if (type.endsWith("Cluster")) return a.made.find(other => `${other.name}Cluster` === type).field;
    return COMMON[type] ?? COMMON[`${type} ${variable}`] ?? VALUES[`${cluster.name}.${variable}`];
}

function appText(root, a) {
    const groups = a.servers.has("Groups");
    const scenes = a.servers.has("ScenesManagement");
    const typeConstant = constantName(a.type.name);
    const ids = a.clients.map(({ id }) => `0x${id.toString(16).toUpperCase().padStart(2, "0")}`);
    const makes = a.made.map(
        cluster =>
            `${cluster.field} = new ${cluster.name}Cluster(${cluster.parameters.map(p => argument(cluster, p, a)).join(", ")});`,
    );
    const clusters = [
        `new DescriptorCluster(${ids.length ? "CLIENTS" : "NONE"}, NONE)`,
        ...a.made.map(({ field }) => field),
        ...(groups ? ["groups"] : []),
        ...(scenes
            ? [
                  "stack.scenes(ENDPOINT, groups, new SceneAttributes[] {" +
                      [...a.made.filter(({ scene }) => scene)]
                          .sort((x, y) => idOf(x.name) - idOf(y.name))
                          .map(({ field }) => field)
                          .join(", ") +
                      "})",
              ]
            : []),
        ...(a.servers.has("Binding") ? [MADE_BY_STACK.Binding] : []),
    ];
    const button = a.made.find(cluster => cluster.button);
    const body = [
        `/** Number of its endpoint. */\npublic static final int ENDPOINT = 1;`,
        `private static final int[] DEVICE_TYPES = {DeviceTypes.${typeConstant}, DeviceTypes.${typeConstant}_REVISION,};`,
        ...(ids.length ? [`/** What it controls. */\nprivate static final int[] CLIENTS = {${ids.join(", ")}};`] : []),
        "private static final int[] NONE = {};",
        ...(a.made.some(({ name }) => name === "ColorControl") ? [PRIMARIES] : []),
        a.made.map(c => `private final ${c.name}Cluster ${c.field};`).join("\n"),
        `public ${a.prefix}App(Stack stack, Ports ports) {\nstack.resumeSubscriptions();\n${a.prefix}Hook hook = new ${a.prefix}Hook(ports.log);\n${makes.join("\n")}\n}`,
        `@Override\npublic int deviceType() {\nreturn DeviceTypes.${typeConstant};\n}`,
        "@Override\npublic Cluster[] rootClusters(Stack stack) {\nreturn RootClusters.all(stack);\n}",
        "@Override\npublic Endpoint[] endpoints(Stack stack) {\n" +
            (groups ? "GroupsCluster groups = stack.groups(ENDPOINT, identify);\n" : "") +
            `Cluster[] clusters = {${clusters.join(", ")},};\n` +
            "return new Endpoint[] {new Endpoint(ENDPOINT, DEVICE_TYPES, clusters)};\n}",
        `@Override\npublic void start() {${a.made.filter(c => c.start).map(c => `\n${c.field}.start();`).join("")}${a.made.some(c => c.start) ? "\n" : ""}}`,
        button
            ? `@Override\npublic void button(long nowMillis) {\n${button.field}.setOn(!${button.field}.isOn(), nowMillis);\n}`
            : "/** What a button of your hardware changes goes here. */\n@Override\npublic void button(long nowMillis) {}",
    ].join("\n\n");
    const imports = importsOf(root, body, ["App", "Cluster", "Ports", "Stack", "Endpoint"]);
    return [
        `package org.mattermote.app.${a.pack};`,
        "",
        ...imports,
        "",
        `/** The ${a.title} as an endpoint: ${titleOf(a.type.name)} with what its device type demands. */`,
        `public final class ${a.prefix}App implements App {`,
        body,
        "}",
        "",
    ].join("\n");
}

function idOf(name) {
    return Matter.clusters.find(cluster => cluster.name === name).id;
}

const ROOMS = {
    App: "",
    Ports: "",
    RootClusters: "",
    Stack: "",
    Cluster: "model.",
    Endpoint: "model.",
    ImStatus: "model.",
    LogEvent: "port.",
    LogPort: "port.",
    DeviceTypes: "model.spec.",
};

function importsOf(root, text, always) {
    const names = new Set(always);
    for (const [word] of text.replaceAll(/\/\*\*.*?\*\//gs, "").matchAll(/\b[A-Z]\w+\b/g)) names.add(word);
    return [...names]
        .map(name => {
            if (name in ROOMS) return `import org.mattermote.stack.${ROOMS[name]}${name};`;
            if (existsSync(join(root, CLUSTER_ROOM, `${name}.java`))) return `import org.mattermote.stack.cluster.${name};`;
            if (existsSync(join(root, CLUSTER_ROOM, `../model/spec/${name}.java`))) {
                return `import org.mattermote.stack.model.spec.${name};`;
            }
            return undefined;
        })
        .filter(line => line && new RegExp(`\\b${/(\w+);$/.exec(line)[1]}\\b`).test(text + always.join(" ")))
        .sort();
}

/** Methods of a hook and of those it extends, as its file declares them. */
function methodsOf(root, hook) {
    const text = readFileSync(join(root, CLUSTER_ROOM, `${hook}.java`), "utf8");
    const parent = /interface \w+ extends (\w+)/.exec(text)?.[1];
    const methods = [...text.matchAll(/^\s*(void|int|long|boolean) (\w+)\(([^)]*)\);/gm)].map(
        ([, result, name, parameters]) => ({ result, name, parameters: parameters.replaceAll(/\s+/g, " ").trim() }),
    );
    return [...(parent ? methodsOf(root, parent) : []), ...methods];
}

const ANSWERS = {
    void: "",
    int: "\nreturn ImStatus.SUCCESS;\n",
    long: "\nreturn Cluster.NEVER;\n",
    boolean: "\nreturn false;\n",
};

function hookText(root, a) {
    const hooks = [...new Set(a.made.flatMap(cluster => cluster.hooks))];
    const methods = new Map();
    for (const hook of hooks) {
        for (const method of methodsOf(root, hook)) {
            methods.set(`${method.name}(${method.parameters})`, { ...method, hook });
        }
    }
    const body = [...methods.values()].map(({ result, name, parameters, hook }) => {
        if (name === "identify") {
            return (
                "/** Your blinking goes here: start it for {@code seconds} > 0, end it for 0. */\n@Override\n" +
                `public void identify(${parameters}) {\nlog.event(LogEvent.IDENTIFY, endpoint, seconds, 0);\n}`
            );
        }
        return `/** Your hardware goes here, see {@link ${hook}}. */\n@Override\npublic ${result} ${name}(${parameters}) {${ANSWERS[result]}}`;
    });
    const text = [
        "private final LogPort log;",
        `public ${a.prefix}Hook(LogPort log) {\nthis.log = log;\n}`,
        ...body,
    ].join("\n\n");
    return [
        `package org.mattermote.app.${a.pack};`,
        "",
        ...importsOf(root, `${text} ${hooks.join(" ")}`, ["LogPort", ...hooks]),
        "",
        `/** The hardware of the ${a.title}. This is the one class to change: each method returns at once. */`,
        `public final class ${a.prefix}Hook${hooks.length ? ` implements ${hooks.join(", ")}` : ""} {`,
        text,
        "}",
        "",
    ].join("\n");
}

function pom({ name, title }) {
    return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd">
    <modelVersion>4.0.0</modelVersion>
    <parent>
        <groupId>org.mattermote</groupId>
        <artifactId>apps</artifactId>
        <version>0.1.0-SNAPSHOT</version>
    </parent>
    <artifactId>app-${name}</artifactId>
    <name>Mattermote ${title}</name>
</project>
`;
}

function readme(a) {
    return `# ${a.name}

A Root Node and a ${titleOf(a.type.name)}. \`org.mattermote.app.${a.pack}\` has one hook class: there the maker's hardware code goes.
`;
}

function packageInfo(a) {
    return `/**
 * The ${a.title}: its endpoint, and one hook class where the code of a maker's hardware goes. Device
 * code. It may know the rooms of the stack; it knows no platform.
 */
package org.mattermote.app.${a.pack};
`;
}

function appTest(a) {
    const ids = [...a.servers.keys()].map(idOf).sort((x, y) => x - y);
    const hex = id => `0x${id.toString(16).toUpperCase().padStart(4, "0")}`;
    return `package org.mattermote.app.${a.pack};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.AppRig;
import org.mattermote.stack.model.Endpoint;

class ${a.prefix}AppTest {
    @Test
    void shouldBeWhatItsDeviceTypeDemands() {
        AppRig<${a.prefix}App> rig = new AppRig<>(${a.prefix}App::new);
        rig.boot();
        Endpoint endpoint = rig.endpoint();
        assertEquals(${hex(a.type.id)}, endpoint.deviceType(0));
        assertEquals(${a.type.revision}, endpoint.deviceTypeRevision(0));
        assertEquals(List.of(${ids.map(hex).join(", ")}), AppRig.clusters(endpoint));
        rig.app().button(10);
        rig.stack().poll(20);
    }
}
`;
}

function gateTest(a) {
    return `package org.mattermote.app.${a.pack};

import org.mattermote.firmware.testkit.AppContract;

class GateTest extends AppContract {
    GateTest() {
        super(${a.prefix}App.class);
    }
}
`;
}

/** Puts the app into the lists of the tree: two poms and the products of the boot module. */
export function register(root, { name, pack, prefix }, write) {
    edit("pom.xml", text =>
        before(text, "        <module>firmware/boot</module>\n", `        <module>firmware/apps/${name}</module>\n`),
    );
    edit("firmware/boot/pom.xml", text =>
        before(
            text,
            "        <dependency>\n            <groupId>info.picocli</groupId>",
            "        <dependency>\n            <groupId>org.mattermote</groupId>\n" +
                `            <artifactId>app-${name}</artifactId>\n` +
                "            <version>${project.version}</version>\n        </dependency>\n",
        ),
    );
    edit("firmware/boot/src/main/java/org/mattermote/firmware/boot/Apps.java", text =>
        before(
            before(text, "    }\n\n    /** For the pages of help. */", `        ALL.put("${name}", ${prefix}App::new);\n`),
            "import org.mattermote.bsp.host.Device;\n",
            `import org.mattermote.app.${pack}.${prefix}App;\n`,
        ),
    );

    function edit(path, change) {
        write(path, change(readFileSync(join(root, path), "utf8")));
    }

    function before(text, anchor, added) {
        const at = text.indexOf(anchor);
        if (at < 0) throw new Error(`no place for ${name}: ${anchor}`);
        return text.slice(0, at) + added + text.slice(at);
    }
}
