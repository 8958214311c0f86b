/** What a manifest or a lockfile entry asks for. */
import type { EdgeType } from "../model.ts";
import { findProperty, isObject, type JsonObject, listTextEntries, listTexts } from "./json-object.ts";

export interface Requirement {
	readonly spec: string;
	readonly type: EdgeType;
}

/**
 * Dependencies by name, as npm reads them: a name in several lists is counted once, the later list of peer, prod,
 * optional, dev decides. A dependency that the package carries inside itself is `bundled`.
 * @param dev whether `devDependencies` count: only those of own code are ever installed
 */
export function readRequirements(fields: JsonObject, { dev }: { dev: boolean }): ReadonlyMap<string, Requirement> {
	const requirements = new Map<string, Requirement>();
	for (const [name, spec] of listTextEntries(fields, "peerDependencies")) {
		requirements.set(name, { spec, type: "peer" });
	}
	const bundled = readBundled(fields);
	for (const [name, spec] of listTextEntries(fields, "dependencies")) {
		requirements.set(name, { spec, type: bundled === true || bundled.has(name) ? "bundled" : "prod" });
	}
	for (const [name, spec] of listTextEntries(fields, "optionalDependencies")) {
		requirements.set(name, { spec, type: bundled !== true && bundled.has(name) ? "bundled" : "optional" });
	}
	if (!dev) return requirements;
	for (const [name, spec] of listTextEntries(fields, "devDependencies")) {
		requirements.set(name, { spec, type: "dev" });
	}
	return requirements;
}

/** Names of dependencies inside the package's own tarball; `true` is all of `dependencies`. */
function readBundled(fields: JsonObject): ReadonlySet<string> | true {
	for (const key of ["bundleDependencies", "bundledDependencies"]) {
		const value = findProperty(fields, key);
		if (value === true) return true;
		if (Array.isArray(value)) return new Set(listTexts(fields, key));
		if (isObject(value)) return new Set(Object.keys(value));
	}
	return NONE;
}

const NONE: ReadonlySet<string> = new Set();
