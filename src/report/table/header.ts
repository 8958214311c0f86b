/** What was scanned and with which data. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { DatabaseInfo, Report, TargetReport } from "../../model.ts";
import { renderBytes } from "../text/bytes.ts";
import { type Page, renderParagraph } from "../text/page.ts";
import { cutMiddle } from "../text/width.ts";

/** `build/checkout.zip` after a label, then `zip, nodejs20.x, 214 packages, 41.2 MB in 3,120 files, 9.8 MB zipped`. */
export function renderHeader(report: TargetReport, label: string, page: Page): string[] {
	const target = `${label}${cutMiddle(toSafeExcerpt(report.target, 1000), page.columns - label.length)}`;
	return [page.paint("bold", target), ...renderParagraph(page, 2, describe(report))];
}

function describe({ kind, function: config, graph, size, against }: TargetReport): string {
	const { runtime, layers } = config;
	const zipped = size.compressed === null ? "" : `, ${renderBytes(size.compressed)} zipped`;
	return [
		kind,
		...(runtime === null ? [] : [toSafeExcerpt(runtime, 60)]),
		toPlural(graph.packages.length, "package"),
		...(layers.length === 0 ? [] : [toPlural(layers.length, "layer")]),
		...(kind === "lockfile" || kind === "sbom"
			? []
			: [`${renderBytes(size.uncompressed)} in ${toPlural(size.files, "file")}${zipped}`]),
		...(against === undefined ? [] : [`only what is new against ${toSafeExcerpt(against, 60)}`]),
	].join(", ");
}

const SOURCES: Readonly<Record<DatabaseInfo["source"], string>> = {
	snapshot: "shipped snapshot",
	local: "local database",
	"osv-api": "OSV web API",
};

/** `Advisories: shipped snapshot, newest of 2026-11-20, 3,908 records` */
export function renderDatabase({ database }: Report, page: Page): string[] {
	return [...renderParagraph(page, 0, describeDatabase(database), "dim"), ...renderExploits(database, page)];
}

export function describeDatabase({ source, advisories, updated }: DatabaseInfo): string {
	const date = toDate(updated);
	const newest = date === "" ? "" : `, newest of ${date}`;
	return `Advisories: ${SOURCES[source]}, ${toPlural(advisories, "record")}${newest}`;
}

/** `Exploitation: EPSS of 2026-11-21, KEV of 2026-11-20` */
function renderExploits({ exploits }: DatabaseInfo, page: Page): string[] {
	if (exploits === undefined) return [];
	const { epss, kev } = exploits;
	const sources = [
		...(epss === null ? [] : [`EPSS of ${toDate(epss.date)}`]),
		...(kev === null ? [] : [`KEV of ${toDate(kev.date)}`]),
	];
	return sources.length === 0 ? [] : renderParagraph(page, 0, `Exploitation: ${sources.join(", ")}`, "dim");
}

function toDate(time: string): string {
	return toSafeExcerpt(time, 60).split("T")[0] ?? "";
}

/** `Policy: fnsift.yaml, baseline known.txt`, where one decided. */
export function renderPolicy({ policy: { applied, config, baseline } }: Report, page: Page): string[] {
	if (!applied) return [];
	const known = baseline === null ? "" : `, baseline ${toSafeExcerpt(baseline.file, 200)}`;
	const text = `Policy: ${config === null ? "the built-in one" : toSafeExcerpt(config, 200)}${known}`;
	return renderParagraph(page, 0, text, "dim");
}
