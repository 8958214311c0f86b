/** What the advisories say of one package, or of one version of it, in words. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Advisory, DatabaseInfo, Finding, Fix, Gap } from "../../model.ts";
import type { RenderOptions } from "../define.ts";
import { renderFix } from "../prose/fix.ts";
import { renderName } from "../prose/place.ts";
import { describeDatabase } from "../table/header.ts";
import { createPage, type Page, renderLine, renderParagraph } from "../text/page.ts";
import { listFixed, renderRanges } from "./ranges.ts";
import { renderFinding } from "./render.ts";

/** More than any package has; the rest is counted. */
const MAX_ADVISORIES = 1_000;
const MAX_NAMES = 10;

interface About {
	readonly ecosystem: string;
	readonly name: string;
	readonly database: DatabaseInfo;
}

export interface VersionAnswer extends About {
	readonly version: string;
	/** sorted */
	readonly findings: readonly Finding[];
	readonly fixes: readonly Fix[];
	/** what could not be compared */
	readonly gaps: readonly Gap[];
}

export interface PackageAnswer extends About {
	/** in the order in which they are shown */
	readonly advisories: readonly Advisory[];
}

/** Text for people, ending in a newline. */
export function renderVersionAnswer(answer: VersionAnswer, options: RenderOptions): string {
	const { findings, fixes, gaps } = answer;
	const page = createPage(options);
	const findingsById = new Map(findings.map((finding) => [finding.id, finding]));
	const shown = findings.slice(0, MAX_ADVISORIES);
	const sum =
		gaps.length > 0 ? "Nothing is known against it, as far as it could be compared." : "Nothing is known against it.";
	return toText([
		...renderTitle(answer, renderName(answer.name, answer.version), page),
		"",
		...(findings.length === 0 ? renderParagraph(page, 0, sum) : shown.flatMap((one) => renderFinding(one, page))),
		...renderMore(findings.length - shown.length, "finding", page),
		...(fixes.length === 0 ? [] : ["", page.paint("bold", "What closes it")]),
		...fixes.flatMap((fix) => renderFix(withoutPlace(fix), "  ", findingsById, page)),
		...(gaps.length === 0 ? [] : ["", page.paint("bold", "Not compared")]),
		...gaps.flatMap(({ message }) => renderParagraph(page, 2, toSafeExcerpt(message, 500))),
	]);
}

/** Who asks for the package is not asked here. */
function withoutPlace(fix: Fix): Fix {
	return fix.action === "none" ? fix : { ...fix, reason: "" };
}

/** Text for people, ending in a newline. */
export function renderPackageAnswer(answer: PackageAnswer, options: RenderOptions): string {
	const { advisories, name } = answer;
	const page = createPage(options);
	const shown = advisories.slice(0, MAX_ADVISORIES);
	const sum =
		advisories.length === 0
			? "No advisory is known for it."
			: `${toPlural(advisories.length, "advisory")}, which affect:`;
	return toText([
		...renderTitle(answer, toSafeExcerpt(name, 300), page),
		"",
		...renderParagraph(page, 0, sum),
		...shown.flatMap((advisory) => renderAdvisory(advisory, page)),
		...renderMore(advisories.length - shown.length, "advisory", page),
	]);
}

function renderTitle({ ecosystem, database }: About, name: string, page: Page): readonly string[] {
	return [
		renderLine(page, [["bold", name], ` (${ecosystem})`]),
		...renderParagraph(page, 0, describeDatabase(database), "dim"),
	];
}

function renderAdvisory(advisory: Advisory, page: Page): readonly string[] {
	const { id, aliases, malicious, severity, score, title } = advisory;
	const scored = score === null ? "" : `, CVSS ${score.toFixed(1)}`;
	const names = aliases.slice(0, MAX_NAMES).map((alias) => toSafeExcerpt(alias, 60));
	const ranges = renderRanges(advisory);
	const fixed = listFixed(advisory)
		.slice(0, MAX_NAMES)
		.map((version) => toSafeExcerpt(version, 60));
	return [
		renderLine(page, ["  ", ["bold", `${malicious ? "malicious" : severity} ${toSafeExcerpt(id, 60)}`], scored]),
		...renderParagraph(page, 4, toSafeExcerpt(title, 2000)),
		...(names.length === 0 ? [] : renderParagraph(page, 4, `also known as ${names.join(", ")}`)),
		...renderParagraph(page, 4, ranges.join(" | ")),
		...renderParagraph(page, 4, fixed.length === 0 ? "no fixed version is named" : `fixed in ${fixed.join(" or ")}`),
	];
}

function renderMore(hidden: number, noun: string, page: Page): readonly string[] {
	return hidden > 0 ? renderParagraph(page, 2, `and ${toPlural(hidden, `more ${noun}`)}`) : [];
}

function toText(lines: readonly string[]): string {
	return `${lines.join("\n")}\n`;
}
