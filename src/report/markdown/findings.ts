/** The findings of a target as a table, those of one package below each other, the worst package first. */
import { groupBy } from "../../lib/multimap.ts";
import { compareFindings } from "../../lib/order.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding, TargetReport } from "../../model.ts";
import { renderExploitation } from "../prose/exploitation.ts";
import { renderName } from "../prose/place.ts";
import { renderFixedIn } from "../prose/sentences.ts";
import { isQuiet, toRating } from "../prose/tally.ts";
import type { Block } from "./blocks.ts";
import { toCell, toCode, toLink } from "./escape.ts";

const HEAD = ["**Findings**", "", "| Package | Severity | Finding | Fixed in | What |", "|---|---|---|---|---|"];

/** More do not fit into any comment. */
const MAX_ROWS = 1_000;

export function renderFindings({ findings }: TargetReport): readonly Block[] {
	const loud = findings.filter((finding) => !isQuiet(finding));
	const quiet = findings.length - loud.length;
	const rows = groupByPackage(loud)
		.flatMap((group) => group.map((finding, index) => ({ finding, isSame: index > 0 })))
		.slice(0, MAX_ROWS)
		.map(({ finding, isSame }) => renderRow(finding, isSame));
	const aside = `${toPlural(quiet, "package")} with an install script that shows nothing suspicious`;
	return [
		...(rows.length === 0
			? []
			: [
					{
						lines: HEAD,
						items: rows,
						hidden: loud.length - rows.length,
						toMore: (hidden: number) => `and ${toPlural(hidden, "more finding")}: --format json lists all.`,
					},
				]),
		...(quiet === 0 ? [] : [{ lines: [`Also: ${aside}.`] }]),
	];
}

function groupByPackage(findings: readonly Finding[]): readonly (readonly Finding[])[] {
	const sorted = [...findings].sort(compareFindings);
	return [...groupBy(sorted, ({ ecosystem, name, version }) => JSON.stringify([ecosystem, name, version])).values()];
}

/** What a heuristic says has no fixed version. */
function toUnfixed({ kind }: Finding): string {
	return kind === "vulnerability" ? "none known" : "";
}

/** @param isSame the row above is about the same package */
function renderRow(finding: Finding, isSame: boolean): string {
	const { title, rule, url, confidence, gating, waived, known } = finding;
	const marks = [
		...(confidence === "high" ? [] : [`${confidence} confidence`]),
		...(gating ? [] : ["not counted: shadowed or vendored"]),
		...(waived === null ? [] : [`waived: ${toSafeExcerpt(waived.reason, 200)}`]),
		...(known ? ["in the baseline"] : []),
		renderExploitation(finding),
	].filter(Boolean);
	const what = [toCell(title, 200), ...marks.map((mark) => `(${toCell(mark, 250)})`)].join(" ");
	const cells = [
		isSame ? "" : toCode(renderName(finding.name, finding.version), 200, true),
		toRating(finding),
		toLink(toSafeExcerpt(rule, 60), url),
		toCell(renderFixedIn(finding) || toUnfixed(finding), 200),
		what,
	];
	return `| ${cells.join(" | ")} |`;
}
