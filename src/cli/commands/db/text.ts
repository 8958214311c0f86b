/** What a database says about itself, and what was left out of it, as text. */
import type { CollectionCounts } from "../../../advisories/build/collection.ts";
import type { DatabaseMeta } from "../../../advisories/store/format.ts";
import { toGrouped } from "../../../lib/grouped.ts";
import { toPlural } from "../../../lib/plural.ts";
import { toSafeText } from "../../../lib/sanitise.ts";
import { ECOSYSTEMS } from "../../../model.ts";

export function renderMeta(meta: DatabaseMeta): string {
	const { records, packages, ecosystems, maliciousIn, updated, sources, sha256 } = meta;
	const counts = ECOSYSTEMS.flatMap((ecosystem) => {
		const all = ecosystems[ecosystem];
		if (all === undefined) return [];
		const malicious = maliciousIn[ecosystem] ?? 0;
		return `  ${ecosystem}: ${toGrouped(all - malicious)} of vulnerabilities, ${toGrouped(malicious)} of malware`;
	});
	const lines = [
		`${toPlural(records, "record")} on ${toPlural(packages, "package")}`,
		...counts,
		`newest record ${toSafeText(updated)}`,
		...sources.map((source) => `from ${toSafeText(source.name)}, sha256 ${source.sha256}`),
		`sha256 ${sha256}`,
	];
	return `${lines.join("\n")}\n`;
}

/** Empty when nothing was left out. */
export function renderCounts(counts: CollectionCounts): string {
	const asides: [number, string][] = [
		[counts.withdrawn, "withdrawn"],
		[counts.repeated, "there more than once"],
		[counts.unconcerned, "about nothing fnsift knows"],
		[counts.malformed, "not readable as OSV records"],
	];
	const lines = asides.filter(([count]) => count > 0).map(([count, words]) => `${toPlural(count, "record")} ${words}`);
	for (const { where, reason } of counts.examples) lines.push(`  ${toSafeText(where)}: ${toSafeText(reason)}`);
	for (const [reason, count] of counts.skipped)
		lines.push(`${toPlural(count, "part")} left out: ${toSafeText(reason)}`);
	return lines.map((line) => `${line}\n`).join("");
}

export function toMegabytes(bytes: number): string {
	return (bytes / 1e6).toFixed(1);
}
