/** What a waiver is: an accepted finding, with the reason and the day on which that ends. */
import type { Ecosystem, FindingWaiver, WaiverReport } from "../model.ts";
import { countDaysUntil } from "./calendar.ts";

export interface Waiver extends FindingWaiver {
	/**
	 * What it accepts, at least one: canonical advisory ids or their aliases, rules such as `fnsift/typosquat`, or
	 * finding ids. A CVE stands for itself only: it never waives a record that holds others besides.
	 */
	readonly ids: readonly string[];
	/** `null`: whatever package it is found in */
	readonly package: WaivedPackage | null;
	/** name of the own code that alone it speaks about, as the start of every dependency path; left out for any */
	readonly within?: string;
	/** globs of target paths (relative to the folder of `fnsift.yaml`) or ARNs; empty for every target */
	readonly scope: readonly string[];
}

export interface WaivedPackage {
	/** as written, for people */
	readonly text: string;
	/** `null` when only a name was given: it then holds in every ecosystem */
	readonly ecosystem: Ecosystem | null;
	/** exactly as the registry writes it */
	readonly name: string;
	/** an exact version, or comparators such as `>=1.2.0 <1.2.6`; `null` for every version */
	readonly versions: string | null;
}

/** From this many days before its last day on, a waiver warns. */
const WARNING_DAYS = 14;

/** A waiver holds until the end of its last day, UTC. */
export function toWaiverState({ expires }: Waiver, now: Date): WaiverReport["state"] {
	if (expires === null) return "active";
	const days = countDaysUntil(expires, now);
	if (days < 0) return "expired";
	return days <= WARNING_DAYS ? "expires-soon" : "active";
}
