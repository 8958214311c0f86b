/** Opens one file as a tree of its own: a lockfile, or a function that is a single script. */
import type { BundleFile } from "../../model.ts";
import { type ByteSource, readBytes } from "../bytes.ts";
import { type FileTree, OVER_BUDGET, type Refusal, type SourceContext, StoredFile } from "../file-tree.ts";
import type { Budget } from "../limits.ts";

/** Takes over `source`. @param name file name, without folders */
export function openSingleFile(source: ByteSource, name: string, context: SourceContext): FileTree {
	const { mount, origin } = context;
	const file = { path: `${mount}/${name}`, origin, size: source.size, compressed: null, link: null };
	const files = context.budget.takeEntry() ? [new SingleFile(file, source, context.budget)] : [];
	if (files.length === 0) context.gaps.add("budget-entries", true, null, "not listed: the run may not list more");
	return { mount, origin, files, folders: [], archive: null, close: () => source.close() };
}

class SingleFile extends StoredFile {
	readonly #source: ByteSource;
	readonly #budget: Budget;

	constructor(file: BundleFile, source: ByteSource, budget: Budget) {
		super(file);
		this.#source = source;
		this.#budget = budget;
	}

	override readBytes(): Uint8Array | Refusal {
		if (!this.#budget.takeBytes(this.size)) return OVER_BUDGET;
		const bytes = readBytes(this.#source, 0, this.size);
		if (bytes.length === this.size) return bytes;
		return { code: "file-changed", blocking: true, message: "not read: it became shorter during the scan" };
	}
}
