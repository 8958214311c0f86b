/** From what a change does to lockfile entries to findings. */
import { addTo, groupBy } from "../lib/multimap.ts";
import { toPlural } from "../lib/plural.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";
import { toFinding, toSubject } from "../match/finding.ts";
import type { DependencyGraph, Finding, Severity } from "../model.ts";
import type { Change, ChangeRule } from "./compare.ts";

interface Wording {
	readonly severity: Severity;
	readonly title: string;
	/** what was, what is */
	toDetails(before: string, after: string): readonly string[];
}

/** Why each matters: docs/check.md. */
const WORDINGS: Readonly<Record<ChangeRule, Wording>> = {
	"integrity-changed": {
		severity: "high",
		title: "the same version now has another content: its integrity hash changed",
		toDetails: (before, after) => [`the hash was ${before}`, `the hash is ${after}`],
	},
	"integrity-lost": {
		severity: "medium",
		title: "its integrity hash is gone or weaker: what is installed is no longer checked as before",
		toDetails: (before, after) => [`the hash was ${before}`, ...(after === "" ? [] : [`the hash is ${after}`])],
	},
	"registry-changed": {
		severity: "high",
		title: "comes from a registry that no package came from before",
		toDetails: toRegistryDetails,
	},
	"registry-moved": {
		severity: "medium",
		title: "comes from another registry than before, one that other packages come from",
		toDetails: toRegistryDetails,
	},
	"source-not-registry": {
		severity: "medium",
		title: "does not come from a registry",
		toDetails: (before, after) => [...(before === "" ? [] : [`it was ${before}`]), `it is ${after}`],
	},
	downgrade: {
		severity: "low",
		title: "is a lower version than before",
		toDetails: (before, after) => [`the version was ${before}, and is ${after}`],
	},
	"install-script-added": {
		severity: "low",
		title: "runs a script when it is installed",
		toDetails: () => ["the lockfile says that it has a script, which is not here to be seen"],
	},
};

function toRegistryDetails(before: string, after: string): readonly string[] {
	return [`now from ${after}`, `before from ${before}`];
}

/** Packages that moved to a registry together are one decision, not hundreds: this part of all, or this many. */
const WHOLESALE = { part: 0.5, packages: 20 };
const LONGEST = 140;

/** One finding a change, for the packages of the graph that it is about. */
export function toChangeFindings(graph: DependencyGraph, changes: readonly Change[]): readonly Finding[] {
	if (changes.length === 0) return [];
	const packages = groupBy(graph.packages, ({ name, version }) => `${name}@${version ?? ""}`);
	return gather(changes, graph.packages.length).flatMap(({ change, others }) => {
		const { name, version } = change.package;
		const concerned = packages.get(`${name}@${version ?? ""}`);
		return concerned === undefined ? [] : [toChangeFinding(toSubject(graph, concerned), change, others)];
	});
}

interface Gathered {
	readonly change: Change;
	/** how many more it speaks for */
	readonly others: number;
}

/** Of many packages that moved to one registry the first speaks for all. */
function gather(changes: readonly Change[], all: number): readonly Gathered[] {
	const groups = new Map<string, Change[]>();
	const single: Gathered[] = [];
	for (const change of changes) {
		const isMove = change.rule === "registry-changed" || change.rule === "registry-moved";
		if (isMove) addTo(groups, JSON.stringify([change.rule, change.after]), change);
		else single.push({ change, others: 0 });
	}
	const gathered = [...groups.values()].flatMap((group): readonly Gathered[] => {
		const [first] = group;
		const isWholesale = group.length > WHOLESALE.packages || (group.length > 1 && group.length >= all * WHOLESALE.part);
		if (first !== undefined && isWholesale) return [{ change: first, others: group.length - 1 }];
		return group.map((change) => ({ change, others: 0 }));
	});
	return [...gathered, ...single];
}

function toChangeFinding(subject: ReturnType<typeof toSubject>, change: Change, others: number): Finding {
	const { severity, title, toDetails } = WORDINGS[change.rule];
	const details = toDetails(toSafeExcerpt(change.before ?? "", LONGEST), toSafeExcerpt(change.after ?? "", LONGEST));
	return toFinding(subject, {
		kind: "change",
		rule: `fnsift/${change.rule}`,
		aliases: [],
		severity,
		score: null,
		cwes: [],
		confidence: "high",
		title,
		fixedIn: [],
		details: others === 0 ? details : [...details, `and ${toPlural(others, "other package")} with it`],
		url: null,
	});
}
