import { KEPT_PROVISIONAL } from "./clusters.mjs";

const PRIVILEGES = { V: 1, O: 3, M: 4, A: 5 };
const PRIORITIES = {
    debug: "PRIORITY_DEBUG",
    info: "PRIORITY_INFO",
    critical: "PRIORITY_CRITICAL",
};
const GLOBAL_ATTRIBUTES = new Set([0xfff8, 0xfff9, 0xfffa, 0xfffb, 0xfffc, 0xfffd]);

/**
 * What the Java of one cluster says, as plain data. `source` is a package of the model, `flags` has
 * the layouts of the flag ints, `revisions` those in which the model is not followed.
 */
export function clusterFacts({ ClusterModel, Matter }, name, flags, revisions = {}) {
    const model = Matter.get(ClusterModel, name);
    if (!model) throw new Error(`the model has no cluster ${name}`);
    const exists = element => isPresent(element, model.name);
    return {
        name: model.name,
        id: model.id,
        revision: revisions[model.name] ?? model.revision,
        diagnostics: !!model.effectiveQuality.diagnostics,
        features: model.features.map(feature => ({
            name: feature.title ?? feature.name,
            code: feature.name,
            bit: feature.constraint.value,
        })),
        attributes: attributes(model, exists, flags.attribute),
        commands: model.commands
            .filter(exists)
            .map(command => commandFacts(command, exists, flags.command)),
        events: sortById(
            model.events.filter(exists).map(event => eventFacts(event, exists, flags.event)),
        ),
        types: typesOf(model, exists),
    };
}

/** Types of a cluster without an id, which others refer to. */
export function definitionFacts({ ClusterModel, Matter }, name) {
    const model = Matter.get(ClusterModel, name);
    if (!model) throw new Error(`the model has no definitions ${name}`);
    return typesOf(model, element => isPresent(element, model.name)).filter(
        type => type.members.length,
    );
}

function typesOf(model, exists) {
    return model.datatypes
        .filter(exists)
        .map(type => typeFacts(type, exists))
        .sort(byName);
}

/** Device types with an id, by name. */
export function deviceTypeFacts({ Matter }) {
    return Matter.deviceTypes
        .filter(type => type.id !== undefined)
        .map(type => ({ name: type.name, id: type.id, revision: type.revision }))
        .sort((a, b) => a.id - b.id);
}

/** Types that belong to no cluster. Status codes are written by hand. */
export function globalTypeFacts({ Matter }) {
    return Matter.children
        .filter(type => type.tag === "datatype" && type.name !== "status")
        .map(type => typeFacts(type, isPresent))
        .filter(type => type.members.length)
        .sort(byName);
}

/** Deprecated and disallowed elements are out, provisional ones too unless listed. */
function isPresent(element, clusterName) {
    const terms = conformanceTerms(element);
    if (terms[0] === "D" || terms[0] === "X") return false;
    return terms[0] !== "P" || KEPT_PROVISIONAL.has(`${clusterName}.${element.name}`);
}

/** The conformance's alternatives by type: `P, M` gives [P, M], a bare `M` gives [M]. */
function conformanceTerms(element) {
    const { ast } = element.effectiveConformance;
    return ast.type === "otherwise" ? ast.param.map(term => term.type) : [ast.type];
}

function isMandatory(element) {
    return conformanceTerms(element)[0] === "M";
}

function attributes(model, exists, layout) {
    const byId = new Map();
    for (const attribute of model.attributes) {
        if (GLOBAL_ATTRIBUTES.has(attribute.id) || !exists(attribute)) continue;
        const facts = attributeFacts(attribute, layout);
        const other = byId.get(facts.id);
        byId.set(facts.id, other ? mergeVariants(other, facts) : facts);
    }
    return sortById([...byId.values()]);
}

