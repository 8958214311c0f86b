/** A piece of what an install hook runs: a script or a command line, ready to be looked at. */
import { type CanonicalScript, toCanonicalScript } from "./script/canonical.ts";
import { toCanonicalCommand } from "./script/shell.ts";

export interface Unit {
	readonly kind: "code" | "command";
	/** what to call it in evidence: a file of the package, or the hook's name */
	readonly label: string;
	/** whether `label` is a file, so that line numbers mean something */
	readonly isFile: boolean;
	/** the text as it is in the bundle, or as it came out of an encoding */
	readonly source: string;
	/** what the patterns are matched against */
	readonly text: string;
	/** only for code */
	readonly script: CanonicalScript | null;
}

export function toCodeUnit(label: string, source: string, isFile: boolean): Unit {
	const script = toCanonicalScript(source);
	return { kind: "code", label, isFile, source, text: script.text, script };
}

export function toCommandUnit(label: string, source: string, isFile: boolean): Unit {
	return { kind: "command", label, isFile, source, text: toCanonicalCommand(source), script: null };
}
