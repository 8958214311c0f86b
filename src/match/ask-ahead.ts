/** Advisories that are asked of a service: what is asked, and the gaps where nothing was or no answer came. */
import { addTo } from "../lib/multimap.ts";
import { toPlural } from "../lib/plural.ts";
import { PublicNames } from "../lib/public-names.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";
import { toVersionOrder } from "../lib/version-order.ts";
import type { DependencyGraph, Gap, Package } from "../model.ts";
import type { AdvisoryIndex, AdvisoryQuery } from "../ports.ts";

const NAMES_SHOWN = 50;

/**
 * Asks for all packages that may be named; the orders of their versions are loaded. Nothing happens where look-ups need
 * no network.
 * @throws DatabaseError when nothing at all could be asked
 */
export async function askAhead(graph: DependencyGraph, index: AdvisoryIndex): Promise<readonly Gap[]> {
	if (index.prepare === undefined) return [];
	const names = new PublicNames(graph);
	const queries = new Map<string, AdvisoryQuery>();
	const unsent = new Set<string>();
	for (const entry of graph.packages) {
		if (names.isPublic(entry)) {
			const query = toQuery(entry);
			queries.set(JSON.stringify(query), query);
		} else unsent.add(toLabel(entry));
	}
	const unanswered = await index.prepare([...queries.values()]);
	const reasons = new Map<string, string[]>();
	for (const { query, reason } of unanswered) addTo(reasons, reason, toLabel(query));
	return [
		...[...reasons].map(([reason, labels]) => toUnansweredGap(labels, reason)),
		...(unsent.size === 0 ? [] : [toUnsentGap([...unsent])]),
	];
}

/** Without a version that can be compared all records are asked for, and each says for itself that it cannot judge. */
function toQuery({ ecosystem, name, version }: Package): AdvisoryQuery {
	const isVersion = version !== null && toVersionOrder(ecosystem).parse(version) !== undefined;
	return { ecosystem, name, version: isVersion ? version : null };
}

function toLabel({ name, version }: Pick<AdvisoryQuery, "name" | "version">): string {
	return toSafeExcerpt(version === null ? name : `${name}@${version}`, 120);
}

function toList(labels: readonly string[]): string {
	const more = labels.length - NAMES_SHOWN;
	return `${labels.slice(0, NAMES_SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function toUnansweredGap(labels: readonly string[], reason: string): Gap {
	return {
		stage: "match",
		code: "advisories-unanswered",
		blocking: true,
		path: null,
		message: `${toPlural(labels.length, "package")} not compared with advisories: ${toList(labels)}: ${reason}`,
	};
}

function toUnsentGap(labels: readonly string[]): Gap {
	return {
		stage: "match",
		code: "advisories-not-sent",
		blocking: false,
		path: null,
		message: `${toPlural(labels.length, "package")} from elsewhere than the public registry not named to the service, and so not compared: ${toList(labels)}`,
	};
}
