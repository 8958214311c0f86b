/**
 * What a change does to the packages of a lockfile. Pure; linear in the packages.
 *
 * Packages are compared by name and version, wherever they are installed: moving one is no news.
 */
import { addTo } from "../lib/multimap.ts";
import { toVersionOrder } from "../lib/version-order.ts";
import type { ObservedPackage } from "../model.ts";

/** A package as a lockfile lists it, whoever asks for it. */
export type ListedPackage = Pick<
	ObservedPackage,
	"location" | "name" | "version" | "source" | "scope" | "integrity" | "hasInstallScript" | "resolved"
>;

export const CHANGE_RULES = [
	"integrity-changed",
	"integrity-lost",
	"registry-changed",
	"source-not-registry",
	"downgrade",
	"install-script-added",
] as const;
export type ChangeRule = (typeof CHANGE_RULES)[number];

/** Something about one package that a reviewer of the change should see. */
export interface Change {
	readonly rule: ChangeRule;
	readonly package: ListedPackage;
	/** what it was, and what it is now; not yet safe to show */
	readonly before: string | null;
	readonly after: string | null;
}

export interface Comparison {
	/** packages whose name and version the base does not have, one of each */
	readonly added: readonly ListedPackage[];
	readonly changes: readonly Change[];
}

/** `base` is empty for a lockfile that was not there: then nothing can have changed, and all is added. */
export function compareListings(base: readonly ListedPackage[], head: readonly ListedPackage[]): Comparison {
	const touched = findTouched(base, head);
	if (touched.length === 0) return { added: [], changes: [] };
	const before = indexPackages(base);
	const names = new Map<string, ListedPackage[]>();
	for (const found of base) addTo(names, found.name, found);
	const hosts = new Set(base.map(toRegistry));
	const added: ListedPackage[] = [];
	const changes: Change[] = [];
	for (const [key, copies] of indexPackages(touched)) {
		const old = before.get(key);
		const [first] = copies;
		if (first === undefined) continue;
		if (old === undefined) {
			added.push(first);
			changes.push(...judgeAdded(first, names.get(first.name) ?? [], hosts));
		} else {
			for (const copy of copies) changes.push(...judgeKept(copy, old, hosts));
		}
	}
	return { added, changes: withoutRepeats(changes) };
}

/** Entries that are not in the base as they are: of a thousand, a change touches a few. */
function findTouched(base: readonly ListedPackage[], head: readonly ListedPackage[]): readonly ListedPackage[] {
	const before = new Map<string, ListedPackage>();
	for (const found of base) before.set(found.location, found);
	return head.filter((found) => {
		const old = before.get(found.location);
		return (
			old === undefined ||
			old.version !== found.version ||
			old.integrity !== found.integrity ||
			old.resolved !== found.resolved ||
			old.name !== found.name ||
			old.source !== found.source ||
			old.hasInstallScript !== found.hasInstallScript
		);
	});
}

function indexPackages(packages: readonly ListedPackage[]): Map<string, ListedPackage[]> {
	const index = new Map<string, ListedPackage[]>();
	for (const found of packages) addTo(index, `${found.name}@${found.version ?? ""}`, found);
	return index;
}

function judgeAdded(found: ListedPackage, old: readonly ListedPackage[], hosts: ReadonlySet<string | null>): Change[] {
	const changes: Change[] = [];
	if (isForeign(found))
		changes.push({ rule: "source-not-registry", package: found, before: null, after: found.source });
	else changes.push(...judgeHost(found, hosts));
	if (found.hasInstallScript) changes.push({ rule: "install-script-added", package: found, before: null, after: null });
	const higher = findHigher(found, old);
	if (higher !== undefined) changes.push({ rule: "downgrade", package: found, before: higher, after: found.version });
	return changes;
}