/** The model lists an attribute twice when its limits depend on a feature; the wider ones win. */
function mergeVariants(a, b) {
    if (a.flags !== b.flags) throw new Error(`${a.name}: variants differ in more than limits`);
    const limits = {};
    for (const [key, wider] of [
        ["minimum", lesser],
        ["minLength", lesser],
        ["maximum", greater],
        ["maxLength", greater],
    ]) {
        if (a.limits[key] !== undefined && b.limits[key] !== undefined) {
            limits[key] = wider(a.limits[key], b.limits[key]);
        }
    }
    return { ...a, limits };
}

const lesser = (a, b) => (a < b ? a : b);
const greater = (a, b) => (a > b ? a : b);

function attributeFacts(attribute, layout) {
    const access = attribute.effectiveAccess;
    const quality = attribute.effectiveQuality;
    const isList = attribute.effectiveMetatype === "array";
    const value = isList ? attribute.listEntry : attribute;
    const writable = attribute.writable;
    const { type, width } = wireType(value);

    let flags =
        layout.EXISTS |
        (layout[`TYPE_${type}`] << layout.TYPE_SHIFT) |
        (width << layout.WIDTH_SHIFT);
    if (access.readable) {
        flags |= layout.READ | (PRIVILEGES[access.readPriv ?? "V"] << layout.READ_PRIVILEGE_SHIFT);
    }
    if (writable) {
        flags |=
            layout.WRITE | (PRIVILEGES[access.writePriv ?? "O"] << layout.WRITE_PRIVILEGE_SHIFT);
    }
    const bits = {
        TIMED: access.timed,
        FABRIC_SCOPED: access.fabricScoped || access.fabricSensitive,
        FABRIC_SENSITIVE: access.fabricSensitive || (isList && hasSensitiveField(value)),
        LIST: isList,
        NULLABLE: quality.nullable,
        FIXED: quality.fixed,
        CHANGES_OMITTED: quality.changesOmitted,
        QUIETER: quality.quieter,
        NON_VOLATILE: quality.nonvolatile,
        SCENE: quality.scene,
        MANDATORY: isMandatory(attribute),
    };
    for (const [bit, set] of Object.entries(bits)) if (set) flags |= layout[bit];

    return {
        id: attribute.id,
        name: attribute.name,
        note: [
            isList ? `list of ${value.type}` : attribute.type,
            access.toString(),
            quality.toString(),
            noteOfConformance(attribute),
        ],
        flags,
        limits: writable ? limits(attribute, isList) : {},
    };
}

function noteOfConformance(element) {
    return element.effectiveConformance.toString();
}

function hasSensitiveField(type) {
    return [...type.members].some(field => field.effectiveAccess.fabricSensitive);
}

/** How a value looks in TLV: a TYPE_ constant's name and the bytes of an integer. */
export function wireType(model) {
    const base = model.primitiveBase?.name ?? "";
    const width = Number(/\d+$/.exec(base)?.[0] ?? 0) / 8;
    switch (model.effectiveMetatype) {
        case "boolean":
            return { type: "BOOL", width: 0 };
        case "integer":
            return { type: base.startsWith("u") ? "UNSIGNED" : "SIGNED", width };
        case "enum":
            return { type: "ENUM", width };
        case "bitmap":
            return { type: "BITMAP", width };
        case "string":
            return { type: "UTF8", width: 0 };
        case "bytes":
            return { type: "BYTES", width: 0 };
        case "object":
            return { type: "STRUCT", width: 0 };
        default:
            throw new Error(`${model.path}: no wire type for ${model.effectiveMetatype}`);
    }
}

