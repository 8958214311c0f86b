/**
 * The baseline: findings that were there when a gate was introduced, and that do not fail it.
 *
 * A text file with a first line that names the format and its version, then one line for each finding:
 *
 *     fs1-0123456789abcdef0123 vulnerability pkg:npm/minimist CVE-2021-44906 critical
 *
 * sorted by package, rule, kind (code units), so that a change shows as the lines it is about. The id is the finding's key
 * where the next version of the package with the same flaw is no news, else its id. It is the hash of what follows on the line,
 * the severity left out: a line that was damaged or changed by hand does not fit, and nothing in the file is taken on trust.
 */
import { UsageError } from "../errors.ts";
import { toFindingId, toFindingKey } from "../lib/finding-id.ts";
import { compareCodeUnits } from "../lib/order.ts";
import { parsePurl } from "../lib/parse-purl.ts";
import { toPurl } from "../lib/purl.ts";
import { type BaselineEntry, FINDING_KINDS, type Finding, type FindingKind, SEVERITIES } from "../model.ts";

export interface Baseline {
	/** as the user named it */
	readonly file: string;
	/** without repetitions */
	readonly entries: readonly BaselineEntry[];
}

const TITLE = "# fnsift baseline";
const VERSION = 1;
const LONGEST_LINE = 4_096;

/** Whether a finding of the kind is news again in the next version of its package. */
const BY_VERSION: Readonly<Record<FindingKind, boolean>> = {
	malicious: true,
	vulnerability: false,
	typosquat: false,
	"install-script": true,
	change: true,
};

export function toBaselineEntry(finding: Finding): BaselineEntry {
	const { id, key, kind, ecosystem, name, version, rule, severity } = finding;
	const byVersion = BY_VERSION[kind];
	return {
		id: byVersion ? id : key,
		kind,
		package: toPurl(ecosystem, name, byVersion ? version : null),
		rule,
		severity,
	};
}

/** The whole file; the same bytes for the same findings, in whatever order they come. */
export function renderBaseline(findings: readonly Finding[]): string {
	const entries = new Map<string, BaselineEntry>();
	for (const entry of findings.map(toBaselineEntry)) {
		const known = entries.get(entry.id);
		if (known === undefined || compareSeverity(entry, known) < 0) entries.set(entry.id, entry);
	}
	// A name that no line can hold stays out: its finding goes on failing.
	const lines = [...entries.values()].sort(compareEntries).map(renderEntry).filter(parseEntry);
	return [`${TITLE} ${VERSION}`, ...lines, ""].join("\n");
}

/** The worst speaks for versions of a package that share a key. */
function compareSeverity(a: BaselineEntry, b: BaselineEntry): number {
	return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}

function compareEntries(a: BaselineEntry, b: BaselineEntry): number {
	return compareCodeUnits(a.package, b.package) || compareCodeUnits(a.rule, b.rule) || compareCodeUnits(a.kind, b.kind);
}

function renderEntry({ id, kind, package: purl, rule, severity }: BaselineEntry): string {
	return [id, kind, purl, encodeRule(rule), severity].join(" ");
}

// Ids of advisories are plain; whatever else a record holds must stay one word.
function encodeRule(rule: string): string {
	return /^[\w./:-]+$/.test(rule) ? rule : encodeURIComponent(rule.toWellFormed());
}

/** @throws UsageError with the line for what is no baseline, damaged, in conflict, or of a later version */
export function parseBaseline(text: string, file: string): Baseline {
	const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
	const [title = ""] = lines;
	const version = /^# fnsift baseline (\d{1,6})$/.exec(title.trimEnd())?.[1];
	for (const [index, line] of lines.entries()) {
		if (/^(<{7}|\|{7}|={7}|>{7})( |$)/.test(line)) throw fail(file, index, "a merge conflict that is not resolved");
	}
	if (version === undefined)
		throw fail(file, 0, `this is no baseline of fnsift: it does not begin with "${TITLE} ${VERSION}"`);
	if (Number(version) !== VERSION) throw fail(file, 0, `version ${version} of the format is not read, only ${VERSION}`);
	const entries = new Map<string, BaselineEntry>();
	for (const [index, line] of lines.entries()) {
		if (index === 0 || line.trim() === "" || line.startsWith("#")) continue;
		const entry = parseEntry(line);
		if (entry === undefined)
			throw fail(file, index, "expected id, kind, package, rule and severity that belong together");
		entries.set(entry.id, entry);
	}
	return { file, entries: [...entries.values()] };
}

function fail(file: string, index: number, problem: string): UsageError {
	return new UsageError(
		`${file}:${index + 1}: ${problem}.`,
		"Write it anew with `fnsift gate <target> --write-baseline <file>`.",
	);
}

function parseEntry(line: string): BaselineEntry | undefined {
	if (line.length > LONGEST_LINE) return undefined;
	const [id = "", kindText, purlText = "", ruleText = "", severityText, ...others] = line.trim().split(/ +/);
	const kind = FINDING_KINDS.find((name) => name === kindText);
	const severity = SEVERITIES.find((name) => name === severityText);
	const purl = parsePurl(purlText);
	const rule = decodeRule(ruleText);
	if (kind === undefined || severity === undefined || purl === undefined || rule === undefined || others.length > 0)
		return undefined;
	const identity = { kind, rule, ...purl };
	const expected = BY_VERSION[kind] ? toFindingId(identity) : toFindingKey(identity);
	return id === expected ? { id, kind, package: purlText, rule, severity } : undefined;
}

function decodeRule(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}

/** Whether a text says that it is a baseline, whole or not, or is empty. */
export function isBaseline(text: string): boolean {
	return text.trim() === "" || text.replace(/^\uFEFF/, "").startsWith(`${TITLE} `);
}
