/** The meta JSON of a database: what it says about itself. */
import { ECOSYSTEMS } from "../../model.ts";
import type { DatabaseMeta } from "./format.ts";

/** Keys in a fixed order, so that the same data give the same bytes. */
export function renderMeta(meta: Omit<DatabaseMeta, "sha256">): string {
	const { records, advisories, packages, ecosystems, malicious, maliciousIn, updated, sources } = meta;
	return JSON.stringify({ records, advisories, packages, malicious, updated, ecosystems, maliciousIn, sources });
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
	const { records, advisories, packages, malicious, updated, ecosystems, maliciousIn, sources } = value;
	return (
		[records, advisories, packages, malicious].every(Number.isSafeInteger) &&
		typeof updated === "string" &&
		isCounts(ecosystems) &&
		isCounts(maliciousIn) &&
		Array.isArray(sources) &&
		sources.every((entry) => isObject(entry) && typeof entry.name === "string" && typeof entry.sha256 === "string")
	);
}

function isCounts(value: unknown): boolean {
	return isObject(value) && ECOSYSTEMS.every((name) => value[name] === undefined || Number.isSafeInteger(value[name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
