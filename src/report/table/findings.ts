/** Findings, grouped by package: name, where it is, why it is there, then a line for each finding. */
import { toPlural } from "../../lib/plural.ts";
import { toPurl } from "../../lib/purl.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding, Package, TargetReport } from "../../model.ts";
import { renderMarks, renderName, renderPath, renderPlace } from "../prose/place.ts";
import { isQuiet, toRating } from "../prose/tally.ts";
import { type Page, renderLine, renderParagraph, type Span } from "../text/page.ts";
import type { StyleName } from "../text/style.ts";
import { cutMiddle, toWidth } from "../text/width.ts";
import { renderColumns } from "./columns.ts";

/** More than this and nobody reads on; the JSON report has all. */
const MAX_PACKAGES = 25;
const MAX_FINDINGS = 20;
const MAX_PLACES = 3;
const MAX_DETAILS = 2;

const HINT = "fnsift explain <package or id> <target> says more about each.";

/** All findings of one package version. */
interface Group {
	readonly findings: readonly Finding[];
	readonly packages: readonly Package[];
}

export function renderFindings(target: TargetReport, page: Page): string[] {
	const byId = new Map(target.graph.packages.map((item) => [item.id, item]));
	const groups = groupByPackage(target.findings, byId);
	const lines = groups.length === 0 ? [] : [page.paint("bold", "Findings")];
	for (const group of groups.slice(0, MAX_PACKAGES)) lines.push(...renderGroup(group, byId, page), "");
	const hidden = groups.length - MAX_PACKAGES;
	if (hidden > 0) {
		lines.push(
			...renderParagraph(page, 2, `and ${toPlural(hidden, "more package")} with findings: --format json lists all.`),
			"",
		);
	}
	if (groups.length > 0) lines.push(...renderParagraph(page, 2, HINT, "dim"), "");
	return [...lines, ...renderQuiet(target, page)];
}

/** Groups in the order of their first finding; those that no gate counts come last. */
function groupByPackage(findings: readonly Finding[], byId: ReadonlyMap<string, Package>): Group[] {
	const groups = new Map<string, Finding[]>();
	for (const finding of findings) {
		if (isQuiet(finding)) continue;
		const key = toPurl(finding.ecosystem, finding.name, finding.version);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [finding]);
		else group.push(finding);
	}
	const counts = (group: Group) => group.findings.some(({ gating }) => gating);
	return [...groups.values()]
		.map((group) => ({ findings: group, packages: findPackages(group, byId) }))
		.sort((a, b) => Number(counts(b)) - Number(counts(a)));
}

function findPackages(findings: readonly Finding[], byId: ReadonlyMap<string, Package>): Package[] {
	const ids = new Set(findings.flatMap(({ packageIds }) => packageIds));
	return [...ids].map((id) => byId.get(id)).filter((item) => item !== undefined);
}

function renderGroup({ findings, packages }: Group, byId: ReadonlyMap<string, Package>, page: Page): string[] {
	const [first] = findings;
	if (first === undefined) return [];
	const shown = findings.slice(0, MAX_FINDINGS);
	return [
		...renderHeading(first, packages, byId, page),
		...renderWay(first, page),
		...renderColumns(page, 4, toRows(shown, page)),
		...renderMore(findings.length - shown.length, "more finding"),
		...renderEvidence(findings, page),
	];
}

/** The name, and behind it where the package is, or below it where there are several copies or much to say. */
function renderHeading(
	{ name, version }: Finding,
	packages: readonly Package[],
	byId: ReadonlyMap<string, Package>,
	page: Page,
): string[] {
	const title = renderName(name, version);
	const copies = packages.map((item) => [`in ${renderPlace(item)}`, renderMarks(item, byId)] as const);
	const [only = ["", ""]] = copies;
	const behind = only.filter(Boolean).join(" ");
	if (copies.length <= 1 && 2 + toWidth(title) + 2 + toWidth(behind) <= page.columns) {
		return [renderLine(page, ["  ", ["bold", title], "  ", ["dim", behind]])];
	}
	return [
		renderLine(page, ["  ", ["bold", title]]),
		...copies.slice(0, MAX_PLACES).flatMap(([place, marks]) => renderCopy(place, marks, page)),
		...renderMore(copies.length - MAX_PLACES, "more copy"),
	];
}

