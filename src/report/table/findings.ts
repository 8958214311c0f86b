/** The findings of a target, grouped by package. */
import { groupBy } from "../../lib/multimap.ts";
import { toPlural } from "../../lib/plural.ts";
import { toPurl } from "../../lib/purl.ts";
import type { Finding, Package, TargetReport } from "../../model.ts";
import { isQuiet } from "../prose/tally.ts";
import { type Page, renderParagraph } from "../text/page.ts";
import { type Group, renderGroup } from "./group.ts";

/** More than this and nobody reads on; the JSON report has all. */
const MAX_PACKAGES = 25;

const HINT = "fnsift explain <package or id> <target> says more about each.";

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
	const loud = findings.filter((finding) => !isQuiet(finding));
	const groups = groupBy(loud, ({ ecosystem, name, version }) => toPurl(ecosystem, name, version));
	const counts = (group: Group) => group.findings.some(({ gating }) => gating);
	return [...groups.values()]
		.map((group) => ({ findings: group, packages: findPackages(group, byId) }))
		.sort((a, b) => Number(counts(b)) - Number(counts(a)));
}

function findPackages(findings: readonly Finding[], byId: ReadonlyMap<string, Package>): Package[] {
	const ids = new Set(findings.flatMap(({ packageIds }) => packageIds));
	return [...ids].map((id) => byId.get(id)).filter((item) => item !== undefined);
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
