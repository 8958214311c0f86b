/** From what a change does to lockfile entries to findings. */
import { toPlural } from "../lib/plural.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";
import { toFinding, toSubject } from "../match/finding.ts";
import type { DependencyGraph, Finding, Package, Severity } from "../model.ts";
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
		toDetails: (before, after) => [`was ${before}`, `is ${after}`],
	},
	"integrity-lost": {
		severity: "medium",
		title: "its integrity hash is gone: what is installed is no longer checked",
		toDetails: (before) => [`was ${before}`],
	},
	"registry-changed": {
		severity: "high",
		title: "comes from a registry that no package came from before",
		toDetails: (before, after) => [`now from ${after}`, `before from ${before}`],
	},
	"source-not-registry": {
		severity: "medium",
		title: "does not come from a registry",
		toDetails: (before, after) => [before === "" ? `it is a ${after} dependency` : `was ${before}, is ${after}`],
	},
	downgrade: {
		severity: "low",
		title: "is a lower version than before",
		toDetails: (before, after) => [`was ${before}, is ${after}`],
	},
	"install-script-added": {
		severity: "low",
		title: "runs a script when it is installed",
		toDetails: () => [],
	},
};

/** A registry that most packages moved to is one decision, not hundreds. */
const WHOLESALE = 0.5;
const LONGEST = 140;

/** One finding a change, for the packages of the graph that it is about. */
export function toChangeFindings(graph: DependencyGraph, changes: readonly Change[]): readonly Finding[] {
	const packages = new Map<string, [Package, ...Package[]]>();
	for (const entry of graph.packages) {
		const key = `${entry.name}@${entry.version ?? ""}`;
		const known = packages.get(key);
		if (known === undefined) packages.set(key, [entry]);
		else known.push(entry);
	}
	return gather(changes, graph.packages.length).flatMap(({ change, others }) => {
		const { name, version } = change.package;
		const concerned = packages.get(`${name}@${version ?? ""}`);
		return concerned === undefined ? [] : [toChangeFinding(toSubject(graph, concerned), change, others)];
	});
}

/** Many packages that moved to one registry together speak through the first of them. */
function gather(
	changes: readonly Change[],
	all: number,
): readonly { readonly change: Change; readonly others: number }[] {
	const moved = changes.filter(({ rule }) => rule === "registry-changed");
	const [first] = moved;
	if (first === undefined || moved.length < 2 || moved.length < all * WHOLESALE) {
		return changes.map((change) => ({ change, others: 0 }));
	}
	const rest = changes.filter(({ rule }) => rule !== "registry-changed").map((change) => ({ change, others: 0 }));
	return [{ change: first, others: moved.length - 1 }, ...rest];
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
