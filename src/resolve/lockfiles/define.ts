/** What a lockfile format is: a pure function from text to an observation. It reads nothing else. */
import { ScanError } from "../../errors.ts";
import type { Observation, Origin } from "../../model.ts";
import type { Manifest } from "../manifest.ts";

/** What lies around the lockfile. */
export interface LockfileContext {
	/** bundle path of the lockfile */
	readonly path: string;
	/** the folder that its install paths start from */
	readonly folder: string;
	readonly origin: Origin;
	/** the package.json beside it; `undefined` when there is none that can be read */
	readonly manifest: Manifest | undefined;
	/** scopes (`@acme`) that belong to a registry other than the public one */
	readonly privateScopes: ReadonlySet<string>;
}

export interface Lockfile {
	/** kebab-case name of the format */
	readonly name: string;
	/** base names, the one that its package manager prefers first */
	readonly fileNames: readonly string[];
	/**
	 * Good entries are kept, bad ones become gaps. Linear in the text.
	 * @throws ScanError when the file as a whole cannot be read, or holds entries of which none could be
	 */
	parse(text: string, context: LockfileContext): Observation;
}

/** Declares a lockfile format; list it in this folder's index.ts. */
export function defineLockfile(lockfile: Lockfile): Lockfile {
	return lockfile;
}

/** The error of a lockfile that is known and cannot be read; `problem` is a clause that holds none of its content. */
export function toUnreadable(fileName: string, problem: string, hint = REWRITE, cause?: unknown): ScanError {
	return new ScanError("lockfile-unreadable", `${fileName}: ${problem}.`, hint, cause === undefined ? {} : { cause });
}

const REWRITE = "Let its package manager write the lockfile again, then scan again.";