/** The same version was there before: what is got must be the same too. */
function judgeKept(found: ListedPackage, old: readonly ListedPackage[], hosts: ReadonlySet<string | null>): Change[] {
	const changes: Change[] = [];
	if (isForeign(found) && !old.some(({ source }) => source === found.source)) {
		const before = old[0]?.source ?? null;
		changes.push({ rule: "source-not-registry", package: found, before, after: found.source });
	}
	if (!isForeign(found)) changes.push(...judgeHost(found, hosts));
	if (found.hasInstallScript && !old.some(({ hasInstallScript }) => hasInstallScript)) {
		changes.push({ rule: "install-script-added", package: found, before: null, after: null });
	}
	const known = old.flatMap(({ integrity }) => integrity ?? []);
	if (known.length === 0) return changes;
	if (found.integrity === null) {
		const isMissingBefore = old.some(({ integrity }) => integrity === null);
		if (!isMissingBefore)
			changes.push({ rule: "integrity-lost", package: found, before: known[0] ?? null, after: null });
	} else if (known.every((integrity) => contradicts(integrity, found.integrity ?? ""))) {
		changes.push({ rule: "integrity-changed", package: found, before: known[0] ?? null, after: found.integrity });
	}
	return changes;
}

/** Got from elsewhere than a registry, and not from the project itself. */
function isForeign({ source }: ListedPackage): boolean {
	return source === "git" || source === "tarball" || source === "file";
}

/** A registry that no package of the base came from. Without addresses in the base nothing can be said. */
function judgeHost(found: ListedPackage, registries: ReadonlySet<string | null>): Change[] {
	const registry = toRegistry(found);
	if (registry === null || registries.has(registry)) return [];
	const known = [...new Set([...registries].flatMap((other) => (other === null ? [] : toHost(other))))];
	if (known.length === 0) return [];
	return [{ rule: "registry-changed", package: found, before: known.sort().join(", "), after: toHost(registry) }];
}

const SCHEME_END = "://";

/** `https://host` as it is written, of a package that came from a registry. No URL is parsed: there are thousands. */
function toRegistry(found: ListedPackage): string | null {
	const { resolved } = found;
	if (resolved === undefined || isForeign(found)) return null;
	const scheme = resolved.indexOf(SCHEME_END);
	if (scheme === -1) return null;
	const end = resolved.indexOf("/", scheme + SCHEME_END.length);
	return end === -1 ? resolved : resolved.slice(0, end);
}

/** Without user and password. */
function toHost(registry: string): string {
	return URL.canParse(registry) ? new URL(registry).host : "an address that cannot be read";
}

/** Two Subresource Integrity texts contradict each other when an algorithm that both name has no hash in common. */
function contradicts(before: string, after: string): boolean {
	const known = toHashes(before);
	let shared = false;
	for (const [algorithm, hashes] of toHashes(after)) {
		const others = known.get(algorithm);
		if (others === undefined) continue;
		shared = true;
		if (hashes.some((hash) => others.includes(hash))) return false;
	}
	return shared;
}

function toHashes(integrity: string): ReadonlyMap<string, readonly string[]> {
	const hashes = new Map<string, string[]>();
	for (const part of integrity.split(/\s+/)) {
		const dash = part.indexOf("-");
		if (dash > 0) addTo(hashes, part.slice(0, dash), part.slice(dash + 1).split("?")[0] ?? "");
	}
	return hashes;
}

/** The lowest version of the base, when the found one is below all of them. */
function findHigher({ version }: ListedPackage, old: readonly ListedPackage[]): string | undefined {
	const order = toVersionOrder("npm");
	const parsed = version === null ? undefined : order.parse(version);
	if (parsed === undefined) return undefined;
	let lowest: { readonly text: string; readonly parsed: object } | undefined;
	for (const { version: text } of old) {
		const other = text === null ? undefined : order.parse(text);
		if (text === null || other === undefined) continue;
		if (order.compare(other, parsed) <= 0) return undefined;
		if (lowest === undefined || order.compare(other, lowest.parsed) < 0) lowest = { text, parsed: other };
	}
	return lowest?.text;
}

function withoutRepeats(changes: readonly Change[]): readonly Change[] {
	const seen = new Map<string, Change>();
	for (const change of changes) {
		const key = JSON.stringify([change.rule, change.package.name, change.package.version]);
		if (!seen.has(key)) seen.set(key, change);
	}
	return [...seen.values()];
}
