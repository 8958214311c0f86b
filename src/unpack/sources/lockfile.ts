/**
 * Opens a lockfile with what its package manager reads beside it: `.npmrc` says which scopes belong to a registry of
 * their own, `package.json` says what is direct where the lockfile does not.
 *
 * Only beside a lockfile under its own name: any other name says nothing about the folder it lies in. A file that is not
 * there, is no plain file (a link, a pipe) or is larger than any real one is left out, and is no gap.
 */
import { basename, dirname, join } from "node:path";
import type { BundleFile } from "../../model.ts";
import type { ByteSource } from "../bytes.ts";
import { type FileTree, OVER_BUDGET, type Refusal, type SourceContext, StoredFile } from "../file-tree.ts";
import type { Budget } from "../limits.ts";
import { readPlainFile } from "../plain-file.ts";
import { openSingleFile } from "./single-file.ts";

const NAMES = new Set(["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"]);
const BESIDE = [".npmrc", "package.json"];

/** Takes over `source`. The lockfile is the first file of the tree. @param path of the lockfile on this machine */
export function openLockfile(source: ByteSource, path: string, context: SourceContext): FileTree {
	const name = basename(path);
	const tree = openSingleFile(source, name, context);
	if (!NAMES.has(name) || tree.files.length === 0) return tree;
	const beside: StoredFile[] = [];
	for (const other of BESIDE) {
		const bytes = readPlainFile(join(dirname(path), other));
		if (bytes === undefined) continue;
		const { mount, origin, budget } = context;
		const file = { path: `${mount}/${other}`, origin, size: bytes.length, compressed: null, link: null };
		beside.push(new FileBeside(file, bytes, budget));
	}
	return { ...tree, files: [...tree.files, ...beside] };
}

class FileBeside extends StoredFile {
	readonly #bytes: Uint8Array;
	readonly #budget: Budget;

	constructor(file: BundleFile, bytes: Uint8Array, budget: Budget) {
		super(file);
		this.#bytes = bytes;
		this.#budget = budget;
	}

	override readBytes(): Uint8Array | Refusal {
		return this.#budget.takeBytes(this.size) ? this.#bytes : OVER_BUDGET;
	}
}
