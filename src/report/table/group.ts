/** One package version with findings: its name, where it is, why it is there, its findings, what was seen. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding, Package } from "../../model.ts";
import { renderMarks, renderName, renderPath, renderPlace } from "../prose/place.ts";
import { type Page, renderLine, renderParagraph } from "../text/page.ts";
import { cutMiddle, toWidth } from "../text/width.ts";
import { renderFindingRows } from "./finding-rows.ts";

const MAX_FINDINGS = 20;
const MAX_PLACES = 3;
const MAX_DETAILS = 4;

/** All findings of one package version. */
export interface Group {
	/** never empty */
	readonly findings: readonly Finding[];
	/** its copies, by origin and source */
	readonly packages: readonly Package[];
}

/** `byId`: all packages of the target, to name those that shadow a copy. */
export function renderGroup({ findings, packages }: Group, byId: ReadonlyMap<string, Package>, page: Page): string[] {
	const [first] = findings;
	if (first === undefined) return [];
	const shown = findings.slice(0, MAX_FINDINGS);
	return [
		...renderHeading(first, packages, byId, page),
		...renderWay(first, page),
		...renderFindingRows(shown, page),
		...renderMore(findings.length - shown.length, "more finding"),
		...renderEvidence(shown, page),
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

function renderEvidence(findings: readonly Finding[], page: Page): string[] {
	return findings
		.flatMap(({ details }) => details.slice(0, MAX_DETAILS))
		.slice(0, MAX_DETAILS)
		.map((detail) => renderLine(page, ["      ", ["dim", toSafeExcerpt(detail, 500)]]));
}
