/**
 * What a dependent's spec admits, as npm decides it when it keeps or replaces an installed version: ranges are read
 * loosely, `*` admits pre-releases, an alias counts by its range. What does not name registry versions (git, files,
 * addresses, workspaces, tags other than `latest`) admits nothing that could be offered.
 */
import Range from "semver/classes/range.js";
import { parseSemver } from "../../lib/semver.ts";
import { isReleaseIn, parseReleaseRange, type ReleaseRange } from "./release-range.ts";

// Real specs are short; the bounds keep a hostile manifest from buying time or memory with a long one.
const LONGEST_SPEC = 1_024;
const CACHE_LIMIT = 16_384;
const cache = new Map<string, Spec>();

/** Whether npm would keep `version` for a dependency on `spec`. */
export function isAdmitted(spec: string, version: string): boolean {
	return parseSpec(spec).admits(version);
}

/** Whether `spec` asks for versions of a registry at all. */
export function isRegistrySpec(spec: string): boolean {
	return parseSpec(spec).isRange;
}

class Spec {
	readonly #text: string;
	readonly #releases: ReleaseRange | undefined;
	#whole: Range | "any" | "nothing" | undefined;

	/** `text` is the range that a spec asks for. */
	constructor(text: string) {
		this.#text = text;
		this.#releases = text.length > LONGEST_SPEC ? undefined : parseReleaseRange(text);
	}

	get isRange(): boolean {
		return this.#releases !== undefined || this.#parse() !== "nothing";
	}

	admits(version: string): boolean {
		const release = this.#releases === undefined ? undefined : parseSemver(version);
		if (this.#releases !== undefined && release?.prerelease.length === 0) return isReleaseIn(this.#releases, release);
		const whole = this.#parse();
		return whole === "any" || (whole !== "nothing" && whole.test(version));
	}

	#parse(): Range | "any" | "nothing" {
		this.#whole ??= parseRange(this.#text);
		return this.#whole;
	}
}

function parseSpec(spec: string): Spec {
	let parsed = cache.get(spec);
	if (parsed === undefined) {
		parsed = new Spec(toRangeText(spec));
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
