/** What a strategy says: one change, before changes that are made together are merged, measured and ranked. */
import { compareCodeUnits } from "../lib/order.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";
import type { Ecosystem, Finding, Fix, FixAction, Origin, Package } from "../model.ts";
import type { Edits } from "./commands/npm.ts";

/** One package that goes from one version to another; `to` is `null` when it goes away. */
export interface Move {
	readonly name: string;
	readonly from: string | null;
	readonly to: string | null;
	/** the entries of the graph that go away or are replaced */
	readonly packages: readonly Package[];
}

export interface Proposal {
	readonly action: FixAction;
	/** Proposals of one lane are one fix: the same command, or the same package moved further. */
	readonly lane: string;
	readonly origin: Origin;
	readonly root: string;
	/** what the fix is named for */
	readonly headline: Move;
	/** everything that moves, the headline included */
	readonly moves: readonly Move[];
	readonly closes: readonly Finding[];
	/** canonical ids of the advisories that affect the headline's `to`; what it brings in is found for all (brought.ts) */
	readonly introduces: readonly string[];
	readonly verified: Fix["verified"];
	readonly edits: Edits;
	/** the same for the dependents that are known alone, where `edits` count for the whole project */
	readonly narrow?: Edits;
	readonly reason: string;
	/**
	 * The same change with the headline at another version, where that holds too; `undefined` where it does not.
	 * Left out by changes that cannot be moved further.
	 */
	readonly retarget?: (to: string) => Proposal | undefined;
}

/** Of what moves; a move without packages is one of npm's. */
export function toEcosystem({ packages }: Move): Ecosystem {
	return packages[0]?.ecosystem ?? "npm";
}

/** A lane's name from parts that hostile data may have chosen. */
export function toLane(...parts: readonly (string | null)[]): string {
	return JSON.stringify(parts);
}

/** Names from scanned data, made safe, at most five of them. */
export function toNameList(names: Iterable<string>): string {
	const all = [...new Set(names)].sort(compareCodeUnits);
	const shown = all.slice(0, 5).map((name) => toSafeExcerpt(name, 100));
	if (all.length > shown.length) return `${shown.join(", ")} and ${all.length - shown.length} more`;
	return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : shown.join("");
}
