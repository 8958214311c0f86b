/** bun.lock, lockfileVersion 0 to 3. */
import { toSafeExcerpt } from "../../../lib/sanitise.ts";
import type { Observation } from "../../../model.ts";
import { toBaseName } from "../../bundle-path.ts";
import { findProperty, isObject, type JsonObject } from "../../json-object.ts";
import { type LockfileContext, toUnreadable } from "../define.ts";
import { parseJsonLockfile } from "../json.ts";
import { toGraphObservation } from "../lock-graph.ts";
import { throwIfNothing } from "../nothing-read.ts";
import { toBunGraph } from "./graph.ts";
import { toStrictJson } from "./json.ts";

/** 1 left out what members ask for in `packages`, 2 and 3 changed what bun accepts, not what it writes. */
const VERSIONS: ReadonlySet<unknown> = new Set([0, 1, 2, 3]);
const HINT =
	"fnsift reads versions 0 to 3. Let a bun that writes one of them write it: bun install --save-text-lockfile.";

/** @throws ScanError when the file as a whole cannot be read, or holds entries of which none could be */
export function parseBun(text: string, context: LockfileContext): Observation {
	const fileName = toBaseName(context.path);
	const lock = parseJsonLockfile(toStrictJson(text), fileName);
	checkShape(lock, fileName);
	const graph = toBunGraph(lock, context);
	throwIfNothing(graph, context);
	return toGraphObservation(graph, context);
}

function checkShape(lock: JsonObject, fileName: string): void {
	const version = findProperty(lock, "lockfileVersion");
	if (!VERSIONS.has(version)) {
		const shown = toSafeExcerpt(JSON.stringify(version) ?? "none", 20);
		throw toUnreadable(fileName, `lockfileVersion ${shown} is not known`, HINT);
	}
	for (const key of ["workspaces", "packages"]) {
		const value = findProperty(lock, key);
		if (value !== undefined && !isObject(value)) throw toUnreadable(fileName, `"${key}" is no object`);
	}
}
