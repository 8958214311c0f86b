/**
 * npm's package-lock.json and npm-shrinkwrap.json, lockfileVersion 1, 2 and 3.
 *
 * 1. The text becomes entries by install path (`node_modules/a/node_modules/b`): v2 and v3 say them in `packages`
 *    (npm/packages.ts), v1 in nested `dependencies` (npm/nested.ts).
 * 2. Entries outside `node_modules` and targets of links are own code, all others are packages.
 * 3. What an entry asks for is found as Node does: beside it, then in every folder above (npm/resolution.ts);
 *    the whole becomes an observation (npm/tree.ts).
 *
 * Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json; for v1, what npm 6 wrote.
 */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Observation } from "../../model.ts";
import { toBaseName } from "../bundle-path.ts";
import { findProperty, isObject, type JsonObject } from "../json-object.ts";
import { defineLockfile, type LockfileContext, toUnreadable } from "./define.ts";
import { parseJsonLockfile } from "./json.ts";
import { readNestedEntries } from "./npm/nested.ts";
import { readPackageEntries } from "./npm/packages.ts";
import { toObservation } from "./npm/tree.ts";

export const npm = defineLockfile({
	name: "npm",
	fileNames: ["npm-shrinkwrap.json", "package-lock.json"],
	parse(text: string, context: LockfileContext): Observation {
		const fileName = toBaseName(context.path);
		const lock = parseJsonLockfile(text, fileName);
		const entries = isNested(lock, fileName) ? readNestedEntries(lock, context.manifest) : readPackageEntries(lock);
		if (entries.total > 0 && entries.read === 0) {
			throw toUnreadable(fileName, "none of its entries can be read");
		}
		return toObservation(entries, context);
	},
});

/** Whether the packages are in nested `dependencies`. @throws ScanError for a version that is not known */
function isNested(lock: JsonObject, fileName: string): boolean {
	const packages = findProperty(lock, "packages");
	const dependencies = findProperty(lock, "dependencies");
	const version = findProperty(lock, "lockfileVersion");
	// Shrinkwraps older than npm 5 have no version.
	const known = version === 1 || version === 2 || version === 3 || (version === undefined && isObject(dependencies));
	if (!known) {
		const shown = toSafeExcerpt(JSON.stringify(version) ?? "none", 20);
		throw toUnreadable(fileName, `lockfileVersion ${shown} is not known`, "fnsift reads versions 1, 2 and 3.");
	}
	for (const [key, value] of [
		["packages", packages],
		["dependencies", dependencies],
	] as const) {
		if (value !== undefined && !isObject(value)) throw toUnreadable(fileName, `"${key}" is no object`);
	}
	return !holdsEntries(packages) && holdsEntries(dependencies);
}

function holdsEntries(value: unknown): boolean {
	if (!isObject(value)) return false;
	for (const key in value) if (key !== "" && Object.hasOwn(value, key)) return true;
	return false;
}
