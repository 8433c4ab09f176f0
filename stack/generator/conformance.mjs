/**
 * What a conformance comes to: "M", "O", "P", "X", or undefined where it cannot be said. `truth` tells
 * of a feature, an element or a condition whether it holds; undefined where it cannot tell.
 */
export function verdict(ast, truth) {
    const found = term(ast, truth);
    return found === NOT_APPLICABLE ? "X" : found;
}

const NOT_APPLICABLE = "-";

function term(ast, truth) {
    switch (ast.type) {
        case "M":
        case "O":
        case "P":
            return ast.type;
        case "D":
        case "X":
            return "X";
        case "desc":
        case "empty":
            return undefined;
        case "otherwise":
            for (const alternative of ast.param) {
                const found = term(alternative, truth);
                if (found !== NOT_APPLICABLE) return found;
            }
            return NOT_APPLICABLE;
        case "optionalIf":
            return applies(holds(ast.param, truth), "O");
        case "choice": {
            const found = term(ast.param.expr, truth);
            return found === "M" ? "O" : found;
        }
        default:
            return applies(holds(ast, truth), "M");
    }
}

function applies(truth, found) {
    return truth === undefined ? undefined : truth ? found : NOT_APPLICABLE;
}

function holds(ast, truth) {
    switch (ast.type) {
        case "name":
            return truth(ast.param);
        case "!": {
            const found = holds(ast.param, truth);
            return found === undefined ? undefined : !found;
        }
        case "&": {
            const both = [holds(ast.param.lhs, truth), holds(ast.param.rhs, truth)];
            return both.includes(false) ? false : both.includes(undefined) ? undefined : true;
        }
        case "|": {
            const both = [holds(ast.param.lhs, truth), holds(ast.param.rhs, truth)];
            return both.includes(true) ? true : both.includes(undefined) ? undefined : false;
        }
        default:
            return undefined;
    }
}

/** The choice an element is part of, as the model writes it, or undefined. */
function choiceOf(ast) {
    const alternatives = ast.type === "otherwise" ? ast.param : [ast];
    return alternatives.find(({ type }) => type === "choice")?.param;
}

/** Codes of the features that a cluster must have, those of `wanted` among them. */
export function leastFeatures(model, wanted) {
    const codes = new Set(wanted);
    const truth = name => (model.features.some(f => f.name === name) ? codes.has(name) : undefined);
    for (let before = -1; before !== codes.size; ) {
        before = codes.size;
        for (const feature of model.features) {
            const { ast } = feature.effectiveConformance;
            if (verdict(ast, truth) === "M") codes.add(feature.name);
            const choice = choiceOf(ast);
            if (!choice || choice.orLess || verdict(ast, truth) !== "O") continue;
            const others = model.features.filter(
                other => choiceOf(other.effectiveConformance.ast)?.name === choice.name,
            );
            if (others.filter(other => codes.has(other.name)).length < choice.num) {
                codes.add(feature.name);
            }
        }
    }
    return codes;
}

/** What a cluster with these features must have: attributes, requests, events. */
export function leastElements(model, features) {
    const all = [...model.attributes, ...model.commands, ...model.events].filter(
        element => !(element.tag === "attribute" && element.id >= 0xfff0) && !element.isResponse,
    );
    const found = new Map();
    const truth = name => {
        if (model.features.some(feature => feature.name === name)) return features.has(name);
        return all.some(e => e.name === name)
            ? [...found.values()].some(e => e.name === name)
            : undefined;
    };
    for (let before = -1; before !== found.size; ) {
        before = found.size;
        for (const element of all) {
            if (verdict(element.effectiveConformance.ast, truth) === "M") {
                const key = `${element.tag}${element.id}`;
                if (!found.has(key)) found.set(key, element);
            }
        }
    }
    const sorted = tag =>
        [...found.values()].filter(e => e.tag === tag).sort((a, b) => a.id - b.id);
    return { attributes: sorted("attribute"), commands: sorted("command"), events: sorted("event") };
}

/** Fields of a command or struct that must be there with these features. */
export function leastFields(parent, features) {
    return allFields(parent, features).filter(({ mandatory }) => mandatory).map(({ field }) => field);
}

/** Fields that may be there, each with whether it must. */
export function allFields(parent, features) {
    const fields = [];
    for (const field of parent.members ?? []) {
        if (field.id === undefined || field.id >= 0xfe) continue;
        const found = verdict(field.effectiveConformance.ast, name => features.has(name));
        if (found === "X" || fields.some(other => other.field.name === field.name)) continue;
        fields.push({ field, mandatory: found === "M" });
    }
    return fields.sort((a, b) => a.field.id - b.field.id);
}
