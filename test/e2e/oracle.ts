/**
 * An independent reading of lockfiles and advisories, to hold fnsift against. It shares no code with src/: npm's own
 * Arborist reads the lockfile, and OSV's evaluation rules are written down a second time, naively, over the raw records.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Arborist from "@npmcli/arborist";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import semver from "semver";

const { parse: parseByYarn }: typeof import("@yarnpkg/lockfile") = createRequire(import.meta.url)("@yarnpkg/lockfile");

/** `name@version` of every package that npm would install; links, workspace members and the root are none. */
export async function readPackages(lockfile: string): Promise<Set<string>> {
	const folder = mkdtempSync(join(tmpdir(), "oracle-"));
	try {
		cpSync(lockfile, join(folder, "package-lock.json"));
		const tree = await new Arborist({ path: folder }).loadVirtual();
		const packages = new Set<string>();
		for (const node of tree.inventory.values()) {
			if (node.isRoot || node.isLink || node.isWorkspace || !/(^|\/)node_modules\//.test(node.location)) continue;
			packages.add(`${node.packageName}@${node.version}`);
		}
		return packages;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The same for a yarn.lock that holds addresses of the registry: yarn's own parser, or a YAML parser, reads it. */
export function readYarnPackages(lockfile: string): Set<string> {
	const text = readFileSync(lockfile, "utf8");
	const packages = new Set<string>();
	if (text.includes("__metadata:")) {
		for (const [key, entry] of Object.entries(load(text, { schema: FAILSAFE_SCHEMA }) as Record<string, YarnEntry>)) {
			const [, name, protocol] = /^(@?[^@]+)@([a-z]+):/.exec(entry.resolution ?? "") ?? [];
			if (key === "__metadata" || /^(?:workspace|link|portal)$/.test(protocol as string)) continue;
			packages.add(`${name}@${entry.version}`);
		}
		return packages;
	}
	for (const [key, { version, resolved = "" }] of Object.entries(
		parseByYarn(text).object as Record<string, YarnEntry>,
	)) {
		if (key.includes("@link:")) continue;
		const [, published] = /^https:\/\/[^/]+\/(.+)\/-\//.exec(resolved) ?? [];
		packages.add(`${published ?? key.slice(0, key.indexOf("@", 1))}@${version}`);
	}
	return packages;
}

interface YarnEntry {
	version?: string;
	resolution?: string;
	resolved?: string;
}

interface OsvRecord {
	id: string;
	aliases?: string[];
	withdrawn?: string;
	database_specific?: { cwe_ids?: string[] };
	affected: {
		package: { ecosystem: string; name: string };
		versions?: string[];
		ranges?: { events: Record<string, string>[] }[];
		database_specific?: { last_known_affected_version_range?: string };
	}[];
}

/** Every `canonical id name@version` that the records say, as sorted text. */
export function findAffected(recordsFile: string, packages: ReadonlySet<string>): string[] {
	const byName = readRecords(recordsFile);
	const found = new Set<string>();
	for (const label of packages) {
		const at = label.lastIndexOf("@");
		const [name, version] = [label.slice(0, at), label.slice(at + 1)];
		for (const { record, affected } of byName.get(name) ?? []) {
			if (isAffected(affected, version)) found.add(`${toCanonical(record)} ${label}`);
		}
	}
	return [...found].sort();
}

type Records = ReadonlyMap<string, readonly { record: OsvRecord; affected: OsvRecord["affected"][number] }[]>;
const known = new Map<string, Records>();

/** By package name, read once per file. */
function readRecords(recordsFile: string): Records {
	const before = known.get(recordsFile);
	if (before !== undefined) return before;
	const byName = new Map<string, { record: OsvRecord; affected: OsvRecord["affected"][number] }[]>();
	for (const line of readFileSync(recordsFile, "utf8").split("\n")) {
		if (line === "") continue;
		const record: OsvRecord = JSON.parse(line);
		if (record.withdrawn) continue;
		for (const affected of record.affected) {
			if (affected.package.ecosystem !== "npm") continue;
			byName.set(affected.package.name, [...(byName.get(affected.package.name) ?? []), { record, affected }]);
		}
	}
	known.set(recordsFile, byName);
	return byName;
}

function isAffected(affected: OsvRecord["affected"][number], version: string): boolean {
	if (affected.versions?.includes(version)) return true;
	const lastKnown = affected.database_specific?.last_known_affected_version_range;
	return (affected.ranges ?? []).some(({ events }) => isInRange(events, version, lastKnown));
}

// https://ossf.github.io/osv-schema/#evaluation, for versions in the SemVer order
function isInRange(events: Record<string, string>[], version: string, lastKnown: string | undefined): boolean {
	const bounded = events.some((event) => "fixed" in event || "last_affected" in event);
	const [, operator, bound = ""] = /^\s*(<=?)\s*(\S+)\s*$/.exec(lastKnown ?? "") ?? [];
	if (!bounded && operator) {
		const order = semver.compare(version, bound);
		if (operator === "<" ? order >= 0 : order > 0) return false;
	}
	const value = (event: Record<string, string>) => Object.values(event)[0] ?? "0";
	const toVersion = (text: string) => (text === "0" ? "0.0.0-0" : text);
	const sorted = [...events].sort((a, b) => semver.compare(toVersion(value(a)), toVersion(value(b))));
	let inside = false;
	for (const event of sorted) {
		const order = semver.compare(version, toVersion(value(event)));
		if ("introduced" in event && order >= 0) inside = true;
		if ("fixed" in event && order >= 0) inside = false;
		if ("last_affected" in event && order > 0) inside = false;
	}
	return inside;
}

function toCanonical({ id, aliases = [] }: OsvRecord): string {
	const cves = [...new Set([id, ...aliases].filter((name) => name.startsWith("CVE-")))];
	return cves.length === 1 ? (cves[0] as string) : id;
}
