/** An explanation in words: what it is and where, why it is there, why it matters, what closes it. */
import { toRelative } from "../../lib/location.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Evidence, Finding, Package, PackageSource } from "../../model.ts";
import type { RenderOptions } from "../define.ts";
import type { Explanation } from "../explain.ts";
import { explainExploitation } from "../prose/exploitation.ts";
import { renderFix } from "../prose/fix.ts";
import { renderMarks, renderName, renderPlace } from "../prose/place.ts";
import { toRating } from "../prose/tally.ts";
import { renderBytes } from "../text/bytes.ts";
import { createPage, type Page, renderLine, renderParagraph } from "../text/page.ts";
import { toWidth } from "../text/width.ts";
import type { Subject } from "./subject.ts";

const MAX_SUBJECTS = 20;
const MAX_COPIES = 10;
const MAX_PLACES = 10;
const MAX_WAYS = 10;
const MAX_FINDINGS = 50;
const MAX_ALIASES = 10;
const MAX_DETAILS = 10;

/** Text for people, ending in a newline. No line is wider than the page but commands and addresses. */
export function renderExplanation({ subjects }: Explanation, options: RenderOptions): string {
	const page = createPage(options);
	const hidden = subjects.length - MAX_SUBJECTS;
	const lines = [
		...subjects.slice(0, MAX_SUBJECTS).flatMap((subject) => [...renderSubject(subject, page), ""]),
		...(hidden > 0 ? [`and ${toPlural(hidden, "more package")}: ask for name@version.`, ""] : []),
	];
	return `${lines.slice(0, -1).join("\n")}\n`;
}

function renderSubject(subject: Subject, page: Page): string[] {
	const { name, version, target } = subject;
	return [
		...renderTitle(renderName(name, version), toSafeExcerpt(target, 300), page),
		...renderPlaces(subject, page),
		"",
		page.paint("bold", "Why it is there"),
		...renderWays(subject, page),
		"",
		page.paint("bold", "Why it matters"),
		...renderFindings(subject, page),
		...renderFixes(subject, page),
	];
}

function renderTitle(name: string, target: string, page: Page): string[] {
	return toWidth(name) + 4 + toWidth(target) <= page.columns
		? [`${page.paint("bold", name)} in ${target}`]
		: [...renderParagraph(page, 0, name, "bold"), ...renderParagraph(page, 2, `in ${target}`)];
}

function renderPlaces({ packages, packagesById }: Subject, page: Page): string[] {
	return packages
		.slice(0, MAX_COPIES)
		.flatMap((item) => [
			...renderParagraph(page, 2, [renderPlace(item), renderMarks(item, packagesById)].filter(Boolean).join(" ")),
			...item.locations
				.slice(1, MAX_PLACES)
				.flatMap((location) => renderParagraph(page, 4, toSafeExcerpt(toRelative(location), 500))),
			...renderParagraph(page, 2, renderFacts(item), "dim"),
		]);
}

function renderFacts({ relation, scope, evidence, source, size, hasInstallScript }: Package): string {
	const zipped = size === null || size.compressed === null ? "" : ` (${renderBytes(size.compressed)} zipped)`;
	return [
		...(relation === "unknown" ? [] : [`a ${relation} dependency`]),
		...(scope === "prod" ? ["for production"] : []),
		...evidence.map((witness) => WITNESSES[witness]),
		...SOURCES[source],
		...(size === null ? [] : [`${renderBytes(size.uncompressed)} in ${toPlural(size.files, "file")}${zipped}`]),
		...(hasInstallScript ? ["runs an install script"] : []),
	].join(", ");
}

const WITNESSES: Readonly<Record<Evidence, string>> = {
	installed: "installed",
	lockfile: "listed in a lockfile",
	sbom: "listed in a bill of materials",
};

