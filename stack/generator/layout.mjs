import { readFileSync } from "node:fs";

/**
 * The int constants of a hand-written Java class, so that bit positions are said in one place only.
 * Understands `NAME = 12;` and `NAME = 1 << 3;`, which is how those classes write them.
 */
export function readConstants(path) {
    const constants = {};
    const text = readFileSync(path, "utf8");
    for (const [, name, base, shift] of text.matchAll(
        /static final int (\w+) = (\d+)(?: << (\d+))?;/g,
    )) {
        constants[name] = Number(base) << Number(shift ?? 0);
    }
    return new Proxy(constants, {
        get(target, name) {
            if (!(name in target)) throw new Error(`${path} has no constant ${String(name)}`);
            return target[name];
        },
    });
}
