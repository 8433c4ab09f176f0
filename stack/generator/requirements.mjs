import { titleOf } from "./titles.mjs";

const FLAGS = new Set(["M", "O", "P", "D", "X", "desc", "empty"]);
const GLOBAL_ATTRIBUTES = 0xfff0;

/**
 * What the specification asks of clusters and device types, as lines of columns between tabs; read
 * by the composition check on the host, see its class `Specification`. The first argument is a
 * package of the model; `revisions` are those in which it is not followed.
 */
export function requirementsText({ DeviceTypeModel, Matter }, banner, revisions) {
    const lines = [
        `# ${banner}`,
        "# cluster id revision title",
        "#   feature bit code conformance title; attribute id name conformance type",
        "#   command id name conformance; event id name conformance",
        "# device id revision class title (Base: what all have)",
        "#   server, client, part id conformance: clusters, and device types of other endpoints",
        "#   needs kind id conformance least greatest: of the cluster above",
        "#   condition name: holds for the node",
    ];
    const clusters = Matter.clusters
        .filter(cluster => cluster.id !== undefined)
        .sort((a, b) => a.id - b.id);
    for (const cluster of clusters) lines.push(...clusterLines(cluster, revisions));
    const base = Matter.get(DeviceTypeModel, "Base");
    const types = Matter.deviceTypes
        .filter(type => type.id !== undefined)
        .sort((a, b) => a.id - b.id);
    for (const type of [base, ...types]) lines.push(...deviceLines(Matter, type));
    return [...lines, ""].join("\n");
}

function row(...columns) {
    return columns.map(column => column ?? "").join("\t");
}

function hex(value) {
    return `0x${value.toString(16).toUpperCase().padStart(4, "0")}`;
}

function clusterLines(cluster, revisions) {
    const revision = revisions[cluster.name] ?? cluster.revision;
    const conformance = element => conformanceOf(element, revision);
    const lines = [row("cluster", hex(cluster.id), revision, titleOf(cluster.name))];
    for (const feature of cluster.features) {
        const title = feature.title ?? feature.name;
        const bit = feature.constraint.value;
        lines.push(row("feature", bit, feature.name, conformance(feature), titleOf(title)));
    }
    for (const attribute of cluster.attributes) {
        if (attribute.id >= GLOBAL_ATTRIBUTES) continue;
        const { id, name } = attribute;
        lines.push(row("attribute", hex(id), name, conformance(attribute), typeOf(attribute)));
    }
    for (const command of cluster.commands) {
        if (command.isResponse) continue;
        lines.push(row("command", hex(command.id), command.name, conformance(command)));
    }
    for (const event of cluster.events) {
        lines.push(row("event", hex(event.id), event.name, conformance(event)));
    }
    return lines;
}

function typeOf(attribute) {
    const list = attribute.effectiveMetatype === "array";
    const type = list ? `list of ${attribute.listEntry?.type}` : attribute.effectiveType;
    return attribute.effectiveQuality.nullable ? `${type} or null` : type;
}

function deviceLines(Matter, type) {
    const conformance = element => conformanceOf(element, type.revision);
    const id = type.id === undefined ? "-" : hex(type.id);
    const lines = [row("device", id, type.revision, type.classification, titleOf(type.name))];
    for (const requirement of type.children.filter(child => child.tag === "requirement")) {
        if (requirement.element === "condition") {
            lines.push(row("condition", requirement.name));
            continue;
        }
        const kind = { serverCluster: "server", clientCluster: "client", deviceType: "part" }[
            requirement.element
        ];
        if (!kind) throw new Error(`${type.name}: no kind for ${requirement.element}`);
        lines.push(row(kind, hex(requirement.id), conformance(requirement)));
        if (kind === "part") continue;
        const cluster = Matter.clusters.find(({ id }) => id === requirement.id);
        if (!cluster) throw new Error(`${type.name}: no cluster ${requirement.name}`);
        for (const element of requirement.children.filter(child => child.tag === "requirement")) {
            if (element.name === "DeviceTypeList") continue;
            lines.push(...elementLines(cluster, element));
        }
    }
    return lines;
}

function elementLines(cluster, element) {
    const conformance = element => conformanceOf(element, cluster.revision);
    const wanted = element.name.toLowerCase();
    const named = elements =>
        elements.find(({ name, title }) =>
            [name, title].some(text => text?.toLowerCase() === wanted),
        );
    const found = {
        feature: () => named(cluster.features)?.constraint.value,
        attribute: () => named(cluster.attributes)?.id,
        command: () => named(cluster.commands)?.id,
        event: () => named(cluster.events)?.id,
    }[element.element]?.();
    // Some tables still name elements that their clusters have lost.
    if (found === undefined) return [];
    const id = element.element === "feature" ? found : hex(found);
    const { value, min, max } = element.constraint;
    const number = limit => (typeof limit === "number" ? limit : "");
    const limits = [number(value ?? min), number(value ?? max)];
    return [row("needs", element.element, id, conformance(element), ...limits)];
}

/**
 * A conformance as nested lists, operator first: `[A & !B], O` is `(, ([] (& A (! B))) O)`. What
 * hangs on the revision of its cluster is decided here.
 */
function conformanceOf(element, revision) {
    const { ast } = element.effectiveConformance ?? element.conformance;
    return term(ast, revision) ?? "X";
}

/** Undefined for what is of another revision. */
function term(ast, revision) {
    const { type, param } = ast;
    switch (type) {
        case "revision":
            return revision >= param ? "M" : undefined;
        case "name":
            if (FLAGS.has(param)) throw new Error(`${param} is a name and a flag`);
            return param;
        case "value":
            return String(param);
        case "otherwise": {
            const terms = param.map(each => term(each, revision)).filter(each => each);
            return terms.length > 1 ? `(, ${terms.join(" ")})` : terms[0];
        }
        case "optionalIf": {
            if (param.type === "revision") return revision >= param.param ? "O" : undefined;
            return `([] ${term(param, revision)})`;
        }
        case "choice": {
            const bound = param.orMore ? "+" : param.orLess ? "-" : "=";
            return `(choice ${param.name} ${param.num} ${bound} ${term(param.expr, revision)})`;
        }
        case "!":
            return `(! ${term(param, revision)})`;
        default:
            if (FLAGS.has(type)) return type;
            return `(${type} ${term(param.lhs, revision)} ${term(param.rhs, revision)})`;
    }
}
