/** Makes files, links and folders of a tar's entries as they come by, and gaps of what is wrong with them. */
import type { ReadEntry } from "tar";
import type { BundleFile } from "../model.ts";
import { couldHoldCode } from "./content.ts";
import { ClosedFile, type Refusal, type SourceContext, StoredFile } from "./file-tree.ts";
import { reportLinkOutside } from "./links.ts";
import { gateName } from "./name-gate.ts";

const FILE_TYPES = new Set(["File", "OldFile", "ContiguousFile"]);
const SPECIAL_TYPES = new Set(["CharacterDevice", "BlockDevice", "FIFO"]);

export class TarEntries {
	readonly files: StoredFile[] = [];
	readonly folders: string[] = [];
	readonly #context: SourceContext;
	readonly #contents = new Map<string, TarFile>();
	#held = 0;
	#isOverBudget = false;

	constructor(context: SourceContext) {
		this.#context = context;
	}

	/** Takes an entry and, as it streams by, its content. */
	add(entry: ReadEntry): void {
		this.#take(entry);
		// An entry that nobody reads would hold up those behind it.
		entry.resume();
	}

	/** An entry that the parser does not pass on: of a type it does not know, or an oversized header. */
	addIgnored(entry: ReadEntry): void {
		const path = entry.path.slice(0, 4096);
		this.#context.gaps.add("entry-type", true, path, "an entry of an unknown kind: not read");
	}

	/** Gives back the memory. */
	close(): void {
		this.#context.budget.release(this.#held);
		this.#held = 0;
	}

	#take(entry: ReadEntry): void {
		const { gaps, budget, mount } = this.#context;
		if (!budget.takeEntry()) {
			if (!this.#isOverBudget) gaps.add("budget-entries", true, null, "not all listed: the run may not list more");
			this.#isOverBudget = true;
			return;
		}
		const path = gateName(entry.path, gaps);
		if (path === null) return;
		if (entry.type === "Directory" || entry.type === "GNUDumpDir") this.folders.push(`${mount}/${path}`);
		else if (FILE_TYPES.has(entry.type)) this.#takeFile(entry, path);
		else if (entry.type === "SymbolicLink") this.#takeLink(path, entry.linkpath ?? "");
		else if (entry.type === "Link") this.#takeHardLink(path, entry.linkpath ?? "");
		else if (SPECIAL_TYPES.has(entry.type)) gaps.add("special-file", false, path, "a device or pipe: not read");
		else this.addIgnored(entry);
	}

	#takeFile(entry: ReadEntry, path: string): void {
		const { gaps, budget } = this.#context;
		if (!Number.isSafeInteger(entry.size)) {
			gaps.add("entry-size", couldHoldCode(path), path, "not read: its size is no number of bytes");
			this.files.push(new ClosedFile(this.#toFile(path, 0, null)));
			return;
		}
		const file = this.#toFile(path, entry.size, null);
		if (!budget.hold(entry.size)) {
			gaps.add("budget-memory", true, path, "not read: the run may not hold more in memory");
			this.files.push(new ClosedFile(file));
			return;
		}
		this.#held += entry.size;
		const content: Buffer[] = [];
		entry.on("data", (chunk) => content.push(chunk));
		const stored = new TarFile(file, content);
		this.#contents.set(path, stored);
		this.files.push(stored);
	}

	#takeLink(path: string, link: string): void {
		const file = { ...this.#toFile(path, 0, link), link };
		reportLinkOutside(file, path, this.#context.gaps);
		this.files.push(new ClosedFile(file));
	}

	/** A second name for a file that came before. */
	#takeHardLink(path: string, link: string): void {
		const { gaps } = this.#context;
		const target = gateName(link, gaps);
		const stored = target === null ? undefined : this.#contents.get(target);
		if (stored === undefined) {
			gaps.add("link-broken", couldHoldCode(path), path, "a hard link to a file that is not in the archive");
			return;
		}
		const alias = stored.toAlias(this.#toFile(path, stored.size, null));
		this.#contents.set(path, alias);
		this.files.push(alias);
	}

	#toFile(path: string, size: number, link: string | null): BundleFile {
		return { path: `${this.#context.mount}/${path}`, origin: this.#context.origin, size, compressed: null, link };
	}
}

class TarFile extends StoredFile {
	readonly #content: readonly Buffer[];

	constructor(file: BundleFile, content: readonly Buffer[]) {
		super(file);
		this.#content = content;
	}

	toAlias(file: BundleFile): TarFile {
		return new TarFile(file, this.#content);
	}

	override readBytes(): Uint8Array | Refusal {
		const bytes = Buffer.concat(this.#content);
		if (bytes.length === this.size) return bytes;
		return { code: "entry-damaged", blocking: null, message: "not read: the archive ends within it" };
	}
}
