/**
 * What a lockfile format is: a function from text to an observation. It reads nothing else, and loads what it alone needs
 * (a YAML library) when there is a file of it.
 */
import { ScanError } from "../../errors.ts";
import type { Observation, Origin } from "../../model.ts";
import type { Manifest } from "../project/manifest.ts";

/** What lies around the lockfile. */
export interface LockfileContext {
	/** bundle path of the lockfile */
	readonly path: string;
	/** the folder that its install paths start from */
	readonly folder: string;
	readonly origin: Origin;
	/** the package.json beside it; `undefined` when there is none that can be read */
	readonly manifest: Manifest | undefined;
	/** folders that the `workspaces` of that package.json name, as bundle paths, as far as they are in the bundle */
	readonly members: readonly string[];
	/** the package.json of own code in another folder (a bundle path): a member or a linked folder */
	findManifest(folder: string): Manifest | undefined;
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
	parse(text: string, context: LockfileContext): Observation | Promise<Observation>;
}

/** Declares a lockfile format; list it in this folder's index.ts. */
export function defineLockfile<T extends Lockfile>(lockfile: T): T {
	return lockfile;
}

/** The error of a lockfile that is known and cannot be read; `problem` is a clause that holds none of its content. */
export function toUnreadable(fileName: string, problem: string, hint = REWRITE, cause?: unknown): ScanError {
	return new ScanError("lockfile-unreadable", `${fileName}: ${problem}.`, hint, cause === undefined ? {} : { cause });
}

const REWRITE = "Let its package manager write the lockfile again, then scan again.";
