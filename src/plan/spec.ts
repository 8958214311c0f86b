/**
 * What a dependent's spec admits, as npm decides it when it keeps or replaces an installed version: ranges are read
 * loosely, `*` admits pre-releases, an alias counts by its range. What does not name registry versions (git, files,
 * addresses, workspaces, tags other than `latest`) admits nothing that could be offered.
 */
import { Range } from "semver";

// Real specs are short; the bounds keep a hostile manifest from buying time or memory with a long one.
const LONGEST_SPEC = 1_024;
const CACHE_LIMIT = 16_384;
const cache = new Map<string, Range | "any" | "nothing">();

// Nearly all specs are one of these, and building a Range for each is most of the work of a small plan.
const SIMPLE = /^([~^]?)(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/;

/** Whether npm would keep `version` for a dependency on `spec`. */
export function isAdmitted(spec: string, version: string): boolean {
	const simple = SIMPLE.exec(spec);
	const release = simple === null ? null : SIMPLE.exec(version);
	if (simple !== null && release !== null && release[1] === "") return isInSimpleRange(simple, release);
	const range = parseSpec(spec);
	return range === "any" || (range !== "nothing" && range.test(version));
}

/** Whether `spec` asks for versions of a registry at all. */
export function isRegistrySpec(spec: string): boolean {
	return SIMPLE.test(spec) || parseSpec(spec) !== "nothing";
}

/** Both as operator, major, minor, patch. `^` keeps the first number that is not 0, `~` the first two. */
function isInSimpleRange(spec: readonly string[], release: readonly string[]): boolean {
	const [operator, ...bound] = spec.slice(1);
	const numbers = release.slice(2).map(Number);
	const bounds = bound.map(Number);
	const differs = bounds.findIndex((value, index) => value !== numbers[index]);
	if (differs === -1) return true;
	if (operator === "" || (numbers[differs] ?? 0) < (bounds[differs] ?? 0)) return false;
	const kept = operator === "~" ? 1 : bounds.findIndex((value, index) => value !== 0 || index === 2);
	return differs > kept;
}

function parseSpec(spec: string): Range | "any" | "nothing" {
	let parsed = cache.get(spec);
	if (parsed === undefined) {
		parsed = parseRange(toRangeText(spec));
		if (cache.size >= CACHE_LIMIT) cache.clear();
		cache.set(spec, parsed);
	}
	return parsed;
}

function toRangeText(spec: string): string {
	const text = spec.trim();
	if (!text.startsWith("npm:")) return text;
	const at = text.lastIndexOf("@");
	return at > "npm:".length ? text.slice(at + 1) : "*";
}

function parseRange(text: string): Range | "any" | "nothing" {
	if (text === "" || text === "*" || text === "latest") return "any";
	if (text.length > LONGEST_SPEC) return "nothing";
	try {
		return new Range(text, { loose: true });
	} catch (error) {
		if (error instanceof TypeError) return "nothing";
		throw error;
	}
}
