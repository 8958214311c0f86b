/** What a yarn lockfile asks for and has nothing of. */
import type { LockEntry, LockImporter } from "../lock-graph.ts";

/**
 * Names and ranges, each once. A name that the lockfile has, if in another range, hides nothing: `resolutions` do that.
 * Optional packages and peers may be absent.
 */
export function listMissing(all: readonly Pick<LockImporter | LockEntry, "requirements">[]): readonly string[] {
	const held = new Set<string>();
	const asked = new Map<string, string>();
	for (const { requirements } of all) {
		for (const { name, spec, type, to } of requirements) {
			if (to !== null) held.add(name);
			else if (type !== "optional" && type !== "peer") asked.set(name, spec);
		}
	}
	return [...asked].filter(([name]) => !held.has(name)).map(([name, spec]) => `${name}@${spec}`);
}
