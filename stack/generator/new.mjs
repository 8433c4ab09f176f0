/**
 * Writes a cluster or an app into the tree, see firmware/README.md.
 *
 *     node new.mjs cluster NAME|0xID
 *     node new.mjs app NAME --device-type NAME|0xID
 *
 * Exit 2, and one line, for what is wrong. The Java still has to be formatted; `mote new` does that.
 */
import { ClusterModel, Matter } from "@matter/model";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { CLUSTERS } from "./clusters.mjs";
import { clustersOf, newApp, register } from "./newapp.mjs";
import { newCluster } from "./newcluster.mjs";
import { titleOf } from "./titles.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../..");
const MAIN = "stack/src/main/java/org/mattermote/stack/cluster";
const TEST = "stack/src/test/java/org/mattermote/stack/cluster";

function fail(why) {
    console.error(`mote: new: ${why.replaceAll(/\s+/g, " ")}`);
    process.exit(2);
}

function write(path, text) {
    const file = join(ROOT, path);
    mkdirSync(dirname(file), { recursive: true });
    const known = existsSync(file);
    writeFileSync(file, text);
    console.log(`mote: ${known ? "changed" : "wrote"} ${relative(ROOT, file)}`);
}

const plain = text => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** One of the model's elements by its name, however it is written, or by its id. */
function find(all, what, text) {
    const id = /^0x[0-9a-f]+$/i.test(text) ? Number(text) : undefined;
    const found = all.find(e => (id !== undefined ? e.id === id : plain(e.name) === plain(text)));
    if (found) return found;
    const near = all
        .filter(e => id === undefined && plain(text) && plain(e.name).includes(plain(text)))
        .map(e => e.name);
    const hint = near.length
        ? `perhaps ${near.slice(0, 5).join(", ")}`
        : "a name of the specification, or its id after 0x, would be right";
    return fail(`${text} is no ${what} of the model; ${hint}`);
}

const clusters = () => Matter.clusters.filter(({ id }) => id !== undefined);

function hasClass(name) {
    return existsSync(join(ROOT, MAIN, `${name}Cluster.java`));
}

function writeCluster(model, features = []) {
    const codes = features.map(name => {
        const found = model.features.find(f => [f.name, f.title].some(t => t && plain(t) === plain(name)));
        return found ? found.name : fail(`${model.name} has no feature ${name}`);
    });
    const made = newCluster(Matter.get(ClusterModel, model.name), codes);
    if (!CLUSTERS.includes(model.name)) {
        const list = "stack/generator/clusters.mjs";
        const text = readFileSync(join(ROOT, list), "utf8");
        const next = CLUSTERS.find(name => name > model.name);
        const anchor = next ? `    "${next}",\n` : "];\n";
        const at = text.indexOf(anchor);
        write(list, `${text.slice(0, at)}    "${model.name}",\n${text.slice(at)}`);
        CLUSTERS.push(model.name);
        CLUSTERS.sort();
        console.log(`mote: ${execFileSync(process.execPath, [join(HERE, "generate.mjs")], { encoding: "utf8" }).trim()}`);
    }
    for (const [name, text] of Object.entries(made.files)) write(join(MAIN, name), text);
    write(join(TEST, made.testFile), made.test);
}

function cluster([name, ...more]) {
    if (!name || name.startsWith("-")) fail("cluster NAME|0xID, for example cluster FanControl");
    if (more.length) fail(`${more[0]} is unknown; cluster NAME|0xID is all`);
    const model = find(clusters(), "cluster", name);
    if (hasClass(model.name)) fail(`${titleOf(model.name)} is there already: ${MAIN}/${model.name}Cluster.java`);
    writeCluster(model);
}

function app([name, ...more]) {
    const usage = "app NAME --device-type NAME|0xID, for example app bedroom-fan --device-type Fan";
    if (!name || name.startsWith("-")) fail(usage);
    if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name)) {
        fail(`app ${name}: a name is small letters and digits, words joined by a hyphen, such as bedroom-fan`);
    }
    if (more[0] !== "--device-type" || !more[1]) fail(more.length ? `${more[0]} is unknown or has no value; ${usage}` : usage);
    if (more.length > 2) fail(`${more[2]} is unknown; ${usage}`);
    if (existsSync(join(ROOT, "firmware/apps", name))) fail(`app ${name} is there already: firmware/apps/${name}`);
    const types = Matter.deviceTypes.filter(({ id }) => id !== undefined);
    const type = find(types, "device type", more[1]);
    if (type.classification !== "simple") {
        fail(`${titleOf(type.name)} is no application of its own; a simple device type would be right`);
    }
    const { servers, parts } = clustersOf(type);
    if (parts.length) fail(`${titleOf(type.name)} asks for endpoints with ${parts.join(", ")}: write this app by hand`);
    for (const [missing, features] of servers) {
        if (!hasClass(missing)) writeCluster(find(clusters(), "cluster", missing), features);
    }
    const made = newApp(ROOT, name, type, fail);
    for (const [path, text] of Object.entries(made.files)) write(path, text);
    register(ROOT, made.app, write);
}

const [kind, ...rest] = process.argv.slice(2);
if (kind === "cluster") cluster(rest);
else if (kind === "app") app(rest);
else fail(`${kind ?? "nothing"} is unknown; cluster NAME|0xID, or app NAME --device-type NAME|0xID`);