function renderCopy(place: string, marks: string, page: Page): string[] {
	const room = page.columns - 4;
	const line = marks === "" ? place : `${place} ${marks}`;
	if (toWidth(line) <= room) return [`    ${page.paint("dim", line)}`];
	return [`    ${page.paint("dim", cutMiddle(place, room))}`, ...renderParagraph(page, 6, marks, "dim")];
}

function renderMore(hidden: number, noun: string): string[] {
	return hidden > 0 ? [`    and ${toPlural(hidden, noun)}`] : [];
}

function renderWay({ paths, pathCount }: Finding, page: Page): string[] {
	const [path] = paths;
	if (path === undefined) return [];
	const others = pathCount > 1 ? `, and ${toPlural(pathCount - 1, "other way")}` : "";
	const room = page.columns - 4 - others.length;
	const way = path.length <= 2 ? "a direct dependency" : `via ${renderPath(path, room - 4)}`;
	return [`    ${page.paint("dim", `${way}${others}`)}`];
}

const STYLES: Readonly<Record<string, StyleName>> = {
	malicious: "red",
	critical: "red",
	high: "red",
	medium: "yellow",
};

function toRows(findings: readonly Finding[], page: Page): (readonly Span[])[] {
	const fixable = findings.some((finding) => !isSuspicion(finding));
	return findings.map((finding) => {
		const [rating, rule, title] = toCells(finding);
		return fixable
			? [rating, rule, renderFixedIn(finding, page.columns < 100 ? 18 : 32), title]
			: [rating, rule, title];
	});
}

function toCells(finding: Finding): readonly [Span, Span, Span] {
	const rating = toRating(finding);
	const style = STYLES[rating];
	const word = (rating === "malicious" ? "MALICIOUS" : rating).padEnd(8);
	const doubt = finding.confidence === "high" ? "" : `(${finding.confidence} confidence) `;
	return [
		style === undefined ? word : [style, word],
		toCell(finding.rule, 24),
		`${doubt}${toSafeExcerpt(finding.title, 500)}`,
	];
}

function renderFixedIn(finding: Finding, width: number): string {
	if (isSuspicion(finding)) return "";
	const [first, ...others] = finding.fixedIn;
	if (first === undefined) return "no fix known";
	const all = `fixed in ${finding.fixedIn.join(" or ")}`;
	return toCell(others.length === 0 || all.length <= width ? all : `fixed in ${first} +${others.length}`, width);
}

/** What a heuristic says has no fixed version. */
function isSuspicion({ kind }: Finding): boolean {
	return kind === "typosquat" || kind === "install-script";
}

// Ids and versions are ASCII; whatever else a record holds must not break the columns.
function toCell(text: string, width: number): string {
	const ascii = toSafeExcerpt(text, 200).replace(/[^ -~]/g, "?");
	return ascii.length <= width ? ascii : `${ascii.slice(0, width - 2)}..`;
}

function renderEvidence(findings: readonly Finding[], page: Page): string[] {
	return findings
		.flatMap(({ details }) => details.slice(0, MAX_DETAILS))
		.slice(0, 2 * MAX_DETAILS)
		.flatMap((detail) => [renderLine(page, ["      ", ["dim", toSafeExcerpt(detail, 500)]])]);
}

function renderQuiet({ findings }: TargetReport, page: Page): string[] {
	const quiet = findings.filter(isQuiet);
	if (quiet.length === 0) return [];
	const loud = findings.some((finding) => finding.kind === "install-script" && !isQuiet(finding));
	const packages = new Set(quiet.flatMap(({ packageIds }) => packageIds)).size;
	const text = loud
		? `${toPlural(packages, "other package")} ${packages === 1 ? "runs an install script that is" : "run install scripts that are"} not suspicious.`
		: `${toPlural(packages, "package")} ${packages === 1 ? "runs an install script, not suspicious" : "run install scripts, none suspicious"}.`;
	return [...renderParagraph(page, 0, text), ""];
}
