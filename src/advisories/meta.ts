/** The meta JSON of a database: what it says about itself. */
import { ECOSYSTEMS } from "../model.ts";
import type { DatabaseMeta } from "./format.ts";

/** Keys in a fixed order, so that the same data give the same bytes. */
export function renderMeta(meta: Omit<DatabaseMeta, "sha256">): string {
	const { records, advisories, packages, ecosystems, malicious, updated, sources } = meta;
	return JSON.stringify({ records, advisories, packages, malicious, updated, ecosystems, sources });
}

/** `undefined` when the text is not what renderMeta writes. */
export function parseMeta(text: string, sha256: string): DatabaseMeta | undefined {
	let meta: unknown;
	try {
		meta = JSON.parse(text);
	} catch {
		return undefined;
	}
	return isMeta(meta) ? { ...meta, sha256 } : undefined;
}

function isMeta(value: unknown): value is Omit<DatabaseMeta, "sha256"> {
	if (!isObject(value)) return false;
	const { records, advisories, packages, malicious, updated, ecosystems, sources } = value;
	return (
		[records, advisories, packages, malicious].every(Number.isSafeInteger) &&
		typeof updated === "string" &&
		isObject(ecosystems) &&
		ECOSYSTEMS.every((name) => ecosystems[name] === undefined || Number.isSafeInteger(ecosystems[name])) &&
		Array.isArray(sources) &&
		sources.every((entry) => isObject(entry) && typeof entry.name === "string" && typeof entry.sha256 === "string")
	);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
