/**
 * From an OSV record to our advisories, one per affected package. Source: OSV schema 1.7
 * (https://ossf.github.io/osv-schema/).
 *
 * A record is one of three things: withdrawn, malformed (with the reason: whoever builds a database counts them), or
 * readable, and then whatever of it concerns packages that fnsift knows. Several `affected` entries for one package
 * become one advisory with all their ranges. Optional fields that are wrong are left out; the record is kept.
 */
import { sortEvents } from "../lib/affected.ts";
import { compareCodeUnits } from "../lib/order.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";
import { SEMVER_ORDER, type VersionOrder } from "../lib/version-order.ts";
import { MAVEN_ORDER } from "../lib/versions/maven.ts";
import { PEP440_ORDER } from "../lib/versions/pep440.ts";
import {
	type Advisory,
	type AdvisoryEvent,
	type AdvisoryRange,
	ECOSYSTEMS,
	type Ecosystem,
	type Severity,
} from "../model.ts";
import { findBaseScore, type SeverityClaim, toSeverity } from "./cvss.ts";

export type OsvReading =
	| { readonly kind: "malformed"; readonly reason: string }
	| { readonly kind: "withdrawn"; readonly id: string; readonly modified: string }
	| {
			readonly kind: "read";
			readonly id: string;
			readonly modified: string;
			readonly advisories: readonly Advisory[];
			/** what was left out: reasons such as `other-ecosystem`, one per affected entry */
			readonly skipped: readonly string[];
	  };

const ID = /^[A-Za-z0-9][A-Za-z0-9._:+-]{1,127}$/;
const CWE = /^CWE-[1-9]\d{0,5}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,12})?(?:Z|[+-]\d\d:\d\d)$/;
const LONGEST_NAME = 1_024;
const LONGEST_TITLE = 200;
/** stands for a `modified` that is missing or no date, so that any dated copy of the record wins over it */
const UNDATED = "1970-01-01T00:00:00Z";

/** Whether a record can have this id; parseOsv calls any other malformed. */
export function isRecordId(text: string): boolean {
	return ID.test(text);
}

/** Reads one parsed OSV record. Never throws. */
export function parseOsv(value: unknown): OsvReading {
	const record = toFields(value);
	if (record === undefined) return { kind: "malformed", reason: "not an object" };
	const id = record.id;
	if (typeof id !== "string" || !ID.test(id)) return { kind: "malformed", reason: "no usable id" };
	const modified = [record.modified, record.published].find(isTime) ?? UNDATED;
	if (typeof record.withdrawn === "string" && record.withdrawn !== "") return { kind: "withdrawn", id, modified };
	// The schema requires an id and a date, nothing else.
	const affected = record.affected ?? [];
	if (!Array.isArray(affected)) return { kind: "malformed", reason: "no list of affected packages" };
	const { packages, skipped } = groupByPackage(affected);
	const about = toRecordFields(id, modified, record);
	const names = new Set([...packages.values()].map(({ name }) => name));
	return {
		kind: "read",
		id,
		modified,
		advisories: [...packages.values()].map((affected) => toAdvisory(about, affected, names)),
		skipped,
	};
}

/** What the record says about all its packages. */
interface RecordFields extends Pick<Advisory, "id" | "modified" | "aliases" | "title"> {
	readonly cwes: readonly string[];
	readonly severities: readonly SeverityClaim[];
	readonly word: Severity | undefined;
}

/** What all `affected` entries of one package say. */
interface AffectedPackage {
	readonly ecosystem: Ecosystem;
	readonly name: string;
	readonly ranges: AdvisoryRange[];
	readonly versions: Set<string>;
	readonly cwes: string[];
	readonly severities: SeverityClaim[];
	readonly words: Severity[];
}

function toRecordFields(id: string, modified: string, record: Fields): RecordFields {
	const database = toFields(record.database_specific);
	return {
		id,
		modified,
		aliases: [...new Set(toStrings(record.aliases).filter((alias) => ID.test(alias) && alias !== id))].sort(
			compareCodeUnits,
		),
		title: toTitle(record) ?? id,
		cwes: toCwes(database),
		severities: toSeverities(record.severity),
		word: toSeverityWord(database?.severity),
	};
}

function groupByPackage(affected: readonly unknown[]) {
	const packages = new Map<string, AffectedPackage>();
	const skipped: string[] = [];
	for (const entry of affected) {
		const fields = toFields(entry);
		const named = toFields(fields?.package);
		const ecosystem = toEcosystem(named?.ecosystem);
		const name = named?.name;
		if (fields === undefined || typeof name !== "string" || ecosystem === undefined) {
			skipped.push("affected entry without a package");
		} else if (ecosystem === "other") {
			skipped.push("other ecosystem");
		} else if (name === "" || name.length > LONGEST_NAME || !name.isWellFormed()) {
			skipped.push("package name that cannot be one");
		} else {
			const key = `${ecosystem}:${name}`;
			const known = packages.get(key) ?? toAffectedPackage(ecosystem, name);
			packages.set(key, known);
			if (!addEntry(known, fields)) skipped.push("affected entry without versions");
		}
	}
	for (const [key, { ranges, versions }] of packages) {
		if (ranges.length === 0 && versions.size === 0) packages.delete(key);
	}
	return { packages, skipped };
}

function toAffectedPackage(ecosystem: Ecosystem, name: string): AffectedPackage {
	return { ecosystem, name, ranges: [], versions: new Set(), cwes: [], severities: [], words: [] };
}

