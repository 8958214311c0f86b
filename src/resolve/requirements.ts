/** What a manifest or a lockfile entry asks for. */
import type { EdgeType } from "../model.ts";
import { findProperty, isObject, type JsonObject, listTexts } from "./json-object.ts";

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
	add(requirements, fields, "peerDependencies", () => "peer");
	const bundled = readBundled(fields);
	add(requirements, fields, "dependencies", (name) => (bundled === true || bundled.has(name) ? "bundled" : "prod"));
	add(requirements, fields, "optionalDependencies", (name) =>
		bundled !== true && bundled.has(name) ? "bundled" : "optional",
	);
	if (dev) add(requirements, fields, "devDependencies", () => "dev");
	return requirements;
}

function add(
	requirements: Map<string, Requirement>,
	fields: JsonObject,
	field: string,
	toType: (name: string) => EdgeType,
): void {
	const specs = findProperty(fields, field);
	if (!isObject(specs)) return;
	for (const name of Object.keys(specs)) {
		const spec = specs[name];
		if (typeof spec === "string") requirements.set(name, { spec, type: toType(name) });
	}
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