const SOURCES: Readonly<Record<PackageSource, readonly string[]>> = {
	registry: ["from the public registry"],
	private: ["from a private registry"],
	tarball: ["from a tarball"],
	git: ["from a git repository"],
	file: ["from a file"],
	link: ["from a linked folder"],
	workspace: ["from a workspace"],
	unknown: [],
};

function renderWays({ why }: Subject, page: Page): string[] {
	if (why.paths.length === 0) return renderParagraph(page, 2, "No way from the function's own code to it is known.");
	const shown = why.paths.slice(0, MAX_WAYS);
	const hidden = why.pathCount - shown.length;
	return [
		...shown.flatMap((path) => renderWay(path, page)),
		...(hidden > 0 ? [`  and ${toPlural(hidden, "other way")}`] : []),
	];
}

/** Steps joined by arrows; a new line starts with its arrow. */
function renderWay(path: readonly string[], page: Page): string[] {
	const [root = "", ...steps] = path.map((step) => toSafeExcerpt(step, 300));
	const lines: string[] = [];
	let line = `  ${root}`;
	for (const step of steps) {
		const longer = `${line} > ${step}`;
		if (toWidth(longer) <= page.columns) {
			line = longer;
			continue;
		}
		lines.push(line);
		line = `    > ${step}`;
	}
	return [...lines, line].map((each) => renderLine(page, [each]));
}

function renderFindings({ findings, complete }: Subject, page: Page): string[] {
	if (findings.length === 0) {
		const rest = complete ? "" : " Not everything in the target was examined, though: see the gaps of the scan.";
		return renderParagraph(page, 2, `Nothing is known against it.${rest}`);
	}
	const hidden = findings.length - MAX_FINDINGS;
	return [
		...findings.slice(0, MAX_FINDINGS).flatMap((finding) => renderFinding(finding, page)),
		...(hidden > 0 ? [`  and ${toPlural(hidden, "more finding")}`] : []),
	];
}

/** One finding with all that its advisories say. */
export function renderFinding(finding: Finding, page: Page): string[] {
	const { rule, title, aliases, score, exploitation, confidence, fixedIn, details, gating, id, url } = finding;
	const scored = score === null ? "" : `, CVSS ${score.toFixed(1)}`;
	const names = aliases.slice(0, MAX_ALIASES).map((alias) => toSafeExcerpt(alias, 60));
	const fixed = fixedIn.slice(0, MAX_ALIASES).map((version) => toSafeExcerpt(version, 60));
	return [
		renderLine(page, [
			"  ",
			["bold", `${toRating(finding)} ${toSafeExcerpt(rule, 60)}`],
			`${scored}, ${confidence} confidence`,
		]),
		...renderParagraph(page, 4, toSafeExcerpt(title, 2000)),
		...details.slice(0, MAX_DETAILS).flatMap((detail) => renderParagraph(page, 6, toSafeExcerpt(detail, 500), "dim")),
		...(exploitation === null ? [] : explainExploitation(exploitation)).flatMap((text) =>
			renderParagraph(page, 4, text),
		),
		...(names.length === 0 ? [] : renderParagraph(page, 4, `also known as ${names.join(", ")}`)),
		...(fixed.length === 0 ? [] : renderParagraph(page, 4, `fixed in ${fixed.join(" or ")}`)),
		...(gating ? [] : renderParagraph(page, 4, "does not count for a gate: only shadowed or vendored copies have it")),
		...renderParagraph(page, 4, `finding ${toSafeExcerpt(id, 60)}`, "dim"),
		...(url === null ? [] : [`    ${page.paint("dim", toSafeExcerpt(url, 500))}`]),
	];
}

function renderFixes({ findings, fixes, findingsById }: Subject, page: Page): string[] {
	if (findings.length === 0) return [];
	return [
		"",
		page.paint("bold", "What closes it"),
		...(fixes.length === 0
			? renderParagraph(page, 2, "No change is proposed.")
			: fixes.flatMap((fix) => renderFix(fix, "  ", findingsById, page))),
	];
}