/** `false` when the entry says nothing that a version could be compared with. */
function addEntry(known: AffectedPackage, entry: Fields): boolean {
	const database = toFields(entry.database_specific);
	const lastKnown = database?.last_known_affected_version_range;
	const ranges = toRanges(known.ecosystem, entry.ranges, typeof lastKnown === "string" ? lastKnown : null);
	const versions = toStrings(entry.versions);
	known.ranges.push(...ranges);
	for (const version of versions) known.versions.add(version);
	known.cwes.push(...toCwes(database));
	known.severities.push(...toSeverities(entry.severity));
	const word = toSeverityWord(database?.severity);
	if (word !== undefined) known.words.push(word);
	return ranges.length > 0 || versions.length > 0;
}

function toAdvisory(record: RecordFields, affected: AffectedPackage, names: ReadonlySet<string>): Advisory {
	const { ecosystem, name, ranges, versions } = affected;
	const cwes = [...new Set([...record.cwes, ...affected.cwes])].sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
	const malicious = record.id.startsWith("MAL-") || cwes.includes("CWE-506");
	const score = findBaseScore(affected.severities) ?? findBaseScore(record.severities);
	const stated = affected.words[0] ?? record.word ?? "unknown";
	return {
		id: record.id,
		aliases: record.aliases,
		ecosystem,
		name,
		title: toOwnTitle(record.title, name, names),
		malicious,
		severity: malicious ? "critical" : score === null ? stated : toSeverity(score),
		score,
		cwes,
		ranges,
		versions: [...versions],
		modified: record.modified,
	};
}

const ORDERS: Record<Ecosystem, VersionOrder> = { npm: SEMVER_ORDER, PyPI: PEP440_ORDER, Maven: MAVEN_ORDER };

const EVENT_KINDS = [
	"introduced",
	"fixed",
	"last_affected",
	"limit",
] as const satisfies readonly AdvisoryEvent["kind"][];

/** GIT ranges hold commits, which no package version can be compared with. */
function toRanges(ecosystem: Ecosystem, value: unknown, lastKnownAffected: string | null): AdvisoryRange[] {
	const ranges: AdvisoryRange[] = [];
	for (const range of toList(value)) {
		const fields = toFields(range);
		const type = fields?.type;
		if (type !== "SEMVER" && type !== "ECOSYSTEM") continue;
		const events = toList(fields?.events).flatMap(toEvents);
		if (events.length > 0) ranges.push({ type, events: sortEvents(ORDERS[ecosystem], events), lastKnownAffected });
	}
	return ranges;
}

/** A bare number is read as the version it was meant to be: dropping `introduced: 0` would hide the whole range. */
function toEvents(value: unknown): AdvisoryEvent[] {
	const fields = toFields(value);
	return EVENT_KINDS.flatMap((kind) => {
		const version = fields?.[kind];
		const isVersion = (typeof version === "string" && version !== "") || typeof version === "number";
		return isVersion ? [{ kind, version: String(version) }] : [];
	});
}

/** `Maven:https://…` and the like name a repository of the ecosystem. `undefined`: there is none. */
function toEcosystem(value: unknown): Ecosystem | "other" | undefined {
	if (typeof value !== "string" || value === "") return undefined;
	const [base] = value.split(":", 1);
	return ECOSYSTEMS.find((ecosystem) => ecosystem === base) ?? "other";
}

function toSeverities(value: unknown): SeverityClaim[] {
	return toList(value).flatMap((entry) => {
		const { type, score } = toFields(entry) ?? {};
		return typeof type === "string" && typeof score === "string" ? [{ type, score }] : [];
	});
}

const WORDS: ReadonlyMap<unknown, Severity> = new Map([
	["CRITICAL", "critical"],
	["HIGH", "high"],
	["MODERATE", "medium"],
	["MEDIUM", "medium"],
	["LOW", "low"],
] as const);

function toSeverityWord(value: unknown): Severity | undefined {
	return typeof value === "string" ? WORDS.get(value.toUpperCase()) : undefined;
}

/** `cwe_ids` as GitHub writes them, `cwes[].cweId` as the malicious-packages records do. */
function toCwes(database: Fields | undefined): string[] {
	const listed = toList(database?.cwes).map((cwe) => toFields(cwe)?.cweId);
	return [...toList(database?.cwe_ids), ...listed]
		.filter((cwe) => typeof cwe === "string")
		.filter((cwe) => CWE.test(cwe));
}

/** The summary, or else the first words of the details. */
function toTitle({ summary, details }: Fields): string | undefined {
	for (const text of [summary, details]) {
		if (typeof text !== "string") continue;
		const title = toSafeExcerpt(/[^\s#][^\n]*/.exec(text)?.[0] ?? "", LONGEST_TITLE).trim();
		if (title !== "") return title;
	}
	return undefined;
}

/**
 * A record about several packages has one summary, which often ends with the name of one of them ("Prototype pollution
 * in acorn"): each package gets its own name there, since to read another's would look like a mistake.
 */
function toOwnTitle(title: string, name: string, names: ReadonlySet<string>): string {
	const at = title.lastIndexOf(" in ");
	const last = at < 0 ? "" : title.slice(at + " in ".length);
	return last !== name && names.has(last) ? `${title.slice(0, at)} in ${name}` : title;
}

function isTime(value: unknown): value is string {
	return typeof value === "string" && TIME.test(value) && !Number.isNaN(Date.parse(value));
}

type Fields = Readonly<Record<string, unknown>>;

function toFields(value: unknown): Fields | undefined {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function toList(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function toStrings(value: unknown): string[] {
	return toList(value).filter((entry) => typeof entry === "string");
}
