/** Gaps of the matcher: what could not be compared with the advisories. */
import type { Affected } from "../lib/affected.ts";
import { toRelative } from "../lib/location.ts";
import { toPlural } from "../lib/plural.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";
import type { Gap, Package } from "../model.ts";

type UnknownReason = Extract<Affected, { affected: "unknown" }>["reason"];

/** A package that an advisory could not judge; `advisory` is `null` when none could. */
export interface Unjudged {
	readonly package: Package;
	readonly reason: "version-missing" | UnknownReason;
	readonly advisory: string | null;
}

/** One gap per package and reason. */
export function toUnjudgedGaps(unjudged: readonly Unjudged[]): readonly Gap[] {
	const gaps = new Map<string, Gap>();
	const advisories = new Map<string, number>();
	for (const { package: entry, reason } of unjudged) {
		const key = `${entry.id} ${reason}`;
		const count = (advisories.get(key) ?? 0) + 1;
		advisories.set(key, count);
		gaps.set(key, toGap(entry, reason, count));
	}
	return [...gaps.values()];
}

function toGap(entry: Package, reason: Unjudged["reason"], count: number): Gap {
	const name = toSafeExcerpt(entry.name, 100);
	const version = toSafeExcerpt(entry.version ?? "", 60);
	const path = toRelative(entry.locations[0] ?? "");
	const minor = { stage: "match", blocking: false, path } as const;
	const records = toPlural(count, "advisory");
	switch (reason) {
		case "version-missing":
			return { ...minor, code: "version-missing", message: `${name} has no version to compare with advisories` };
		case "version-unparsed":
			return {
				...minor,
				code: "version-unparsed",
				message: `${name} has version "${version}": ${records} not compared`,
			};
		case "range-unparsed":
			return {
				...minor,
				code: "advisory-unparsed",
				message: `${name}@${version}: ${records} with a range that cannot be read`,
			};
	}
}
