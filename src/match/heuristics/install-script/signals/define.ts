/** What a signal is: one thing that can be seen in an install script, and what it shows the script to be able to do. */
import type { Embedded } from "../script/fold.ts";
import type { Unit } from "../unit.ts";

/**
 * What scripts do that matters, from the most to the least telling. Rules (rules.ts) look at these together; on its own
 * hardly any of them is proof.
 */
export const CAPABILITIES = {
	"remote-shell": "gives a shell to another machine",
	"runs-fetched": "runs code that it fetches",
	"reads-secrets": "reads credentials",
	"reads-environment": "reads the whole environment",
	spreads: "acts on the developer's accounts",
	persists: "writes to where it will be run again",
	destroys: "deletes what is not its own",
	mines: "mines cryptocurrency",
	tampers: "changes other packages",
	"runs-decoded": "runs code that it decodes",
	obfuscated: "is obfuscated",
	"hides-text": "decodes hidden text",
	deciphers: "deciphers text",
	"sends-by-name": "sends data in DNS names",
	"drop-host": "talks to an address that is typical of data theft",
	uploads: "sends data out",
	"reads-token": "reads an access token",
	"reads-host": "reads what machine it is run on",
	"reads-user": "reads who runs it",
	socket: "opens a raw socket",
	downloads: "downloads",
	"writes-files": "writes files",
	requests: "makes network requests",
	detaches: "starts a process that outlives it, unseen",
	"marks-executable": "makes a file executable",
	evaluates: "evaluates text as code",
	"starts-processes": "starts processes",
} as const;
export type Capability = keyof typeof CAPABILITIES;

interface SignalBase {
	readonly shows: Capability;
	/** which units it is looked for in */
	readonly in: readonly Unit["kind"][];
	/** what was seen, for the evidence line: "reads .npmrc" */
	readonly words: string;
}

/** Only bounded repetition in patterns: the time is linear in the text. */
export interface PatternSignal extends SignalBase {
	/** matched against the canonical text, or the untouched one where it is about how the text is written */
	readonly pattern: RegExp;
	readonly on?: "source";
	/** what must follow, each within `WITHIN` of the one before */
	readonly followedBy?: readonly RegExp[];
	/** how often it must be there; 1 unless told */
	readonly times?: number;
}

/** A signal that no pattern can tell: quotes the text that it finds. */
export interface FoundSignal extends SignalBase {
	readonly find: (unit: Unit) => Embedded | undefined;
}

export type Signal = PatternSignal | FoundSignal;

/** How far apart the parts of a signal may be, in UTF-16 units of canonical text. */
export const WITHIN = 1_200;

/** Declares the signals of one subject; list them in this folder's index.ts. */
export function defineSignals(signals: readonly Signal[]): readonly Signal[] {
	return signals;
}
