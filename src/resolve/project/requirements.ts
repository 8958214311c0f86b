/** What a manifest or a lockfile entry asks for. */
import type { EdgeType } from "../../model.ts";
import { findProperty, isObject, type JsonObject, listTexts } from "../json-object.ts";

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
	const peer = findProperty(fields, "peerDependencies");
	const prod = findProperty(fields, "dependencies");
	const optional = findProperty(fields, "optionalDependencies");
	const development = dev ? findProperty(fields, "devDependencies") : undefined;
	if ((peer ?? prod ?? optional ?? development ?? undefined) === undefined) return NOTHING;
	const requirements = new Map<string, Requirement>();
	const bundled = readBundled(fields);
	add(requirements, peer, "peer", NONE);
	add(requirements, prod, bundled === true ? "bundled" : "prod", bundled === true ? NONE : bundled);
	add(requirements, optional, "optional", bundled === true ? NONE : bundled);
	add(requirements, development, "dev", NONE);
	return requirements;
}

/** What a package without dependencies asks for: most of a large tree are such. */
const NOTHING: ReadonlyMap<string, Requirement> = new Map();

function add(
	requirements: Map<string, Requirement>,
	specs: unknown,
	type: EdgeType,
	bundled: ReadonlySet<string>,
): void {
	if (!isObject(specs)) return;
	for (const name of Object.keys(specs)) {
		const spec = specs[name];
		if (typeof spec === "string") requirements.set(name, { spec, type: bundled.has(name) ? "bundled" : type });
	}
}

const BUNDLED_FIELDS = ["bundleDependencies", "bundledDependencies"] as const;

/** Names of dependencies inside the package's own tarball; `true` is all of `dependencies`. */
function readBundled(fields: JsonObject): ReadonlySet<string> | true {
	for (const key of BUNDLED_FIELDS) {
		const value = findProperty(fields, key);
		if (value === true) return true;
		if (Array.isArray(value)) return new Set(listTexts(fields, key));
		if (isObject(value)) return new Set(Object.keys(value));
	}
	return NONE;
}

const NONE: ReadonlySet<string> = new Set();