/** Limits that are plain numbers. Those that name other attributes are left to the cluster. */
function limits(attribute, isList) {
    const range = literalRange(attribute.effectiveConstraint);
    switch (isList ? "array" : attribute.effectiveMetatype) {
        case "array":
        case "string":
        case "bytes":
            return { minLength: range.min || undefined, maxLength: range.max };
        case "integer":
            return { minimum: range.min, maximum: range.max };
        case "enum": {
            const values = [...attribute.members].map(value => value.id);
            return values.length
                ? { minimum: Math.min(...values) || undefined, maximum: Math.max(...values) }
                : {};
        }
        case "bitmap": {
            const masks = [...attribute.members].map(maskOf);
            return masks.length
                ? { maximum: masks.reduce((all, mask) => all | mask, 0) >>> 0 }
                : {};
        }
        default:
            return {};
    }
}

export function literalRange({ value, min, max, parts, desc, in: within }) {
    if (parts || desc || within !== undefined) return {};
    if (isLiteral(value)) return { min: value, max: value };
    return { min: isLiteral(min) ? min : undefined, max: isLiteral(max) ? max : undefined };
}

const isLiteral = value => typeof value === "number" || typeof value === "bigint";

/** Mask of a bitmap's field, which is a bit or a range of bits. */
export function maskOf(field) {
    const { value, min, max } = field.effectiveConstraint;
    if (value !== undefined) return 2 ** value;
    return 2 ** (max + 1) - 2 ** min;
}

function commandFacts(command, exists, layout) {
    const access = command.effectiveAccess;
    const quality = command.effectiveQuality;
    const common = { id: command.id, name: command.name, fields: fieldFacts(command, exists) };
    if (command.isResponse) return { ...common, isResponse: true };
    let flags = layout.EXISTS | (PRIVILEGES[access.writePriv ?? "O"] << layout.PRIVILEGE_SHIFT);
    if (access.timed) flags |= layout.TIMED;
    if (access.fabricScoped) flags |= layout.FABRIC_SCOPED;
    if (quality.largeMessage) flags |= layout.LARGE;
    if (isMandatory(command)) flags |= layout.MANDATORY;
    return {
        ...common,
        flags,
        response: command.responseModel?.name,
        note: [
            [access.fabric, access.writePriv ?? "O", access.timed ? "T" : ""]
                .filter(Boolean)
                .join(" "),
            quality.toString(),
            noteOfConformance(command),
            command.responseModel ? `answered by ${command.responseModel.name}` : "",
        ],
    };
}

function eventFacts(event, exists, layout) {
    const access = event.effectiveAccess;
    let flags =
        layout.EXISTS |
        (PRIVILEGES[access.readPriv ?? "V"] << layout.PRIVILEGE_SHIFT) |
        (layout[PRIORITIES[event.priority]] << layout.PRIORITY_SHIFT);
    if (access.fabricSensitive) flags |= layout.FABRIC_SENSITIVE;
    if (isMandatory(event)) flags |= layout.MANDATORY;
    return {
        id: event.id,
        name: event.name,
        flags,
        fields: fieldFacts(event, exists),
        note: [
            event.priority,
            [access.fabricSensitive ? "S" : "", access.readPriv ?? "V"].filter(Boolean).join(" "),
            noteOfConformance(event),
        ],
    };
}

/** Named ints of a type: enumeration values, bitmap masks or the tags of a struct's fields. */
function typeFacts(type, exists) {
    const isBitmap = type.effectiveMetatype === "bitmap";
    const members = isBitmap
        ? [...type.members].filter(exists).map(field => ({ name: field.name, ...bitsOf(field) }))
        : fieldFacts(type, exists);
    return { name: type.name, metatype: type.effectiveMetatype, members };
}

function bitsOf(field) {
    const { value, min } = field.effectiveConstraint;
    return value !== undefined ? { bit: value } : { mask: maskOf(field), shift: min };
}

function fieldFacts(parent, exists) {
    const byName = new Map();
    for (const field of parent.members) {
        if (field.id !== undefined && exists(field))
            byName.set(field.name, { name: field.name, id: field.id });
    }
    return sortById([...byName.values()]);
}

function sortById(elements) {
    return elements.sort((a, b) => a.id - b.id);
}

function byName(a, b) {
    return a.name < b.name ? -1 : 1;
}
